"""The fifty imperfections of real score files, each on a file that shows it: tolerated (the same content as the plain
table), warned of, or refused, with the cell."""

from __future__ import annotations

from datetime import date

import pytest

from data.imports.importing import preview
from data.imports.staleness import content_hash
from data.problems import Refused
from tests.files.test_oddities import changed
from tests.files.test_reading import SHEET_PART as SHEET
from tests.files.test_reading import rezipped
from tests.support.builders import FULL_ROWS, HEADER, SMALL_SCHEME, csv_file, small_store
from tests.support.workbooks import (
    Coloured,
    ErrorValue,
    Formula,
    Look,
    Noted,
    Percent,
    Rich,
    Struck,
    ods,
    packed,
    xls,
    xlsb,
    xlsx,
)

TITLE = ["نتایج فروردین ۱۳۹۹"]
ROAD, MEDICAL, WELFARE, DARREH = FULL_ROWS
W, E = "warning", "error"


@pytest.fixture(scope="module")
def store():
    return small_store()


@pytest.fixture(scope="module")
def plain_hash(store):
    return said(store, table(FULL_ROWS))


def table(rows: list[list], header: list = HEADER, **look) -> bytes:
    """Title in row 1, header in row 2, units from row 3."""
    return xlsx([("Sheet", [TITLE, header, *rows])], {"Sheet": Look(**look)})


def with_cell(value: object) -> bytes:
    """The plain table with another value in B3: the first unit's first score, of 6 points at most."""
    return table([["اداره کل راه", value, 4, 10], *FULL_ROWS[1:]])


def said(store, content: bytes, name: str = "scores.xlsx", **options) -> str:
    """The content hash of a file's only month."""
    read = preview(store, name, content, **options)
    assert read.months, read.problems
    return content_hash(read.months[0].scores)


def found(store, content: bytes, name: str = "scores.xlsx", **options) -> list[tuple]:
    """(code, severity, cell) of every problem of a file."""
    try:
        problems = preview(store, name, content, **options).problems
    except Refused as refused:
        problems = refused.problems
    return [(problem.code, problem.severity, problem.cell) for problem in problems]


SHEET_END, LAST_ROW = b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="0"%s</row></sheetData>'


def with_xml(new: bytes, old: bytes = SHEET_END, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The plain table with something else in a part."""

    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)

    return rezipped(table(FULL_ROWS), change)


TWO_ROWS = [TITLE, ["نام دستگاه", "خبر", None, "مردم"], [None, *HEADER[1:]], *FULL_ROWS]
TOLERATED = {
    "01 title rows above the table, merged": xlsx(
        [("Sheet", [["استانداری"], [], TITLE, HEADER, *FULL_ROWS])], {"Sheet": Look(merged=("A1:D1", "A3:D3"))}
    ),
    "02 a header of two rows with merged cells": xlsx(
        [("Sheet", TWO_ROWS)], {"Sheet": Look(merged=("A2:A3", "B2:C2"))}
    ),
    "02 a header of two rows without merged cells": xlsx([("Sheet", TWO_ROWS)]),
    "02 a header of three rows: number, code, name": xlsx(
        [
            (
                "Sheet",
                [TITLE, ["ردیف", 1, 2, 3], [None, "N1", "N2", "P1"], ["دستگاه", "خبرها", "تندی", "دیدار"], *FULL_ROWS],
            )
        ]
    ),
    "02 names broken over two cells": xlsx(
        [("Sheet", [TITLE, ["نام", "شمار", "سرعت", "دیدار"], ["دستگاه", "خبر", "خبر", "مردمی"], *FULL_ROWS])]
    ),
    "02 the maxima under the header": table([[None, 6, 4, 10], *FULL_ROWS]),
    "03 a sheet from right to left": table(FULL_ROWS, right_to_left=True),
    "04 Persian digits as text": table([["اداره کل راه", "۶", "۴", "۱۰"], *FULL_ROWS[1:]]),
    "05 Arabic digits as text": table([["اداره کل راه", "٦", "٤٫٠", "١٠"], *FULL_ROWS[1:]]),
    "06 Persian decimal mark": table([["اداره کل راه", "۶٫۰", "۴٫۰۰", "۱۰"], *FULL_ROWS[1:]]),
    "10 marks of direction around a number": with_cell("\u200f\u202b۶\u202c\ufeff\u200b"),
    "11 an apostrophe before a number": with_cell("'6"),
    "11 a number stored as text": with_cell("6"),
    "26 empty rows between the units": table([ROAD, [], [], MEDICAL, [], WELFARE, DARREH]),
    "27 rows of totals, within and at the end": table(
        [ROAD, MEDICAL, WELFARE, ["جمع دستگاه‌ها"[:3], 10, 7, 16], DARREH, ["میانگین", 3, 2, 5], ["جمع کل", 13, 10, 20]]
    ),
    "30 the header again in the middle": table([ROAD, MEDICAL, HEADER, WELFARE, DARREH]),
    "32 letters, half-spaces, broken lines in names": table(
        [
            ["اداره  كل\nراه", *ROAD[1:]],
            ["دانشگاه علوم پزشكي", *MEDICAL[1:]],
            ["بهزیســـتی", *WELFARE[1:]],
            ["فرمانداری دره شهر", *DARREH[1:]],
        ]
    ),
    "33 a former name that the list knows as an alias": table(
        [["راه و ترابري", *ROAD[1:]], *FULL_ROWS[1:3], ["دره‌شهر", *DARREH[1:]]]
    ),
    "39 a guide beside the table": xlsx([("Sheet", [TITLE, HEADER, *FULL_ROWS]), ("راهنما", [["شمار خبر"]])]),
    "40 a sheet named for the month": xlsx([(" فروردين ۱۳۹۹ ", [HEADER, *FULL_ROWS])]),
    "42 units in columns, indicators in rows": xlsx(
        [
            (
                "Sheet",
                [TITLE, ["شاخص", *(row[0] for row in FULL_ROWS)]]
                + [[HEADER[n], *(row[n] for row in FULL_ROWS)] for n in (1, 2, 3)],
            )
        ]
    ),
    "43 codes as headers": table(FULL_ROWS, ["unit_name", "n1", "N2 (4)", "P1 - دیدار"]),
    "44 indicator columns in another order": table(
        [[r[3], r[0], r[1], r[2]] for r in FULL_ROWS], [HEADER[3], *HEADER[:3]]
    ),
    "46 .xls": xls([("Sheet", [TITLE, HEADER, *FULL_ROWS])]),
    "46 .ods with a million empty rows below": ods([("Sheet", [TITLE, HEADER, *FULL_ROWS])]),
    "46 .xlsb": xlsb([("Sheet", [TITLE, HEADER, *FULL_ROWS])]),
    "46 a text of two looks in an .xlsb": xlsb(
        [("Sheet", [TITLE, HEADER, [Rich("اداره کل راه"), *ROAD[1:]], *FULL_ROWS[1:]])]
    ),
    "48 formats down to the last of a million rows": with_xml(LAST_ROW % b"/>"),
    "46 CSV with semicolons and decimal points": "\n".join(
        ";".join(map(str, row)) for row in [TITLE, HEADER, *FULL_ROWS]
    ).encode(),
    "46 CSV that names its separator": "\r\n".join(
        ["sep=;", *(";".join(map(str, row)) for row in [TITLE, HEADER, *FULL_ROWS])]
    ).encode("utf-8-sig"),
    "46 CSV in UTF-16 with tabs": "\r\n".join("\t".join(map(str, row)) for row in [TITLE, HEADER, *FULL_ROWS]).encode(
        "utf-16"
    ),
    "46 CSV in UTF-16 without its mark": "\r\n".join(
        "\t".join(map(str, row)) for row in [TITLE, HEADER, *FULL_ROWS]
    ).encode("utf-16-le"),
}


@pytest.mark.parametrize("case", TOLERATED)
def test_what_is_tolerated_says_the_same_as_the_plain_table_without_a_word(store, plain_hash, case):
    assert said(store, TOLERATED[case], "scores") == plain_hash
    assert found(store, TOLERATED[case], "scores") == []


WARNED = {
    "13 every score between 0 and 1": (
        table([[row[0], 0.5, 1, 0.25] for row in FULL_ROWS]),
        [("scale_suspicious", W, None)],
    ),
    "25 a macro": (
        rezipped(table(FULL_ROWS), lambda parts: parts.update({"xl/vbaProject.bin": b"x"})),
        [("active_content", W, None)],
    ),
    "25 a link to another workbook": (
        rezipped(
            table(FULL_ROWS), lambda parts: parts.update({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
        ),
        [("active_content", W, None)],
    ),
    "28 the file's own total": (
        table([[*ROAD, 19], *([*row, sum(row[1:])] for row in FULL_ROWS[1:])], [*HEADER, "جمع"]),
        [("total_differs", W, "E3")],
    ),
    "29 the file's own level": (
        table([[*ROAD, "پایین"], [*MEDICAL, "میانه"], [*WELFARE, "پایین"], [*DARREH, "میانه"]], [*HEADER, "سطح"]),
        [("band_differs", W, "E3")],
    ),
    "29 the file's own rank": (
        table([[*ROAD, 1], [*MEDICAL, 3], [*WELFARE, 3], [*DARREH, 1]], [*HEADER, "رتبه"]),
        [("rank_differs", W, "E4")],
    ),
    "31 signatures under the table": (
        table([*FULL_ROWS, [], ["تهیه‌کننده: روابط عمومی"]]),
        [("row_skipped", W, "A8")],
    ),
    "35 a unit twice with the same scores": (table([*FULL_ROWS, WELFARE]), [("unit_repeated_same", W, "A7")]),
    "36 a listed unit that is not in the file": (table(FULL_ROWS[:3]), [("units_absent", W, None)]),
    "37 a hidden column": (table(FULL_ROWS, hidden_columns=(3,)), [("hidden_columns", W, None)]),
    "38 a hidden row": (table(FULL_ROWS, hidden_rows=(4,)), [("hidden_rows", W, None)]),
    "39 a hidden sheet never wins": (
        xlsx(
            [("Old", [TITLE, HEADER, ["اداره کل راه", 0, 0, 0]]), ("Sheet", [TITLE, HEADER, *FULL_ROWS])],
            {"Old": Look(is_hidden=True)},
        ),
        [("hidden_sheets", W, None)],
    ),
    "40 a year of two digits": (xlsx([("فروردين ۹۹ ", [HEADER, *FULL_ROWS])]), [("short_year", W, None)]),
    "41 a date above the table that Excel took for its own": (
        xlsx([("Sheet", [[*TITLE, date(1999, 1, 31)], HEADER, *FULL_ROWS])]),
        [("title_date", W, "B1")],
    ),
    "44 a column too many": (table([[*row, 1] for row in FULL_ROWS], [*HEADER, "رنگ"]), [("column_ignored", W, "E2")]),
    "45 a note": (with_cell(Noted(6)), [("notes_ignored", W, None)]),
    "45 a score struck out": (with_cell(Struck(6)), [("struck_ignored", W, None)]),
    "45 a coloured score": (with_cell(Coloured(6)), [("colours_ignored", W, None)]),
    "46 CSV in windows-1256": (
        csv_file([["نتايج فروردين 1399"], [cell.replace("ی", "ي") for cell in HEADER], *FULL_ROWS])
        .decode()
        .translate(str.maketrans("یک", "يك"))
        .encode("cp1256"),
        [("read_as_1256", W, None)],
    ),
}


@pytest.mark.parametrize("case", WARNED)
def test_what_is_warned_of_is_told_with_its_place_and_the_values_are_read(store, plain_hash, case):
    content, expected = WARNED[case]
    assert found(store, content, "scores") == expected
    assert case.startswith(("13", "36")) or said(store, content, "scores") == plain_hash


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
            lambda parts: parts.update({SHEET: parts[SHEET].replace(
                SHEET_END, SHEET_END + b'<mergeCells count="1"><mergeCell ref="B4:B5"/></mergeCells>')}),
        )  # fmt: skip
    assert ("cell_merged", E, "B5") in found(store, covered, "s")


def test_45_a_gradient_is_a_look_like_any_other(store):
    from openpyxl.styles import GradientFill

    def paint(sheet) -> None:
        sheet["B3"].fill = GradientFill(stop=("FF0000", "0000FF"))

    assert found(store, changed(paint)) == []


def test_46_the_stream_of_an_old_workbook_may_be_named_in_capitals(store, plain_hash):
    content = xls([("Sheet", [TITLE, HEADER, *FULL_ROWS])])
    names = "Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le")
    assert names[0] in content and said(store, content.replace(*names), "s") == plain_hash


def test_07_slashes_are_decimal_points_where_the_owner_says_so(store, plain_hash):
    content = with_cell("5/5")
    assert found(store, content, decimals="/") == [("decimal_read", W, "B3")]
    cell = preview(store, "s.xlsx", content, decimals="/").months[0].scores.iloc[0]
    assert (cell["points"], cell["typed"]) == (5.5, "5/5")
    assert found(store, with_cell("7/5"), decimals="/") == [("above_maximum", E, "B3")]


def test_02_a_score_under_a_merged_block_is_refused(store):
    content = table([ROAD, ["دانشگاه علوم پزشکی", None, 2, 5], *FULL_ROWS[2:]], merged=("B3:B4",))
    assert found(store, content) == [("cell_merged", E, "B4")]


def test_34_an_unknown_unit_is_answered_with_the_three_nearest(store):
    read = preview(store, "s.xlsx", table([["دانشگاه علوم پزشگی ایلام", 1, 1, 1], ["بهزیستی ایلام", 1, 1, 1]]))
    assert [(problem.code, problem.cell) for problem in read.problems] == [
        ("unknown_unit", "A3"),
        ("unknown_unit", "A4"),
    ]
    assert [problem.slots["nearest"][0][0] for problem in read.problems] == ["A2", "A3"]
    assert all(len(problem.slots["nearest"]) <= 3 for problem in read.problems)


def test_34_the_name_of_the_province_is_never_stripped():
    units = [
        ("G1", "home", "governorate", "", "فرمانداری ایلام", "Ilam", "", "", "", ""),
        ("A1", "home", "agency", "", "دانشگاه ایلام", "Ilam University", "", "", "", ""),
        ("A2", "home", "agency", "", "دانشگاه", "University", "", "", "", ""),
    ]
    read = preview(small_store(units=units), "s.xlsx", table([["فرمانداری", 1, 1, 1], ["دانشگاه ایلام", 2, 2, 2]]))
    assert [(problem.code, problem.cell) for problem in read.problems if problem.severity == E] == [
        ("unknown_unit", "A3")
    ]


def test_35_a_unit_twice_with_other_scores_names_both_rows(store):
    read = preview(store, "s.xlsx", table([*FULL_ROWS, ["بهزیستی", 2, 2, 2]]))
    (problem,) = read.problems
    assert (problem.code, problem.cell, problem.slots["other_row"]) == ("unit_repeated", "A7", "A5")


def test_39_sheets_that_disagree_ask_which_is_meant_and_the_choice_decides(store, plain_hash):
    other = [[row[0], 1, 1, 1] for row in FULL_ROWS]
    content = xlsx([("نهایی", [TITLE, HEADER, *FULL_ROWS]), ("پیش‌نویس", [TITLE, HEADER, *other])])
    read = preview(store, "s.xlsx", content)
    (problem,) = [problem for problem in read.problems if problem.severity == E]
    assert (problem.code, problem.sheet, problem.cell) == ("sheets_disagree", "پیش‌نویس", "A3")
    assert (problem.slots["count"], problem.slots["other_sheet"]) == (3, "نهایی")  # WELFARE is the same in both
    assert read.tables == (1, 2) and read.months == ()
    assert said(store, content, sheets=[1]) == said(store, content, sheets=["نهایی"]) == plain_hash
    assert said(store, content, sheets=[2]) != plain_hash
    assert found(store, content, sheets=["نیست"]) == [("sheet_not_found", E, None)]


def test_39_a_sheet_without_its_month_gets_the_chosen_one_and_the_others_keep_theirs(store):
    content = xlsx([("تیر ۱۳۹۹", [HEADER, *FULL_ROWS]), ("Sheet2", [HEADER, *FULL_ROWS])])
    assert found(store, content) == [("month_unknown", E, None)]
    assert [month.month for month in preview(store, "s.xlsx", content, month=139905).months] == [139904, 139905]


@pytest.mark.parametrize(
    ("sheet", "month"),
    [
        ("فروردين ۱۳۹۹ ", 139901),
        ("امرداد ۱۳۹۹", 139905),
        ("۹۹-۱", 139901),
        ("1399_12", 139912),
        ("Mordad 1399", 139905),
    ],
)
def test_40_months_as_offices_write_them(store, sheet, month):
    assert [each.month for each in preview(store, "s", xlsx([(sheet, [HEADER, *FULL_ROWS])])).months] == [month]


def test_40_a_month_other_than_the_chosen_one_is_refused(store):
    assert found(store, table(FULL_ROWS), month=139905) == [("month_contradiction", E, None)]


def test_42_the_cells_of_a_turned_table_keep_their_addresses(store):
    rows = [TITLE, ["شاخص", *(row[0] for row in FULL_ROWS)]]
    rows += [[HEADER[n], *(row[n] for row in FULL_ROWS)] for n in (1, 2, 3)]
    rows[3][2] = "5,5"  # the second indicator of the second unit
    assert found(store, xlsx([("Sheet", rows)])) == [("comma_decimal", E, "C4")]
    rows[3][2] = 2
    scores = preview(store, "s.xlsx", xlsx([("Sheet", rows)])).months[0].scores.set_index(["unit_id", "indicator"])
    assert tuple(scores.loc[("A2", "N2"), ["row_no", "column_no"]]) == (4, 3)
    hidden = xlsx([("Sheet", rows)], {"Sheet": Look(hidden_rows=(4,))})
    (problem,) = preview(store, "s.xlsx", hidden).problems
    assert (problem.code, problem.value) == ("hidden_rows", "4")
    assert found(store, xlsx([("Sheet", rows[:-1])])) == [("indicator_missing", E, None)]


def test_43_numbers_for_headers_are_refused_unless_they_are_codes(store):
    assert found(store, table(FULL_ROWS, ["نام دستگاه", "۱", 2, "3"])) == [("header_numbers", E, "B2")]
    scheme = SMALL_SCHEME.replace('"N1"', '"1"').replace('"N2"', '"2"').replace('"P1"', '"3"')
    assert found(small_store(scheme=scheme), table(FULL_ROWS, ["نام دستگاه", "۱", 2, "3"])) == []


def test_43_a_former_name_of_an_indicator_is_read_and_said_to_be():
    from data.registry.schemes import add_scheme

    store = small_store()
    renamed = SMALL_SCHEME.replace('"small"', '"second"\nvalid_from = "1399-03"').replace("سرعت خبر", "شتاب خبر")
    renamed = renamed.replace("News speed", "News pace")
    with store.transaction() as change:
        add_scheme(change, renamed, "tester")
    later = xlsx([("خرداد ۱۳۹۹", [HEADER, *FULL_ROWS])])
    assert found(store, later) == [("former_name", W, "C1")]


def test_44_missing_and_doubled_indicators_are_refused_by_name(store):
    read = preview(store, "s.xlsx", table([row[:3] for row in FULL_ROWS], HEADER[:3]))
    assert [(problem.code, problem.value) for problem in read.problems] == [("indicator_missing", "P1")]
    assert found(store, table([[*row, 1] for row in FULL_ROWS], [*HEADER, "P1"])) == [("indicator_twice", E, "E2")]


STRICT = {
    "xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>',
    "[Content_Types].xml": "<Types/>",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
WHOLE_FILES = {
    "46 a web page named .xls": (
        b"\xef\xbb\xbf<html><body><table><tr><td>6</td></tr></table></body></html>",
        "web_page",
    ),
    "46 another web page": (b"<!DOCTYPE html>\n<meta charset=utf-8><table></table>", "web_page"),
    "46 the XML of Excel 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "excel_2003_xml",
    ),
    "46 a PDF": (b"%PDF-1.7 1 0 obj", "not_a_workbook"),
    "46 a text document": (packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>"}), "not_a_workbook"),
    "46 another compound file": (OLE, "not_a_workbook"),
    "46 Strict Open XML": (packed(STRICT), "strict_workbook"),
    "47 a password (.xlsx)": (OLE + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
    "47 a password (.ods)": (
        packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": "<x/>",
                "META-INF/manifest.xml": "<m><encryption-data/></m>",
            }
        ),
        "file_encrypted",
    ),
    "47 broken": (table(FULL_ROWS)[:-200], "file_broken"),
    "48 a cell in the last of a million rows": (with_xml(LAST_ROW % b"><v>1</v></c>"), "too_many_cells"),
    "48 an .ods of a million filled rows": (
        ods(
            [("Sheet", [HEADER])],
            tail='<table:table-row table:number-rows-repeated="1000000"><table:table-cell'
            ' office:value-type="float" office:value="1"/></table:table-row>',
        ),
        "too_many_cells",
    ),
}


@pytest.mark.parametrize("case", WHOLE_FILES)
def test_a_file_that_can_not_be_read_at_all_gets_one_sentence(store, case):
    content, code = WHOLE_FILES[case]
    assert [entry[0] for entry in found(store, content, "scores.xlsx")] == [code]


def test_48_the_sheet_that_is_too_large_is_named(store):
    content = WHOLE_FILES["48 a cell in the last of a million rows"][0]
    with pytest.raises(Refused) as refused:
        preview(store, "s.xlsx", content)
    assert refused.value.problems[0].sheet == "Sheet"


def test_50_the_same_file_again_changes_nothing_and_another_one_needs_a_reason(store):
    from data.imports.importing import commit

    own = small_store()
    first = table(FULL_ROWS)
    commit(own, preview(own, "a.xlsx", first), "x")
    assert commit(own, preview(own, "again.xlsx", first), "x")[0].import_key is None
    with pytest.raises(Refused) as refused:
        commit(own, preview(own, "b.xlsx", with_cell(5)), "x")
    (problem,) = refused.value.problems
    assert (problem.code, problem.slots["count"]) == ("reason_needed", 1)
    assert commit(own, preview(own, "b.xlsx", with_cell(5)), "x", "اصلاح خبر")[0].import_key == 2
