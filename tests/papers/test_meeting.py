"""The meeting: its slides, the deck and the handout made of them, and what is decided."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import date

import pytest
from pptx import Presentation

from data.asking.month_facts import month_facts
from data.demo.load import MONTH_FILES
from data.keeping.verify import verify
from data.office import decisions
from data.office.decisions import Decision
from data.office.months import move
from data.registry.schemes import add_scheme
from i18n.words import Words
from reports.meeting.deck import deck
from reports.meeting.handout import handout, slide_picture
from reports.meeting.slide_model import MOST_ROWS
from reports.meeting.slides import GROUPS, month_slides, ordered
from tests.support import oracle
from tests.support.awkward import NAMES, SCHEME, awkward_store
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, small_store
from tests.support.demo.by_hand import oracle_results
from tests.support.papers.reading_back import pdf_text, plain
from tests.support.refusals import refused

TODAY = date(2020, 9, 20)
PAGES = re.compile(rb"/Type\s*/Page\b[^s]")
DECIDED = [
    {"text": "بازدید از گمرک", "who": "مدیرکل", "until": "2020-09-01", "standing": "overdue"},
    {"text": "=1+1 <b>", "who": "", "until": None, "standing": "open"},
]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_slides_say_the_oracles_headline_and_name_its_very_weak_units(demo, lang):
    slides = {slide.code: slide for slide in month_slides(demo, DECIDED, Words(lang))}
    (then, _), (now, kinds) = (oracle_results(MONTH_FILES[month].read_bytes()) for month in (0, 4))
    for figure, kind in zip(slides["headline"].figures, ("governorate", "agency"), strict=True):
        own = [unit for unit, each in kinds.items() if each == kind]
        weak, evaluated, percent = oracle.share(now, own)
        assert plain(figure.number) == f"{float(percent):.0f}%"
        for number in (str(weak), str(evaluated), f"{float(oracle.share(then, own)[2] - percent):.0f}"):
            assert number in re.findall(r"\d+", plain(figure.sentence))
    weakest = {row.cells[0] for row in slides["weakest"].rows}
    very_weak = {name for name, result in now.items() if result["total"] < 30}
    names = {row["name_fa"]: row[f"name_{lang}"] for row in demo.league.to_dict("records")}
    assert weakest == {names[name] for name in very_weak}
    lines = slides["headline"].charts[0].series
    assert lines[1].values[-1] == pytest.approx(100 * 10 / 44)
    assert [row.cells[3] for row in slides["decisions"].rows] == [
        Words(lang)(f"decisions.{standing}") for standing in ("overdue", "open")
    ]


def test_slides_are_switched_off_and_put_in_order(demo):
    slides = month_slides(demo, [], Words("en"))
    shown = ordered(slides, ["weakest", "title", "narrative"])
    assert [slide.group for slide in shown][:3] == ["weakest", "title", "narrative"]
    assert {slide.group for slide in shown} == {"weakest", "title", "narrative"}
    assert ordered(slides, []) == slides and {slide.group for slide in slides} <= set(GROUPS)
    assert len({slide.code for slide in slides}) == len(slides)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_deck_has_the_same_slides_with_native_charts_notes_and_direction(demo, awkward, lang):
    for facts in (demo, awkward):
        words = Words(lang)
        slides = month_slides(facts, DECIDED, words)
        content = deck(facts, slides, words)
        show = Presentation(io.BytesIO(content))
        assert len(show.slides) == len(slides) and show.slide_width * 9 == pytest.approx(
            show.slide_height * 16, rel=1e-3
        )
        for page, slide in zip(show.slides, slides, strict=True):
            said = plain("\n".join(shape.text_frame.text for shape in page.shapes if shape.has_text_frame))
            assert plain(slide.title) in said
            assert sum(shape.has_chart for shape in page.shapes) == len(slide.charts)
            tables = [shape.table for shape in page.shapes if shape.has_table]
            assert [len(table.rows) - 1 for table in tables] == ([len(slide.rows)] if slide.rows else [])
            assert all(len(table.rows) <= MOST_ROWS + 1 for table in tables)
            assert slide.notes
            assert plain(page.notes_slide.notes_text_frame.text) == plain("\n".join(slide.notes))
        archive = zipfile.ZipFile(io.BytesIO(content))
        xml = archive.read("ppt/slides/slide3.xml").decode()
        assert ('rtl="1"' in xml) == (lang == "fa") and 'typeface="IBM Plex Sans Arabic"' in xml
        assert 'type="slidenum"' in xml and archive.testzip() is None
        drawn = "".join(
            archive.read(name).decode() for name in archive.namelist() if name.startswith("ppt/charts/chart")
        )
        axes = re.findall(r'<c:(?:axId|crossAx) val="(-?\d+)"', drawn)
        assert axes and all(0 <= int(axis) < 2**32 for axis in axes)  # what the format's schema allows


def test_the_deck_charts_hold_the_numbers_and_no_formula(awkward):
    slides = month_slides(awkward, [], Words("en"))
    show = Presentation(io.BytesIO(deck(awkward, slides, Words("en"))))
    charts = [shape.chart for page in show.slides for shape in page.shapes if shape.has_chart]
    share = next(series for series in charts[0].plots[0].series if series.name == "Agencies")
    assert share.values[-1] == pytest.approx(100 * 27 / 58)
    said = "".join(
        cell.text for page in show.slides for shape in page.shapes if shape.has_table for row in shape.table.rows
        for cell in row.cells
    )  # fmt: skip
    assert NAMES["A02"][1] in said


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_handout_holds_two_slides_a_page_with_label_and_chain(demo, awkward, lang):
    for facts in (demo, awkward):
        slides = month_slides(facts, DECIDED, Words(lang))
        content = handout(facts, slides, Words(lang))
        assert len(PAGES.findall(content)) == -(-len(slides) // 2) and b"pdfuaid" in content
    assert "Demo" in pdf_text(handout(demo, month_slides(demo, [], Words("en")), Words("en")))
    assert demo.head[:16] in pdf_text(handout(demo, month_slides(demo, [], Words("en")), Words("en")))


def test_any_slide_is_a_picture(demo):
    for slide in month_slides(demo, DECIDED, Words("fa")):
        content = slide_picture(demo, slide, Words("fa"))
        assert struct.unpack(">II", content[16:24]) == (1920, 1080)


@pytest.fixture
def store():
    opened = small_store()
    import_rows(opened, FULL_ROWS)
    import_rows(opened, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    return opened


def test_decisions_are_kept_answered_and_open_the_next_meeting(store):
    decisions.decide(store, None, 139901, Decision("بازدید از گمرک", "مدیرکل", date(2020, 9, 1)), "زهرا")
    decisions.decide(store, None, 139901, Decision("آموزش", "", None), "زهرا")
    decisions.decide(store, None, 139902, Decision("گزارش", "", date(2020, 10, 1)), "زهرا")
    first = decisions.decisions(store, 1, 139901, TODAY)
    assert first["text"].tolist() == ["بازدید از گمرک", "آموزش"] and first["standing"].tolist() == ["overdue", "open"]
    decisions.answer(store, 1, "انجام شد", TODAY, "زهرا")
    second = decisions.decisions(store, 1, 139902, TODAY).set_index("text")
    assert second["standing"].to_dict() == {"گزارش": "open", "آموزش": "open", "بازدید از گمرک": "done"}
    assert second.loc["بازدید از گمرک", "answer"] == "انجام شد" and verify(store) == []
    decisions.remove(store, 2, "زهرا")
    assert "آموزش" not in decisions.decisions(store, 1, 139902, TODAY)["text"].tolist()


def test_a_decision_needs_a_text_a_month_and_somebody(store):
    def decide(month: int, text: str, actor: str = "زهرا") -> str:
        return refused(lambda: decisions.decide(store, None, month, Decision(text, "", None), actor))

    assert decide(139909, "x") == "month_not_stored"
    assert decide(139901, " ") == "decision_empty" and decide(139901, "x", " ") == "name_needed"
    assert refused(lambda: decisions.answer(store, 9, "x", TODAY, "زهرا")) == "decision_unknown"
    decisions.decide(store, None, 139901, Decision("x", "", None), "زهرا")
    assert refused(lambda: decisions.answer(store, 1, " ", TODAY, "زهرا")) == "answer_needed"
    decisions.answer(store, 1, "x", TODAY, "زهرا")
    assert refused(lambda: decisions.answer(store, 1, "x", TODAY, "زهرا")) == "decision_answered"


def test_the_order_of_slides_is_kept_for_the_province(store):
    assert decisions.slide_order(store, 1) == []
    decisions.keep_order(store, None, ["weakest", "title"], "زهرا")
    assert decisions.slide_order(store, 1) == ["weakest", "title"] and verify(store) == []
    assert refused(lambda: decisions.keep_order(store, None, ["title"], " ")) == "name_needed"


def test_a_month_in_which_enough_are_evaluated_tells_its_change_and_a_group_of_one_no_percent(awkward):
    slides = {slide.code: slide for slide in month_slides(awkward, [], Words("en"))}
    few, many = slides["headline"].figures
    assert plain(few.number) == "0 of 1" and "%" not in few.sentence
    assert plain(many.number) == "47%" and "(27 of 58)" in plain(many.sentence)
    assert "2 percentage points" in plain(many.sentence)  # of 27 of 60, 45 %
    assert [series.name for series in slides["headline"].charts[0].series] == ["Agencies"]
    assert {"improved", "falling", "indicators"} <= set(slides)


def test_a_month_in_which_too_few_are_evaluated_tells_no_change():
    """The scheme asks for all of them; 58 of 60 are."""
    facts = month_facts(awkward_store(f"min_evaluated = 1\n{SCHEME}"), 1, 139902)
    slides = {slide.code: slide for slide in month_slides(facts, [], Words("en"))}
    _, many = slides["headline"].figures
    assert plain(many.number) == "27 of 58" and "percentage points" not in many.sentence
    assert slides["improved"].rows == () and "of the agencies isn't told: too few" in slides["improved"].lines[1]
    assert not {"falling", "indicators"} & set(slides)


def test_a_line_is_cut_where_months_are_not_comparable_in_the_deck_too():
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    units = [(f"A{n}", "home", "agency", "INF", f"دستگاه {n}", f"Agency {n}", "", "", "", "") for n in range(1, 7)]
    store = small_store(units=units)
    rows = [[unit[4], 6, 4, 10] for unit in units]
    import_rows(store, rows)
    with store.transaction() as change:
        add_scheme(change, newer.replace("from = 50", "from = 55"), "x")
    import_rows(store, rows, "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    for month in (139901, 139902):
        for state in ("objections", "final"):
            move(store, None, month, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    facts = month_facts(store, 1, 139902)
    slides = month_slides(facts, [], Words("en"))
    show = Presentation(io.BytesIO(deck(facts, slides, Words("en"))))
    chart = next(shape.chart for page in show.slides for shape in page.shapes if shape.has_chart)
    assert [plain(name.label) for name in chart.plots[0].categories] == ["Farvardin 1399", " ", "Ordibehesht 1399"]
    assert list(chart.plots[0].series[0].values) == [0, None, 0]
