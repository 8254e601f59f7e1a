"""Figures are tested by the values in them."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from drawing.palette import band_colour
from figures import look
from figures.bars import band_bars
from figures.lines import trend_lines
from figures.look import enlarged, label, narrowed, shortened
from figures.ranks import rank_line
from i18n.words import Words
from scoring.scheme import DEFAULT_SCHEME, load_scheme
from tests.support.papers.drawings import every_figure, lines_of

MONTHS = [139901, 139902, 139903]
POINTS = ["month", "series", "label", "value", "text", "hover"]
RANKS = ["month", "value", "of", "text", "hover"]


def points(values: dict[str, list]) -> pd.DataFrame:
    rows = [
        (month, series, series.upper(), value, f"{value}", f"{series} {month}")
        for series, line in values.items()
        for month, value in zip(MONTHS, line, strict=True)
    ]
    return pd.DataFrame(rows, columns=POINTS)


def test_a_line_a_series_with_its_values_named_at_its_end():
    figure = trend_lines(
        points({"agency": [91, 57, 23], "governorate": [100, 70, 30]}), MONTHS, Words("en"), y_title="y", base=139901
    )
    assert [list(trace.y) for trace in figure.data] == [[91, 57, 23], [100, 70, 30]]
    texts = [annotation.text for annotation in figure.layout.annotations]
    assert any("AGENCY" in text and "23" in text for text in texts) and any(
        "GOVERNORATE" in text and "30" in text for text in texts
    )
    assert figure.layout.xaxis.ticktext == ("Farvardin<br>1399", "Ordibehesht", "Khordad")
    assert figure.layout.yaxis.title.text == "\u2066y\u2069"


def test_a_missing_month_is_a_gap_and_months_that_can_not_be_compared_cut_the_line():
    gap = trend_lines(points({"u": [40, None, 60]}), MONTHS, Words("fa"), y_title="")
    assert list(gap.data[0].y) == [40, None, 60] and gap.data[0].connectgaps is False
    cut = trend_lines(points({"u": [40, 50, 60]}), MONTHS, Words("fa"), y_title="", breaks={139902})
    assert list(cut.data[0].y) == [40, None, 50, 60] and list(cut.data[0].x) == [0, 0.5, 1, 2]


def test_bars_are_percents_of_the_evaluated_with_numbers_of_units_in_them():
    scheme = load_scheme(DEFAULT_SCHEME)
    counts = pd.DataFrame(
        [(139901, "weak", 3), (139901, "good", 1), (139902, "weak", 4)], columns=["month", "band", "units"]
    )
    figure = band_bars(counts, MONTHS[:2], scheme.bands, Words("fa"))
    heights = {trace.name.strip("\u2068\u2069"): list(trace.y) for trace in figure.data}
    assert heights["ضعیف"] == [75, 100] and heights["خوب"] == [25, 0] and heights["بسیار ضعیف"] == [0, 0]
    assert figure.data[1].text[0] == "\u2066۳\u2069"
    assert "۳ از ۴" in figure.data[1].hovertext[0].replace("\u2066", "").replace("\u2069", "")


def test_names_from_files_are_never_markup_in_a_label():
    figure = trend_lines(points({"<b>x</b>": [1, 2, 3]}), MONTHS, Words("en"), y_title="")
    assert "&lt;B&gt;X&lt;/B&gt;" in figure.layout.annotations[0].text
    assert label("a<b>&") == "\u2068a&lt;b&gt;&amp;\u2069"


def test_any_number_of_bands_gets_colours_from_end_to_end():
    assert [band_colour(place, 2)[0] for place in range(2)] == [band_colour(0, 5)[0], band_colour(4, 5)[0]]
    assert band_colour(0, 1) == band_colour(0, 5)


def test_the_projector_draws_letters_larger():
    figure = trend_lines(points({"agency": [91, 57, 23]}), MONTHS, Words("en"), y_title="y")
    large = enlarged(figure, 1.6)
    assert large.layout.xaxis.tickfont.size == 19 and large.layout.annotations[0].font.size == 21


def test_a_phone_keeps_the_last_values_and_gives_the_names_room_to_the_lines():
    wide = trend_lines(points({"agency": [91, 57, 23]}), MONTHS, Words("en"), y_title="share")
    room = wide.layout.margin.r
    narrow = narrowed(wide)
    texts = [note.text for note in narrow.layout.annotations]
    assert any("23" in text for text in texts) and not any("AGENCY" in text for text in texts)
    assert narrow.layout.margin.r < room and narrow.layout.yaxis.title.text == "\u2066share\u2069"


def test_a_phone_names_every_month_and_over_many_of_them_the_last_value_alone():
    months = list(range(139901, 139911))
    rows = [(month, "u", "U", 40.0, "40", "h") for month in months]
    narrow = narrowed(trend_lines(pd.DataFrame(rows, columns=POINTS), months, Words("en"), y_title=""))
    assert len(narrow.layout.xaxis.ticktext) == 10 and narrow.data[0].text is None
    assert narrow.layout.xaxis.ticktext[0] == "\u2068Farvardin 1399\u2069"  # standing upright, on one line
    assert [note.text for note in narrow.layout.annotations] == ["<b>40</b>"]


def test_a_month_that_is_missing_keeps_its_place_on_every_axis_of_months():
    words, months = Words("en"), [139911, 139912, 140003]
    rows = [(month, "u", "U", 40.0, "40", "h") for month in months]
    line = trend_lines(pd.DataFrame(rows, columns=POINTS), months, words, y_title="")
    assert list(line.data[0].y) == [40, 40, None, None, 40] and len(line.layout.xaxis.ticktext) == 5
    ranks = pd.DataFrame([(month, 2.0, 9.0, "2", "h") for month in months], columns=RANKS)
    ranked = rank_line(ranks, months, words, y_title="")
    assert list(ranked.data[0].y) == [2, 2, None, None, 2] and len(ranked.layout.xaxis.ticktext) == 5
    counts = pd.DataFrame([(month, "weak", 3) for month in months], columns=["month", "band", "units"])
    bars = band_bars(counts, months, load_scheme(DEFAULT_SCHEME).bands, words)
    assert list(bars.data[1].y) == [100, 100, 0, 0, 100] and bars.data[1].hovertext[2] == ""


def test_a_long_name_at_a_lines_end_keeps_how_many_units_it_is_of_and_every_mark_in_it():
    name = "Agencies of Public, security, judicial and other affairs (\u20664\u2069 of \u206644\u2069)"
    own = points({"agency": [91, 57, 23]}).assign(label=name)
    text = trend_lines(own, MONTHS, Words("en"), y_title="").layout.annotations[0].text
    assert "Agencies of Public, secur… (\u20664\u2069 of \u206644\u2069)" in text
    assert shortened("\u2068ab\u2069cdef", 4) == "abc…" and shortened("\u2068ab\u2069cd", 4) == "\u2068ab\u2069cd"


def test_a_line_that_ends_early_says_its_last_value_once_and_its_name_above_the_point():
    figure = trend_lines(points({"u": [60, 40, None], "path": [None, 40, 10]}), MONTHS, Words("en"), y_title="")
    own = next(note for note in figure.layout.annotations if "U" in note.text)
    assert (own.x, own.y > 40) == (1, True) and list(figure.data[0].text) == ["60", "", ""]


def test_values_of_one_month_never_stand_on_each_other_or_on_the_months():
    figure = trend_lines(points({"a": [0, 50, 9], "b": [0, 50, 9]}), MONTHS, Words("en"), y_title="")
    sides = [[place.split()[0] for place in trace.textposition[:2]] for trace in figure.data]
    assert sides == [["top", "top"], ["bottom", "bottom"]] and figure.layout.yaxis.range[0] < -10
    based = trend_lines(points({"a": [91, 50, 9]}), MONTHS, Words("en"), y_title="", base=139901)
    assert based.data[0].textposition[0] == "top right"  # beside the line that marks the base month


def is_one_run(line: str) -> bool:
    """Letters of one script or a number, alone: there is no order to get wrong."""
    kinds = {unicodedata.bidirectional(character) for character in line}
    if "L" in kinds:
        return kinds <= {"L", "WS"}
    return line.count("\u2069") <= 1 and ("AL" not in kinds or kinds <= {"AL", "NSM", "BN", "WS"})


def is_isolated_whole(line: str) -> bool:
    """One isolate from end to end, whose direction is said, or is that of letters of its own."""
    depth, directions = 0, []
    for place, character in enumerate(line):
        depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
        if depth == 0 and place < len(line) - 1:
            return False
        if depth == 1:
            directions.append(unicodedata.bidirectional(character))
    return depth == 0 and (line[0] in "\u2066\u2067" or bool({"L", "AL"} & set(directions)))


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_every_line_that_a_figure_draws_says_its_direction(lang):
    found = [
        (name, place, line)
        for name, figure in every_figure(Words(lang)).items()
        for shown in (figure, narrowed(go.Figure(figure)), enlarged(go.Figure(figure), 1.6))
        for place, drawn in lines_of(shown)
        if (line := re.sub("</?b>", "", drawn)) and not is_one_run(line) and not is_isolated_whole(line)
    ]
    assert found == []


def test_no_figure_is_left_out_of_the_test_above():
    built = set()
    for path in sorted(Path(look.__file__).parent.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and path.name != "look.py" and node.name[0] != "_":
                assert ast.unparse(node.returns) == "go.Figure", node.name
                built.add(node.name)
    assert built == set(every_figure(Words("en")))


@pytest.mark.parametrize(
    "line", ["\u2068a\u2069 به \u2068b\u2069", "\u2068\u2068a\u2069: \u2066۳\u2069\u2069", "سهم (٪)"]
)
def test_a_line_of_parts_without_a_direction_is_found(line):
    assert not is_one_run(line) and not is_isolated_whole(line)
