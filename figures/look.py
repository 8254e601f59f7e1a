"""What all figures share: colours, axes of ordinal months, escaping, the direction of every line of text."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from drawing.palette import KIND_COLOURS
from i18n.words import Words

Part = dict[str, Any]  # of a layout: an axis, a note, a shape
SERIES_COLOURS = (
    "#2f7fd1",
    "#d9731a",
    "#2f8f83",
    "#9a62b8",
    "#7b828d",
    "#c2447f",
    "#8a8f1e",
    "#b5541d",
    "#3f9bb0",
    "#66707d",
)
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "hexagon", "triangle-down", "pentagon")
DASHES = ("solid", "dash", "dot", "dashdot")
LETTER_WIDTHS = {"fa": 5.2, "en": 6.6}  # mean width in pixels of a letter of 13 px
HEIGHT = 360
NARROW_MONTHS = 8
NARROW_NAME = 24  # letters of a row's name on a phone
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
LTR, RTL, BY_ITSELF, END = "\u2066", "\u2067", "\u2068", "\u2069"
KEPT = f"\u200c{LTR}{RTL}{BY_ITSELF}{END}"
TICKS = (0, 25, 50, 75, 100)
_UNSEEN = dict.fromkeys(map(ord, f"{LTR}{RTL}{BY_ITSELF}{END}"))
GRID = "rgba(128,140,152,0.28)"
GAP_COLOUR = "#7b828d"


def series_colour(series: str, number: int) -> str:
    """A kind, and the median of peers, keep their colour on every screen; other series take theirs in order."""
    return KIND_COLOURS.get(series, SERIES_COLOURS[number % len(SERIES_COLOURS)])


def label(text: str) -> str:
    """A text from a file as a Plotly label: nothing in it is markup, no direction mark of its own spills over. It has
    the direction of its first letter, but a Persian name that begins with a Latin word is Persian all the same."""
    strong = [each for each in map(unicodedata.bidirectional, text) if each in ("L", "R", "AL")]
    opening = RTL if strong[:1] == ["L"] and strong.count("AL") > strong.count("L") else BY_ITSELF
    return f"{opening}{_escaped(text)}{END}"


def line(text: str, words: Words) -> str:
    """A line of labels, numbers and words of ours in the direction of the language. A drawing is left to right, and
    what is isolated in it says nothing of its own direction: a line of several parts would read from the wrong end."""
    return f"{RTL if words.lang == 'fa' else LTR}{text}{END}"


def said(text: str, words: Words) -> str:
    """Lines that were put together as a plain text, names from files in it."""
    return "<br>".join(line(_escaped(part), words) for part in text.split("\n"))


def _escaped(text: str) -> str:
    kept = "".join(
        character for character in text if unicodedata.category(character) not in HIDDEN or character in KEPT
    )
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(label_: str) -> str:
    """The text inside a label, for a place where nothing is markup."""
    return html.unescape(label_.removeprefix(BY_ITSELF).removeprefix(RTL).removesuffix(END))


def letters(text: str) -> int:
    """How many letters of a text are seen."""
    return len(text.translate(_UNSEEN))


def shortened(text: str, longest: int) -> str:
    """At most so many letters; what is cut loses the marks in it, which would be left open."""
    if letters(text) <= longest:
        return text
    return text.translate(_UNSEEN)[: longest - 1].rstrip() + "…"


def end_name(text: str, longest: int) -> str:
    """A name of at most so many letters; what stands in brackets at its end (of how many units it is) is kept."""
    found = re.fullmatch(r"(.*?)( \([^()]{1,20}\))?", text, re.DOTALL)
    assert found is not None  # any text matches
    head, count = found.groups(default="")
    return shortened(head, longest - letters(count)) + count


def month_axis(months: Sequence[int], words: Words, *, ends_free: bool = False) -> Part:
    """An ordinal axis of Jalali months, oldest left, without a hole (`every_month`); of a long series only every n-th
    month is named. `ends_free` where nothing is wider than a point."""
    step = max(1, -(-len(months) // 12))
    places = list(range(0, len(months), step))
    names = words.months([months[place] for place in places])
    return {
        "tickvals": places,
        "ticktext": names,
        "range": [-0.35, len(months) - 1 + (0.12 if ends_free else 0.5)],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "ticks": "",
        "automargin": True,
    }


def percent_axis(title: str, words: Words) -> Part:
    """0 to 100 with the title as its unit."""
    return value_axis(title, [-4, 112], TICKS, words)


def value_axis(title: str, ends: Sequence[float], ticks: Sequence[int], words: Words) -> Part:
    """An axis of values from its lower to its upper end."""
    return {
        "title": {"text": said(title, words), "standoff": 14, "font": {"size": 12}},
        "range": list(ends),
        "tickvals": list(ticks),
        "ticktext": [words.digits(str(tick)) for tick in ticks],
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }


def gap_notes(months: Sequence[int], gaps: Mapping[int, str], height: float) -> list[Part]:
    """For each month without a value the word that says why, along the month's place on the axis."""
    look = {"textangle": -90, "showarrow": False, "font": {"size": 12, "color": GAP_COLOUR}}
    return [{"x": list(months).index(month), "y": height, "text": label(word)} | look for month, word in gaps.items()]


def clicked(codes: Iterable[str]) -> list[Any]:
    """What a click on each point is told: its customdata. (The types of Plotly take that for numbers.)"""
    return list(codes)


def laid_out(figure: go.Figure, words: Words, **layout: object) -> go.Figure:
    """The layout that all figures share. Separators are the language's; the drawing itself is left to right. Each part
    is set whole: Plotly takes several times as long to merge it key by key."""
    shared = {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 16, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": "٫٬" if words.lang == "fa" else ".,",
        "showlegend": False,
        "hoverlabel": {"align": "auto", "namelength": 0},
        "dragmode": False,
    }
    return figure.update_layout(shared | layout, overwrite=True)


def narrowed(figure: go.Figure) -> go.Figure:
    """The figure for a phone: names at the ends of lines go (they stand above the chart), values and room stay; over
    many months only the last value stands at its point."""
    figure.for_each_annotation(lambda note: note.update(text=_value_of(_text_of(note)), font={"size": 12}))
    figure.update_layout(margin={"l": 4, "r": 40})
    figure.update_xaxes(tickangle=-40, tickfont={"size": 11})
    months = figure.layout.xaxis.ticktext or ()
    if len(months) > NARROW_MONTHS:
        figure.update_traces(text=None, selector={"type": "scatter"})
        figure.update_xaxes(tickangle=-90, ticktext=[label(month.replace("<br>", " ")) for month in months])
    figure.for_each_yaxis(lambda axis: axis.update(ticktext=[_narrow_name(each) for each in axis.ticktext or ()]))
    return figure


def _text_of(note: go.layout.Annotation) -> str:
    assert note.text is not None  # no note of ours is without
    return note.text


def _value_of(note: str) -> str:
    """The value of a label at the end of a line; any other note as it is."""
    value = re.search("<b>.*</b>", note)
    return value[0] if value else note


def _narrow_name(tick: str) -> str:
    name = plain(tick)
    return label(shortened(name, NARROW_NAME)) if len(name) > NARROW_NAME else tick


def enlarged(figure: go.Figure, scale: float) -> go.Figure:
    """The figure with letters, lines and markers drawn `scale` times as large, for a projector. Names at the ends of
    lines stand on one line there, beside a wider margin."""
    small, usual = round(12 * scale), round(13 * scale)
    margin = {side: space * scale for side, space in figure.layout.margin.to_plotly_json().items()}
    if figure.layout.annotations:
        margin["r"] += 4 * usual
    figure.update_layout(
        font={"size": small},
        height=(figure.layout.height or HEIGHT) * (1 + (scale - 1) / 4),
        margin=margin,
        hoverlabel={"font": {"size": usual}},
    )
    figure.update_xaxes(tickfont={"size": small}, title={"font": {"size": small}})
    figure.update_yaxes(tickfont={"size": small}, title={"font": {"size": small}, "standoff": 14 * scale})
    figure.for_each_annotation(lambda note: note.update(font={"size": usual}, text=_on_one_line(_text_of(note))))
    figure.update_traces(textfont={"size": usual})
    figure.update_traces(line={"width": 3 * scale}, marker={"size": 9 * scale}, selector={"type": "scatter"})
    return figure


def _on_one_line(note: str) -> str:
    """Lines of a label beside each other, in the direction that the first of them has."""
    return f"{note[0]}{note.replace('<br>', ' ')}{END}" if "<br>" in note else note
