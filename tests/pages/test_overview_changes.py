"""What the overview says of the month before: the share, who moved, and the sectors, as the oracle has them."""

from __future__ import annotations

import csv
import json
from fractions import Fraction

import pytest

from data.demo.load import MONTH_FILES, UNITS_FILE
from tests.support import oracle
from tests.support.builders import FULL_ROWS, import_rows
from tests.support.demo.by_hand import oracle_results
from tests.support.doors.page_runs import rows_of, run, texts

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
NOW, BEFORE = 4, 3  # Mordad and Tir, by their files


@pytest.fixture(scope="module")
def months() -> tuple[dict, dict, dict[str, str]]:
    """The results of the month and of the month before, and the kind of each unit."""
    now, kinds = oracle_results(MONTH_FILES[NOW].read_bytes())
    return now, oracle_results(MONTH_FILES[BEFORE].read_bytes())[0], kinds


def units_by_name() -> dict[str, dict[str, str]]:
    with UNITS_FILE.open(encoding="utf-8-sig") as file:
        return {row["name_fa"]: row for row in csv.DictReader(file)}


def plain(node) -> str:
    return node if isinstance(node, str) else " ".join(filter(None, map(plain, node[2:])))


def said(at) -> str:
    """What our own blocks say, each part behind the one before it."""
    trees = [json.loads(line) for line in texts(at).split("\n")]
    nodes = [node for tree in trees if tree and "tree" in tree for node in tree["tree"]]
    return " ".join(" ".join(map(plain, nodes)).translate(ISOLATES).split())


def rounded(value: Fraction, decimals: int, *, sign: bool = False) -> str:
    """Half away from zero; nothing of a number that isn't seen has a sign."""
    tenths = int(abs(value) * 10**decimals + Fraction(1, 2))
    shown = f"{tenths // 10**decimals}" + (f".{tenths % 10**decimals:0{decimals}d}" if decimals else "")
    return shown if not (sign and tenths) else f"{'+' if value > 0 else chr(0x2212)}{shown}"


def test_the_month_before_stands_beside_the_base_month(months):
    now, then, kinds = months
    page = said(run("overview", lang="en"))
    for kind in ("agency", "governorate"):
        own = [name for name, each in kinds.items() if each == kind]
        weak, evaluated, share = oracle.share(then, own)
        fall = rounded(share - oracle.share(now, own)[2], 0)
        then_said = f"Since Tir 1399 ({rounded(share, 0)}%, {weak} of {evaluated})"
        assert f"{then_said}: down {fall} percentage points" in page, kind


def test_who_moved_is_counted_and_named_the_ones_who_fell_most_first(months):
    now, then, kinds = months
    page, known = said(run("overview", lang="en", kind="agency")), units_by_name()
    own = [name for name, kind in kinds.items() if kind == "agency"]
    left = [name for name in own if then[name]["weak"] and not now[name]["weak"]]
    fell = [name for name in own if now[name]["weak"] and not then[name]["weak"]]
    assert (len(left), len(fell)) == (8, 0)
    assert "Newly weak none" in page and f"No longer weak {len(left)}" in page
    lower = sorted((now[name]["total"] - then[name]["total"], known[name]["unit_id"], name) for name in own)
    lower = [(change, name) for change, _, name in lower if change < 0]
    named = [f"{known[name]['name_en']} {rounded(change, 1, sign=True)}" for change, name in lower[:3]]
    assert f"Fell most {len(lower)} {' , '.join(named)}" in page
    assert f"and {len(lower) - 3} more" in page


def test_sectors_are_the_means_and_counts_of_their_agencies(months):
    now, then, kinds = months
    known = units_by_name()
    rows = []
    for sector in sorted({known[name]["sector"] for name, kind in kinds.items() if kind == "agency"}):
        own = [name for name in kinds if known[name]["sector"] == sector and kinds[name] == "agency"]
        means = [sum((each[name]["total"] for name in own), Fraction(0)) / len(own) for each in (now, then)]
        weak = [sum(each[name]["weak"] for name in own) for each in (now, then)]
        rows.append((means[0], sector, len(own), weak, means[0] - means[1]))
    wanted = [
        [f"{weak[0]} of {count}", rounded(Fraction(weak[0] - weak[1]), 0, sign=True), rounded(mean, 1)]
        + [rounded(change, 1, sign=True)]
        for mean, _, count, weak, change in sorted(rows)
    ]
    assert [row[1:] for row in rows_of(run("overview", lang="en"), "sectors")] == wanted and len(wanted) == 6
    for filters in ({"sector": "ECO"}, {"kind": "governorate"}):
        assert rows_of(run("overview", lang="en", **filters), "sectors") == []


def test_a_first_month_has_nothing_before_it(own_store):
    import_rows(own_store, FULL_ROWS)
    page = said(run("overview", lang="en"))
    assert "Since " not in page and "Newly weak" not in page and "weak units" in page
