"""The command line as a script uses it: exact columns, exit codes, nothing on stdout but CSV."""

from __future__ import annotations

import contextlib
import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from cli import main
from data.store.store import Store
from tests.support.builders import FULL_ROWS, HEADER, SMALL_SCHEME, UNITS, books, score_book, units_file

ROOT = Path(__file__).resolve().parents[2]
TOTAL_COLUMNS = (
    "month,province_id,kind,unit_id,unit_name_fa,unit_name_en,news,people,total,band,is_weak,rank,ranked_units,coverage"
)
SHARE_COLUMNS = (
    "month,province_id,kind,listed,evaluated,incomplete,missing,weak,weak_pct,base_month,base_weak,base_evaluated,"
    "reason,decrease_points,decrease_relative_pct,not_weak_pct,no_longer_weak_pct,left_weak,fell_weak,joined_weak,gone_weak"
)
SCORE_COLUMNS = "month,unit_id,indicator,points,max_points,mark,file,sheet,cell,typed"


def as_process(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "cli.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, timeout=120)


def run(*arguments: object) -> subprocess.CompletedProcess:
    """The same in this process, with streams of bytes: a process of its own takes a second to start."""
    out, told = (io.TextIOWrapper(io.BytesIO()) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            status = main(list(map(str, arguments)))
        except SystemExit as ended:
            status = ended.code
    out.flush()
    told.flush()
    return subprocess.CompletedProcess(arguments, status, out.buffer.getvalue(), told.buffer.getvalue())


def table(result: subprocess.CompletedProcess) -> list[dict]:
    assert result.returncode == 0, result.stderr.decode()
    text = result.stdout.decode("utf-8")
    assert not text.startswith("\ufeff") and "\r" not in text
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def place(tmp_path):
    (tmp_path / "scheme.toml").write_text(SMALL_SCHEME, encoding="utf-8")
    (tmp_path / "units.csv").write_bytes(units_file())
    (tmp_path / "1399-01.xlsx").write_bytes(score_book(FULL_ROWS))
    worse = [["اداره کل راه", "۶", "-", "۱۰"], ["دانشگاه علوم پزشکی", 3, 2, "بدون موضوع"], ["بهزیستی", 1, 1, 1]]
    (tmp_path / "second.xlsx").write_bytes(score_book(worse, "نتایج", sheet="برگهٔ دوم"))
    return tmp_path


@pytest.fixture
def store(place):
    db = place / "s.duckdb"
    assert run("init", "--db", db, "--scheme", place / "scheme.toml", "--units", place / "units.csv").returncode == 0
    return db


def test_from_init_to_totals_shares_and_scores(place, store):
    assert as_process("import", "--db", store, place / "1399-01.xlsx").returncode == 0
    assert (
        as_process(
            "import", "--db", store, "--month", "1399-02", "--province", "home", place / "second.xlsx"
        ).returncode
        == 0
    )
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


def test_the_demo_loads_says_that_it_is_demo_and_is_cleared(tmp_path):
    db = tmp_path / "demo.duckdb"
    assert run("demo", "--db", db).returncode == 0
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
    db = tmp_path / "demo.duckdb"
    own = ["init", "--db", db, "--scheme", place / "scheme.toml", "--units", place / "units.csv"]
    assert run("demo", "--db", db).returncode == 0
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
    db = place / "own.duckdb"
    assert run("demo", "--db", db).returncode == 0
    assert run("demo", "--db", db, "--clear").returncode == 0
    assert run("init", "--db", db, "--scheme", place / "scheme.toml", "--units", place / "units.csv").returncode == 0
    assert run("import", "--db", db, place / "1399-01.xlsx").returncode == 0
    shares = table(run("shares", "--db", db))
    assert [(row["province_id"], row["kind"], row["weak"], row["evaluated"]) for row in shares] == [
        ("home", "agency", "1", "3"),
        ("home", "governorate", "0", "1"),
    ]
    assert run("verify", "--db", db).returncode == 0


def test_a_unit_list_is_exported_edited_and_imported(place, store):
    assert run("import", "--db", store, place / "1399-01.xlsx").returncode == 0
    exported = run("units", "export", "--db", store)
    rows = table(exported)
    assert list(rows[0])[:4] == ["unit_id", "province_id", "kind", "sector"] and len(rows) == 4
    same = place / "same.csv"
    same.write_bytes(exported.stdout)
    told = run("units", "import", "--db", store, "--lang", "en", same)
    assert told.returncode == 0 and "nothing would change" in told.stderr.decode()
    edited = place / "edited.csv"
    lines = [line.replace(",HLT,", ",CUL,") for line in exported.stdout.decode().splitlines() if "G1" not in line]
    edited.write_text("\n".join([*lines, "A9,home,agency,INF,شهرداری,City,,1399-02,,"]), encoding="utf-8")
    told = run("units", "import", "--db", store, "--lang", "en", "--note", "new year", edited)
    assert told.returncode == 0 and told.stdout == b""
    assert told.stderr.decode().splitlines() == [
        "changed: A2 Medical University (sector)",
        "changed: A3 Welfare (sector)",
        "new: A9 City",
        "ended: G1 Darreh Shahr (active_to)",
        "The unit list is stored: 4 changes.",
    ]
    after = {row["unit_id"]: row for row in table(run("units", "export", "--db", store, "--province", "home"))}
    assert (after["G1"]["active_to"], after["A9"]["active_from"], after["A2"]["sector"]) == (
        "1399-01",
        "1399-02",
        "CUL",
    )
    assert len(table(run("totals", "--db", store))) == 4
    assert run("verify", "--db", store).returncode == 0


def test_a_faulty_unit_list_changes_nothing_and_says_where(place, store):
    faulty = place / "faulty.csv"
    faulty.write_bytes(units_file([*UNITS, ("A1", "home", "agancy", "", "x", "", "", "", "", "")]))
    told = run("units", "import", "--db", store, "--lang", "en", faulty)
    assert told.returncode == 1 and "cell C6" in told.stderr.decode() and "Nothing was stored" in told.stderr.decode()
    assert len(table(run("units", "export", "--db", store))) == 4


def test_a_new_version_of_the_scheme_holds_for_later_months(place, store):
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    (place / "newer.toml").write_text(newer.replace("from = 50", "from = 60"), encoding="utf-8")
    assert run("scheme", "import", "--db", store, place / "newer.toml").returncode == 0
    assert run("scheme", "export", "--db", store).stdout.decode() == (place / "newer.toml").read_text(encoding="utf-8")
    assert run("import", "--db", store, place / "1399-01.xlsx").returncode == 0
    (place / "1399-02.xlsx").write_bytes(score_book(FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹"))
    assert run("import", "--db", store, place / "1399-02.xlsx").returncode == 0
    bands = [row["band"] for row in table(run("totals", "--db", store)) if row["unit_id"] == "A2"]
    assert bands == ["mid", "low"]
    again = run("scheme", "import", "--db", store, "--lang", "en", place / "newer.toml")
    assert again.returncode == 0
    (place / "clash.toml").write_text(newer, encoding="utf-8")
    clash = run("scheme", "import", "--db", store, "--lang", "en", place / "clash.toml")
    assert clash.returncode == 1 and "already valid from Ordibehesht 1399" in clash.stderr.decode()


def test_an_unknown_name_is_mapped_once_and_the_file_goes_in(place, store):
    unknown = place / "1399-03.xlsx"
    unknown.write_bytes(score_book([["سازمان بهزیستی", 6, 4, 10]], "نتایج خرداد ۱۳۹۹"))
    refused = run("import", "--db", store, "--lang", "en", unknown)
    assert refused.returncode == 1 and "Did you mean بهزیستی" in refused.stderr.decode().replace("Welfare", "بهزیستی")
    mapped = run("alias", "add", "--db", store, "--lang", "en", "--unit", "A3", "سازمان بهزیستی")
    assert mapped.returncode == 0 and "A3 is also known as" in mapped.stderr.decode()
    taken = run("alias", "add", "--db", store, "--lang", "en", "--unit", "A1", "بهزیستی")
    assert taken.returncode == 1 and "already a name or the code of the unit A3" in taken.stderr.decode()
    assert run("import", "--db", store, unknown).returncode == 0 and run("verify", "--db", store).returncode == 0


def test_a_preview_tells_what_would_change_and_stores_nothing(place, store):
    assert run("import", "--db", store, place / "1399-01.xlsx").returncode == 0
    changed = [["اداره کل راه", 6, 0, 0], *FULL_ROWS[1:]]
    (place / "again.xlsx").write_bytes(score_book(changed))
    told = run("preview", "--db", store, "--lang", "en", place / "again.xlsx")
    (moved,) = [row for row in table(told) if row["total_then"] != row["total"]]
    assert (moved["unit_id"], moved["total_then"], moved["total"]) == ("A1", "100.0", "30.0")
    assert (moved["band_then"], moved["band"], moved["rank_then"], moved["rank"]) == ("high", "low", "1", "2")
    said = told.stderr.decode()
    assert "2 scores of 1 units that are already stored will change" in said
    assert "Agencies: 2 weak of 3 evaluated" in said
    cells = table(run("preview", "--db", store, "--what", "cells", place / "again.xlsx"))
    assert [(row["indicator"], row["points_then"], row["points"], row["cell"]) for row in cells] == [
        ("N2", "4.0", "0.0", "C3"), ("P1", "10.0", "0.0", "D3"),
    ]  # fmt: skip
    assert cells[0]["file_then"] == "1399-01.xlsx" and cells[0]["file"] == "again.xlsx"
    totals = table(run("totals", "--db", store))
    assert {row["unit_id"]: row["total"] for row in totals}["A1"] == "100.0"


def test_a_preview_of_a_new_month_prints_its_signals_with_their_cells(place, store):
    assert run("import", "--db", store, place / "1399-01.xlsx").returncode == 0
    (place / "1399-02.xlsx").write_bytes(score_book(FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹"))
    told = run("preview", "--db", store, "--lang", "fa", "--what", "signals", place / "1399-02.xlsx")
    rows = table(told)
    assert [(row["signal"], row["unit_id"], row["cells"]) for row in rows if row["signal"] == "repeated"] == [
        ("repeated", unit, f"B{row}:D{row}") for row, unit in enumerate(("A1", "A2", "A3", "G1"), 3)
    ]
    assert "نشانه: " in told.stderr.decode()
    bad = run("preview", "--db", store, place / "second.xlsx")
    assert bad.returncode == 1 and bad.stdout == b"" and b"stored" not in bad.stderr


def test_a_correction_needs_a_reason_and_the_chain_keeps_it(place, store):
    assert run("import", "--db", store, place / "1399-01.xlsx").returncode == 0
    (place / "again.xlsx").write_bytes(score_book([["اداره کل راه", 5, 4, 10], *FULL_ROWS[1:]]))
    refused = run("import", "--db", store, "--lang", "en", place / "again.xlsx")
    assert refused.returncode == 1 and b"--reason" in refused.stderr
    stored = run("import", "--db", store, "--reason", "خبر دوباره شمرده شد", place / "again.xlsx")
    assert stored.returncode == 0, stored.stderr.decode()
    opened = Store(store)
    assert opened.rows("SELECT note FROM import ORDER BY import_key") == [("",), ("خبر دوباره شمرده شد",)]
    opened.close()


def test_a_sheet_and_slashes_are_chosen_on_the_command_line(place, store):
    title = ["نتایج فروردین ۱۳۹۹"]
    slash = [["اداره کل راه", "5/5", 4, 10], *FULL_ROWS[1:]]
    sheets = [("یک", [title, HEADER, *FULL_ROWS]), ("دو", [title, HEADER, *slash])]
    (place / "two.xlsx").write_bytes(books(sheets))
    assert run("import", "--db", store, place / "two.xlsx").returncode == 1
    assert run("import", "--db", store, "--sheet", "دو", place / "two.xlsx").returncode == 1
    done = run("import", "--db", store, "--sheet", "2", "--slash-decimals", place / "two.xlsx")
    assert done.returncode == 0, done.stderr.decode()
    scores = table(run("scores", "--db", store))
    assert (scores[0]["points"], scores[0]["sheet"], scores[0]["typed"]) == ("5.5", "دو", "5/5")


def test_a_number_names_the_sheet_that_is_called_so_and_else_counts_the_sheets(place, store):
    title = ["نتایج فروردین ۱۳۹۹"]
    others = [["اداره کل راه", 5, 4, 10], *FULL_ROWS[1:]]
    sheets = [("2", [title, HEADER, *others]), ("1399", [title, HEADER, *FULL_ROWS])]
    (place / "years.xlsx").write_bytes(books(sheets))
    for wanted, total in (("1399", "100.0"), ("2", "95.0"), ("1", "95.0")):
        shown = run("preview", "--db", store, "--sheet", wanted, place / "years.xlsx")
        assert shown.returncode == 0, (wanted, shown.stderr.decode())
        assert total in {row["total"] for row in table(shown)}, wanted
    assert run("preview", "--db", store, "--sheet", "1398", place / "years.xlsx").returncode == 1
