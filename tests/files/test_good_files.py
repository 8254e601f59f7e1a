"""Files as offices have sent them for years, with nothing wrong: read without a false word."""

from __future__ import annotations

import pytest

from data.files.workbook import read_book
from data.units.unit_list_files import read_units
from tests.support.builders import FULL_ROWS, HEADER, UNITS, books, csv_file, small_store
from tests.support.files.score_files import FULL, TITLE, codes, read, values
from tests.support.files.workbooks import Look, xlsx

NAMES = HEADER[1:]
HEADS = "unit_id province_id kind sector name_fa name_en letter_recipient active_from active_to aliases".split()


def table(*rows: list[object]) -> bytes:
    return books([("Sheet", [TITLE, *rows])])


def said(store, content: bytes, name: str = "scores.xlsx", **options) -> tuple[list[str], dict]:
    file = read(store, content, name, **options)
    return sorted({problem.code for problem in file.problems}), values(file) if file.months else {}


@pytest.mark.parametrize("numbers", [(1, 2, 1), (1, 2, 3), (5, 6, 7), (1, 2, 4)])
@pytest.mark.parametrize("form", ["{n}- {name}", "({n}) {name}", "{name} ({n})"])
def test_numbers_of_indicators_may_start_again_in_every_domain(store, numbers, form):
    heads = [form.format(n=number, name=name) for number, name in zip(numbers, NAMES, strict=True)]
    assert said(store, table([HEADER[0], *heads], *FULL_ROWS)) == ([], FULL)
    assert said(store, table([None, *numbers], HEADER, *FULL_ROWS)) == ([], FULL)


def test_numbers_of_two_parts_before_a_name(store):
    heads = [f"{part}- {name}" for part, name in zip(("1-1", "1-2", "2-1"), NAMES, strict=True)]
    assert said(store, table([HEADER[0], *heads], *FULL_ROWS)) == ([], FULL)


@pytest.mark.parametrize("row", [[None, 1, 2, 3], [None, "(۱)", "(۲)", "(۳)"], [1, 2, 3, 4], [None, "۱", "۲", "۱"]])
def test_a_row_that_numbers_the_columns_is_passed_over(store, row):
    assert said(store, table(HEADER, row, *FULL_ROWS)) == ([], FULL)


def test_lists_and_summaries_beside_the_scores_are_passed_over(store):
    sheets = [
        ("نمره‌ها", [TITLE, HEADER, *FULL_ROWS]),
        ("شاخص‌ها", [["شاخص", "سقف"], *zip(NAMES, (6, 4, 10), strict=True)]),
        ("بارم", [["", *NAMES], ["بارم", 6, 4, 10]]),
        ("میانگین", [["گروه", *NAMES], ["میانگین دستگاه‌ها", 3, 2, 5]]),
    ]
    assert said(store, books([(name, list(map(list, rows))) for name, rows in sheets])) == ([], FULL)


@pytest.mark.parametrize("other", ["ملاحظات", "توضیحات", "رتبه", "تعداد"])
def test_the_score_beside_something_else_under_a_merged_name_is_taken(store, other):
    heads = [HEADER[0], *(cell for name in NAMES for cell in (name, None))]
    rows = [[row[0], *(cell for score in row[1:] for cell in (score, None))] for row in FULL_ROWS]
    content = xlsx(
        [("S", [TITLE, heads, [None, *["امتیاز", other] * 3], *rows])], {"S": Look(merged=("B2:C2", "D2:E2", "F2:G2"))}
    )
    assert said(store, content) == ([], FULL)


@pytest.mark.parametrize("label", ["بیشترین امتیاز", "کمترین امتیاز", "درصد تحقق", "انحراف معیار", "تعداد دستگاه"])
def test_statistics_below_the_units_are_passed_over(store, label):
    assert said(store, table(HEADER, *FULL_ROWS, [label, 3, 2, 5])) == ([], FULL)


@pytest.mark.parametrize("head", ["میانه", "حداقل", "انحراف معیار", "شهرستان", "وضعیت", "رتبه در استان", "نام مدیر"])
def test_columns_that_offices_put_beside_the_scores_are_no_news(store, head):
    rows = [[*row, 1] for row in FULL_ROWS]
    assert said(store, table([*HEADER, head], *rows)) == ([], FULL)


@pytest.mark.parametrize(
    "line",
    [
        "مهلت اعتراض: پایان شهریور ۱۳۹۹",
        "تاریخ بازنگری: آبان ۱۳۹۹",
        "ابلاغ شده در شهریور ۱۳۹۹",
        "به‌روزرسانی: شهریور ۱۳۹۹",
        "آخرین ویرایش: ۱۳۹۹/۰۶",
        "مقایسه با ماه قبل (تیر ۱۳۹۹)",
        "نسبت به ماه تیر ۱۳۹۹",
        "امتیاز مدیران از ۱۰",
    ],
)
def test_a_line_over_the_table_that_speaks_of_a_date_or_a_comparison_says_no_month(store, line):
    assert said(store, table([line], HEADER, *FULL_ROWS)) == ([], FULL)


def test_a_title_that_may_speak_of_another_month_than_the_files_name_is_told(store):
    content = books([("Sheet", [["امتیازهای کارکنان مهر ۱۳۹۹"], HEADER, *FULL_ROWS])])
    assert said(store, content, "1399-05.xlsx") == (["month_perhaps"], FULL)


def test_a_heading_over_all_names_that_says_they_are_no_scores_is_refused(store):
    for heading in ("تعداد", "رتبه در شاخص", "امتیاز ماه قبل"):
        content = xlsx([("S", [TITLE, [None, heading], HEADER, *FULL_ROWS])], {"S": Look(merged=("B2:D2",))})
        assert [code for code, _ in codes(store, content)] == ["header_other"]


def test_a_domain_of_another_maximum_is_told_in_any_wording(store):
    for heading in ("حوزه خبر (۲۰ امتیاز)", "خبر - ۲۰ امتیاز"):
        content = xlsx([("S", [TITLE, [None, heading], HEADER, *FULL_ROWS])], {"S": Look(merged=("B2:C2",))})
        assert [code for code, _ in codes(store, content)] == ["maxima_differ"]
    own = xlsx([("S", [TITLE, [None, "حوزه خبر (۱۰ امتیاز)"], HEADER, *FULL_ROWS])], {"S": Look(merged=("B2:C2",))})
    assert said(store, own) == ([], FULL)


def test_a_number_where_only_remarks_stand_has_come_from_a_decimal(store):
    rows = [[*HEADER, "ملاحظات"], ["اداره کل راه", 6, 4, 9, 5], *([*row, ""] for row in FULL_ROWS[1:])]
    assert codes(store, csv_file(rows), "1399-01.csv")[0][0] == "row_too_long"
    rows[1] = ["اداره کل راه", 6, 4, 10, "بازبینی شد"]
    assert said(store, csv_file(rows), "1399-01.csv") == ([], FULL)
    without_head = [HEADER, [*FULL_ROWS[0], "متن"], *FULL_ROWS[1:]]
    assert said(store, csv_file(without_head), "1399-01.csv") == ([], FULL)


def test_a_mark_and_the_province_behind_a_name_hide_nobody():
    store = small_store(units=[(unit[0], "ilam", *unit[2:]) for unit in UNITS])
    rows = [[f"{row[0]} استان ایلام (1)", *row[1:]] for row in FULL_ROWS]
    assert said(store, table(HEADER, *rows)) == ([], FULL)
    other = [[f"{row[0]} استان کرمان", *row[1:]] for row in FULL_ROWS]
    assert "unknown_unit" in dict(codes(store, table(HEADER, *other)))


def test_a_unit_list_as_an_office_keeps_it():
    heads = ["ردیف", "کد واحد", "کد استان", "نوع", "نام فارسی", "گیرندهٔ نامه", "نخستین ماه", "ملاحظات"]
    rows = [
        [1, "A1", "ایلام", "شرکت", "شرکت گاز", "ندارد", "مهر ۱۳۹۹", "تازه"],
        [2, "A2", "ilam", "دانشگاه", "دانشگاه", "—", 139907, ""],
    ]
    first, second = read_units(read_book("u.xlsx", books([("فهرست", [heads, *rows])])))
    assert (first.province_id, first.kind, first.letter_recipient, first.active_from) == ("ilam", "agency", "", 139907)
    assert (second.letter_recipient, second.active_from) == ("", 139907)
    assert [unit.unit_id for unit in read_units(read_book("u.csv", csv_file([HEADS, *UNITS])))] == [
        "A1",
        "A2",
        "A3",
        "G1",
    ]


@pytest.mark.parametrize(
    ("note", "code"), [("امتیازها از ۲۰۰ است", "title_maximum"), ("نتایج اردیبهشت ۱۳۹۹", "month_perhaps")]
)
def test_a_note_under_the_table_that_says_something_else_of_the_scores_is_told(store, note, code):
    found, scores = said(store, table(HEADER, *FULL_ROWS, [], [note]))
    assert code in found and scores == FULL


def test_a_column_of_years_in_which_some_rows_are_of_another_year_refuses_the_file(store):
    rows = [[*row, 1399] for row in FULL_ROWS]
    assert said(store, table([*HEADER, "سال"], *rows)) == ([], FULL)
    rows[-1][-1] = 1398
    assert "month_within" in dict(codes(store, table([*HEADER, "سال"], *rows)))
