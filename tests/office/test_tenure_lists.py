"""The managers as a list: the form goes out and comes back, every row is judged, all of it is stored or nothing."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from data.asking import catalogue
from data.files.workbook import read_book
from data.keeping.verify import verify
from data.office.managers.tenure_lists import compare, store_list
from data.office.managers.tenures import Tenure, add, remove, tenures
from data.problems import Refused
from data.store.store import Store
from data.vocabulary import form_names
from i18n.words import Words
from reports.office.tenure_workbook import tenure_form
from tests.support.builders import books, csv_file, small_store
from tests.support.doors.command_line import run
from tests.support.store.prepared import prepared

HEADS = ["کد واحد", "واحد", "مدیر", "از ماه", "تا ماه", "شمارهٔ ثبت"]


@pytest.fixture
def store():
    return prepared(with_managers)


def with_managers(path: Path) -> Store:
    """Roads: Sara since 1399-01; Welfare: Reza, 1398-01 to 1398-12."""
    opened = small_store(path)
    add(opened, None, Tenure("A1", "سارا", 139901, None), "زهرا")
    add(opened, None, Tenure("A3", "رضا", 139801, 139812), "زهرا")
    return opened


def listed(store, *rows, heads=HEADS):
    return compare(store, None, read_book("مدیران.xlsx", books([("مدیران", [heads, *rows])])))


def held(store) -> list[tuple]:
    found = tenures(store, 1).astype(object)
    found = found.where(found.notna(), None)
    return [tuple(row) for row in found[["unit_id", "manager", "first", "last"]].values.tolist()]


def refused(found) -> dict[str, str]:
    """cell -> code of what can't be taken."""
    return {problem.cell: problem.code for problem in found.problems if problem.severity == "error"}


def test_new_changed_ended_and_unchanged_rows_are_told_apart_and_stored_in_one_act(store):
    found = listed(
        store,
        ["A1", "اداره کل راه", "سارا", "1399-01", "1399-06", 1],
        ["A1", "", "مینا", "مهر ۱۳۹۹", "", ""],
        ["A3", "", "رضا امینی", "۱۳۹۸/۰۱", "139812", ""],
        ["", "دره‌شهر", "", "1399/1", "در مسئولیت", ""],
        ["A2", "دانشگاه علوم پزشکی", None, None, None, None],
    )
    assert found.problems == () and (found.same, found.left_out) == (0, 0)
    assert [(c.kind, c.unit.unit_id, c.tenure.name, c.tenure.first, c.tenure.last) for c in found.changes] == [
        ("ended", "A1", "سارا", 139901, 139906),
        ("new", "A1", "مینا", 139907, None),
        ("changed", "A3", "رضا امینی", 139801, 139812),
        ("new", "G1", "", 139901, None),
    ]
    before = len(store.chain())
    assert store_list(store, found, "زهرا") == 4
    assert len(store.chain()) == before + 4 and verify(store) == []
    names = {(unit, name, first) for unit, name, first, _ in held(store)}
    assert names == {("A1", "سارا", 139901), ("A1", "مینا", 139907), ("A3", "رضا امینی", 139801), ("G1", "", 139901)}
    again = listed(store, ["A3", "", "رضا امینی", "1398-01", "1398-12", ""])
    assert again.changes == () and (again.same, again.left_out) == (1, 3)


def test_an_entry_is_known_by_its_number_when_its_first_month_is_corrected(store):
    found = listed(store, ["A1", "", "سارا", "1399-02", "", 1])
    assert [(c.kind, c.entry, c.before.first, c.tenure.first) for c in found.changes] == [
        ("changed", 1, 139901, 139902)
    ]


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        (["A1", "", datetime(2020, 3, 20), "1397-01", "1397-02", ""], "C2", "form_date"),
        (["A1", "", True, "1397-01", "1397-02", ""], "C2", "form_boolean"),
        (["A1", "", "=B2", "1397-01", "1397-02", ""], "C2", "form_formula"),
        (["A1", "", "#REF!", "1397-01", "1397-02", ""], "C2", "form_error_value"),
        (["A1", "", 12, "1397-01", "1397-02", ""], "C2", "tenure_not_a_name"),
        (["A1", "", "س" * 101, "1397-01", "1397-02", ""], "C2", "tenure_name_too_long"),
        (["A1", "", "مینا", datetime(2018, 3, 21), "1397-02", ""], "D2", "form_date"),
        (["A1", "", "مینا", "فروردین", "1397-02", ""], "D2", "tenure_bad_month"),
        (["A1", "", "مینا", 1397.1, "1397-12", ""], "D2", "tenure_bad_month"),
        (["A1", "", "مینا", "1397-13", "", ""], "D2", "tenure_bad_month"),
        (["A1", "", "مینا", "", "1397-02", ""], "D2", "tenure_row_without_first"),
        (["A1", "", "مینا", "1397-05", "1397-02", ""], "E2", "tenure_backwards"),
        (["A9", "", "مینا", "1397-01", "1397-02", ""], "A2", "tenure_unit_unknown"),
        (["", "شهرداری", "مینا", "1397-01", "1397-02", ""], "B2", "tenure_unit_name_unknown"),
        (["", "", "مینا", "1397-01", "1397-02", ""], "B2", "tenure_unit_needed"),
        (["A1", "بهزیستی", "مینا", "1397-01", "1397-02", ""], "B2", "unit_contradiction"),
        (["A1", "", "مینا", "1397-01", "1397-02", 9], "F2", "tenure_entry_unknown"),
        (["A1", "", "مینا", "1397-01", "1397-02", 2], "F2", "tenure_entry_of_other"),
        (["A1", "", "مینا", "1399-05", "", ""], "D2", "tenure_overlaps_stored"),
    ],
)
def test_what_can_not_be_taken_is_named_with_its_cell_and_nothing_of_the_file_is_stored(store, row, cell, code):
    found = listed(store, row, ["A2", "", "ناصر", "1399-01", "", ""])
    assert refused(found) == {cell: code} and [change.unit.unit_id for change in found.changes] == ["A2"]
    before = held(store), store.revision()
    with pytest.raises(Refused):
        store_list(store, found, "زهرا")
    assert (held(store), store.revision()) == before


def test_rows_that_clash_with_each_other_name_the_other_row(store):
    found = listed(
        store,
        ["A2", "", "ناصر", "1399-01", "1399-06", ""],
        ["A2", "", "مینا", "1399-06", "", ""],
        ["A1", "", "سارا", "1399-01", "", ""],
        ["A1", "", "سارا", "1399-01", "1399-03", 1],
    )
    assert refused(found) == {"D3": "tenure_overlaps_row", "D5": "tenure_row_twice"}
    assert [problem.slots["other_row"] for problem in found.problems] == ["D2", "D4"]


def test_what_a_spreadsheet_leaves_in_a_csv_is_no_name(store):
    for left in ("TRUE", "#NAME?", "=A1", "@SUM(A1)"):
        content = csv_file([HEADS, ["A1", "", left, "1397-01", "1397-02", ""]])
        assert refused(compare(store, None, read_book("m.csv", content))) == {"C2": "tenure_not_a_name"}, left


def test_unknown_missing_and_repeated_heads_are_named_and_a_score_file_is_no_list(store):
    heads = ["کد واحد", "مدیر", "از ماه", "مدیر", "سابقه"]
    found = listed(store, ["A1", "x", "1399-01", "y", "z"], heads=heads)
    codes = [(problem.code, problem.cell) for problem in found.problems]
    assert codes == [("repeated_column", "D1"), ("form_column_unknown", "E1"), ("form_column_missing", None)]
    assert found.changes == ()
    with pytest.raises(Refused) as error:
        listed(store, ["اداره کل راه", 6, 4], heads=["نام دستگاه", "شمار خبر", "سرعت خبر"])
    assert error.value.problems[0].code == "tenure_no_list"


def test_a_list_that_was_compared_before_somebody_else_acted_is_refused(store):
    found = listed(store, ["A2", "", "ناصر", "1399-01", "", ""])
    remove(store, 1, "همکار")
    before = held(store)
    with pytest.raises(Refused) as error:
        store_list(store, found, "زهرا")
    assert error.value.problems[0].code == "tenures_changed" and held(store) == before
    with pytest.raises(Refused) as error:
        store_list(store, listed(store, ["A2", "", "ناصر", "1399-01", "", ""]), " ")
    assert error.value.problems[0].code == "name_needed" and held(store) == before


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_form_comes_back_as_it_went_out_and_takes_hostile_names(store, lang):
    add(store, None, Tenure("G1", "=HYPERLINK(1)", 139901, None), "زهرا")
    content = tenure_form(catalogue.unit_list(store, 1), tenures(store, 1), Words(lang))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.sheet_view.rightToLeft == (lang == "fa")
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert cells["=HYPERLINK(1)"].data_type == "s" and cells["1399-01"].number_format == "@"
    assert "A2" in cells  # a unit without anybody has its row to be filled in
    found = compare(store, None, read_book("m.xlsx", content))
    assert found.changes == () and found.problems == () and found.same == 3


def test_the_heads_that_we_write_are_those_that_we_read():
    for number, lang in enumerate(("fa", "en")):
        words = Words(lang)
        for section in ("tenures", "scheme_sheets", "scheme_domain", "scheme_indicator", "scheme_band"):
            for name, written in form_names(section).items():
                if words.has(f"form.{section}.{name}"):
                    assert words(f"form.{section}.{name}") == written[number]


def test_the_command_line_writes_the_list_and_stores_it_again(tmp_path):
    db = tmp_path / "s.duckdb"
    opened = small_store(db)
    add(opened, None, Tenure("A1", "سارا", 139901, None), "زهرا")
    opened.close()
    printed = run("tenures", "export", "--lang", "en", "--db", db)
    assert printed.stdout.decode().splitlines() == [
        "unit_id,unit_name_fa,unit_name_en,manager,first,last,entry",
        "A1,اداره کل راه,Roads,سارا,1399-01,,1",
    ]
    again = tmp_path / "again.csv"
    again.write_bytes(printed.stdout.replace(b",1399-01,,1", b",1399-01,1399-04,1"))
    done = run("tenures", "import", "--lang", "en", str(again), "--db", db)
    assert done.returncode == 0 and b"ended: A1" in done.stderr
    run("tenures", "export", "--xlsx", str(tmp_path / "m" / "form.xlsx"), "--db", db)
    assert "1399-04" in str(list(openpyxl.load_workbook(tmp_path / "m" / "form.xlsx").active.values))
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(books([("s", [HEADS, ["A9", "", "x", "1399-01", "", ""]])]))
    refused_ = run("tenures", "import", "--lang", "en", str(bad), "--db", db)
    assert refused_.returncode == 1 and b"A2" in refused_.stderr and b"nothing" in refused_.stderr.lower()
