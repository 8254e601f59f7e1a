"""The command line as a script uses it: exact columns, exit codes, nothing on stdout but CSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store.store import Store
from tests.support.builders import SMALL_SCHEME, UNITS, books, score_book, units_file
from tests.support.doors.command_line import as_process, run, table
from tests.support.store.prepared import copied

TOTAL_COLUMNS = (
    "month,province_id,kind,unit_id,unit_name_fa,unit_name_en,news,people,total,band,is_weak,rank,ranked_units,coverage"
)
SHARE_COLUMNS = (
    "month,province_id,kind,listed,evaluated,incomplete,missing,weak,weak_pct,base_month,base_weak,base_evaluated,"
    "reason,decrease_points,decrease_relative_pct,not_weak_pct,no_longer_weak_pct,left_weak,fell_weak,joined_weak,gone_weak"
)
SCORE_COLUMNS = "month,unit_id,indicator,points,max_points,mark,file,sheet,cell,typed"


def test_from_init_to_totals_shares_and_scores(place, store):
    assert as_process("import", "--db", store, place / "1399-01.xlsx").returncode == 0
    second = as_process("import", "--db", store, "--month", "1399-02", "--province", "home", place / "second.xlsx")
    assert second.returncode == 0
    assert_the_totals_of_the_second_month(store)
    assert_the_shares_against_the_first_month(store)
    assert_the_scores_and_their_cells(store)


def assert_the_totals_of_the_second_month(store) -> None:
    totals = as_process("totals", "--db", store, "--month", "1399-02")
    assert totals.stdout.decode().splitlines()[0] == TOTAL_COLUMNS
    rows = {row["unit_id"]: row for row in table(totals)}
    assert (rows["A1"]["total"], rows["A1"]["band"], rows["A1"]["is_weak"], rows["A1"]["coverage"]) == (
        "",
        "",
        "",
        "0.8",
    )
    assert (rows["A2"]["total"], rows["A2"]["news"], rows["A2"]["people"]) == ("50.0", "50.0", "")
    assert (rows["A3"]["is_weak"], rows["A3"]["rank"], rows["A3"]["ranked_units"]) == ("1", "2", "2")
    assert (rows["G1"]["total"], rows["G1"]["coverage"], rows["G1"]["ranked_units"]) == ("", "", "0")


def assert_the_shares_against_the_first_month(store) -> None:
    shares = as_process("shares", "--db", store, "--base", "1399-01")
    assert shares.stdout.decode().splitlines()[0] == SHARE_COLUMNS
    by_key = {(row["month"], row["kind"]): row for row in table(shares)}
    now = by_key["1399-02", "agency"]
    assert (now["listed"], now["evaluated"], now["incomplete"], now["missing"], now["weak"]) == (
        "3",
        "2",
        "1",
        "0",
        "1",
    )
    assert (now["weak_pct"], now["decrease_points"], now["left_weak"]) == ("", "", "")  # two of three are too few
    assert (now["reason"], now["base_weak"], now["base_evaluated"]) == ("too_few_evaluated", "1", "3")
    assert by_key["1399-01", "agency"]["weak_pct"] == "33.333333333"  # as it is judged: nine decimals
    assert (by_key["1399-02", "governorate"]["missing"], by_key["1399-02", "governorate"]["weak_pct"]) == ("1", "")


def assert_the_scores_and_their_cells(store) -> None:
    scores = as_process("scores", "--db", store, "--month", "1399-02")
    assert scores.stdout.decode().splitlines()[0] == SCORE_COLUMNS
    cells = {(row["unit_id"], row["indicator"]): row for row in table(scores)}
    assert cells["A1", "N1"] == {
        "month": "1399-02",
        "unit_id": "A1",
        "indicator": "N1",
        "points": "6.0",
        "max_points": "6.0",
        "mark": "scored",
        "file": "second.xlsx",
        "sheet": "برگهٔ دوم",
        "cell": "B3",
        "typed": "۶",
    }
    assert (cells["A1", "N2"]["points"], cells["A1", "N2"]["mark"], cells["A1", "N2"]["typed"]) == (
        "",
        "not_reported",
        "-",
    )
    assert (cells["A2", "P1"]["mark"], cells["A2", "P1"]["typed"]) == ("not_applicable", "بدون موضوع")


def test_each_file_is_its_own_transaction_and_one_refusal_is_exit_1(place, store):
    (place / "bad.xlsx").write_bytes(score_book([["اداره کل راه", 7, 4, 10]], "اردیبهشت ۱۳۹۹"))
    result = run(
        "import", "--db", store, "--lang", "en", place / "bad.xlsx", place / "nowhere.xlsx", place / "1399-01.xlsx"
    )
    assert result.returncode == 1 and result.stdout == b""
    told = result.stderr.decode()
    assert (
        "cell B3" in told
        and "above the maximum of" in told
        and "Nothing was stored" in told
        and "Traceback" not in told
    )
    assert [row["month"] for row in table(run("shares", "--db", store))] == ["1399-01"] * 2


def test_several_months_in_one_file_are_all_or_nothing(place, store):
    header = ["unit_id", "N1", "N2", "P1"]
    good, bad = [["A1", 6, 4, 10]], [["A1", 6, 4, 11]]
    (place / "two.xlsx").write_bytes(books([("خرداد ۹۹", [header, *good]), ("تیر ۹۹", [header, *bad])]))
    assert run("import", "--db", store, place / "two.xlsx").returncode == 1
    assert table(run("totals", "--db", store)) == []
    (place / "two.xlsx").write_bytes(books([("خرداد ۹۹", [header, *good]), ("تیر ۹۹", [header, *good])]))
    assert run("import", "--db", store, place / "two.xlsx").returncode == 0
    assert sorted({row["month"] for row in table(run("totals", "--db", store))}) == ["1399-03", "1399-04"]


def test_verify_finds_a_changed_score_even_after_rebuild(place, store):
    run("import", "--db", store, place / "1399-01.xlsx")
    sound = run("verify", "--db", store)
    assert sound.returncode == 0 and sound.stdout.startswith(b"sound")
    assert run("rebuild", "--db", store).stdout == b"changed 0\n"
    opened = Store(store)
    opened._root.execute("UPDATE score SET points = 0 WHERE unit_key = 1 AND indicator_key = 1")
    opened.close()
    assert run("verify", "--db", store).returncode == 1
    rebuilt = run("rebuild", "--db", store).stdout.decode().splitlines()[-1]
    assert rebuilt.startswith("changed ") and rebuilt != "changed 0"
    again = run("verify", "--db", store, "--lang", "en")
    assert again.returncode == 1 and "1399-01.xlsx" in again.stderr.decode()


def load_the_demo(db: Path) -> None:
    assert run("demo", "--db", db).returncode == 0


def test_the_demo_loads_says_that_it_is_demo_and_is_cleared(tmp_path):
    db = copied(load_the_demo, tmp_path / "var")
    shares = run("shares", "--db", db, "--lang", "en")
    assert "Demo data" in shares.stderr.decode()
    last = [row for row in table(shares) if row["month"] == "1399-05"]
    assert [(row["kind"], row["weak"], row["evaluated"]) for row in last] == [
        ("agency", "10", "44"),
        ("governorate", "3", "10"),
    ]
    assert run("demo", "--db", db, "--clear").returncode == 0
    assert run("totals", "--db", db).returncode == 1
    assert run("verify", "--db", db).returncode == 0


def test_after_the_demo_an_own_province_starts_in_the_same_store(place, tmp_path):
    db = copied(load_the_demo, tmp_path / "var")
    own = ["init", "--db", db, "--scheme", place / "scheme.toml", "--units", place / "units.csv"]
    assert run(*own).returncode == 1
    assert run("demo", "--db", db, "--clear").returncode == 0
    assert run(*own).returncode == 0
    assert run("import", "--db", db, place / "1399-01.xlsx").returncode == 0
    assert {row["province_id"] for row in table(run("totals", "--db", db))} == {"home"}
    assert run("verify", "--db", db).returncode == 0 and run("rebuild", "--db", db).stdout == b"changed 0\n"


def test_scores_of_two_provinces_are_asked_for_one_at_a_time(place, tmp_path):
    both = [*UNITS, *((row[0], "away", *row[2:]) for row in UNITS)]
    (place / "units.csv").write_bytes(units_file(both))
    db = tmp_path / "two.duckdb"
    run("init", "--db", db, "--scheme", place / "scheme.toml", "--units", place / "units.csv")
    assert run("import", "--db", db, "--province", "home", place / "1399-01.xlsx").returncode == 0
    assert run("scores", "--db", db).returncode == 1
    assert len(table(run("scores", "--db", db, "--province", "home"))) == 12
    assert table(run("totals", "--db", db, "--province", "away")) == []


def test_nothing_in_a_file_moves_the_terminal(place, store):
    (place / "s.csv").write_bytes("unit_id,N1,N2,P1\nA1,\x1b[31mRED\x9b2J,4,10\n".encode())
    told = run("import", "--db", store, "--month", "1399-01", place / "s.csv").stderr.decode()
    assert "RED" in told and not {"\x1b", "\x9b", "\r"} & set(told)


@pytest.mark.parametrize(
    "arguments",
    [[], ["totals"], ["nonsense", "--db", "x"], ["totals", "--db", "x", "--month", "1399-13"], ["import", "--db", "x"]],
)
def test_wrong_usage_is_exit_2(arguments):
    assert run(*arguments).returncode == 2


def test_refusals_are_sentences_in_the_language_asked_for(place, tmp_path):
    missing = run("totals", "--db", tmp_path / "none.duckdb", "--lang", "fa")
    assert missing.returncode == 1 and "پایگاه داده" in missing.stderr.decode()
    assert not (tmp_path / "none.duckdb").exists()
    (place / "scheme.toml").write_text(SMALL_SCHEME.replace("from = 50", "from = 90"), encoding="utf-8")
    bad = run(
        "init",
        "--db",
        tmp_path / "n.duckdb",
        "--lang",
        "en",
        "--scheme",
        place / "scheme.toml",
        "--units",
        place / "units.csv",
    )
    assert bad.returncode == 1 and "band[3].from" in bad.stderr.decode()
    again = run("import", "--db", tmp_path / "n.duckdb", "--lang", "en", place / "1399-01.xlsx")
    assert again.returncode == 1 and "no unit list" in again.stderr.decode()


def test_names_that_look_like_formulas_are_defused_on_the_way_out(place):
    rows = [("A1", "home", "agency", "", "=HYPERLINK(1)", "@evil", "", "", "", "")]
    (place / "units.csv").write_bytes(units_file(rows))
    db = place / "f.duckdb"
    run("init", "--db", db, "--scheme", place / "scheme.toml", "--units", place / "units.csv")
    (place / "s.csv").write_bytes(b"unit_id,N1,N2,P1\nA1,6,4,10\n")
    assert run("import", "--db", db, "--month", "1399-01", place / "s.csv").returncode == 0
    row = table(run("totals", "--db", db))[0]
    assert (row["unit_name_fa"], row["unit_name_en"]) == ("'=HYPERLINK(1)", "'@evil")


def test_from_the_demo_to_a_province_of_ones_own(place):
    db = copied(load_the_demo, place / "var")
    assert run("demo", "--db", db, "--clear").returncode == 0
    assert run("init", "--db", db, "--scheme", place / "scheme.toml", "--units", place / "units.csv").returncode == 0
    assert run("import", "--db", db, place / "1399-01.xlsx").returncode == 0
    shares = table(run("shares", "--db", db))
    assert [(row["province_id"], row["kind"], row["weak"], row["evaluated"]) for row in shares] == [
        ("home", "agency", "1", "3"),
        ("home", "governorate", "0", "1"),
    ]
    assert run("verify", "--db", db).returncode == 0
