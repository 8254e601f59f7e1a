"""Which month a file says its scores are of, and what is no month of scores."""

from __future__ import annotations

import pytest

from data.month_words import months_in, years_in
from tests.support.builders import FULL_ROWS, HEADER, books, csv_file, small_store
from tests.support.files.score_files import FULL, TITLE, codes, read, values


@pytest.mark.parametrize(
    "text",
    [
        "مسکن مهر ۱۳۹۹",
        "خبرگزاری مهر - سال ۱۳۹۹",
        "محل مهر: ۱۳۹۹",
        "امضا و مهر ۱۳۹۹",
        "شهید بهمن احمدی ۱۳۹۹",
        "تیر برق ۱۳۹۹",
        "سه ماهه منتهی به خرداد ۱۳۹۹",
        "شش‌ماههٔ نخست ۱۳۹۹ تا شهریور ۱۳۹۹",
        "از ابتدای سال تا پایان مرداد ۱۳۹۹",
        "شماره: 134511",
        "شماره: ۱۴۰۲۱۱",
        "کد ۱۲۵۶۰۷",
        "document_130512.xlsx",
        "میانگین استان: ۸۶/۴",
        "شماره نامه: ۹۸/۱۲",
        "تاریخ تنظیم: شهریور ۱۳۹۹",
        "چاپ: اردیبهشت ۱۳۹۹",
        "در مقایسه با تیر ۱۳۹۹",
        "تاریخ ارسال: ۱۳۹۹/۰۲",
    ],
)
def test_what_is_no_month_of_scores(text):
    assert months_in(text) == set()


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("نتایج ارزیابی مهر ۱۳۹۹", {139907}),
        ("امتیازات دستگاه‌های اجرایی - آذر ۱۳۹۹", {139909}),
        ("روابط عمومی‌های استان ایلام مهر ۱۳۹۹", {139907}),
        ("مهر و آبان ۱۳۹۹", {139907, 139908}),
        ("دورهٔ مهر ماه ۱۳۹۹", {139907}),
        ("ilam_mehr_1399.xlsx", {139907}),
        ("نمرات ۹۹/۰۳", {139903}),
        ("مربوط به مرداد ۱۳۹۹", {139905}),
        ("نسخه نهایی مرداد ۱۳۹۹", {139905}),
        ("تیر و مرداد ۱۳۹۹", {139904, 139905}),
        ("دی تا اسفند ۱۳۹۹", {139910, 139912}),
    ],
)
def test_months_of_scores_as_offices_write_them(text, months):
    assert months_in(text) == months


@pytest.mark.parametrize("text", ["تاریخ: ۱۴۰۰/۰۱/۱۵", "(دستورالعمل سال ۱۳۹۷)", "بخشنامهٔ ۱۳۹۸", "شماره ۱۳۹۸"])
def test_the_year_of_a_date_or_a_rule_is_no_year_of_scores(text):
    assert years_in(text) == set()


@pytest.mark.parametrize("other", [["تاریخ: ۱۴۰۰/۰۱/۱۵"], ["(دستورالعمل سال ۱۳۹۷)"], ["شماره: 134511"]])
def test_a_month_gets_no_year_from_a_date_a_rule_or_a_number(store, other):
    content = books([("Sheet", [["عملکرد اسفند ماه"], other, HEADER, *FULL_ROWS])])
    assert codes(store, content) == [("month_unknown", None)]
    assert [month.month for month in read(store, content, month=139912).months] == [139912]


def test_a_longer_period_is_asked_for_and_told(store):
    content = books([("Sheet", [["سه ماهه منتهی به خرداد ۱۳۹۹"], HEADER, *FULL_ROWS])])
    assert ("month_unknown", None) in codes(store, content)
    assert codes(store, content, month=139903) == [("longer_period", None)]


AGENCIES, GOVERNORATE = FULL_ROWS[:3], FULL_ROWS[3:]


@pytest.mark.parametrize(
    "between",
    [
        [["نتایج اردیبهشت ماه"], HEADER],
        [["نتایج اردیبهشت ۱۳۹۹"]],
        [["نتایج", "اردیبهشت", 1399]],
    ],
)
def test_a_second_table_of_another_month_is_refused(store, between):
    content = books([("Sheet", [TITLE, HEADER, *AGENCIES, *between, *GOVERNORATE])])
    assert ("month_within", "A6") in codes(store, content)


@pytest.mark.parametrize("between", [["چاپ: اردیبهشت ۱۳۹۹"], ["تاریخ ارسال", "1399/02"], ["نتایج فروردین ماه"]])
def test_a_second_page_with_the_date_of_its_print_goes_on(store, between):
    file = read(store, books([("Sheet", [TITLE, HEADER, *AGENCIES, between, HEADER, *GOVERNORATE])]))
    assert values(file) == FULL


@pytest.mark.parametrize(
    ("head", "said", "other"), [("دوره", "1399/01", "1399/02"), ("ماه", "فروردین", "اردیبهشت"), ("month", 1, 2)]
)
def test_a_column_that_says_another_month_in_some_rows_is_refused(store, head, said, other):
    def content(last: object) -> bytes:
        rows = [[*row, said] for row in AGENCIES] + [[*GOVERNORATE[0], last]]
        return books([("Sheet", [TITLE, [*HEADER, head], *rows])])

    assert codes(store, content(said)) == []
    assert codes(store, content(other))[0] == ("month_within", "E6")


# What a row of separated values says by its place alone


@pytest.mark.parametrize(
    "row",
    ["اداره کل راه,6,4,9,5", "اداره کل راه,6,,4,10", "اداره کل راه,3,1,4,9", "اداره کل راه,6,4,10,,1"],
)
def test_a_row_with_more_fields_than_the_header_is_refused(store, row):
    rows = [",".join(map(str, each)) for each in [HEADER, *FULL_ROWS[1:]]]
    content = "\n".join([rows[0], row, *rows[1:]]).encode()
    assert codes(store, content, "1399-01.csv")[0][0] == "row_too_long"


def test_separators_at_the_end_of_every_row_do_no_harm(store):
    content = csv_file([[*HEADER, "", ""], *([*row, "", ""] for row in FULL_ROWS)])
    assert values(read(store, content, "1399-01.csv")) == FULL


@pytest.mark.parametrize(
    "header",
    [
        [None, "دیدار", "خبر", "تندی"],
        [None, "دیدار مردم", "سرعت خبر", "شماره خبرها"],
        [None, "دیدار از ده", "تندی", "خبر"],
    ],
)
def test_a_second_header_that_nobody_knows_is_refused(store, header):
    rows = [TITLE, HEADER, *AGENCIES, [None], header, *GOVERNORATE]
    assert ("header_unread", "B7") in codes(store, books([("Sheet", rows)]))


def test_those_who_sign_below_are_no_header(store):
    rows = [TITLE, HEADER, *FULL_ROWS, [None], [None, "تهیه: کارشناس", "تأیید: رئیس", "تصویب: مدیر"]]
    assert values(read(store, books([("Sheet", rows)]))) == FULL


# The column of units where no head says which


@pytest.mark.parametrize("head", ["عنوان دستگاه", "نام اداره", None])
def test_row_numbers_that_look_like_codes_never_name_the_units(head):
    store = small_store(units=[(str(4 - number), *rest) for number, (_, *rest) in enumerate(small_units(), 1)])
    rows = [[number, *row] for number, row in enumerate(FULL_ROWS, 1)]
    file = read(store, books([("Sheet", [TITLE, ["ردیف", head, *HEADER[1:]], *rows])]))
    assert values(file) == dict(zip("3210", FULL.values(), strict=True))


def small_units() -> list[tuple]:
    from tests.support.builders import UNITS

    return UNITS


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("محل مهر و امضای رئیس", set()),
        ("سال ۱۳۹۹ - مهر و امضا", set()),
        ("خبرگزاری مهر", set()),
        ("مهر ۱۳۹۹", {139907}),
        ("مهرماه", {7}),
        ("دورهٔ تیر", {4}),
        ("مهر", {7}),
        ("ماه ۵ سال ۱۳۹۹", {139905}),
        ("گزارش ۳ ماه ۱۳۹۹", set()),
        ("مرداد ۰۴", {140405}),
    ],
)
def test_a_word_with_another_life_is_a_month_beside_a_year_or_the_word_month(text, months):
    assert months_in(text) == months


def test_a_month_and_its_year_may_stand_in_cells_of_their_own(store):
    for row in (["ماه", "فروردین", "سال", 1399], ["سال:", 1399, "ماه:", 1]):
        file = read(store, books([("Sheet", [row, HEADER, *FULL_ROWS])]))
        assert [month.month for month in file.months] == [139901], file.problems
