"""One odd cell: refused with its address, read as not reported, or kept as it is, the same in every format."""

from __future__ import annotations

from datetime import date

import pytest

from data.imports.importing import preview
from tests.support.builders import FULL_ROWS, HEADER, csv_file
from tests.support.files.imperfect_files import ROAD, SHEET_END, TITLE, E, W, found, said, table, with_cell, with_xml
from tests.support.files.repacking import SHEET_PART, rezipped
from tests.support.files.workbooks import Coloured, ErrorValue, Formula, Look, Percent, Struck, ods, xls, xlsb, xlsx

NOT_REPORTED = ["-", "—", "ندارد", "غایب", "ارسال نشد", None]


@pytest.mark.parametrize("typed", NOT_REPORTED)
def test_16_17_18_an_empty_cell_and_its_words_are_not_reported_and_never_zero(store, typed):
    content = with_cell(typed)
    assert found(store, content) == [("not_reported", W, "B3")]
    scores = preview(store, "s.xlsx", content).months[0].scores.set_index(["unit_id", "indicator"])
    cell = scores.loc[("A1", "N1")]
    assert cell["mark"] == "not_reported" and cell["points"] != cell["points"]


@pytest.mark.parametrize("typed", ["بدون موضوع", "موضوعیت ندارد", "N/A"])
def test_16_not_applicable_is_a_mark_of_its_own_where_the_scheme_allows_it(store, typed):
    content = table([["اداره کل راه", 6, 4, typed], *FULL_ROWS[1:]])
    scores = preview(store, "s.xlsx", content).months[0].scores.set_index(["unit_id", "indicator"])
    assert scores.loc[("A1", "P1"), "mark"] == "not_applicable"
    assert found(store, with_cell(typed)) == [("not_applicable_refused", E, "B3")]


def test_21_decimals_are_kept_as_they_are_in_the_file(store):
    for typed in ("1.2300001", "0.30000000000000004", "2.6666666666666665", "5.999999999999999"):
        rows = [TITLE, HEADER, ["اداره کل راه", typed, 4, 10]]
        for content in (csv_file(rows), ods([("Sheet", [*rows[:2], ["اداره کل راه", float(typed), 4, 10]])])):
            assert preview(store, "s", content).months[0].scores["points"].iloc[0] == float(typed)


REFUSED_CELLS = {
    "07 a slash for a decimal point": ("5/4", "slash_decimal"),
    "08 a date that Excel made of 3/5": (date(2020, 3, 5), "cell_date"),
    "09 a comma for a decimal point": ("5,5", "comma_decimal"),
    "12 a space within a number": ("6 8", "not_number"),
    "12 a line break within a number": ("6\n8", "not_number"),
    "13 a percentage": ("۶۸٪", "percent_text"),
    "13 a percent format": (Percent(0.68), "cell_percent"),
    "14 seven of ten": ("۷ از ۱۰", "not_number"),
    "14 a sum": ("5+2", "not_number"),
    "14 about six": ("~۶", "not_number"),
    "15 a letter for a digit": ("O8", "not_number"),
    "15 another letter for a digit": ("l0", "not_number"),
    "19 above the maximum": (6.5, "above_maximum"),
    "20 negative": (-1, "negative"),
    "20 a minus behind": ("۵-", "not_number"),
    "22 true": (True, "cell_boolean"),
    "23 a formula without a stored value": (Formula("3+2"), "cell_formula_without_value"),
    "24 #N/A": (ErrorValue("#N/A"), "cell_error_value"),
    "24 #DIV/0!": (ErrorValue("#DIV/0!"), "cell_error_value"),
    "24 #REF!": (ErrorValue("#REF!"), "cell_error_value"),
}


@pytest.mark.parametrize("case", REFUSED_CELLS)
def test_a_cell_that_is_no_clear_number_is_refused_with_its_address(store, case):
    value, code = REFUSED_CELLS[case]
    content = with_cell(value)
    assert found(store, content) == [(code, E, "B3")]
    assert preview(store, "s.xlsx", content).months == ()


def written_as(format_, value: object) -> bytes:
    return format_([("Sheet", [TITLE, HEADER, ["اداره کل راه", value, 4, 10], *FULL_ROWS[1:]])])


CELLS = [
    (Percent(0.68), "cell_percent"),
    (ErrorValue("#REF!"), "cell_error_value"),
    (ErrorValue("#DIV/0!"), "cell_error_value"),
    (True, "cell_boolean"),
    (6.5, "above_maximum"),
    ("5,5", "comma_decimal"),
]


@pytest.mark.parametrize(
    ("format_", "value", "code"),
    [
        *((format_, *cell) for format_ in (xls, ods, xlsb) for cell in CELLS),
        (xls, date(2020, 3, 5), "cell_date"),
        (xlsb, date(2020, 3, 5), "cell_date"),
        (ods, date(2020, 3, 5), "cell_date"),
        (ods, Formula("3+2"), "cell_formula_without_value"),
    ],
)
def test_08_13_22_24_46_the_same_holds_in_every_format(store, format_, value, code):
    assert found(store, written_as(format_, value), "s") == [(code, E, "B3")]


@pytest.mark.parametrize("format_", [xls, ods, xlsb])
def test_37_38_39_hidden_things_are_named_in_every_format(store, format_, plain_hash):
    sheets = [("Sheet", [TITLE, HEADER, *FULL_ROWS]), ("Old", [TITLE, HEADER, ["اداره کل راه", 0, 0, 0]])]
    content = format_(sheets, {"Sheet": Look(hidden_rows=(4,), hidden_columns=(3,)), "Old": Look(is_hidden=True)})
    assert sorted(code for code, _, _ in found(store, content, "s")) == [
        "hidden_columns",
        "hidden_rows",
        "hidden_sheets",
    ]
    assert said(store, content, "s") == plain_hash


@pytest.mark.parametrize("format_", [xls, ods])
def test_45_struck_and_coloured_scores_are_named_in_the_other_formats_too(store, format_):
    assert found(store, written_as(format_, Struck(6)), "s") == [("struck_ignored", W, None)]
    assert found(store, written_as(format_, Coloured(6)), "s") == [("colours_ignored", W, None)]


B3 = b'<c r="B3" t="n"><v>6</v></c>'


def test_23_a_zero_that_no_program_has_computed_is_no_score(store):
    """XlsxWriter stores 0 under a formula and asks for all to be computed when the file is opened."""
    formula = b'<c r="B3"><f>3+3</f><v>0</v></c>'
    asked = b'<calcPr calcId="124519" fullCalcOnLoad="1"'

    def change(parts: dict[str, bytes], fresh: bytes) -> None:
        assert B3 in parts["xl/worksheets/sheet1.xml"] and asked in parts["xl/workbook.xml"]
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(B3, formula)
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(asked, fresh)

    waits = rezipped(table(FULL_ROWS), lambda parts: change(parts, asked))
    assert found(store, waits) == [("cell_formula_without_value", E, "B3")]
    computed = rezipped(table(FULL_ROWS), lambda parts: change(parts, b"<calcPr"))
    assert preview(store, "s.xlsx", computed).months[0].scores["points"].iloc[0] == 0


def test_23_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(store):
    for result in (b"<v></v>", b"<v/>"):
        content = with_xml(b'<c r="B3" s="0" t="str"><f>IF(A1="x",6,"")</f>' + result + b"</c>", B3)
        assert found(store, content) == [("not_reported", W, "B3")]
    content = with_xml(b'<c r="B3"><f>IF(A1="x",6,"")</f></c>', B3)
    assert found(store, content) == [("cell_formula_without_value", E, "B3")]


def test_22_a_truth_value_that_an_ods_writes_as_a_number_is_none(store):
    style = '<number:boolean-style xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" style:name="N9"/>'
    style += '<style:style style:name="b" style:family="table-cell" style:data-style-name="N9"/>'
    plain = ods([("Sheet", [TITLE, HEADER, ["اداره کل راه", 1, 4, 10], *FULL_ROWS[1:]])])

    def change(parts: dict[str, bytes]) -> None:
        xml = parts["content.xml"].decode().replace("<office:automatic-styles>", f"<office:automatic-styles>{style}", 1)
        cell = '<table:table-cell office:value-type="float" office:value="1"'
        parts["content.xml"] = xml.replace(cell, f'{cell} table:style-name="b"', 1).encode()

    assert found(store, rezipped(plain, change), "s") == [("cell_boolean", E, "B3")]


@pytest.mark.parametrize("format_", [xlsx, ods])
def test_02_what_lies_under_a_merged_block_is_not_read(store, format_):
    """A value that no eye can see is none, in every format."""
    rows = [TITLE, HEADER, *(list(row) for row in FULL_ROWS)]
    if format_ is ods:
        covered = rezipped(
            ods([("Sheet", rows)]),
            lambda parts: parts.update({"content.xml": parts["content.xml"].replace(
                b'office:value="3"', b'office:value="3" table:number-rows-spanned="2"', 1)}),
        )  # fmt: skip
    else:
        covered = rezipped(
            table(FULL_ROWS),
            lambda parts: parts.update({SHEET_PART: parts[SHEET_PART].replace(
                SHEET_END, SHEET_END + b'<mergeCells count="1"><mergeCell ref="B4:B5"/></mergeCells>')}),
        )  # fmt: skip
    assert ("cell_merged", E, "B5") in found(store, covered, "s")


def test_07_slashes_are_decimal_points_where_the_owner_says_so(store, plain_hash):
    content = with_cell("5/5")
    assert found(store, content, decimals="/") == [("decimal_read", W, "B3")]
    cell = preview(store, "s.xlsx", content, decimals="/").months[0].scores.iloc[0]
    assert (cell["points"], cell["typed"]) == (5.5, "5/5")
    assert found(store, with_cell("7/5"), decimals="/") == [("above_maximum", E, "B3")]


def test_02_a_score_under_a_merged_block_is_refused(store):
    content = table([ROAD, ["دانشگاه علوم پزشکی", None, 2, 5], *FULL_ROWS[2:]], merged=("B3:B4",))
    assert found(store, content) == [("cell_merged", E, "B4")]
