"""Files as people and their programs send them: what is odd is told or read right, never stored in silence."""

from __future__ import annotations

import pytest

from data.files.parsing.number_formats import shown
from data.files.reading_processes import READERS
from data.files.workbook import read_book
from data.problems import Refused
from tests.support.builders import FULL_ROWS, HEADER, books, csv_file
from tests.support.files.score_files import FORMATS, FULL, TITLE, codes, read, values, with_cell
from tests.support.files.workbooks import ErrorValue, Formula, Marked, Shown, xlsx

# Footnote marks and struck digits


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("cell", [Marked("1", "0"), Marked("5.", "3"), Marked("1", "9", struck=True)])
def test_a_part_that_is_raised_or_struck_out_never_joins_the_score(store, format_, cell):
    file = read(store, with_cell(cell, FORMATS[format_]))
    (problem,) = file.problems
    assert (problem.code, problem.cell, file.months) == ("cell_partly_marked", "D3", ())
    plain = next(text for text, is_marked in cell.runs if not is_marked)
    assert (problem.value, problem.slots["hint"]) == (cell.beginning + cell.end, plain)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_mark_on_a_name_a_header_or_a_word_spoils_nothing(store, format_):
    header = [HEADER[0], Marked("شمار خبر", "2"), *HEADER[2:]]
    rows = [[Marked("اداره کل راه", "1"), 6, 4, Marked("بدون موضوع", "3")], *FULL_ROWS[1:]]
    file = read(store, FORMATS[format_]([("Sheet", [TITLE, header, *rows])]))
    assert (file.problems, values(file)) == ((), FULL | {"A1": [6, 4, None]})


# What the eye sees is not what the file holds


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (5, ";;;", ""),
        (0, "#", ""),
        (0, '0;-0;"بدون موضوع"', "بدون موضوع"),
        (4, '[<5]"کم";0', "کم"),
        (5, '0 "از ۱۰"', "5 از ۱۰"),
        (1500, "0,", "1.5"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "-"),
        (5, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', None),
        (5, "General", None),
        (-5, "0.0_);\\(0.0\\)", None),
        (5, "[$-fa-IR,96]0.00", None),
        (7, "[Red]#,##0.0;[Blue]-0", None),
    ],
)
def test_a_number_format_tells_what_it_shows_instead_of_the_number(number, number_format, text):
    assert shown(number, number_format) == text


@pytest.mark.parametrize("format_", ["xlsx", "xls"])
def test_a_hidden_number_is_read_and_named_and_words_for_a_number_are_refused(store, format_):
    make = FORMATS[format_]
    assert codes(store, with_cell(Shown(10, ";;;"), make)) == [("format_hides", None)]
    assert codes(store, with_cell(Shown(10, '0 "امتیاز"'), make)) == [("format_adds", None)]
    assert codes(store, with_cell(Shown(0, '0;-0;"غایب"'), make)) == [("cell_shows_words", "D3")]


# Other maxima


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        (["نام دستگاه", "شمار خبر (از ۲۰)", "سرعت خبر", "دیدار مردمی"], "B2"),
        (["نام دستگاه", "شمار خبر", "سرعت خبر /5", "دیدار مردمی"], "C2"),
        (["نام دستگاه", "شمار خبر (٪)", "سرعت خبر (٪)", "دیدار مردمی (٪)"], "B2"),
        (["نام دستگاه", "شمار خبر (20)", "سرعت خبر (20)", "دیدار مردمی (20)"], "B2"),
    ],
)
def test_a_header_that_says_another_maximum_is_told(store, head, cell):
    found = codes(store, books([("Sheet", [TITLE, head, *FULL_ROWS])]))
    assert ("maxima_differ", cell) in found


def test_the_schemes_own_maxima_and_a_numbering_are_no_news(store):
    for head in (["(از ۶)", "(از ۴)", "(از ۱۰)"], ["(6)", "(4)", "(10)"], ["(1)", "(2)", "(3)"]):
        heads = [HEADER[0], *(f"{name} {said}" for name, said in zip(HEADER[1:], head, strict=True))]
        assert codes(store, books([("Sheet", [TITLE, heads, *FULL_ROWS])])) == []


@pytest.mark.parametrize("name", ["سقف امتیاز", "حداکثر", "max_points"])
def test_a_row_of_other_maxima_is_told_and_the_highest_scores_below_are_not(store, name):
    row = [name, 20, 20, 20]
    assert codes(store, books([("Sheet", [TITLE, HEADER, row, *FULL_ROWS])])) == [("maxima_differ", "B3")]
    assert codes(store, books([("Sheet", [TITLE, HEADER, [name, 6, 4, 10], *FULL_ROWS])])) == []
    assert codes(store, books([("Sheet", [TITLE, HEADER, *FULL_ROWS, ["حداکثر", 6, 4, 9]])])) == []


# A second table


def test_a_second_header_gives_its_own_order_to_the_rows_below_it(store):
    second = [[None], ["فرمانداری", "دیدار مردمی", "شمار خبر", "سرعت خبر"], ["فرمانداری دره‌شهر", 4, 3, 2]]
    file = read(store, books([("Sheet", [TITLE, HEADER, *FULL_ROWS[:3], *second])]))
    assert (file.problems, values(file)) == ((), FULL | {"G1": [3, 2, 4]})
    columns = file.months[0].scores.query("unit_id == 'G1'")["column_no"].tolist()
    assert columns == [3, 4, 2]  # the very cells that each score came from


def test_a_second_table_without_an_indicator_or_of_another_month_is_refused(store):
    without = [["فرمانداری", "دیدار مردمی", "شمار خبر"], ["فرمانداری دره‌شهر", 4, 3]]
    found = codes(store, books([("Sheet", [TITLE, HEADER, *FULL_ROWS[:3], *without])]))
    assert ("indicator_missing", None) in found
    other = [["نتایج اردیبهشت ۱۳۹۹"], HEADER, FULL_ROWS[3]]
    found = codes(store, books([("Sheet", [TITLE, HEADER, *FULL_ROWS[:3], *other])]))
    assert ("month_within", "A6") in found


# Marks and separators


@pytest.mark.parametrize("separator", ["؛", "|", ";", "\t"])
def test_any_usual_separator_is_found(store, separator):
    rows = [HEADER, *FULL_ROWS]
    content = "\n".join(separator.join(map(str, row)) for row in rows).encode()
    assert values(read(store, content, "s.csv", month=139901)) == FULL


@pytest.mark.parametrize(("mark", "code"), [("/", "slash_decimal"), (",", "comma_decimal")])
def test_a_decimal_mark_is_asked_about_once_and_read_where_it_is_said(store, mark, code):
    rows = [[name, f"2{mark}5", f"1{mark}5", f"4{mark}250"] for name, *_ in FULL_ROWS]
    content = "\n".join(";".join(row) for row in [HEADER, *rows]).encode()
    (problem,) = read(store, content, "s.csv", month=139901).problems
    assert (problem.code, problem.cell, problem.slots["count"]) == (code, "B2", 12)
    file = read(store, content, "s.csv", month=139901, decimals=[mark])
    assert values(file)["A1"] == [2.5, 1.5, 4.25]
    assert [(each.code, each.slots["count"]) for each in file.problems] == [("decimal_read", 12)]


def test_a_comma_behind_a_zero_parts_no_thousands(store):
    assert codes(store, with_cell("0,075")) == [("comma_decimal", "D3")]


# Shapes of other systems


def test_a_row_a_score_is_called_by_its_shape(store):
    rows = [["indicator", "unit", "value"]]
    rows += [[code, unit, 1] for unit in ("A1", "A2", "A3", "G1") for code in ("N1", "N2", "P1")]
    assert codes(store, csv_file(rows), "long.csv", month=139901) == [("long_table", "A1")]


@pytest.mark.parametrize("before", ["scores/", "group_a:", "a/b/"])
def test_the_group_before_a_code_is_passed_over(store, before):
    head = ["unit", *(f"{before}{code}" for code in ("N1", "N2", "P1"))]
    assert values(read(store, csv_file([head, *FULL_ROWS]), "kobo.csv", month=139901)) == FULL


def test_old_and_flat_xml_are_called_by_their_name(store):
    flat = b'<?xml version="1.0"?>\n<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
    assert codes(store, flat, "s.fods") == [("flat_ods", None)]
    old = b'<?xml version="1.0"?><ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert codes(store, old, "s.xml") == [("excel_2003_xml", None)]


# Rows that are no unit's


def test_who_signs_is_no_unit(store):
    signed = [["تهیه‌کننده: م. احمدی", None, "مهر و امضا", None], [None, "تاریخ:", None, "امضا"]]
    file = read(store, books([("Sheet", [TITLE, HEADER, *FULL_ROWS, [None], *signed])]))
    assert values(file) == FULL
    assert [(each.code, each.severity) for each in file.problems] == [("row_skipped", "warning")] * 2


def test_a_name_that_nobody_knows_stays_an_error_where_it_has_a_score(store):
    rows = [*FULL_ROWS, ["تهیه‌کننده: م. احمدی", 3, None, None]]
    assert ("unknown_unit", "A7") in codes(store, books([("Sheet", [TITLE, HEADER, *rows])]))


@pytest.mark.parametrize("name", ["جمع دستگاه‌ها", "معدل", "میانگین کل فرمانداری‌ها", "Average of all", "Subtotal"])
def test_sums_and_means_by_any_name_are_no_units(store, name):
    file = read(store, books([("Sheet", [TITLE, HEADER, *FULL_ROWS, [name, 3.2, 2.5, 5]])]))
    assert values(file) == FULL and {each.code for each in file.problems} <= {"subtotal_skipped"}


@pytest.mark.parametrize("number", ["۱- ", "2) ", "3. ", "۴ – "])
def test_a_number_before_a_name_is_passed_over(store, number):
    rows = [[f"{number}{name}", *scores] for name, *scores in FULL_ROWS]
    assert values(read(store, books([("Sheet", [TITLE, HEADER, *rows])]))) == FULL


# The unit list


def test_a_cell_that_is_no_text_never_becomes_a_name_or_a_recipient():
    head = ["کد واحد", "کد استان", "نوع", "نام فارسی", "گیرندهٔ نامه"]
    rows = [
        ["A1", "ilam", "دستگاه", ErrorValue("#N/A"), ""],
        ["A2", "ilam", "دستگاه", "اداره دو", Formula("VLOOKUP(A3,X:Y,2,0)")],
        ["A3", "ilam", "دستگاه", True, ""],
        ["A4", "ilam", "دستگاه", "#REF!", ""],
    ]
    with pytest.raises(Refused) as refused:
        READERS.read("units", read_book("u.xlsx", xlsx([("واحدها", [head, *rows])])))
    assert [(each.code, each.cell) for each in refused.value.problems] == [
        ("unit_cell_error", "D2"),
        ("unit_cell_formula", "E3"),
        ("unit_cell_boolean", "D4"),
        ("unit_cell_error", "D5"),
    ]


def test_a_list_speaks_persian():
    head = ["کد واحد", "کد استان", "نوع", "نام فارسی", "از ماه", "نام استان", "نام انگلیسی استان"]
    rows = [
        ["A1", "zagros", "دستگاه اجرایی", "اداره کل راه", "۱۳۹۹/۰۲", "زاگرس", "Zagros"],
        ["G1", "zagros", "فرمانداری", "فرمانداری دره", "", "زاگرس", "Zagros"],
    ]
    units = READERS.read("units", read_book("u.xlsx", xlsx([("واحدها", [["فهرست"], head, *rows])])))
    assert [(unit.unit_id, unit.kind, unit.active_from) for unit in units] == [
        ("A1", "agency", 139902),
        ("G1", "governorate", None),
    ]
    assert units.provinces == {"zagros": ("زاگرس", "Zagros")}
