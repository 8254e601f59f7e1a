"""Labels stay in the picture, in their order and off each other, on screens and on paper alike."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.asking.month_facts import month_facts
from data.office.months import move
from drawing.labels import spread
from figures.lines import HIGHEST, LABEL_GAP, LINE_GAP, trend_lines
from i18n.words import Words
from reports.meeting import slide_model, slides
from reports.typeset.svg import Line, every_row, lines
from reports.web import page_model, social_card
from reports.web.public_report import public_report
from tests.support.builders import import_rows, small_store

HEIGHTS = st.lists(st.floats(0, 100), min_size=1, max_size=12)
# What each paper draws: the public page in two widths, a slide (deck and handout alike), a unit on a slide, the card of
# a unit, the picture for messaging apps.
SIZES = [page_model.WIDE, page_model.NARROW, slide_model.WIDE, (720, 250), (760, 330), social_card.SIZE]
MONTHS = [139901, 139902, 139903, 139904]
ENDS = {
    "both at the goal": [0, 0],
    "both at the top": [100, 100],
    "equal": [50, 50],
    "close": [31, 30],
    "three at the goal": [0, 0, 0],
    "seven at the goal": [0] * 7,
    "seven": [0, 1, 2, 50, 51, 99, 100],
}
NAMES = ["فرمانداری‌ها", "دستگاه‌های اجرایی", "c", "d", "e", "اداره کل ثبت اسناد و املاک (ثبت) و جاهای دیگر", "g"]


@given(HEIGHTS, st.floats(0, 40), st.floats(-50, 50), st.floats(0, 200))
def test_labels_stay_inside_in_order_and_apart(heights, gap, low, room):
    places = spread(heights, gap, (low, low + room))
    fitting = min(gap, room / max(len(heights) - 1, 1))
    assert all(low - 1e-6 <= place <= low + room + 1e-6 for place in places)
    ordered = sorted(zip(heights, range(len(heights)), places, strict=True))
    assert all(after[2] - before[2] >= fitting - 1e-6 for before, after in pairwise(ordered))


@given(HEIGHTS)
def test_labels_that_have_room_stay_where_they_are(heights):
    apart = [place for place, _ in zip(range(0, 1000, 10), heights, strict=False)]
    assert spread(apart, 10, (0, 1000)) == pytest.approx(apart)


def test_labels_are_moved_apart_no_more_than_needed():
    assert spread([23, 30], 5, (0, 100)) == [23, 30]
    assert spread([30, 30, 90], 10, (0, 100)) == [25, 35, 90]
    assert spread([2, 1, 3], 10, (0, 100)) == [10, 0, 20]
    assert spread([98] * 11, 20, (0, 100)) == list(range(0, 101, 10))


def texts_of(drawn: str) -> list[tuple[float, float, float, float, str]]:
    """left (by the anchor, with room for letters), right, top, bottom, text of every text of a drawing."""
    found = []
    for each in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text"):
        x, y, size = (float(each.get(name)) for name in ("x", "y", "font-size"))
        text = each.text.strip("\u202a\u202b\u202c")
        wide = 0.5 * size * len(text)
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[each.get("text-anchor")]
        found.append((left, left + wide, y - 0.72 * size, y + 0.22 * size, text))
    return found


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("last", ENDS.values(), ids=ENDS.keys())
def test_a_paper_draws_every_label_inside_and_none_on_another(size, last):
    words = Words("fa")
    series = [
        Line(name, "#000000", [60 - 8 * place, value, None, value], [words.percent(60), *[words.percent(value)] * 3])
        for place, (name, value) in enumerate(zip(NAMES, last, strict=False))
    ]
    two = series[:2]
    for shown in (series, two):
        drawn = texts_of(lines(shown, MONTHS, words, title="t", description="d", name="n", size=size))
        for left, right, top, bottom, text in drawn:
            assert left >= 0 and right <= size[0] and top >= 0 and bottom <= size[1], text
        room = size[1] - 70 >= 24 * len(shown)  # seven values in the middle of a small picture have none
        crossed = [
            (one[4], other[4])
            for place, one in enumerate(drawn)
            for other in drawn[place + 1 :]
            if min(one[1], other[1]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[2], other[2]) > 1
        ]
        assert not crossed or not room, crossed


@pytest.mark.parametrize("last", ENDS.values(), ids=ENDS.keys())
def test_a_screen_draws_every_end_label_inside_and_none_on_another(last):
    rows = [
        (month, str(place), NAMES[place], float(value), f"{value}", "h")
        for place, value in enumerate(last)
        for month in MONTHS
    ]
    points = pd.DataFrame(rows, columns=["month", "series", "label", "value", "text", "hover"])
    figure = trend_lines(points, MONTHS, Words("fa"), y_title="")
    notes = sorted((note.y, note.text) for note in figure.layout.annotations if "<b>" in note.text)
    single = not any("<br>" in text for _, text in notes)
    least = LINE_GAP if single else LABEL_GAP
    assert len(notes) == len(last) and all(after[0] - before[0] >= least - 1e-6 for before, after in pairwise(notes))
    half = least / 2 + 0.5
    assert notes[0][0] - half >= figure.layout.yaxis.range[0] - 0.5 and notes[-1][0] + half <= HIGHEST + 1
    assert all(re.fullmatch("\u2067.*\u2069(<br><b>.*</b>)?", text) for _, text in notes)


def test_a_missing_month_keeps_its_place_on_paper():
    """Three months, of which the second is missing: the last one stands at the end, twice as far as a month."""
    line = Line("a", "#000000", [50, 20], ["50", "20"])
    drawn = lines([line], [139901, 139903], Words("en"), title="t", description="d", name="n")
    places = {text: (left + right) / 2 for left, right, _, _, text in texts_of(drawn)}
    assert places["Khordad"] - places["Ordibehesht"] == pytest.approx(places["Ordibehesht"] - places["Farvardin"])
    assert "polyline" not in drawn  # two points with a hole between them are no line
    assert every_row([(139901, [1, 2]), (139903, [3, 4])]) == [(139901, [1, 2]), (139902, [0, 0]), (139903, [3, 4])]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_slides_and_public_page_show_every_month_between_their_ends(lang):
    units = [(f"A{each}", "home", "agency", "", f"واحد {each}", f"Unit {each}", "", "", "", "") for each in range(5)]
    store = small_store(units=units)
    for month, title in ((139901, "فروردین"), (139902, "اردیبهشت"), (139904, "تیر")):
        import_rows(store, [[row[4], 3, 2, 1] for row in units], f"نتایج {title} ۱۳۹۹")
        for state in ("objections", "final"):
            move(store, None, month, state, "tester", "دلیل", until=date(2020, 8, 1), today=date(2020, 9, 1))
    words, facts = Words(lang), month_facts(store, 1, 139904)
    charts = {slide.code: slide.charts for slide in slides.month_slides(facts, [], words)}
    missing = words.month(139903)
    levels = charts["levels"][0]
    assert levels.categories[2] == missing and all(series.values[2] == 0 for series in levels.series)
    assert missing in levels.svg and len(levels.categories) == 4
    shares = charts["headline"][0]
    assert shares.categories[2] == missing and shares.series[0].values == (100, 100, None, 100)
    page = public_report(facts, page_model.Edition(1, "2020-06-01", True, ""))
    assert missing in page["index.html" if lang == "fa" else "en.html"].decode()
