"""What all figures share: colours, axes of ordinal months, escaping, labels that don't overlap."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from i18n.palette import KIND_COLOURS
from i18n.words import Words

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
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
ISOLATES = "\u200c\u2066\u2068\u2069"
GRID = "rgba(128,140,152,0.28)"
GAP_COLOUR = "#7b828d"


def series_colour(series: str, number: int) -> str:
    """A kind, and the median of peers, keep their colour on every screen; other series take theirs in order."""
    return KIND_COLOURS.get(series, SERIES_COLOURS[number % len(SERIES_COLOURS)])


def label(text: str) -> str:
    """A text from a file as a Plotly label: nothing in it is markup, no direction mark of its own spills over."""
    kept = "".join(
        character for character in text if unicodedata.category(character) not in HIDDEN or character in ISOLATES
    )
    return "\u2068" + kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "\u2069"


def plain(label_: str) -> str:
    """The text inside a label, for a place where nothing is markup."""
    return html.unescape(label_.removeprefix("\u2068").removesuffix("\u2069"))


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def month_axis(months: Sequence[int], words: Words, *, ends_free: bool = False) -> dict:
    """An ordinal axis of Jalali months, oldest left; of a long series only every n-th month is named. `ends_free` where
    nothing is wider than a point."""
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


def percent_axis(title: str, words: Words) -> dict:
    """0 to 100 with the title as its unit."""
    return value_axis(title, [-4, 112], [0, 25, 50, 75, 100], words)


def value_axis(title: str, ends: Sequence[float], ticks: Sequence[int], words: Words) -> dict:
    """An axis of values from its lower to its upper end."""
    return {
        "title": {"text": title, "standoff": 14, "font": {"size": 12}},
        "range": list(ends),
        "tickvals": list(ticks),
        "ticktext": [words.digits(str(tick)) for tick in ticks],
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }


def gap_notes(months: Sequence[int], gaps: Mapping[int, str], height: float) -> list[dict]:
    """For each month without a value the word that says why, along the month's place on the axis."""
    look = {"textangle": -90, "showarrow": False, "font": {"size": 12, "color": GAP_COLOUR}}
    return [{"x": list(months).index(month), "y": height, "text": label(word)} | look for month, word in gaps.items()]


def spread(values: Sequence[float], gap: float, ends: tuple[float, float]) -> list[float]:
    """Positions for labels at these heights between two ends, moved apart as little as keeps `gap` between them (less
    where there is no room for it)."""
    gap = min(gap, (ends[1] - ends[0]) / max(len(values) - 1, 1))
    order = sorted(range(len(values)), key=lambda index: values[index])
    places = [values[index] for index in order]
    for _ in range(len(places) * 4):
        moved = False
        for lower in range(len(places) - 1):
            lack = gap - (places[lower + 1] - places[lower])
            if lack > 1e-9:
                places[lower] -= lack / 2
                places[lower + 1] += lack / 2
                moved = True
        if not moved:
            break
    spread_out = [0.0] * len(values)
    for number, (place, index) in enumerate(zip(places, order, strict=True)):
        place = max(place, ends[0] + gap * number)
        spread_out[index] = min(place, ends[1] - gap * (len(values) - 1 - number))
    return spread_out


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
    """The figure for a phone: names at the ends of lines go (they stand above the chart), values and room stay."""
    figure.for_each_annotation(lambda note: note.update(text=note.text.split("<br>")[-1], font={"size": 12}))
    figure.update_layout(margin={"l": 4, "r": 40})
    figure.update_xaxes(tickangle=-40, tickfont={"size": 11})
    return figure


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
    figure.for_each_annotation(lambda note: note.update(font={"size": usual}, text=note.text.replace("<br>", " ")))
    figure.update_traces(textfont={"size": usual})
    figure.update_traces(line={"width": 3 * scale}, marker={"size": 9 * scale}, selector={"type": "scatter"})
    return figure
