"""The template of a month: filled in and sent back it gives exactly what was typed; its limits are the scheme's."""

from __future__ import annotations

import io

import openpyxl
import pytest

from data.asking import catalogue, stored_results
from data.asking.chosen import Chosen
from data.files.workbook import read_book
from data.imports.importing import commit, preview
from data.registry.unit_rows import add_units
from data.units.unit_list_files import read_units
from i18n.words import Words
from reports.office.score_template import FIRST_ROW, FIRST_SCORE_COLUMN, score_template
from scoring.scheme import DEFAULT_SCHEME, load_scheme, parse_scheme
from tests.support.builders import SMALL_SCHEME, UNITS, small_store, units_file

SMALL = parse_scheme(SMALL_SCHEME)


def template(store, lang: str = "fa", scheme=SMALL, month: int = 139906) -> openpyxl.Workbook:
    content = score_template(catalogue.unit_list(store, 1), scheme, month, "خانه", Words(lang))
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_filled_template_goes_straight_back_in(lang):
    store = small_store()
    book = template(store, lang)
    sheet = book.worksheets[0]
    codes = [sheet.cell(row, 1).value for row in range(FIRST_ROW, sheet.max_row + 1)]
    typed = {"A1": (6, 4, 10), "A2": (1.5, 0, "بدون موضوع"), "A3": (3, 2, 5), "G1": (2, 1, 0.25)}
    assert sorted(codes) == sorted(typed)
    for row, code in enumerate(codes, FIRST_ROW):
        for column, value in enumerate(typed[code], FIRST_SCORE_COLUMN):
            sheet.cell(row, column).value = value
    read = preview(store, "template.xlsx", saved(book))
    assert read.problems == () and [month.month for month in read.months] == [139906]
    commit(store, read, "x")
    totals = stored_results.unit_totals(store, 1, Chosen(), 139906).set_index("unit_id")["total"].to_dict()
    assert totals == {"A1": 100.0, "A2": 15.0, "A3": 50.0, "G1": 16.25}


def test_an_empty_template_reports_every_unit_as_not_reported_and_never_as_zero():
    store = small_store()
    read = preview(store, "t.xlsx", saved(template(store)))
    assert {problem.code for problem in read.problems} == {"row_empty"}
    assert set(read.months[0].scores["mark"]) == {"not_reported"}


def test_scores_are_open_and_everything_else_is_locked():
    sheet = template(small_store()).worksheets[0]
    assert sheet.protection.sheet and sheet.sheet_view.rightToLeft
    for row in sheet.iter_rows(min_row=1, max_row=FIRST_ROW + 3, max_col=FIRST_SCORE_COLUMN + 2):
        for cell in row:
            is_score = cell.row >= FIRST_ROW and cell.column >= FIRST_SCORE_COLUMN
            assert cell.protection.locked != is_score, cell.coordinate


def test_every_column_knows_its_maximum_in_the_language_of_the_template():
    book = template(small_store())
    sheet = book.worksheets[0]
    assert [sheet.cell(2, column).value for column in (4, 5, 6)] == [6, 4, 10]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"D4:D7", "E4:E7", "F4:F7"}
    assert rules["D4:D7"].formula1 == "=AND(ISNUMBER(D4),D4>=0,D4<=D$2)"
    assert rules["F4:F7"].formula1 == '=OR(AND(ISNUMBER(F4),F4>=0,F4<=F$2),F4="بدون موضوع")'
    assert "از ۰ تا ۶" in rules["D4:D7"].error and rules["D4:D7"].errorTitle == "این نمره پذیرفته نیست"
    assert all(len(rule.error) <= 255 and len(rule.prompt) <= 255 for rule in rules.values())
    english = template(small_store(), "en").worksheets[0]
    assert not english.sheet_view.rightToLeft
    assert "from 0 to 6" in english.data_validations.dataValidation[0].error


def test_the_default_scheme_fits_into_a_template_and_its_guide_is_not_taken_for_a_table():
    scheme = load_scheme(DEFAULT_SCHEME)
    store = small_store(scheme=DEFAULT_SCHEME.read_text(encoding="utf-8"))
    book = template(store, scheme=scheme)
    assert book.sheetnames == ["نمره‌ها", "راهنما"]
    read = preview(store, "t.xlsx", saved(book))
    assert {problem.code for problem in read.problems} == {"row_empty"}
    assert len(read.months[0].scores) == 4 * 20


def test_a_scheme_of_one_indicator_has_a_template_too():
    start = SMALL_SCHEME.index('[[indicator]]\ncode = "N2"')
    text = SMALL_SCHEME[:start] + SMALL_SCHEME[SMALL_SCHEME.index("[[band]]") :]
    text = text.replace('[[domain]]\ncode = "people"\nname_fa = "مردم"\nname_en = "People"\n', "")
    store = small_store(scheme=text)
    read = preview(store, "t.xlsx", saved(template(store, scheme=parse_scheme(text))))
    assert {problem.code for problem in read.problems} == {"row_empty"}


def test_a_name_that_looks_like_a_formula_stays_a_text():
    store = small_store(units=[("A1", "home", "agency", "", '=HYPERLINK("http://x")', "", "", "", "", "")])
    sheet = template(store).worksheets[0]
    assert (sheet.cell(FIRST_ROW, 2).data_type, sheet.cell(FIRST_ROW, 2).value[0]) == ("s", "=")


def test_a_template_of_another_province_is_refused_where_its_title_says_so():
    store = small_store(units=[(row[0], "ilam", *row[2:]) for row in UNITS])
    with store.transaction() as change:
        away = [(row[0], "lorestan", *row[2:]) for row in UNITS]
        add_units(change, read_units(read_book("u.csv", units_file(away))), "x")
    content = score_template(catalogue.unit_list(store, 2), SMALL, 139906, "لرستان", Words("fa"))
    wrong = preview(store, "t.xlsx", content, province_id="ilam")
    assert "other_province" in {problem.code for problem in wrong.problems} and wrong.months == ()
    right = preview(store, "t.xlsx", content, province_id="lorestan")
    assert {problem.code for problem in right.problems} == {"row_empty"}


def test_a_template_survives_hostile_codes_names_and_guides():
    text = SMALL_SCHEME.replace('code = "N1"', 'code = "N.1"').replace('code = "N2"', 'code = "N-1"')
    text = text.replace('name_fa = "سرعت خبر"', 'name_fa = "شمار خبر"').replace('"News speed"', '"News items"')
    text = text.replace('code = "P1"', f'code = "{"P" * 40}"\nguide_fa = "شمار خبر"')
    text = text.replace('name_fa = "دیدار مردمی"', 'name_fa = "کارهای مهر ۱۳۹۸"')
    scheme = parse_scheme(text)
    store = small_store(scheme=text)
    book = template(store, scheme=scheme)
    sheet = book.worksheets[0]
    for column in range(FIRST_SCORE_COLUMN, FIRST_SCORE_COLUMN + 3):
        for row in range(FIRST_ROW, FIRST_ROW + 4):
            sheet.cell(row, column).value = column - 3
    read = preview(store, "t.xlsx", saved(book))
    assert read.problems == ()
    assert read.months[0].scores.groupby("indicator")["points"].first().to_dict() == {"N.1": 1, "N-1": 2, "P" * 40: 3}
    assert all(len(rule.promptTitle) <= 32 for rule in sheet.data_validations.dataValidation)
