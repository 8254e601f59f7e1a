"""In which order a browser draws the words of every kind of chart, read off the glyphs' own places."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import plotly
import pytest

from figures.look import enlarged
from i18n.words import Words
from reports.typeset.svg import Line, lines
from tests.support.browser.browsing import ROOT
from tests.support.papers.drawings import MONTHS, NAMES, SCHEME, every_figure

pytestmark = pytest.mark.browser
LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
# Every line of every text in a drawing: its letters with the middle of each, as the browser has placed them.
READ = """() => [...document.querySelectorAll(".js-plotly-plot svg text")].flatMap((text) => {
  const lines = [], letters = [...Array(text.getNumberOfChars()).keys()].map((place) => {
    const box = text.getExtentOfChar(place), from = text.getStartPositionOfChar(place)
    return [text.textContent.replace(/\\n/g, "")[place], box.x + box.width / 2, Math.round(from.y)]
  })
  for (const letter of letters) {
    const last = lines.at(-1)
    if (last && Math.abs(last[0][2] - letter[2]) < 3) last.push(letter)
    else lines.push([letter])
  }
  return lines
})"""
Letters = list[tuple[str, float, float]]


@pytest.fixture(scope="module", params=["fa", "en"])
def drawn(request, chromium):
    """Draws a figure as the app's page does and hovers over a point of it; the lines that can be read then."""
    words = Words(request.param)
    page = chromium.new_page(viewport={"width": 1100, "height": 700})
    direction = "rtl" if words.lang == "fa" else "ltr"
    page.set_content(f'<html dir="{direction}"><body><div data-testid="stPlotlyChart"><div id="g"></div></div></body>')
    page.add_style_tag(path=ROOT / "ui" / "server" / "css" / "rtl.css")
    page.add_script_tag(path=LIBRARY)

    def show(figure, point: tuple[int, int] | None = None, ribbon: int | None = None) -> list[Letters]:
        page.evaluate(
            "(drawn) => { Plotly.purge('g'); return Plotly.newPlot('g', JSON.parse(drawn)) }", figure.to_json()
        )
        if point:
            curve, number = point
            page.evaluate(f"Plotly.Fx.hover('g', [{{curveNumber: {curve}, pointNumber: {number}}}])")
        if ribbon is not None:
            box = page.locator("path.sankey-link").nth(ribbon).bounding_box()
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(150)
        return page.evaluate(READ)

    yield words, show
    page.close()


def reads(lines: list[Letters], words: Words, *tokens: str) -> bool:
    """Whether a line holds these tokens and they stand in reading order: from right to left in Persian."""
    for line in lines:
        text, start, middles = "".join(letter for letter, _, _ in line), 0, []
        for token in tokens:
            start = text.find(token, start)
            if start < 0:
                break
            places = [place for _, place, _ in line[start : start + len(token)]]
            middles.append(sum(places) / len(places))
            start += len(token)
        if len(middles) == len(tokens):
            rising = all(one < other for one, other in pairwise(middles))
            falling = all(one > other for one, other in pairwise(middles))
            return falling if words.lang == "fa" else rising
    raise AssertionError(f"no line holds {tokens}: {[''.join(letter for letter, _, _ in line) for line in lines]}")


def parts(name: str) -> list[str]:
    """The words and brackets of a name, each of which the eye reads after the one before it."""
    return name.replace("(", " ( ").replace(")", " ) ").replace("[", " [ ").replace("]", " ] ").split()


def plain(number: str) -> str:
    return number.strip("\u2066\u2069")


def test_a_tooltip_and_the_end_of_a_line_read_from_name_to_number(drawn):
    words, show = drawn
    name, value, count = NAMES[words.lang][0], plain(words.percent(60)), plain(words.number(3))
    figure = every_figure(words)["trend_lines"]
    lines = show(figure, point=(0, 0))
    assert reads(lines, words, *parts(name), words.month(MONTHS[0]).split()[0], value, "(", count, ")")
    assert reads(lines, words, words("chart.share_axis").split()[0], "(")
    second = NAMES[words.lang][1]
    assert reads(lines, words, *parts(second))
    assert reads(show(enlarged(figure, 1.6)), words, *parts(name), plain(words.percent(0)))  # on one line there


def test_a_ribbon_says_from_where_to_where(drawn):
    words, show = drawn
    figure = every_figure(words)["flow_ribbons"]
    weak, very_weak = (words.name(SCHEME.band_by_code[code]) for code in ("weak", "very_weak"))
    hovers = figure.data[0].link.customdata
    place = next(number for number, text in enumerate(hovers) if text.count(NAMES[words.lang][0]) and very_weak in text)
    lines = show(figure, ribbon=place)
    between = "به" if words.lang == "fa" else "to"
    assert reads(lines, words, very_weak, between, weak, plain(words.number(8)))
    assert reads(lines, words, *parts(NAMES[words.lang][0]))
    assert reads(lines, words, plain(words.number(2)), words("list.more", count="").split()[-1])
    assert reads(lines, words, very_weak, "(", plain(words.number(8)), ")")  # the band's own label


def test_a_corner_says_the_unit_before_its_total_and_change_and_a_sign_leads_its_number(drawn):
    words, show = drawn
    lines = show(every_figure(words)["corners"], point=(0, 0))
    name, change = NAMES[words.lang][0], plain(words.number(4.1, 1, sign=True))
    assert reads(lines, words, *parts(name), ":", plain(words.number(20, 1)), "(", change, ")")
    signed = next(line for line in lines if "+" in (text := "".join(each for each, _, _ in line)) and name in text)
    places = {letter: place for letter, place, _ in signed}
    assert places["+"] < places[change[1]]  # to the left of its digits in both languages


def test_a_bar_says_its_points_and_how_many_units_it_rests_on(drawn):
    words, show = drawn
    lines = show(every_figure(words)["gaps"], point=(0, 0))
    assert reads(lines, words, plain(words.number(3.0, 1)), "(", plain(words.number(3)), plain(words.number(10)), ")")
    for name in NAMES[words.lang]:
        assert reads(lines, words, *parts(name))
    assert reads(lines, words, words.month(MONTHS[0]).split()[0], plain(words.percent(60)))


@pytest.mark.parametrize(("builder", "point"), [("rank_line", (0, 0)), ("spreads", (1, 0)), ("domain_bars", (0, 0))])
def test_the_tooltips_of_the_other_charts_read_from_name_to_number(drawn, builder, point):
    words, show = drawn
    lines = show(every_figure(words)[builder], point=point)
    assert reads(
        lines, words, *parts(NAMES[words.lang][0]), words.month(MONTHS[0]).split()[0], plain(words.percent(60))
    )


def test_a_band_says_its_name_before_its_count_and_percent(drawn):
    words, show = drawn
    lines = show(every_figure(words)["band_bars"], point=(0, 0))
    numbers = plain(words.number(5)), plain(words.number(35)), "(", plain(words.percent(100 * 5 / 35)), ")"
    assert reads(lines, words, words.name(SCHEME.bands[0]), ":", *numbers)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_drawing_of_the_papers_reads_from_name_to_number(chromium, lang):
    """Seven lines have their names and values on one line each."""
    words, names = Words(lang), [*NAMES[lang], "a", "b", "c"]
    series = [Line(name, "#000000", [5.0, 50.0 + place], ["", words.percent(50)]) for place, name in enumerate(names)]
    drawn = lines(series, MONTHS[:2], words, title="t", description="d", name="n", size=(720, 220))
    page = chromium.new_page()
    page.set_content(f'<html dir="{"rtl" if lang == "fa" else "ltr"}"><body class="js-plotly-plot">{drawn}</body>')
    read = page.evaluate(READ)
    page.close()
    for name in (names[0], names[2]):
        assert reads(read, words, *parts(name), plain(words.percent(50)))
