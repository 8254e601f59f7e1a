"""The director's questions on the command line, on the demo's files, against the independent recomputation."""

from __future__ import annotations

import pytest

from data.demo.load import MONTH_FILES
from data.files.workbook import read_book
from data.units.unit_list_files import read_units
from scoring.scheme import DEFAULT_SCHEME, load_scheme
from tests.support import oracle
from tests.support.demo.by_hand import EXACT, oracle_results, read_by_hand
from tests.support.demo.copies import demo_database
from tests.support.doors.command_line import run, table

SCHEME = load_scheme(DEFAULT_SCHEME)
CODES = {item.name_fa: item.code for item in SCHEME.indicators}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("cli") / "s.duckdb"
    demo_database(path)
    return path


@pytest.fixture(scope="module")
def names():
    from data.demo.load import UNITS_FILE

    units = read_units(read_book("units.csv", UNITS_FILE.read_bytes()))
    return {unit.unit_id: unit.name_fa for unit in units}


def results(month: int) -> tuple[dict, dict]:
    return oracle_results(MONTH_FILES[month - 1].read_bytes())


def number(text: str) -> float | None:
    return float(text) if text else None


def test_ranking(store, names):
    rows = table(run("ranking", "--db", store, "--month", "1399-05"))
    columns = "month province_id kind unit_id total total_change rank rank_change delta_rank status progress reason"
    assert list(rows[0]) == columns.split()
    (now, kinds), (base, _), (before, _) = results(5), results(1), results(4)
    changes = {name: now[name]["total"] - base[name]["total"] for name in now}
    assert len(rows) == len(now) == 54
    for row in rows:
        name = names[row["unit_id"]]
        peers = [changes[other] for other in now if kinds[other] == kinds[name]]
        assert float(row["total"]) == pytest.approx(float(now[name]["total"]))
        assert float(row["total_change"]) == pytest.approx(float(changes[name]))
        assert int(row["rank"]) == now[name]["rank"] and row["status"] == now[name]["band"]
        assert int(row["rank_change"]) == base[name]["rank"] - now[name]["rank"]
        better = sum(oracle.judged(change) > oracle.judged(changes[name]) for change in peers)
        assert int(row["delta_rank"]) == 1 + better
        moved = oracle.judged(now[name]["total"] - before[name]["total"])
        assert row["progress"] == ("rising" if moved > 1 else "falling" if moved < -1 else "steady")
    first = table(run("ranking", "--db", store))
    assert len(first) == 5 * 54
    names_of_changes = ("progress", "total_change", "rank_change", "delta_rank")  # nothing to compare the base with
    assert {row[name] for row in first if row["month"] == "1399-01" for name in names_of_changes} == {""}


def test_flow(store, names):
    rows = table(run("flow", "--db", store, "--from", "1399-01", "--to", "1399-05"))
    assert list(rows[0]) == ["unit_id", "kind", "then", "now", "flow"]
    then, now = results(1)[0], results(5)[0]
    moves = oracle.unit_moves(then, now)
    assert {names[row["unit_id"]]: row["flow"] for row in rows} == moves
    assert {names[row["unit_id"]]: row["now"] for row in rows} == {name: own["band"] for name, own in now.items()}
    missing = run("flow", "--db", store, "--from", "1398-01", "--to", "1399-05", "--lang", "en")
    assert missing.returncode == 1 and "There is no month Farvardin 1398" in missing.stderr.decode()


def test_near_misses(store, names):
    rows = table(run("near-misses", "--db", store, "--month", "1399-05"))
    now = results(5)[0]
    assert {names[row["unit_id"]]: row["side"] for row in rows} == oracle.near(now, oracle.border(EXACT))
    for row in rows:
        assert float(row["total"]) == pytest.approx(float(now[names[row["unit_id"]]]["total"]))


def test_ways_out(store, names):
    rows = table(run("ways-out", "--db", store, "--month", "1399-05"))
    assert list(rows[0])[2:] == ["unit_id", "way", "step", "indicator", "from", "to", "gain_points", "covered"]
    scores = read_by_hand(MONTH_FILES[4].read_bytes())
    (now, kinds), at = results(5), oracle.border(EXACT)
    months = [read_by_hand(path.read_bytes()) for path in MONTH_FILES]
    best = {
        unit: {
            code: max(month[unit][code] for month in months if month[unit][code] != "na")
            for code in row
            if any(month[unit][code] != "na" for month in months)
        }
        for unit, row in scores.items()
    }
    weak = [unit for unit in now if now[unit]["weak"]]
    assert {names[row["unit_id"]] for row in rows} == set(weak)
    for unit in weak:
        for way, wanted in (
            ("fewest", oracle.fewest(EXACT, scores[unit], at)),
            ("most_reachable", oracle.most_reachable(EXACT, scores, now, kinds, best, unit, at)),
        ):
            own = [row for row in rows if names[row["unit_id"]] == unit and row["way"] == way]
            assert [row["indicator"] for row in own] == [CODES[name] for name, _ in wanted]
            assert [float(row["gain_points"]) for row in own] == pytest.approx([float(gain) for _, gain in wanted])
            assert [float(row["to"]) - float(row["from"]) for row in own] == pytest.approx(
                [float(gain) for _, gain in wanted]
            )
            assert {row["covered"] for row in own[:-1]} <= {"0"}
    only = table(run("ways-out", "--db", store, "--month", "1399-05", "--unit", rows[0]["unit_id"]))
    assert {row["unit_id"] for row in only} == {rows[0]["unit_id"]}


def test_compare_schemes(store, names, tmp_path):
    """The first indicator counts 9 points instead of 6, good starts at 65."""
    text = DEFAULT_SCHEME.read_text(encoding="utf-8")
    code, maximum = SCHEME.indicators[0].code, SCHEME.indicators[0].max_points
    heavier = text.replace(f"max_points = {maximum:g}", f"max_points = {maximum + 3:g}", 1).replace(
        "from = 70", "from = 65"
    )
    (tmp_path / "other.toml").write_text(heavier, encoding="utf-8")
    rows = table(run("compare-schemes", "--db", store, "--month", "1399-05", "--scheme", tmp_path / "other.toml"))
    scores = read_by_hand(MONTH_FILES[4].read_bytes())
    name = next(fa for fa, known in CODES.items() if known == code)
    scale = (maximum + 3) / maximum
    other = EXACT | {
        "indicators": [(fa, domain, most + 3 if fa == name else most) for fa, domain, most in EXACT["indicators"]],
        "bands": [(band, 65.0 if band == "good" else lower, weak) for band, lower, weak in EXACT["bands"]],
    }
    scaled = {unit: row | ({name: row[name] * scale} if row[name] != "na" else {}) for unit, row in scores.items()}
    (now, kinds), wanted = results(5), oracle.totals(other, scaled, results(5)[1])
    for row in rows:
        unit = names[row["unit_id"]]
        assert float(row["total_other"]) == pytest.approx(float(wanted[unit]["total"]))
        assert (row["band"], row["band_other"]) == (now[unit]["band"], wanted[unit]["band"])
        assert (int(row["rank"]), int(row["rank_other"])) == (now[unit]["rank"], wanted[unit]["rank"])
    assert any(row["rank_change"] != "0" for row in rows)
    assert kinds


def test_months_under_different_schemes_are_refused_with_the_reason(tmp_path):
    from data.registry.schemes import add_scheme
    from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, small_store

    path = tmp_path / "s.duckdb"
    opened = small_store(path)
    import_rows(opened, FULL_ROWS)
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    with opened.transaction() as change:
        add_scheme(change, newer.replace("from = 50", "from = 60"), "x")
    import_rows(opened, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    opened.close()
    refused = run("flow", "--db", path, "--from", "1399-01", "--to", "1399-02", "--lang", "en")
    assert table(refused) == [] and "bands have changed" in refused.stderr.decode()
    rows = {row["unit_id"]: row for row in table(run("ranking", "--db", path, "--month", "1399-02"))}
    assert rows["A2"]["total_change"] == "0.0"  # totals may be compared: only the bands differ
    added = run("scheme", "add", "--db", path, "--file", tmp_path / "x.toml", "--from", "1400-01", "--lang", "en")
    assert added.returncode != 0
    (tmp_path / "x.toml").write_text(
        newer.replace('"newer"', '"third"')
        .replace('valid_from = "1399-02"\n', "")
        .replace("max_points = 6", "max_points = 8"),
        encoding="utf-8",
    )
    added = run("scheme", "add", "--db", path, "--file", tmp_path / "x.toml", "--from", "1400-01", "--lang", "en")
    assert added.returncode == 0, added.stderr.decode()
    assert "maximum points changed from 6 to 8" in added.stderr.decode().replace("\u2066", "").replace("\u2069", "")
