"""Status against progress: every unit by its total and by its change since the month before, in four corners."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from drawing.palette import band_colour
from figures.look import GRID, TICKS, Part, label, laid_out, line, said, value_axis
from i18n.words import Words
from scoring.scheme import Scheme

CORNER_INK = "#6b7380"
LEAST_REACH = 5.0  # points of change that the axis shows at least, each way


def corners(
    units: pd.DataFrame, scheme: Scheme, border: float | None, words: Words, *, before: str, fences: Sequence[float]
) -> go.Figure:
    """A point a unit, coloured by its band; a line at the border of weak and one at no change. customdata: unit_id.

    units: unit_id, name, total (percent), change (points), band (code). before: the name of the month compared with.
    fences: what totals are not rounded across.
    """
    reach = max(LEAST_REACH, float(units["change"].abs().max()) if len(units) else 0.0) * 1.1
    return laid_out(
        go.Figure(_points(units, scheme, fences, words)),
        words,
        xaxis=_total_axis(words),
        yaxis=_change_axis(before, reach, words),
        shapes=_rules(border, reach),
        annotations=_names(border, reach, words),
    )


def _points(units: pd.DataFrame, scheme: Scheme, fences: Sequence[float], words: Words) -> list[go.Scatter]:
    """The units of each band that has any."""
    traces = []
    for position, band in enumerate(scheme.bands):
        own = units[units["band"] == band.code]
        if own.empty:
            continue
        fill, _ = band_colour(position, len(scheme.bands))
        rows = zip(own["name"], own["total"], own["change"], strict=True)
        traces.append(
            go.Scatter(
                x=own["total"].tolist(),
                y=own["change"].tolist(),
                customdata=own["unit_id"].tolist(),
                hovertext=[_hover(name, total, change, fences, words) for name, total, change in rows],
                hoverinfo="text",
                mode="markers",
                marker={"size": 13, "color": fill, "line": {"width": 1, "color": "#ffffff"}},
                cliponaxis=False,
                showlegend=False,
            )
        )
    return traces


def _total_axis(words: Words) -> Part:
    axis = value_axis("", [0, 100], TICKS, words)
    axis["title"] = {"text": said(words("chart.unit_total_axis"), words), "standoff": 10, "font": {"size": 12}}
    return axis


def _change_axis(before: str, reach: float, words: Words) -> Part:
    step = max(1, round(reach / 3))
    ticks = [tick for tick in range(-3 * step, 3 * step + 1, step) if abs(tick) <= reach]
    axis = value_axis(words("league.change_axis", month=before), [-reach, reach], ticks, words)
    axis["ticktext"] = [words.number(tick, sign=True) for tick in ticks]
    return axis


def _rules(border: float | None, reach: float) -> list[Part]:
    """The line at no change, and the one at the border of weak."""
    lines: list[Part] = [{"type": "line", "x0": 0, "x1": 100, "y0": 0, "y1": 0, "line": {"color": GRID, "width": 2}}]
    if border is not None:
        ends = {"x0": border, "x1": border, "y0": -reach, "y1": reach}
        lines.append({"type": "line", **ends, "line": {"color": "#7b828d", "width": 2, "dash": "dot"}})
    return lines


def _hover(name: str, total: float, change: float, fences: Sequence[float], words: Words) -> str:
    shown = words.total(total, fences), words.number(change, 1, sign=True)
    return line(words("league.corner_point", unit=label(name), total=shown[0], change=shown[1]), words)


def _names(border: float | None, reach: float, words: Words) -> list[Part]:
    """What each corner means."""
    if border is None:
        return []
    look = {"showarrow": False, "font": {"size": 12, "color": CORNER_INK}}
    places = {
        "weak_rising": (1, "left", reach, "top"),
        "not_weak_rising": (99, "right", reach, "top"),
        "weak_falling": (1, "left", -reach, "bottom"),
        "not_weak_falling": (99, "right", -reach, "bottom"),
    }
    return [
        {"x": x, "xanchor": side, "y": y, "yanchor": end, "text": label(words(f"league.{name}"))} | look
        for name, (x, side, y, end) in places.items()
    ]
