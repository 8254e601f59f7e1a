"""The history of a rank: 1 on top, as many places as units were ranked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from figures.look import SERIES_COLOURS, Part, clicked, gap_notes, laid_out, month_axis, said, value_axis
from i18n.words import Words
from scoring.frames import records
from scoring.months import every_month

MOST_LABELLED_MONTHS = 14


def rank_line(
    points: pd.DataFrame,
    months: Sequence[int],
    words: Words,
    *,
    y_title: str,
    breaks: Collection[int] = (),
    gaps: Mapping[int, str] | None = None,
) -> go.Figure:
    """points: month, value (rank), of (units ranked), text, hover. Months without a rank are gaps with their word,
    months that aren't there at all are gaps."""
    months = every_month(months)
    by_month = points.set_index("month").reindex(months)
    most = int(by_month["of"].max()) if by_month["of"].notna().any() else 1
    return laid_out(
        go.Figure(_line(by_month, months, breaks, words)),
        words,
        xaxis=month_axis(months, words),
        yaxis=_rank_axis(y_title, most, words),
        annotations=gap_notes(months, gaps or {}, (1 + most) / 2),
    )


def _line(by_month: pd.DataFrame, months: Sequence[int], breaks: Collection[int], words: Words) -> go.Scatter:
    """The line, with each rank written at its point where there is room for them all."""
    drawn: list[tuple[float, float | None, str, str]] = []
    for place, (month, row) in enumerate(zip(months, records(by_month), strict=True)):
        known = pd.notna(row["value"])
        if month in breaks:
            drawn.append((place - 0.5, None, "", ""))
        text = row["text"] if known and len(months) <= MOST_LABELLED_MONTHS else ""
        drawn.append((place, float(row["value"]) if known else None, text, said(row["hover"], words) if known else ""))
    places, values, texts, hovers = zip(*drawn, strict=True)
    return go.Scatter(
        x=places,
        y=values,
        text=texts,
        hovertext=hovers,
        hoverinfo="text",
        customdata=clicked(str(months[round(place)]) for place in places),
        mode="lines+markers+text",
        textposition="top center",
        textfont={"color": SERIES_COLOURS[0], "size": 13},
        line={"color": SERIES_COLOURS[0], "width": 3},
        marker={"size": 9},
        connectgaps=False,
        cliponaxis=False,
    )


def _rank_axis(title: str, most: int, words: Words) -> Part:
    """From 1 on top to the last place."""
    step = max(1, -(-most // 4))
    ticks = sorted({1, *range(step, most, step), most})
    ticks = [tick for tick in ticks if tick in (1, most) or (tick - 1 >= step / 2 and most - tick >= step / 2)]
    return value_axis(title, [most + 0.06 * most + 0.5, 1 - 0.14 * most - 0.3], ticks, words)
