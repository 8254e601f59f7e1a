"""Lines by month: weak shares, means, totals of units."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from drawing.labels import fitting_gap, spread
from figures.look import (
    DASHES,
    LETTER_WIDTHS,
    SERIES_COLOURS,
    SYMBOLS,
    TICKS,
    Part,
    end_name,
    gap_notes,
    label,
    laid_out,
    letters,
    line,
    month_axis,
    said,
    series_colour,
    value_axis,
)
from i18n.words import Words
from scoring.frames import records
from scoring.months import every_month

BORDER = "rgba(128,140,152,0.95)"
BASE = "rgba(128,140,152,0.8)"
# In percent of the axis at the usual height:
LABEL_GAP, LINE_GAP = 15.0, 8.0  # what an end label of two lines needs, and one of a single line
LABEL_ENDS = (4.0, 105.0)  # a label whose place is outside the axis isn't drawn at all
LOW = 9.0  # under it a value below its point would be written over the months
LOWEST, LOWEST_WITH_VALUES, HIGHEST = -4.0, -12.0, 112.0  # ends of the axis
MOST_LABELLED_SERIES, MOST_LABELLED_MONTHS = 2, 14
LONGEST_LABEL, LONGEST_OF_MANY = 36, 22  # letters, of at most two lines and of more
MIDDLE = 50.0
End = tuple[int, dict[str, Any], str]  # place on the axis, the last point, colour


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
    click on the point is told, customdata) where there is something to open. A month between `months` that isn't one of
    them keeps its place and has no point. `breaks` are the months that can't be compared with the month before them:
    the line is cut there. `base` is marked on the axis; `borders` are heights with their names, drawn as thin lines
    across; `gaps` are months with the word for why they have no point.
    """
    months = every_month(months)
    with_text = points["series"].nunique() <= MOST_LABELLED_SERIES and len(months) <= MOST_LABELLED_MONTHS
    sides = _sides(points, base) if with_text else {}
    lines, ends = _lines(points, months, breaks, sides, words)
    longest = LONGEST_LABEL if len(ends) <= MOST_LABELLED_SERIES else LONGEST_OF_MANY
    notes = [*_end_notes(ends, len(months) - 1, longest, words), *map(_border_note, borders)]
    notes += [*gap_notes(months, gaps or {}, MIDDLE), *_base_note(months, base, words)]
    return laid_out(
        go.Figure(lines),
        words,
        annotations=notes,
        shapes=_rules(months, borders, base),
        xaxis=month_axis(months, words, ends_free=True),
        yaxis=value_axis(y_title, [_lowest(points, sides), HIGHEST], TICKS, words),
        margin={"l": 8, "r": _room(ends, len(months) - 1, longest, words), "t": 26 if base in months else 16, "b": 8},
    )


def _lines(
    points: pd.DataFrame,
    months: list[int],
    breaks: Collection[int],
    sides: Mapping[tuple[str, int], str],
    words: Words,
) -> tuple[list[go.Scatter], list[End]]:
    """A line a series, and the end of each that has a point."""
    lines: list[go.Scatter] = []
    ends: list[End] = []
    for number, (series, own) in enumerate(points.groupby("series", sort=False)):
        by_month = own.set_index("month").reindex(months)
        lines.append(_line(by_month, months, breaks, number, sides, words))
        known = [place for place, is_known in enumerate(by_month["value"].notna()) if is_known]
        if known:
            ends.append((known[-1], records(by_month)[known[-1]], series_colour(str(series), number)))
    return lines, ends


def _lowest(points: pd.DataFrame, sides: Mapping[tuple[str, int], str]) -> float:
    """The lower end of the axis: with room for a value under a low point."""
    values = points[["series", "month", "value"]].itertuples(index=False, name=None)
    is_under = any(value < LOW and "bottom" in sides.get((series, month), "") for series, month, value in values)
    return LOWEST_WITH_VALUES if is_under else LOWEST


def _room(ends: Sequence[End], last: int, longest: int, words: Words) -> float:
    """The margin that the names at the end of the axis need."""
    names = [end_name(end["label"], longest) for place, end, _ in ends if place == last]
    width = max(map(letters, names), default=0) + (6 if _is_crowded(len(names)) else 0)
    return 20 + LETTER_WIDTHS[words.lang] * width


def _sides(points: pd.DataFrame, base: int | None) -> dict[tuple[str, int], str]:
    """Where the value of a point stands: above the highest one of its month, below the others (of equals, below all but
    the first); beside the mark of the base month, not on it. The last one of a line stands in its label."""
    known = points.dropna(subset=["value"])
    highest = known.loc[known.groupby("month")["value"].idxmax()].set_index("month")["series"]
    sides: dict[tuple[str, int], str] = {}
    for series, own in known.sort_values("month", kind="stable").groupby("series", sort=False):
        values, months = own["value"].tolist(), own["month"].tolist()
        before, after = [None, *values[:-1]], values[1:]
        for month, value, then, next_ in zip(months, values, before, after, strict=False):
            upper = highest[month] == series
            aside = "right" if month == base else _free_side(value, then, next_, upper)
            sides[str(series), month] = f"{'top' if upper else 'bottom'} {aside}"
    return sides


def _free_side(value: float, before: float | None, after: float, above: bool) -> str:
    """The side of a point, above or below it, that its own line leaves free."""
    comes = before is not None and (before > value if above else before < value)
    goes = after > value if above else after < value
    return "center" if comes == goes else "right" if comes else "left"


def _line(
    by_month: pd.DataFrame,
    months: Sequence[int],
    breaks: Collection[int],
    number: int,
    sides: Mapping[tuple[str, int], str],
    words: Words,
) -> go.Scatter:
    """One line, with a value at each point that has a side."""
    series = str(by_month["series"].dropna().iloc[0])
    drawn: list[tuple[float, float | None, str, str, str, str | None]] = []
    for place, (month, row) in enumerate(zip(months, records(by_month), strict=True)):
        if month in breaks:
            drawn.append((place - 0.5, None, "", "", "top center", None))
        known = pd.notna(row["value"])
        side = sides.get((series, month)) if known else None
        value, hover = (float(row["value"]), said(row["hover"], words)) if known else (None, "")
        opens = row.get("opens") if known else None
        text = row["text"] if side else ""
        drawn.append((place, value, text, hover, side or "top center", opens if isinstance(opens, str) else None))
    places, values, texts, hovers, positions, opens = zip(*drawn, strict=True)
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
        textposition=positions,
        textfont={"color": colour, "size": 13},
        line={"color": colour, "width": 3, "dash": dash},
        marker={"size": 9, "symbol": SYMBOLS[number % len(SYMBOLS)]},
        connectgaps=False,
        cliponaxis=False,
        name=label(str(by_month["label"].dropna().iloc[0])),
    )


def _is_crowded(count: int) -> bool:
    return fitting_gap(count, LABEL_GAP, LABEL_ENDS) < LABEL_GAP


def _end_notes(ends: Sequence[End], last: int, longest: int, words: Words) -> list[Part]:
    """Name and last value at the end of each line: beside it, or above a line that ends before the others do."""
    notes = []
    for place in dict.fromkeys(place for place, _, _ in ends):
        own = [end for end in ends if end[0] == place]
        single = place != last or _is_crowded(len(own))
        gap, rise = (LINE_GAP if single else LABEL_GAP), (0.0 if place == last else LINE_GAP)
        heights = spread([float(end["value"]) + rise for _, end, _ in own], gap, LABEL_ENDS)
        look = {"xanchor": "left", "xshift": 12 if place == last else -4, "align": "left", "showarrow": False}
        for (_, end, colour), height in zip(own, heights, strict=True):
            name, value = label(end_name(end["label"], longest)), f"<b>{end['text']}</b>"
            text = line(f"{name} {value}", words) if single else f"{line(name, words)}<br>{value}"
            notes.append({"x": place, "y": height, "text": text, "font": {"color": colour, "size": 13}} | look)
    return notes


def _border_note(border: tuple[float, str]) -> Part:
    height, name = border
    look = {"showarrow": False, "yanchor": "bottom", "font": {"size": 11, "color": BORDER}}
    return {"x": 0, "xref": "paper", "xanchor": "left", "y": height, "text": label(name)} | look


def _base_note(months: Sequence[int], base: int | None, words: Words) -> list[Part]:
    """Above the drawing, where no value is written."""
    if base not in months:
        return []
    look = {"showarrow": False, "yanchor": "bottom", "font": {"size": 12}}
    return [{"x": months.index(base), "y": 1, "yref": "paper", "text": label(words("chart.base_mark"))} | look]


def _rules(months: Sequence[int], borders: Sequence[tuple[float, str]], base: int | None) -> list[Part]:
    rules = [_rule("y", height, BORDER) for height, _ in borders]
    return [*rules, _rule("x", months.index(base), BASE)] if base in months else rules


def _rule(axis: str, place: float, colour: str) -> Part:
    """A thin line across the whole drawing, at a place of one axis."""
    other = "x" if axis == "y" else "y"
    ends = {f"{axis}0": place, f"{axis}1": place, f"{axis}ref": axis}
    ends |= {f"{other}0": 0, f"{other}1": 1, f"{other}ref": f"{other} domain"}
    return {"type": "line", "line": {"color": colour, "width": 1, "dash": "dot"}} | ends
