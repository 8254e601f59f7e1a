"""What a header says beside the names of the indicators: a maximum, another number, a second column under one name."""

from __future__ import annotations

import pytest

from tests.support.builders import FULL_ROWS, HEADER, books, csv_file
from tests.support.files.score_files import FULL, TITLE, codes, read, values

NAMES = HEADER[1:]
MAXIMA = [6, 4, 10]


def headed(*heads: str, rows=FULL_ROWS) -> bytes:
    return books([("Sheet", [TITLE, [HEADER[0], *heads], *rows])])


def over(*above: list[object]) -> bytes:
    return books([("Sheet", [TITLE, *above, HEADER, *FULL_ROWS])])


WORDINGS = (
    "(۲۰ امتیازی)|(امتیاز ۲۰)|(از نمره ۲۰)|(تا ۲۰ امتیاز)|(بارم ۲۰)|(۰-۲۰)|(صفر تا ۲۰)|(سقف نمره ۲۰)"
    "|(حد اکثر ۲۰)|(ماکزیمم ۲۰)|(نمره کامل ۲۰)|(از مجموع ۲۰ امتیاز)|(از صد)|(به درصد)|(20%)|(max. 20)"
    "|(max score: 20)|{از ۲۰}|از ۲۰|- ۲۰ امتیاز|/۲۰"
)


@pytest.mark.parametrize("said", WORDINGS.split("|"))
def test_every_wording_of_another_maximum_is_told(store, said):
    assert codes(store, headed(*(f"{name} {said}" for name in NAMES))) == [("maxima_differ", "B2")]


@pytest.mark.parametrize("form", ["{} از {}", "{} - {} امتیاز", "{} /{}", "{} {{{}}}", "{}\n{} امتیاز", "{} (سقف {})"])
def test_the_schemes_maxima_in_any_wording_are_no_news(store, form):
    file = read(store, headed(*(form.format(name, most) for name, most in zip(NAMES, MAXIMA, strict=True))))
    assert (file.problems, values(file)) == ((), FULL)


@pytest.mark.parametrize(
    "form", ["{n}- {}", "({n}) {}", "شاخص {n}: {}", "امتیاز {}", "نمره {}", "Sum of {}", "امتیازها/{}", "{} (شاخص {n})"]
)
def test_what_stands_before_a_name_does_not_hide_it(store, form):
    file = read(store, headed(*(form.format(name, n=number) for number, name in enumerate(NAMES, 1))))
    assert (file.problems, values(file)) == ((), FULL)


@pytest.mark.parametrize("form", ["scores-{}", "scores.{}", "{}_score", "scores/{}", "form/scores/{}"])
def test_codes_as_programs_write_them(store, form):
    found = codes(store, headed(*(form.format(code) for code in ("N1", "N2", "P1"))))
    assert found in ([], [("header_beside", "B2")])


@pytest.mark.parametrize("word", ["رتبه", "تعداد", "ماه قبل", "وزن", "خوداظهاری"])
def test_a_column_of_something_else_than_the_score_is_refused(store, word):
    assert codes(store, headed(*(f"{name} ({word})" for name in NAMES)))[0] == ("header_other", "B2")
    assert codes(store, headed(NAMES[0], f"{word}/N2", NAMES[2])) == [("header_other", "C2")]


def test_a_word_that_nobody_knows_is_told_once(store):
    file = read(store, headed(*(f"{name} (بازبینی‌شده)" for name in NAMES)))
    (problem,) = file.problems
    assert (problem.code, problem.slots["count"], values(file)) == ("header_beside", 3, FULL)


@pytest.mark.parametrize(
    ("first", "second"),
    [("وزن", "نمره"), ("تعداد", "امتیاز"), ("اسفند", "فروردین"), ("سقف", "کسب شده"), ("بازبین یک", "بازبین دو")],
)
def test_two_columns_under_one_name_are_refused_where_the_file_merged_nothing(store, first, second):
    head = [HEADER[0], NAMES[0], None, NAMES[1], None, NAMES[2], None]
    rows = [[row[0], *(value for score in row[1:] for value in (1, score))] for row in FULL_ROWS]
    table = [TITLE, head, [None, *[first, second] * 3], *rows]
    for content, name in ((books([("Sheet", table)]), "scores.xlsx"), (csv_file(table[1:]), "1399-01.csv")):
        assert codes(store, content, name)[0][0] == "header_other"


def test_a_total_behind_the_last_score_is_no_second_column_of_it(store):
    heads = [*NAMES[:2], f"{NAMES[2]} (بازبینی‌شده)", "جمع"]
    file = read(store, headed(*heads, rows=[[*row, sum(row[1:])] for row in FULL_ROWS]))
    assert ([problem.code for problem in file.problems], values(file)) == (["header_beside"], FULL)


def test_a_rank_beside_the_score_does_no_harm(store):
    head = [HEADER[0], NAMES[0], None, NAMES[1], None, NAMES[2], None]
    rows = [[row[0], *(value for score in row[1:] for value in (score, 1))] for row in FULL_ROWS]
    file = read(store, books([("Sheet", [TITLE, head, [None, *["نمره", "رتبه"] * 3], *rows])]))
    assert values(file) == FULL


@pytest.mark.parametrize(
    "above",
    [
        ["سقف", 20, 20, 20],
        [None, 20, 20, 20],
        [None, *["امتیاز از ۲۰"] * 3],
        ["حداکثر", "۲۰", "۲۰", "۲۰"],
        [None, "(20)", "(20)", "(20)"],
        [None, "خبر (از ۴۰)", None, "ارتباطات"],
    ],
)
def test_other_maxima_over_the_names_are_told(store, above):
    assert [code for code, _ in codes(store, over(above))] == ["maxima_differ"]


@pytest.mark.parametrize(
    "above", [["سقف", *MAXIMA], [None, 1, 2, 3], [None, *[1399] * 3], [None, "از ۶", "از ۴", "از ۱۰"]]
)
def test_the_schemes_maxima_a_numbering_and_a_year_over_the_names_are_no_news(store, above):
    assert codes(store, over(above)) == []


def test_a_title_that_says_another_maximum_is_told(store):
    assert codes(store, over(["همهٔ امتیازها از ۲۰۰ است"])) == [("title_maximum", None)]
    assert codes(store, over(["جمع امتیاز از ۲۰ است"])) == []


@pytest.mark.parametrize("row", [["سقف", "شش", "چهار", "ده"], ["سقف", "=6", "=4", "=10"]])
def test_a_row_of_maxima_that_cant_be_read_is_told(store, row):
    assert codes(store, books([("Sheet", [TITLE, HEADER, row, *FULL_ROWS])]))[0][0] == "maxima_unread"


@pytest.mark.parametrize("label", ["بارم", "وزن", "سقف امتیاز هر شاخص", "نمره کامل", "max score", "out of"])
def test_a_row_of_the_schemes_maxima_may_be_labelled_in_any_way(store, label):
    file = read(store, books([("Sheet", [TITLE, HEADER, [label, *MAXIMA], *FULL_ROWS])]))
    assert (file.problems, values(file)) == ((), FULL)
