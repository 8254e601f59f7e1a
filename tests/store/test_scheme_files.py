"""A scheme as the office makes it: the form in Excel and back, and every fault in words with its line or its cell."""

from __future__ import annotations

import dataclasses
import io
import re
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.asking import catalogue
from data.problems import Refused
from data.reading.forms.scheme_files import scheme_file_text
from data.registry.schemes import add_scheme
from data.store.store import Store
from data.vocabulary import form_names
from i18n.problem_sentences import problem_sentence
from i18n.trouble_sentences import scheme_sentence
from i18n.words import Words
from reports.office.scheme_workbook import SETTINGS, scheme_workbook
from scoring.alternatives import differences
from scoring.scheme import (
    DEFAULT_SCHEME,
    Band,
    Domain,
    Indicator,
    Scheme,
    SchemeError,
    load_scheme,
    parse_scheme,
    scheme_text,
)
from scoring.scheme_toml import scheme_parts, toml_text
from tests.support import strategies
from tests.support.builders import SMALL_SCHEME, small_store
from tests.support.doors.command_line import run

SMALL = parse_scheme(SMALL_SCHEME)
LANGUAGES = ("fa", "en")
NAMES = st.text(
    st.characters(categories=["L", "N", "P", "S"], include_characters=" \u200c", max_codepoint=0xFFFF), min_size=1
).map(lambda text: " ".join(text.split()).strip("\u200c' "))


def form(scheme: Scheme = SMALL, lang: str = "fa", **cells: object) -> bytes:
    """The form of a scheme with some cells changed: bands_B3=5 is cell B3 of the sheet of bands."""
    book = openpyxl.load_workbook(io.BytesIO(scheme_workbook(scheme, Words(lang))))
    sheets = dict(zip(("settings", "domains", "indicators", "bands"), book.worksheets, strict=True))
    for place, value in cells.items():
        sheet, cell = place.split("_")
        sheets[sheet][cell] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(content: bytes) -> Scheme:
    return parse_scheme(scheme_file_text("طرح.xlsx", content))


def refused(content: bytes) -> list[tuple]:
    with pytest.raises(Refused) as error:
        read(content)
    return [(problem.code, problem.sheet, problem.cell) for problem in error.value.problems]


def fault(text: str) -> SchemeError:
    with pytest.raises(SchemeError) as error:
        parse_scheme(text)
    return error.value


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", [SMALL, load_scheme(DEFAULT_SCHEME)], ids=["small", "default"])
def test_a_form_comes_back_as_the_scheme_that_it_was_filled_with(scheme, lang):
    assert read(form(scheme, lang)) == scheme
    sheet = openpyxl.load_workbook(io.BytesIO(form(scheme, lang))).worksheets[2]
    assert sheet.sheet_view.rightToLeft == (lang == "fa") and len(sheet.data_validations.dataValidation) == 3


@settings(max_examples=25)
@given(strategies.schemes(), st.lists(NAMES.filter(bool), min_size=3, max_size=3), st.sampled_from(LANGUAGES))
def test_any_scheme_comes_back_from_its_form_and_from_its_text(drawn, names, lang):
    plain = strategies.ours(drawn)
    scheme = dataclasses.replace(
        plain,
        name_fa=names[0],
        name_en=names[1],
        valid_from=140007,
        four_eyes=True,
        indicators=tuple(dataclasses.replace(item, name_fa=names[2], guide_fa=names[0]) for item in plain.indicators),
    )
    assert parse_scheme(toml_text(scheme_parts(scheme))) == scheme
    assert read(scheme_workbook(scheme, Words(lang))) == scheme


def test_every_field_of_a_scheme_has_its_cell_in_the_form():
    """A rule that the form lacks would be lost on the way through Excel."""
    parts = scheme_parts(SMALL)
    assert {field.name for field in dataclasses.fields(Scheme)} == {*SETTINGS, "domains", "indicators", "bands"}
    for table, kind in (("domain", Domain), ("indicator", Indicator), ("band", Band)):
        names = {"from" if field.name == "lower" else field.name for field in dataclasses.fields(kind)}
        assert set(parts[table][0]) == names == set(form_names(f"scheme_{table}"))
    assert set(form_names("scheme_settings")) == set(SETTINGS)


def test_an_edited_form_is_the_edited_scheme():
    edited = read(form(indicators_E3="۷٫۵", indicators_F3="بله", bands_D4=45, settings_B9=90, settings_B6="مهر ۱۴۰۰"))
    found = {(d.part, d.code, d.field): (d.old, d.new) for d in differences(SMALL, edited)}
    assert found == {
        ("indicator", "N1", "max_points"): (6.0, 7.5),
        ("indicator", "N1", "not_applicable"): (False, True),
        ("band", "mid", "lower"): (50.0, 45.0),
        ("rule", "min_coverage", "min_coverage"): (1.0, 0.9),
    }
    assert edited.valid_from == 140007


def test_a_domain_is_meant_by_its_name_or_its_code():
    for said in ("مردم", "people", "People"):
        assert read(form(indicators_B3=said)).indicators[0].domain == "people"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"indicators_E3": "86/4"}, ("form_not_number", "شاخص‌ها", "E3")),
        ({"indicators_E3": datetime(2020, 6, 1)}, ("form_date", "شاخص‌ها", "E3")),
        ({"indicators_E4": None}, ("form_cell_empty", "شاخص‌ها", "E4")),
        ({"indicators_A4": " "}, ("form_cell_empty", "شاخص‌ها", "A4")),
        ({"indicators_E3": True}, ("form_boolean", "شاخص‌ها", "E3")),
        ({"indicators_E3": "=2+2"}, ("form_formula", "شاخص‌ها", "E3")),
        ({"indicators_B5": "نیست"}, ("form_domain_unknown", "شاخص‌ها", "B5")),
        ({"indicators_F3": None}, ("form_answer", "شاخص‌ها", "F3")),
        ({"indicators_F3": "شاید"}, ("form_answer", "شاخص‌ها", "F3")),
        ({"bands_E3": "نمی‌دانم"}, ("form_answer", "سطح‌ها", "E3")),
        ({"settings_B6": "پارسال"}, ("bad_month", "تنظیمات", "B6")),
        ({"settings_A7": "رنگ"}, ("form_setting_unknown", "تنظیمات", "A7")),
        ({"settings_A7": "محدودهٔ بدون تغییر (نمره)"}, ("form_setting_twice", "تنظیمات", "A8")),
        ({"bands_D2": "وزن"}, ("form_column_unknown", "سطح‌ها", "D2")),
    ],
)
def test_a_cell_that_can_not_be_taken_is_named(cells, problem):
    assert problem in refused(form(**cells))


def test_every_bad_cell_is_named_at_once():
    assert len(refused(form(indicators_E3="x", indicators_E4=None, bands_D3="z", settings_B8="?"))) == 4


@pytest.mark.parametrize(
    ("cells", "code", "cell"),
    [
        ({"indicators_E4": 0}, "out_of_range", "E4"),
        ({"indicators_A4": "N1"}, "duplicate_code", "A4"),
        ({"indicators_A4": "شمار"}, "bad_code", "A4"),
        ({"bands_D3": 5}, "band_start", "D3"),
        ({"bands_D5": 50}, "band_order", "D5"),
        ({"bands_E5": "بله"}, "band_weak", "E5"),
        ({"settings_B3": None}, "missing", None),
    ],
)
def test_what_the_method_refuses_is_told_with_its_cell_in_persian(cells, code, cell):
    with pytest.raises(SchemeError) as error:
        read(form(**cells))
    assert error.value.code == code and error.value.place.get("cell") in (cell, "B3")
    words = Words("fa")
    said = scheme_sentence(code, error.value.key, error.value.value, words, error.value.place)
    assert "برگهٔ" in said and (cell is None or f"خانهٔ {cell}" in said) and "indicator[" not in said


def test_a_missing_sheet_is_named_in_the_users_language():
    book = openpyxl.load_workbook(io.BytesIO(form()))
    del book["سطح‌ها"]
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(Refused) as error:
        read(target.getvalue())
    assert "«سطح‌ها»" in problem_sentence(error.value.problems[0], Words("fa"))
    assert "“bands”" in problem_sentence(error.value.problems[0], Words("en"))


def test_a_sheet_that_stands_twice_is_refused_rather_than_left_out():
    book = openpyxl.load_workbook(io.BytesIO(form()))
    book.copy_worksheet(book["سطح‌ها"]).title = "bands"
    target = io.BytesIO()
    book.save(target)
    assert refused(target.getvalue()) == [("scheme_sheet_twice", "bands", None)]


def test_names_that_look_like_formulas_come_back_as_texts_and_never_run():
    text = SMALL_SCHEME.replace('"خبر"', '"=1+1"').replace('"News items"', "\"+cmd|' /C calc'!A0\"")
    content = scheme_workbook(parse_scheme(text), Words("fa"))
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert read(content) == parse_scheme(text)


def test_a_form_that_says_what_is_stored_is_the_stored_version():
    store = small_store()
    text = scheme_file_text("form.xlsx", form())
    with store.transaction() as change:
        assert add_scheme(change, text, "tester") == 1
    assert catalogue.scheme_versions(store)["toml"].tolist() == [SMALL_SCHEME]
    with pytest.raises(Refused), store.transaction() as change:
        add_scheme(change, text.replace("max_points = 6", "max_points = 7"), "tester")


def test_digits_of_any_script_and_notepads_unicode_are_taken():
    plain = parse_scheme(SMALL_SCHEME)
    typed = re.sub(
        r"(?<== )\d+$", lambda n: n[0].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")), SMALL_SCHEME, flags=re.M
    )
    assert "max_points = ۱۰" in typed
    for content in (
        typed.encode(),
        typed.encode("utf-8-sig"),
        typed.encode("utf-16"),
        typed.replace("\n", "\r\n").encode(),
    ):
        assert parse_scheme(scheme_text(content)) == plain
    arabic = SMALL_SCHEME.replace("max_points = 6", "max_points = ٦٫٥  # سقف")
    assert parse_scheme(scheme_text(arabic.encode())).indicators[0].max_points == 6.5
    assert (
        parse_scheme(scheme_text(SMALL_SCHEME.encode())) == plain and scheme_text(SMALL_SCHEME.encode()) == SMALL_SCHEME
    )
    dated = 'valid_from = "۱۴۰۰-۰۱"\n' + SMALL_SCHEME
    assert parse_scheme(dated).valid_from == 140001


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('name_fa = "خبر"', "name_fa = خبر", "toml_quotes", "name_fa"),
        ('name_fa = "خبر"', 'name_fa = "خبر', "toml_quotes", "name_fa"),
        ('name_fa = "خبر"', "name_fa = «خبر»", "toml_curly", "name_fa"),
        ('name_fa = "خبر"', "name_fa = “خبر”", "toml_curly", "name_fa"),
        ("max_points = 6", "max_points = 6,5", "toml_number", "max_points"),
        ("max_points = 6", "max_points = 6/5", "toml_number", "max_points"),
        ("max_points = 6", "max_points =", "toml_empty", "max_points"),
        ("weak = true", "weak = True", "toml_flag", "weak"),
        ("weak = true", "weak = بله", "toml_flag", "weak"),
        ("max_points = 6", "max_points = 6\nmax_points = 7", "toml_twice", "max_points"),
        ("max_points = 6", "سقف ۶", "not_toml", "toml"),
    ],
)
def test_a_line_that_is_no_toml_is_named_with_what_it_lacks(old, new, code, key):
    text = SMALL_SCHEME.replace(old, new, 1)
    found = fault(text)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if new.splitlines()[-1] in each)
    assert (found.code, found.key, found.place) == (code, key, {"line": line})
    said = scheme_sentence(found.code, found.key, found.value, Words("fa"), found.place)
    assert Words("fa").number(line) in said and "Invalid" not in said and "column" not in said


@pytest.mark.parametrize(
    ("old", "new", "line_holds"),
    [
        ("max_points = 4", "max_points = -1", "max_points = -1"),
        ("from = 80", "from = 40", "from = 40"),
        ("max_points = 4\n", "", "[[indicator]]"),
        ('scheme_id = "small"', 'scheme_id = "small"\n[rules]\nfour_eyes = 1', "four_eyes = 1"),
    ],
)
def test_a_refused_key_is_named_with_its_line_and_in_words(old, new, line_holds):
    text = SMALL_SCHEME.replace(old, new, 1)
    found = fault(text)
    assert text.splitlines()[found.place["line"] - 1] == line_holds


def test_persian_sentences_have_persian_digits_and_words_for_the_place():
    found = fault(SMALL_SCHEME.replace("from = 80", "from = 45.5"))
    said = scheme_sentence(found.code, found.key, found.value, Words("fa"), found.place)
    assert "۴۵٫۵" in said and "45.5" not in said and "حد پایین، سطح شمارهٔ" in said and "band[3].from" in said


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PK\x03\x04 rest", "is_workbook"), ('n = "خبر"'.encode("utf-16-le"), "not_utf8"), (b"\xff\xfea", "not_utf8")],
)
def test_other_files_are_told_apart(content, code):
    with pytest.raises(SchemeError) as error:
        scheme_text(content)
    assert error.value.code == code


def test_what_a_file_says_can_not_turn_the_sentence_around_it():
    said = scheme_sentence("bad_code", "domain[1].code", "\u202eabc\u2069" + "x" * 500, Words("fa"), {"line": 3})
    assert "\u202e" not in said and said.count("\u2069") == said.count("\u2068") + said.count("\u2066")
    assert "x" * 81 not in said


def test_the_command_line_writes_the_form_and_stores_it_again(tmp_path):
    db, target = tmp_path / "s.duckdb", tmp_path / "forms" / "form.xlsx"
    small_store(db).close()
    assert run("scheme", "export", "--lang", "fa", "--xlsx", target, "--db", db).returncode == 0
    book = openpyxl.load_workbook(target)
    book["تنظیمات"]["B3"], book["تنظیمات"]["B6"], book["شاخص‌ها"]["E3"] = "small-2", "1400-01", 8
    book.save(target)
    done = run("scheme", "add", "--lang", "en", "--file", target, "--db", db)
    assert done.returncode == 0 and b"maximum" in done.stderr
    opened = Store(db)
    stored = catalogue.scheme_versions(opened)["toml"].tolist()
    opened.close()
    assert parse_scheme(stored[1]).indicators[0].max_points == 8 and parse_scheme(stored[1]).valid_from == 140001
    assert stored[1].startswith('scheme_id = "small-2"')
    book["سطح‌ها"]["D3"] = 5
    book.save(target)
    failed = run("scheme", "add", "--lang", "en", "--file", target, "--db", db)
    assert failed.returncode == 1 and b"cell D3" in failed.stderr
    empty = tmp_path / "empty.duckdb"
    Store(empty).close()
    assert run("scheme", "export", "--xlsx", tmp_path / "default.xlsx", "--db", empty).returncode == 0
    assert read((tmp_path / "default.xlsx").read_bytes()) == load_scheme(DEFAULT_SCHEME)
