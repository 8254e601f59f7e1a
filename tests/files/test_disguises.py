"""The same table in any disguise gives exactly its scores; a damaged file gives them or a reported problem."""

from __future__ import annotations

import io
import os
import zipfile
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.parsing import formats
from data.imports.importing import preview
from data.imports.staleness import content_hash
from data.problems import Refused, errors
from data.reading.month_books import check_book
from tests.support.builders import rules
from tests.support.files.disguises import CHANGES, FORMATS, disguised

LONG = bool(os.environ.get("SANJEH_LONG"))
MUTATIONS = 2_000 if LONG else 60  # of each kind and format
TRUTH = {"A1": [6, 4, 10], "A2": [3.25, 0, "na"], "A3": [1, None, 0.5], "G1": [2.75, 1.5, 7]}
MAXIMA = {"N1": 6, "N2": 4, "P1": 10}
NUMBERS = {"texts", "Persian digits", "Arabic digits", "apostrophes", "invisible characters"}


@pytest.fixture(scope="module")
def checked_against(store):
    return rules(store, "home")


def read_here(content: bytes, against):
    """The file as the parsing process and the checks see it, in this process. Raises Refused."""
    return check_book(formats.read("scores", content), against)


def values_in(checked) -> dict[str, list]:
    """Unit -> its scores in the order of the scheme, as the truth is written."""
    (month,) = checked.months
    found: dict[str, list] = {}
    for row in month.scores.itertuples():
        cell = {"scored": row.points, "not_applicable": "na", "not_reported": None}[row.mark]
        found.setdefault(row.unit_id, []).append(cell)
    return found


DISGUISES = [*(([change], "xlsx") for change in CHANGES), *(([], format_) for format_ in FORMATS)]


def test_the_same_table_in_more_than_thirty_disguises_has_one_content_hash(store):
    hashes = {}
    for changes, format_ in DISGUISES:
        content = disguised(TRUTH, changes, format_, seed=7)
        read = preview(store, "scores", content)
        assert read.months, (changes, format_, read.problems)
        hashes[format_, *changes] = content_hash(read.months[0].scores)
    assert len(DISGUISES) > 30 and len(set(hashes.values())) == 1, hashes


def cells(maximum: int):
    points = st.integers(0, 8 * maximum).map(lambda eighths: eighths / 8)
    odd = st.integers(0, 10_000 * maximum).map(lambda parts: parts / 10_000)
    return st.one_of(points, points, odd, st.none())


tables = st.fixed_dictionaries(
    {unit: st.tuples(cells(6), cells(4), st.one_of(cells(10), st.just("na"))).map(list) for unit in TRUTH}
)


@given(
    values=tables,
    changes=st.lists(st.sampled_from(list(CHANGES)), max_size=5, unique=True),
    format_=st.sampled_from(list(FORMATS)),
    seed=st.integers(0, 99),
)
def test_any_table_in_any_disguise_gives_its_exact_values_or_a_problem(checked_against, values, changes, format_, seed):
    headers = [change for change in changes if "headers" in change]
    numbers = [change for change in changes if change in NUMBERS]
    changes = [change for change in changes if change not in headers[1:] + numbers[1:]]
    checked = read_here(disguised(values, changes, format_, seed), checked_against)
    if errors(checked.problems):
        pytest.fail(f"{format_}, {changes}: {checked.problems}")
    assert values_in(checked) == values


def mutated(content: bytes, random: Random) -> bytes:
    """A few bytes changed, cut out, doubled or cut off."""
    data = bytearray(content)
    for _ in range(random.randint(1, 4)):
        position = random.randrange(len(data))
        what = random.randrange(5)
        if what == 0:
            data[position] ^= 1 << random.randrange(8)
        elif what == 1:
            data[position] = random.randrange(256)
        elif what == 2:
            del data[position : position + random.randint(1, 40)]
        elif what == 3:
            data[position:position] = data[position : position + random.randint(1, 40)]
        else:
            del data[max(position, len(data) - 200) :]
        if not data:
            return b""
    return bytes(data)


def assert_possible(checked) -> None:
    """Whatever was read is a score that the scheme allows."""
    for row in checked.months[0].scores.itertuples() if checked.months else ():
        assert row.mark != "scored" or 0 <= row.points <= MAXIMA[row.indicator]


ZIPPED = ["xlsx", "ods", "xlsb", "turned xlsx", "two sheets"]


@pytest.mark.parametrize("format_", ZIPPED)
def test_a_packed_file_with_changed_bytes_gives_its_values_or_a_problem(checked_against, format_):
    """Every part carries its checksum, so no change of a byte can pass for another score."""
    content, random = disguised(TRUTH, [], format_), Random(format_)
    for _ in range(MUTATIONS):
        damaged = mutated(content, random)
        try:
            checked = read_here(damaged, checked_against)
        except Refused:
            continue
        assert errors(checked.problems) or values_in(checked) == TRUTH


@pytest.mark.parametrize("format_", ["xls", "CSV", "CSV tabs in UTF-16", "CSV in windows-1256"])
def test_a_file_without_checksums_with_changed_bytes_never_fails_but_with_a_problem(checked_against, format_):
    content, random = disguised(TRUTH, [], format_), Random(format_)
    for _ in range(MUTATIONS):
        try:
            checked = read_here(mutated(content, random), checked_against)
        except Refused:
            continue
        assert_possible(checked)


@pytest.mark.parametrize("format_", ZIPPED)
def test_a_packed_file_with_a_changed_part_never_fails_but_with_a_problem(checked_against, format_):
    content, random = disguised(TRUTH, [], format_), Random(f"part of {format_}")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(MUTATIONS):
        name = random.choice(list(parts))
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for other, part in parts.items():
                if other != name or random.randrange(10):  # now and then a part is missing
                    archive.writestr(other, mutated(part, random) if other == name and part else part)
        try:
            checked = read_here(target.getvalue(), checked_against)
        except Refused:
            continue
        assert_possible(checked)
