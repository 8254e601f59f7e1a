"""Persian text: one spelling for the eye, one key for matching, one order, numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.month_words import months_in
from data.text import LONGEST_NAME, NotANumber, canonical, clean, code_key, key, number, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("اداره كل راه و شهرسازي", "اداره‌کل راه و شهرسازی"),
        ("دره‌شهر", "دره شهر"),
        ("مِلِکشاهی", "ملکشاهی"),
        ("ﺍﯾﻼﻡ", "ایلام"),
        ("ايلام", "ایلام"),
        ("آبدانان", "ابدانان"),
        ("خانۀ ما", "خانهٔ ما"),
        ("سـنجه", "سنجه"),
        ("منطقه ۲", "منطقه ٢"),
        ("فرمانداری  \u200fمهران\u200e", "فرمانداری مهران"),
        ("Health  Insurance", "health insurance"),
    ],
)
def test_spellings_that_look_alike_have_one_key(one, other):
    assert key(one) == key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("ایلام", "ایوان"), ("فرمانداری ایلام", "دانشگاه ایلام"), ("۱۲", "۲۱")])
def test_different_names_have_different_keys(one, other):
    assert key(one) != key(other)


def test_codes_keep_their_punctuation_and_whole_numbers_are_one_however_written():
    assert code_key("1.1") != code_key("11") and code_key("A-1") != code_key("A1")
    assert code_key("101.0") == code_key(" ۱۰۱ ") == "101" and code_key("G01") == code_key("g01")


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_and_leaves_nothing_hidden(text):
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= LONGEST_NAME
    assert not set(once) & set("\u202e\u202a\u2066\u200f\u0000\ufeff\n\t")


def test_a_half_space_between_letters_stays():
    assert clean("حمل\u200c\u200cونقل \u200c جاده\u200cای\u200c") == "حمل\u200cونقل جاده\u200cای"


def test_names_are_ordered_as_the_persian_alphabet_has_them():
    names = ["یزد", "پست", "وزارت", "آب", "گاز", "هلال", "چوار", "ایلام", "بدره", "ژاله", "کار"]
    assert sorted(names, key=sort_key) == [
        "آب",
        "ایلام",
        "بدره",
        "پست",
        "چوار",
        "ژاله",
        "کار",
        "گاز",
        "وزارت",
        "هلال",
        "یزد",
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("۶۸", 68),
        ("٦٨٫٥", 68.5),
        ("68.5", 68.5),
        ("۱٬۲۳۴٫۵", 1234.5),
        ("\u200f۷\u200e", 7),
        ("'7", 7),
        (" 4.25 ", 4.25),
        ("−۳", -3),
        ("６", 6),
    ],
)
def test_numbers_as_people_type_them(typed, value):
    assert number(typed) == value


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("86/4", "slash_decimal"),
        ("۸۶/۴", "slash_decimal"),
        ("68,5", "comma_decimal"),
        ("6٬8", "comma_decimal"),
        ("۶۸٪", "percent_text"),
        ("6 8", "not_number"),
        ("O8", "not_number"),
        ("5-", "not_number"),
        ("۷ از ۱۰", "not_number"),
        ("5+2", "not_number"),
        ("~۶", "not_number"),
        ("1e3", "not_number"),
        ("nan", "not_number"),
        ("inf", "not_number"),
        ("1_000", "not_number"),
        ("5²", "not_number"),
        ("½", "not_number"),
        ("", "not_number"),
    ],
)
def test_what_is_not_one_clear_number_is_refused(typed, code):
    with pytest.raises(NotANumber) as refused:
        number(typed)
    assert refused.value.code == code


@given(st.floats(0, 1e6, allow_nan=False))
def test_the_canonical_text_of_a_number_reads_back_to_it(value):
    assert float(canonical(value)) == value


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("ارزیابی عملکرد — فروردین ۱۳۹۹ (دادهٔ نمایشی)", {139901}),
        ("فروردين ۹۹ ", {139901}),
        ("مردادماه سال ۱۳۹۹", {139905}),
        ("امرداد ۱۳۹۹", {139905}),
        ("دی‌ماه ۹۹", {139910}),
        ("۹۹/۱", {139901}),
        ("1399-05.xlsx", {139905}),
        ("scores_139905.csv", {139905}),
        ("ilam-1399_5-v2", {139905}),
        ("Mordad 1399", {139905}),
        ("مرداد ۰۲", {140205}),
        ("1399-05_2.csv", {139905}),
        ("v2_1399_05", {139905}),
        ("1399_05_12", set()),
        ("نتایج تا ۱۵ مرداد", set()),
        ("مرداد - ۵۴ واحد", {5}),
        ("Mordad (44 agencies) 1399", {139905}),
        ("Prepared 12 Khordad", set()),
        ("مرداد", {5}),
        ("تاریخ تهیه: 1399/05/12", set()),
        ("2024-05-01", set()),
        ("میانگین 98.5", set()),
        ("Sheet1", set()),
        ("تیر ۱۳۹۹ و مرداد ۱۳۹۹", {139904, 139905}),
    ],
)
def test_months_that_a_title_names(text, months):
    assert months_in(text) == months
