"""Lines by month: weak shares, means, totals of units."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from figures.look import (
    DASHES,
    LETTER_WIDTHS,
    SERIES_COLOURS,
    SYMBOLS,
    gap_notes,
    label,
    laid_out,
    month_axis,
    percent_axis,
    series_colour,
    shortened,
    spread,
)
from i18n.words import Words

BORDER = "rgba(128,140,152,0.95)"
BASE = "rgba(128,140,152,0.8)"
LABEL_GAP = 15.0  # percent of the axis that two lines of an end label need at the usual height
LABEL_ENDS = (0.0, 108.0)  # a label whose place is outside the axis isn't drawn at all
MOST_LABELLED_SERIES, MOST_LABELLED_MONTHS = 2, 14
LONGEST_LABEL = 20
MIDDLE = 50.0


def trend_lines(
    points: pd.DataFrame,
    months: Sequence[int],
    words: Words,
    *,
    y_title: str,
    breaks: Collection[int] = (),
    base: int | None = None,
    borders: Sequence[tuple[float, str]] = (),
    gaps: Mapping[int, str] | None = None,
) -> go.Figure:
    """One line a series on an axis from 0 to 100, named at its end with its last value.

    points: month, series (code), label, value (null: no point), text (the value for the eye), hover, and opens (what a
    click on the point is told, customdata) where there is something to open. `breaks` are the
    months that can't be compared with the month before them: the line is cut there. `base` is marked on the axis;
    `borders` are heights with their names, drawn as thin lines across; `gaps` are months with the word for why they
    have no point.
    """
    lines, ends = [], []
    highest = points.groupby("month")["value"].max()
    with_text = points["series"].nunique() <= MOST_LABELLED_SERIES and len(months) <= MOST_LABELLED_MONTHS
    for number, (series, line) in enumerate(points.groupby("series", sort=False)):
        by_month = line.set_index("month").reindex(months)
        above = {month for month, value in by_month["value"].items() if value >= highest.get(month, 0)}
        lines.append(_line(by_month, months, breaks, number, above, with_text))
        last = by_month["value"].last_valid_index()
        if last is not None:
            ends.append((months.index(last), by_month.loc[last], series_colour(str(series), number)))
    notes = [*_end_notes(ends), *map(_border_note, borders), *gap_notes(months, gaps or {}, MIDDLE)]
    shapes = [_rule("y", height, BORDER) for height, _ in borders]
    if base in months:
        notes.append(_base_note(months.index(base), words))
        shapes.append(_rule("x", months.index(base), BASE))
    width = max((len(shortened(end["label"], LONGEST_LABEL)) for _, end, _ in ends), default=0)
    return laid_out(
        go.Figure(lines),
        words,
        annotations=notes,
        shapes=shapes,
        xaxis=month_axis(months, words, ends_free=True),
        yaxis=percent_axis(y_title, words),
        margin={"l": 8, "r": 20 + LETTER_WIDTHS[words.lang] * width, "t": 16, "b": 8},
    )


def _line(
    by_month: pd.DataFrame,
    months: Sequence[int],
    breaks: Collection[int],
    number: int,
    above: set[int],
    with_text: bool,
) -> go.Scatter:
    """One line. The values at its points stand above it where it is the highest line of the month, else below it."""
    drawn = []
    for place, (month, row) in enumerate(zip(months, by_month.to_dict("records"), strict=True)):
        if month in breaks:
            drawn.append((place - 0.5, None, "", "", "top center", None))
        known = pd.notna(row["value"])
        text = row["text"] if known and with_text and place < len(months) - 1 else ""
        side = "top center" if month in above else "bottom center"
        value, hover = (float(row["value"]), label(row["hover"])) if known else (None, "")
        opens = row.get("opens") if known else None
        drawn.append((place, value, text, hover, side, opens if isinstance(opens, str) else None))
    places, values, texts, hovers, sides, opens = zip(*drawn, strict=True)
    series = str(by_month["series"].dropna().iloc[0])
    colour = series_colour(series, number)
    dash = "dash" if series == "median" else DASHES[number // len(SERIES_COLOURS) % len(DASHES)]
    return go.Scatter(
        x=places,
        y=values,
        text=texts,
        hovertext=hovers,
        hoverinfo="text",
        customdata=opens if any(opens) else None,
        mode="lines+markers+text",
        textposition=sides,
        textfont={"color": colour, "size": 13},
        line={"color": colour, "width": 3, "dash": dash},
        marker={"size": 9, "symbol": SYMBOLS[number % len(SYMBOLS)]},
        connectgaps=False,
        cliponaxis=False,
        name=label(str(by_month["label"].dropna().iloc[0])),
    )


def _end_notes(ends: list[tuple[int, pd.Series, str]]) -> list[dict]:
    """Name and last value at the end of each line."""
    heights = spread([float(end["value"]) for _, end, _ in ends], LABEL_GAP, LABEL_ENDS)
    look = {"xanchor": "left", "xshift": 12, "align": "left", "showarrow": False}
    notes = []
    for (place, end, colour), height in zip(ends, heights, strict=True):
        name = label(shortened(end["label"], LONGEST_LABEL))
        text = {"text": f"{name}<br><b>{end['text']}</b>", "font": {"color": colour, "size": 13}}
        notes.append({"x": place, "y": height} | text | look)
    return notes


def _border_note(border: tuple[float, str]) -> dict:
    height, name = border
    look = {"showarrow": False, "yanchor": "bottom", "font": {"size": 11, "color": BORDER}}
    return {"x": 0, "xref": "paper", "xanchor": "left", "y": height, "text": label(name)} | look


def _base_note(place: int, words: Words) -> dict:
    look = {"showarrow": False, "xanchor": "left", "xshift": 4, "yanchor": "bottom"}
    return {"x": place, "y": 0, "yref": "paper", "text": words("chart.base_mark")} | look


def _rule(axis: str, place: float, colour: str) -> dict:
    """A thin line across the whole drawing, at a place of one axis."""
    other = "x" if axis == "y" else "y"
    ends = {f"{axis}0": place, f"{axis}1": place, f"{axis}ref": axis}
    ends |= {f"{other}0": 0, f"{other}1": 1, f"{other}ref": f"{other} domain"}
    return {"type": "line", "line": {"color": colour, "width": 1, "dash": "dot"}} | ends
