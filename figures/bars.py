"""Stacked bars of bands by month."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from figures.look import band_colour, label, laid_out, month_axis, percent_axis
from i18n.words import Words
from scoring.scheme import Band

LEAST_LABELLED_PERCENT = 6.0


def band_bars(counts: pd.DataFrame, months: Sequence[int], bands: Sequence[Band], words: Words) -> go.Figure:
    """A bar a month, cut by band from the weakest up; heights in percent of the evaluated units, pieces labelled with
    their number of units.

    counts: month, band (code), units.
    """
    by_month = counts.pivot_table(index="month", columns="band", values="units", aggfunc="sum").reindex(months)
    evaluated = by_month.sum(axis=1)
    figure = go.Figure()
    for position, band in enumerate(bands):
        units = by_month[band.code] if band.code in by_month else pd.Series(0, index=by_month.index)
        units = units.fillna(0)
        percents = (100 * units / evaluated.where(evaluated > 0)).fillna(0)
        name = label(words.name(band))
        fill, ink = band_colour(position, len(bands))
        figure.add_bar(
            x=list(range(len(months))),
            y=[float(percent) for percent in percents],
            text=[words.number(n) if p >= LEAST_LABELLED_PERCENT else "" for n, p in zip(units, percents, strict=True)],
            hovertext=_hovers(words.name(band), units, evaluated, percents, words),
            hoverinfo="text",
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": ink, "size": 13},
            marker={"color": fill, "line": {"width": 0}},
            name=name,
        )
    return laid_out(
        figure,
        words,
        barmode="stack",
        bargap=0.32,
        xaxis=month_axis(months, words),
        yaxis=percent_axis(words("chart.units_axis"), words) | {"range": [0, 100]},
    )


def _hovers(name: str, units: pd.Series, evaluated: pd.Series, percents: pd.Series, words: Words) -> list[str]:
    """«Weak: 8 of 44 (18%)» a month."""
    rows = zip(units, evaluated, percents, strict=True)
    counts = [(words("chart.count_of", weak=words.number(n), evaluated=words.number(m)), p) for n, m, p in rows]
    return [f"{label(name)}: {count} ({words.percent(percent)})" for count, percent in counts]
