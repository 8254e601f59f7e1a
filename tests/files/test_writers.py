"""Files as programs write them: other names of parts, odd properties, marks that styles inherit, formats that add."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from data.files.parsing.number_formats import shown
from data.files.workbook import read_book
from data.problems import Refused
from data.units.unit_cells import is_no_name
from data.units.unit_list_files import read_units
from tests.support.builders import FULL_ROWS, HEADER, UNITS, books, csv_file, small_store
from tests.support.files.score_files import FULL, TITLE, codes, read, values, with_cell
from tests.support.files.workbooks import Marked, Shown, ods, xls, xlsx

# Marks


@pytest.mark.parametrize("look", [{"strike": True}, {"vertAlign": "superscript"}])
def test_a_run_without_a_font_of_its_own_bears_the_mark_of_its_cell(store, look):
    book = Workbook()
    sheet = book.active
    for row in [TITLE, HEADER, *FULL_ROWS]:
        sheet.append(row)
    sheet["D3"].font = Font(**look)
    sheet["D3"].value = CellRichText("1", TextBlock(InlineFont(b=True), "4"))
    target = io.BytesIO()
    book.save(target)
    problem = next(each for each in read(store, target.getvalue()).problems if each.severity == "error")
    assert (problem.code, problem.value, problem.slots["hint"]) == ("cell_partly_marked", "14", "4")


def changed_ods(content: bytes, *changes: tuple[bytes, bytes]) -> bytes:
    """The document with texts of its content exchanged."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for before, after in changes if name == "content.xml" else ():
                assert before in part
                part = part.replace(before, after)
            new.writestr(name, part)
    return target.getvalue()


STRIKE = b'style:text-line-through-style="solid"'


def test_an_ods_may_say_the_kind_of_its_strike_alone(store):
    content = with_cell(Marked("1", "4", struck=True), ods)
    assert codes(store, changed_ods(content, (STRIKE, b'style:text-line-through-type="single"'))) == [
        ("cell_partly_marked", "D3")
    ]


def test_a_style_of_an_ods_is_as_the_one_that_it_is_made_after(store):
    content = with_cell(Marked("1", "4", struck=True), ods)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read("content.xml")
    start = part.rindex(b"<style:style", 0, part.rindex(STRIKE))
    style = part[start : part.index(b"</style:style>", start) + len(b"</style:style>")]
    name = style.split(b'style:name="')[1].split(b'"')[0]
    parent = style.replace(b'style:name="' + name, b'style:name="base')
    child = b'<style:style style:name="%s" style:family="text" style:parent-style-name="base"/>' % name
    assert codes(store, changed_ods(content, (style, parent + child))) == [("cell_partly_marked", "D3")]


def test_a_number_of_an_ods_beside_another_text_is_told(store):
    content = ods([("Sheet", [TITLE, HEADER, *FULL_ROWS])])
    other = changed_ods(content, (b'office:value="10"><text:p>10<', b'office:value="10"><text:p>4<'))
    assert codes(store, other) == [("format_adds", None)]
    same = changed_ods(content, (b'office:value="10"><text:p>10<', 'office:value="10"><text:p>۱۰٫۰<'.encode()))
    assert codes(store, same) == []


# Number formats


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (45, "0\\.0", "4.5"),
        (45, '0"٫"0', "4٫5"),
        (5, '0"0"', "50"),
        (5, '"1"0', "15"),
        (15, '0"٪"', "15٪"),
        (15, "0٪", "15٪"),
        (15, '0"/20"', "15/20"),
        (5, '0"¹"', "5¹"),
        (4, "-0", "-4"),
        (0, "-0", "-0"),
        (5, '#,##0"  "', None),
        (5, "# ?/?", None),
        (5, "0.0E+00", None),
    ],
)
def test_a_format_that_shows_another_number_says_which(number, number_format, text):
    assert shown(number, number_format) == (None if text == "-0" else text)


@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_score_that_is_shown_as_another_number_is_told(store, make):
    assert codes(store, with_cell(Shown(5, '0"0"'), make)) == [("format_adds", None)]


# Texts that are no scores


@pytest.mark.parametrize("text", ["8/10", "۸/۱۰"])
def test_so_many_of_the_maximum_is_never_read_as_a_decimal(store, text):
    rows = [HEADER, ["اداره کل راه", 6, 4, text], *FULL_ROWS[1:]]
    content = csv_file(rows)
    assert codes(store, content, "1399-01.csv", decimals=frozenset("/")) == [("score_out_of", "D2")]
    other = csv_file([HEADER, ["اداره کل راه", 6, "3/4", 10], *FULL_ROWS[1:]])  # of 4: three and four tenths as well
    assert codes(store, other, "1399-01.csv", decimals=frozenset("/")) == [("decimal_read", "C2")]


@pytest.mark.parametrize("text", ["#N/A", "#n/a", "#NA", "#NV", "Err:508", "#نام؟", "####"])
def test_an_error_as_text_is_an_error_and_never_not_applicable(store, text):
    rows = [HEADER, ["اداره کل راه", 6, 4, text], *FULL_ROWS[1:]]
    assert codes(store, csv_file(rows), "1399-01.csv") == [("cell_error_value", "D2")]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_behind_it(store):
    rows = ["نام دستگاه,شمار خبر,سرعت خبر,دیدار مردمی", "اداره کل راه,6,4,10", '"دانشگاه علوم پزشکی,3,2,5']
    content = "\n".join([*rows, "بهزیستی,1,1,1", "فرمانداری دره‌شهر,3,3,4"]).encode()
    assert codes(store, content, "1399-01.csv") == [("open_quote", None)]


def test_a_long_remark_does_not_break_a_text_file(store):
    rows = [[*HEADER, "ملاحظات"], *([*row, "شرح " * 40_000] for row in FULL_ROWS)]
    assert values(read(store, csv_file(rows), "1399-01.csv")) == FULL


# Tables beside the one that is read


def test_a_table_over_the_header_is_never_left_out(store):
    above = [["نام دستگاه", "خبرها", "تندی", "دیدارها"], *FULL_ROWS[:3]]
    content = books([("Sheet", [TITLE, *above, HEADER, *FULL_ROWS[3:]])])
    assert ("units_above", "A3") in codes(store, content)


def test_a_title_that_calls_a_unit_and_a_year_is_no_table(store):
    content = books([("Sheet", [["شهرستان", "دره‌شهر", "سال", 1399, "فروردین"], HEADER, *FULL_ROWS])])
    assert codes(store, content) == []


NAMES, CODES = [HEADER[0], "شمار خبر", "دیدار مردمی", "سرعت خبر"], [None, "N1", "N2", "P1"]


@pytest.mark.parametrize(
    "heads", [[CODES, NAMES], [NAMES, CODES], [[HEADER[0], "N1 - شمار خبر", "N2 - دیدار مردمی", "P1 - سرعت خبر"]]]
)
def test_a_header_whose_code_and_name_differ_is_refused(store, heads):
    assert "header_names_two" in dict(codes(store, books([("Sheet", [TITLE, *heads, *FULL_ROWS])])))


def test_codes_that_contradict_names_in_a_column_of_another_head_are_told():
    store = small_store(units=[(str(number), *unit[1:]) for number, unit in enumerate(UNITS, 1)])
    rows = [[5 - number, *row] for number, row in enumerate(FULL_ROWS, 1)]
    content = books([("Sheet", [TITLE, ["شناسه", "سازمان", *HEADER[1:]], *rows])])
    assert ("unit_contradiction", "A3") in codes(store, content)


# Parts


def repackaged(content: bytes, names: dict[str, str], *changes: tuple[str, bytes, bytes]) -> bytes:
    """The archive with parts under other names, and with texts of some exchanged."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for of, before, after in changes:
                if of == name:
                    assert before in part, (name, before)
                    part = part.replace(before, after)
            new.writestr(names.get(name, name), part)
    return target.getvalue()


RELATIONS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"


@pytest.mark.parametrize("target", ["worksheets\\sheet1.xml", "/XL/Worksheets/Sheet1.XML", "./worksheets/sheet1.xml"])
def test_a_sheet_that_is_called_in_another_way_is_found(store, target):
    content = repackaged(with_cell(10), {}, (RELATIONS, b"/xl/worksheets/sheet1.xml", target.encode()))
    assert values(read(store, content)) == FULL


def test_parts_under_other_names_are_measured_and_read_like_the_usual_ones(store):
    content = repackaged(
        with_cell(Marked("1", "4", struck=True)),
        {
            "xl/worksheets/sheet1.xml": "xl/sheets/one.xml",
            "xl/workbook.xml": "xl/workbook2.xml",
            RELATIONS: "xl/_rels/workbook2.xml.rels",
        },
        (RELATIONS, b"/xl/worksheets/sheet1.xml", b"/xl/sheets/one.xml"),
        (TYPES, b"/xl/worksheets/sheet1.xml", b"/xl/sheets/one.xml"),
        (TYPES, b"/xl/workbook.xml", b"/xl/workbook2.xml"),
        ("_rels/.rels", b"xl/workbook.xml", b"xl/workbook2.xml"),
    )
    assert codes(store, content) == [("cell_partly_marked", "D3")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<sheetData>", b'<cols><col min="1" max="2" width="abc"/></cols><sheetData>'),
        (b"</sheetData>", b'</sheetData><pageMargins left="a" right="1" top="1" bottom="1" header="1" footer="1"/>'),
        (b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="#REF!"/></mergeCells>'),
        (b"<sheetData>", b'<sheetViews><sheetView workbookViewId="x"/></sheetViews><sheetData>'),
    ],
)
def test_what_only_concerns_the_look_of_a_sheet_never_makes_it_unreadable(store, before, after):
    content = repackaged(with_cell(10), {}, ("xl/worksheets/sheet1.xml", before, after))
    assert values(read(store, content)) == FULL


# Unit lists


HEADS = "unit_id province_id kind sector name_fa name_en letter_recipient active_from active_to aliases".split()


def refused(content: bytes, name: str = "units.xlsx") -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as raised:
        read_units(read_book(name, content))
    return [(problem.code, problem.cell) for problem in raised.value.problems]


def test_a_list_of_two_sheets_is_read_whole_and_a_code_used_on_both_is_told():
    sheets = [("دستگاه", [HEADS, *UNITS[:3]]), ("راهنما", [["راهنما"]]), ("فرمانداری", [["فهرست"], HEADS, UNITS[3]])]
    assert [unit.unit_id for unit in read_units(read_book("u.xlsx", books(sheets)))] == ["A1", "A2", "A3", "G1"]
    again = [*sheets, ("دیگر", [HEADS, ["A1", *UNITS[3][1:4], "بخشداری", *UNITS[3][5:9], ""]])]
    assert refused(books(again))[0] == ("unit_twice", "A2")


@pytest.mark.parametrize(
    "text",
    [
        "#BLOCKED!",
        "#NV",
        "Err:508",
        "########",
        "=VLOOKUP(A3;X:Y;2;0)",
        "=A2",
        "TRUE",
        "0",
        "null",
        "nan",
        "??????",
        "Ø§Ø¯Ø§Ø±Ù‡ Ú©Ù„",
    ],
)
def test_what_names_nobody_is_refused_as_a_name_and_as_a_recipient(text):
    assert is_no_name(text)
    for column, cell in ((4, "E2"), (6, "G2")):
        row = [*UNITS[0]]
        row[column] = text
        assert ("unit_cell_error", cell) in refused(csv_file([HEADS, row]), "units.csv")


@pytest.mark.parametrize("name", ["شرکت ۱۱۸", "=HYPERLINK", "-اداره راه", "بنیاد ۱۵ خرداد", "N/A Company"])
def test_odd_names_that_somebody_may_bear_are_taken(name):
    assert not is_no_name(name)


def test_a_province_is_called_by_its_bare_name():
    heads = [*HEADS, "province_fa", "province_en"]
    units = read_units(
        read_book("u.csv", csv_file([heads, [*UNITS[0], "استان آذربایجان شرقی", "East Azerbaijan Province"]]))
    )
    assert units.provinces == {"home": ("آذربایجان شرقی", "East Azerbaijan")}


def test_notes_under_a_list_are_no_units():
    rows = [HEADS, *UNITS, ["جمع: ۴ واحد"], ["تهیه‌کننده: کارشناس"]]
    assert len(read_units(read_book("u.csv", csv_file(rows)))) == 4
