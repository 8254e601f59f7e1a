"""Score files on the command line: looked at before they are stored, corrected for a reason, read as they are meant."""

from __future__ import annotations

from data.store.store import Store
from tests.support.builders import FULL_ROWS, HEADER, books, score_book
from tests.support.doors.command_line import run, table


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
