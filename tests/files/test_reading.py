"""Score files: what is read, what is refused, and where every problem is."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest

from data.files.sheets import MAX_FILE_BYTES
from data.imports.importing import preview
from data.imports.staleness import content_hash
from data.problems import Refused
from tests.support.builders import FULL_ROWS, HEADER, SMALL_SCHEME, books, csv_file, problems, score_book, small_store
from tests.support.files.repacking import SHEET_PART, rezipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FARVARDIN = "نتایج فروردین ۱۳۹۹"


def scores(store, content: bytes, name: str = "scores.xlsx", **options) -> dict:
    """(unit, indicator) -> (points or None, mark) of a file's only month."""
    read = preview(store, name, content, **options)
    assert read.months, read.problems
    frame = read.months[0].scores
    cells = zip(frame["unit_id"], frame["indicator"], frame["points"], frame["mark"], strict=True)
    return {(unit, code): (None if points != points else points, mark) for unit, code, points, mark in cells}


def test_a_plain_file_is_read_with_the_address_of_every_cell(store):
    read = preview(store, "scores.xlsx", score_book(FULL_ROWS))
    assert read.problems == ()
    frame = read.months[0].scores
    assert read.months[0].month == 139901
    row = frame[(frame["unit_id"] == "A2") & (frame["indicator"] == "P1")].iloc[0]
    assert (row["points"], row["mark"], row["row_no"], row["column_no"], row["typed"]) == (5.0, "scored", 4, 4, None)


def test_columns_match_by_code_or_either_name_in_any_order_and_units_by_code_or_alias(store):
    header = ["P1", "Unit_ID", "سرعت خبر (از ۴)", "N1 - شمار خبر", "ردیف"]
    rows = [[10, "A1", 4, 6, 1], [5, "a2", 2, 3, 2]]
    found = scores(store, score_book(rows, header=header))
    assert found["A1", "N1"] == (6.0, "scored") and found["A2", "P1"] == (5.0, "scored")
    by_name = scores(
        store, score_book([["راه و ترابري", 6, 4, 10]], header=["واحد", "News items", "news SPEED", "meetings"])
    )
    assert by_name == {("A1", "N1"): (6, "scored"), ("A1", "N2"): (4, "scored"), ("A1", "P1"): (10, "scored")}


def test_the_unit_column_is_found_by_its_content_where_its_header_is_unknown(store):
    found = scores(store, score_book([["x", "بهزیستی", 1, 1, 1]], header=["#", "عنوان", "N1", "N2", "P1"]))
    assert found["A3", "N1"] == (1.0, "scored")


def test_digits_marks_and_empty_cells(store):
    rows = [
        ["اداره کل راه", "۶", "٣٫٥", "بدون موضوع"],
        ["دانشگاه علوم پزشکی", 0, "-", "N/A"],
        ["بهزیستی", None, "ندارد", "موضوعیت ندارد"],
        ["فرمانداری دره‌شهر", None, None, None],
    ]
    found = scores(store, score_book(rows))
    assert found["A1", "N1"] == (6.0, "scored") and found["A1", "N2"] == (3.5, "scored")
    assert found["A1", "P1"] == found["A2", "P1"] == found["A3", "P1"] == (None, "not_applicable")
    assert found["A2", "N1"] == (0.0, "scored")
    assert found["A2", "N2"] == found["A3", "N1"] == found["A3", "N2"] == (None, "not_reported")
    assert found["G1", "N1"] == (None, "not_reported")
    read = preview(store, "scores.xlsx", score_book(rows))
    warned = [(problem.code, problem.severity, problem.cell) for problem in read.problems]
    assert warned == [
        ("not_reported", "warning", "C4"),
        ("not_reported", "warning", "B5"),
        ("not_reported", "warning", "C5"),
        ("row_empty", "warning", "A6"),
    ]
    frame = read.months[0].scores.set_index(["unit_id", "indicator"])
    assert frame.loc[("A1", "N1"), "typed"] == "۶" and pd.isna(frame.loc[("A2", "N1"), "typed"])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (6.5, "above_maximum"),
        (-1, "negative"),
        ("86/4", "slash_decimal"),
        ("3,5", "comma_decimal"),
        ("O5", "not_number"),
        ("پنج", "not_number"),
        ("۵۰٪", "percent_text"),
        (True, "cell_boolean"),
        ("#REF!", "cell_error_value"),
        ("بدون موضوع", "not_applicable_refused"),
        ("=3+2", "cell_formula_without_value"),
    ],
)
def test_a_bad_cell_is_refused_with_sheet_cell_and_text(store, typed, code):
    content = score_book([["اداره کل راه", typed, 4, 10]], sheet="برگهٔ ۱")
    found = problems(store, content)
    severity, sheet, cell, value = found[code]
    assert (severity, sheet, cell) == ("error", "برگهٔ ۱", "B3")
    assert value == ("TRUE" if typed is True else str(typed))
    assert preview(store, "scores.xlsx", content).months == ()


def test_a_date_and_a_percent_format_in_a_score_cell_are_refused(store):
    book = openpyxl.load_workbook(io.BytesIO(score_book([["اداره کل راه", 3, 4, 10]])))
    book.active["B3"].number_format = "0%"
    book.active["C3"].value = __import__("datetime").datetime(2020, 3, 5)
    target = io.BytesIO()
    book.save(target)
    found = problems(store, target.getvalue())
    assert found["cell_percent"][2] == "B3" and found["cell_date"][2] == "C3"


def test_all_problems_are_reported_at_once(store):
    rows = [
        ["اداره کل راه", 7, "x", 10],
        ["شهرداری", 1, 1, 1],
        [None, 1, 1, 1],
        ["بهزیستی", 1, 1, 1],
        ["بهزیستی", 2, 1, 1],
    ]
    found = [(problem.code, problem.cell) for problem in preview(store, "s.xlsx", score_book(rows)).problems]
    assert found[:5] == [
        ("above_maximum", "B3"),
        ("not_number", "C3"),
        ("unknown_unit", "A4"),
        ("row_without_unit", "A5"),
        ("unit_repeated", "A7"),
    ]


def test_total_rows_signatures_repeated_headers_and_blank_rows_are_passed_over(store):
    rows = [
        FULL_ROWS[0],
        [],
        HEADER,
        FULL_ROWS[1],
        ["جمع کل", 9, 6, 15],
        ["میانگین", 4.5, 3, 7.5],
        ["تهیه‌کننده: روابط عمومی"],
        ["تاریخ: 1399/02/05"],
    ]
    read = preview(store, "scores.xlsx", score_book(rows))
    assert sorted(set(read.months[0].scores["unit_id"])) == ["A1", "A2"]
    assert {problem.code for problem in read.problems} == {"row_skipped", "units_absent"}


def test_a_missing_or_doubled_indicator_column_is_an_error_and_an_unknown_one_a_warning(store):
    found = problems(store, score_book([["اداره کل راه", 6, 4]], header=HEADER[:3]))
    assert found["indicator_missing"][3] == "P1"
    found = problems(store, score_book([["اداره کل راه", 6, 4, 10, 1]], header=[*HEADER, "P1"]))
    assert found["indicator_twice"][:3] == ("error", "Sheet", "E2")
    found = problems(store, score_book([["اداره کل راه", 6, 4, 10, 1]], header=[*HEADER, "رنگ"]))
    assert found["column_ignored"] == ("warning", "Sheet", "E2", "رنگ")
    found = problems(store, score_book([["اداره کل راه", 6, 4, 10, 20]], header=[*HEADER, "جمع"]))
    assert "column_ignored" not in found


def test_code_and_name_of_different_units_are_a_contradiction(store):
    rows = [["A1", "بهزیستی", 1, 1, 1]]
    assert problems(store, score_book(rows, header=["کد", *HEADER]))["unit_contradiction"][2] == "A3"


@pytest.mark.parametrize(
    ("title", "sheet", "name", "chosen", "expected"),
    [
        ("نتایج مرداد ۱۳۹۹", "Sheet1", "scores.xlsx", None, 139905),
        ("نتایج", "مرداد ۹۹", "scores.xlsx", None, 139905),
        ("نتایج", "Sheet1", "scores-1399-05.xlsx", None, 139905),
        ("نتایج", "Sheet1", "scores.xlsx", 139905, 139905),
        ("نتایج سال ۱۳۹۹", "مرداد", "1399-05.xlsx", None, 139905),
        ("نتایج مرداد ۱۳۹۹", "مرداد", "1399-05.xlsx", 139905, 139905),
        ("نتایج مرداد ۱۳۹۹", "تیر ۱۳۹۹", "scores.xlsx", None, "month_contradiction"),
        ("نتایج مرداد ۱۳۹۹", "Sheet1", "1399-04.xlsx", None, "month_contradiction"),
        ("نتایج مرداد ۱۳۹۹", "Sheet1", "scores.xlsx", 139904, "month_contradiction"),
        ("تیر ۱۳۹۹ و مرداد ۱۳۹۹", "Sheet1", "scores.xlsx", None, "month_ambiguous"),
        ("نتایج", "Sheet1", "scores.xlsx", None, "month_unknown"),
        ("نتایج", "مرداد", "scores.xlsx", None, "month_unknown"),
        ("مرداد، ۵۴ واحد", "Sheet1", "scores.xlsx", None, "month_unknown"),
        ("مرداد، ۵۴ واحد", "Sheet1", "1399-05.xlsx", None, 139905),
    ],
)
def test_the_month_comes_from_title_sheet_file_or_choice_and_they_must_agree(
    store, title, sheet, name, chosen, expected
):
    content = score_book(FULL_ROWS, title, sheet=sheet)
    if isinstance(expected, str):
        assert problems(store, content, name, month=chosen)[expected][0] == "error"
    else:
        assert [month.month for month in preview(store, name, content, month=chosen).months] == [expected]


def test_sheets_of_several_months_are_one_reading_and_hidden_sheets_are_not_read(store):
    sheets = [("تیر ۹۹", [HEADER, *FULL_ROWS]), ("راهنما", [["متن"]]), ("خرداد ۹۹", [HEADER, *FULL_ROWS[:2]])]
    read = preview(store, "scores.xlsx", books(sheets))
    assert [month.month for month in read.months] == [139903, 139904]
    assert set(read.months[1].scores["sheet_no"]) == {1}
    book = openpyxl.load_workbook(io.BytesIO(books(sheets)))
    book["تیر ۹۹"].sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    assert [month.month for month in preview(store, "scores.xlsx", target.getvalue()).months] == [139903]


def test_the_order_of_rows_columns_and_sheets_changes_nothing_that_is_said(store):
    agencies, governorates = FULL_ROWS[:3], FULL_ROWS[3:]
    plain = books([("الف", [[FARVARDIN], HEADER, *agencies]), ("ب", [[FARVARDIN], HEADER, *governorates])])
    turned = [[row[3], row[1], row[0], row[2]] for row in reversed(agencies)]
    header = [HEADER[3], HEADER[1], HEADER[0], HEADER[2]]
    other = books([("ب", [[FARVARDIN], HEADER, *governorates]), ("الف", [[FARVARDIN], [], header, *turned])])
    hashes = {content_hash(preview(store, "scores.xlsx", content).months[0].scores) for content in (plain, other)}
    assert len(hashes) == 1


def test_a_unit_outside_its_months_is_refused():
    units = [("A1", "home", "agency", "", "اداره کل راه", "", "", "1399-02", "", "")]
    found = problems(small_store(units=units), score_book(FULL_ROWS[:1]))
    assert found["unit_not_listed"][:3] == ("error", "Sheet", "A3")


def test_codes_that_a_program_wrote_as_decimals_are_the_same_codes():
    named = {"1": "یک", "10": "ده", "1.1": "یک و یک", "11": "یازده"}
    units = [(code, "home", "agency", "", name, "", "", "", "", "") for code, name in named.items()]
    store = small_store(units=units)
    found = scores(
        store, csv_file([[FARVARDIN], ["unit_id", "N1", "N2", "P1"], ["1.0", 1, 1, 1], ["10.0", 2, 2, 2]]), "s.csv"
    )
    assert found["1", "N1"] == (1.0, "scored") and found["10", "N1"] == (2.0, "scored")
    found = scores(store, score_book([[1, 1, 1, 1], [1.1, 3, 3, 3], ["۱۱", 4, 4, 4]], header=["کد", "N1", "N2", "P1"]))
    assert [found[code, "N1"][0] for code in ("1", "1.1", "11")] == [1, 3, 4]


def test_a_misspelt_unit_is_not_taken_for_a_total_row_because_its_band_is_average(store):
    rows = [["اداره کل راه", 6, 4, 10, "Good"], ["بهزیسطی", 3, 2, 5, "Average"]]
    assert problems(store, score_book(rows, header=[*HEADER, "band"]))["unknown_unit"][2] == "A4"


def test_a_column_of_names_is_read_as_names_and_clashing_lists_are_refused():
    units = [
        ("IR", "home", "agency", "", "Iran", "", "", "", "", ""),
        ("IQ", "home", "agency", "", "IR", "", "", "", "", ""),
    ]
    with pytest.raises(Refused) as refused:
        small_store(units=units)
    assert [(problem.code, problem.cell) for problem in refused.value.problems] == [("name_twice", "E3")]


def test_a_guide_sheet_beside_the_table_is_no_table(store):
    guide = [["کد", "عنوان", "سقف"], ["N1", "شمار خبر", 6], ["N2", "سرعت خبر", 4]]
    read = preview(store, "1399-01.xlsx", books([("نمره‌ها", [HEADER, *FULL_ROWS]), ("راهنما", guide)]))
    assert read.problems == () and read.months[0].month == 139901


def test_indicator_codes_may_be_numbers_in_the_header():
    scheme = SMALL_SCHEME.replace('"N1"', '"1"').replace('"N2"', '"1.1"').replace('"P1"', '"11"')
    found = scores(small_store(scheme=scheme), score_book([["A1", 6, 4, 10]], header=["unit_id", 1, "1.1", 11]))
    assert found == {("A1", "1"): (6, "scored"), ("A1", "1.1"): (4, "scored"), ("A1", "11"): (10, "scored")}


def test_a_score_that_float_noise_lifts_over_its_maximum_is_that_maximum():
    scheme = SMALL_SCHEME.replace("max_points = 6", "max_points = 0.3")
    noisy = csv_file([[FARVARDIN], ["unit_id", "N1", "N2", "P1"], ["A1", repr(0.1 + 0.2), 4, 10]])
    found = scores(small_store(scheme=scheme), noisy, "s.csv")
    assert found["A1", "N1"] == (0.1 + 0.2, "scored")
    assert "above_maximum" in problems(small_store(scheme=scheme), score_book([["اداره کل راه", 0.30001, 4, 10]]))


def test_a_range_or_a_year_in_the_file_name_leaves_the_month_to_the_sheets(store):
    sheets = [("1399-02", [HEADER, *FULL_ROWS]), ("1399-03", [HEADER, *FULL_ROWS])]
    read = preview(store, "1399-01 to 1399-03.xlsx", books(sheets))
    assert [month.month for month in read.months] == [139902, 139903]
    read = preview(store, "results 1399.xlsx", books([("Farvardin", [HEADER, *FULL_ROWS])]))
    assert [month.month for month in read.months] == [139901]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_in_the_usual_dialects(store, delimiter, encoding):
    rows = [[FARVARDIN, "", "", ""], HEADER, ["اداره کل راه", "۶", "4", "9.25"]]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    assert scores(store, content, "scores.csv")["A1", "P1"] == (9.25, "scored")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"  \n ", "file_empty"),
        (OLE + b"0" * 600, "not_a_workbook"),
        (OLE + b"0" * 600 + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (OLE + b"0" * 600 + "Workbook".encode("utf-16-le"), "file_broken"),
        (b"PK\x03\x04" + b"junk" * 50, "file_broken"),
        ("Üñîté;nöté".encode("latin-1"), "not_utf8"),
        (b"\x00\x01\x02binary", "not_a_workbook"),
        (b"a,b\n" * 20_001, "too_many_cells"),
        (b"x" * (MAX_FILE_BYTES + 1), "file_too_large"),
    ],
)
def test_files_that_can_not_be_read_get_one_clear_refusal(store, content, code):
    with pytest.raises(Refused) as refused:
        preview(store, "scores.xlsx", content)
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            lambda parts: parts.update({SHEET_PART: parts[SHEET_PART].replace(b'r="A1"', b'r="XFD1048576"')}),
            "too_many_cells",
        ),
        (
            lambda parts: parts.update({SHEET_PART: parts[SHEET_PART].replace(b'<row r="1"', b'<row r="999999"')}),
            "too_many_cells",
        ),
        (lambda parts: parts.update({SHEET_PART: b"<c/>" * 700_000}), "too_many_cells"),
        (lambda parts: parts.update({"xl/big.xml": b"<a>" + b" " * (61 * 2**20)}), "too_much_unpacked"),
        (lambda parts: parts.update({f"xl/part{n}.xml": b"<a/>" for n in range(400)}), "too_many_parts"),
        (lambda parts: parts.update({SHEET_PART: b"<!DOCTYPE a>" + parts[SHEET_PART]}), "unsafe_xml"),
        (lambda parts: parts.update({"../evil.xml": b"<a/>"}), "unsafe_part"),
        (lambda parts: parts.update({"xl/sharedStrings.xml": b'<sst uniqueCount="199999999999"></sst>'}), "unsafe_xml"),
        (lambda parts: parts.pop("xl/workbook.xml"), "not_a_workbook"),
        (lambda parts: parts.update({SHEET_PART: parts[SHEET_PART][:200]}), "file_broken"),
    ],
)
def test_a_hostile_workbook_is_refused_before_a_parser_opens_it(store, change, code):
    with pytest.raises(Refused) as refused:
        preview(store, "scores.xlsx", rezipped(score_book(FULL_ROWS), change))
    assert [problem.code for problem in refused.value.problems] == [code]


def test_active_content_is_warned_of_and_the_values_are_read(store):
    content = rezipped(score_book(FULL_ROWS), lambda parts: parts.update({"xl/vbaProject.bin": b"macro"}))
    read = preview(store, "scores.xlsx", content)
    assert [problem.code for problem in read.problems] == ["active_content"] and read.months


def test_csv_has_no_sheet_name_and_keeps_what_was_typed(store):
    rows = [[FARVARDIN], HEADER, ["اداره کل راه", "6.0", "4", "007"]]
    frame = preview(store, "s.csv", csv_file(rows)).months[0].scores.set_index("indicator")
    assert (frame.loc["N1", "points"], frame.loc["N1", "typed"]) == (6.0, "6.0")
    assert (frame.loc["P1", "points"], frame.loc["P1", "typed"]) == (7.0, "007")
    assert pd.isna(frame.loc["N2", "typed"])
