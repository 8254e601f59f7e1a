"""The same number everywhere: on screen, in CSV, Excel, Word, PDF, the public report and its picture.

Two months: the demo's last, and one with a total of 49.96 just below the border of 50, where "50.0" would lie.
"""

from __future__ import annotations

import csv
import io
import json
from functools import cache

import openpyxl
import pytest
from pptx import Presentation

from data.asking.month_facts import month_facts
from data.demo.load import MONTH_FILES
from data.office.managers.manager_points import manager_points
from i18n.figure_sentences import narrative_sentence
from i18n.words import Words
from reports.csv_file import csv_bytes
from reports.meeting.deck import deck
from reports.meeting.handout import handout
from reports.meeting.slides import month_slides
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import letter_docx
from reports.office.month_workbook import month_workbook
from reports.office.points_workbook import PointsOf, points_workbook
from reports.tables import totals_table
from reports.typeset.unit_card import unit_card
from reports.web.page_model import Edition
from reports.web.public_report import public_report
from reports.web.social_card import card_data as picture_data
from telling.letter_figures import figures
from telling.narrative import narrative
from tests.support import oracle
from tests.support.builders import FULL_ROWS
from tests.support.demo.by_hand import oracle_results
from tests.support.doors.page_runs import demo_behind, rows_of, run, texts
from tests.support.office.small_months import final_month
from tests.support.papers.reading_back import docx_text, page_text, pdf_text, plain, shown
from tests.support.store.behind_pages import prepared_behind
from ui.asking import the_store

EDITION = Edition(1, "2020-06-01", True, "")
BORDERLINE = [["اداره کل راه", 6, 3.992, 0], *FULL_ROWS[1:]]
CLOSE = [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 6, 4, 9.992], ["بهزیستی", 6, 3.99, 10], FULL_ROWS[3]]


@pytest.fixture(scope="module", autouse=True)
def database(tmp_path_factory):
    with demo_behind(tmp_path_factory.mktemp("pages") / "s.duckdb"):
        yield


@pytest.fixture
def borderline_store(tmp_path, monkeypatch):
    with prepared_behind(tmp_path / "own.duckdb", monkeypatch, final_month, BORDERLINE) as store:
        yield store


@pytest.fixture
def close_store(tmp_path, monkeypatch):
    with prepared_behind(tmp_path / "own.duckdb", monkeypatch, final_month, CLOSE) as store:
        yield store


@cache
def page(facts, lang: str) -> str:
    """What the public report says."""
    return page_text(public_report(facts, EDITION)["index.html" if lang == "fa" else "en.html"])


def papers(facts, unit: str, lang: str) -> dict[str, str]:
    """What every file says of the month or of a unit, in Latin digits."""
    words = Words(lang)
    letter = Letter("notice", "", None, "", None, figures(facts, unit))
    return {
        "docx": plain(docx_text(letter_docx(letter, facts.month, None, words))),
        "pdf": plain(pdf_text(unit_card(facts, unit, words))),
        "page": page(facts, lang),
    }


def ranking_cells(facts, lang: str) -> dict[str, tuple]:
    book = openpyxl.load_workbook(io.BytesIO(month_workbook(facts, Words(lang))))
    return {row[0].value: row for row in book.worksheets[2].iter_rows(min_row=2)}


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_units_total_rank_and_points(lang):

    results, _ = oracle_results(MONTH_FILES[4].read_bytes())
    name, english = "گمرک استان", "Customs"
    total, points = f"{float(results[name]['total']):.1f}", f"{float(results[name]['total']) / 10:.2f}"
    facts = month_facts(the_store.store(), 1, 139905)
    row = next(row for row in rows_of(run("ranking", lang=lang)) if row[0] in (name, english))
    assert plain(row[2]).split()[0] == total
    assert total in plain(texts(run("unit", lang=lang, one="A22")))
    assert total in plain(texts(run("letters", lang=lang)))
    screen = next(row for row in rows_of(run("points", lang=lang), "points") if row[0] in (name, english))
    assert [plain(cell) for cell in screen[2:4]] == [total, points]
    said = papers(facts, "A22", lang)
    assert all(total in text for text in said.values()) and points in said["pdf"]
    cells = ranking_cells(facts, lang)["A22"]
    assert (shown(cells[5]), shown(cells[3]), shown(cells[4])) == (total, "44", "44")
    about = PointsOf(facts.name_fa, facts.name_en, 139905, facts.state, facts.scheme, {}, demo=True)
    points_file = points_workbook(manager_points(the_store.store(), 1, 139905), about, Words(lang))
    book = openpyxl.load_workbook(io.BytesIO(points_file))
    own = next(row for row in book.worksheets[0].iter_rows(min_row=6) if row[0].value == "A22")
    assert (shown(own[3]), shown(own[4]), shown(own[5])) == (total, points, plain(screen[4]))
    table = totals_table(facts.league, facts.domains, [], "ilam")
    read = list(csv.DictReader(io.StringIO(csv_bytes(table).decode("utf-8-sig"))))
    written = float(next(row for row in read if row["unit_id"] == "A22")["total"])
    assert f"{written:.1f}" == total


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_weak_share_its_counts_and_its_change(lang):

    facts = month_facts(the_store.store(), 1, 139905)
    results, kinds = oracle_results(MONTH_FILES[4].read_bytes())
    first, _ = oracle_results(MONTH_FILES[0].read_bytes())
    agencies = [unit for unit, kind in kinds.items() if kind == "agency"]
    weak, evaluated, percent = oracle.share(results, agencies)
    share = f"{float(percent):.0f}"
    change = f"{float(oracle.share(first, agencies)[2] - percent):.0f}"
    screen = plain(texts(run("overview", lang=lang)))
    page = papers(facts, "A22", lang)["page"]
    slides = month_slides(facts, [], Words(lang))
    told = plain(json.dumps([figure.sentence for slide in slides for figure in slide.figures], ensure_ascii=False))
    narrated = plain(" ".join(narrative_sentence(fact, Words(lang)) for fact in narrative(facts)))
    assert f"{share}%" in told and f"{share}%" in narrated and f"{change} " in narrated
    picture = plain(json.dumps(picture_data(facts, EDITION, Words(lang)), ensure_ascii=False))
    paper = plain(pdf_text(handout(facts, slides, Words(lang))))
    show = Presentation(io.BytesIO(deck(facts, slides, Words(lang))))
    shapes = [shape for each in show.slides for shape in each.shapes if shape.has_text_frame]
    presented = plain("\n".join(shape.text_frame.text for shape in shapes))
    assert f"{share}%" in presented and f"{share}%" in paper and f"{change} " in presented
    for text in (screen, page, picture, told):
        assert f"{share}%" in text and f"{weak} {'از' if lang == 'fa' else 'of'} {evaluated}" in text
        assert f"{change} {'واحد درصد' if lang == 'fa' else 'percentage points'}" in text
    sheet = openpyxl.load_workbook(io.BytesIO(month_workbook(facts, Words(lang)))).worksheets[0]
    column = {cell.value: cell.column for cell in sheet[4]}[Words(lang)("kind.agency.many")]
    labels = {sheet.cell(row, 1).value: sheet.cell(row, column) for row in range(5, 19)}
    words = Words(lang)
    assert shown(labels[words("workbook.col_weak_pct")]) == share
    assert shown(labels[words("workbook.col_decrease_points")]) == change
    assert labels[words("workbook.col_weak")].value == weak
    row = next(row for row in facts.shares.to_dict("records") if (row["month"], row["kind"]) == (139905, "agency"))
    assert f"{row['weak_pct']:.0f}" == share and f"{row['decrease_points']:.0f}" == change


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_total_just_below_a_border_never_reads_as_the_border(borderline_store, lang):
    facts = month_facts(borderline_store, 1, 139901)
    for page in ("ranking", "unit", "letters"):
        screen = plain(texts(run(page, lang=lang, one="A1")))
        assert "49.96" in screen, page
    said = papers(facts, "A1", lang)
    assert all("49.96" in text for text in said.values())
    assert shown(ranking_cells(facts, lang)["A1"][5]) == "49.96"


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_totals_of_different_rank_read_differently_and_none_below_100_reads_100(close_store, lang):
    """100, 99.96 and 99.95, which would all read «100.0»."""
    facts = month_facts(close_store, 1, 139901)
    rows = {plain(row[1]): plain(row[2]).split()[0] for row in rows_of(run("ranking", lang=lang))}
    of = {"fa": "از", "en": "of"}[lang]
    assert [rows[f"{rank} {of} 3"] for rank in (1, 2, 3)] == ["100.0", "99.96", "99.95"]
    best = next(slide for slide in month_slides(facts, [], Words(lang)) if slide.code == "best")
    assert [plain(row.cells[2]) for row in best.rows][-3:] == ["100.0", "99.96", "99.95"]
    cells = ranking_cells(facts, lang)
    for unit, figure in (("A1", "100.0"), ("A2", "99.96"), ("A3", "99.95")):
        said = papers(facts, unit, lang)
        assert all(figure in text for text in said.values()) and shown(cells[unit][5]) == figure
        assert figure in plain(texts(run("unit", lang=lang, one=unit)))
