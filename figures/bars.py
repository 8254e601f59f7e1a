"""Stacked bars of bands by month."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from drawing.palette import band_colour
from figures.look import clicked, label, laid_out, line, month_axis, percent_axis
from i18n.words import Words
from scoring.months import every_month
from scoring.scheme import Band

LEAST_LABELLED_PERCENT = 6.0


def band_bars(counts: pd.DataFrame, months: Sequence[int], bands: Sequence[Band], words: Words) -> go.Figure:
    """A bar a month, cut by band from the weakest up; heights in percent of the evaluated units, pieces labelled with
    their number of units; a month between `months` that isn't one of them is an empty place. customdata: month and band
    («139905 weak»).

    counts: month, band (code), units.
    """
    months = every_month(months)
    known = dict(zip(zip(counts["month"], counts["band"], strict=True), counts["units"], strict=True))
    evaluated = [sum(known.get((month, band.code), 0) for band in bands) for month in months]
    bars = []
    for position, band in enumerate(bands):
        units = [known.get((month, band.code), 0) for month in months]
        percents = [100 * own / every if every else 0.0 for own, every in zip(units, evaluated, strict=True)]
        name = label(words.name(band))
        fill, ink = band_colour(position, len(bands))
        bar = go.Bar(
            x=list(range(len(months))),
            y=[float(percent) for percent in percents],
            text=[words.number(n) if p >= LEAST_LABELLED_PERCENT else "" for n, p in zip(units, percents, strict=True)],
            hovertext=_hovers(words.name(band), units, evaluated, percents, words),
            hoverinfo="text",
            customdata=clicked(f"{month} {band.code}" for month in months),
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": ink, "size": 13},
            marker={"color": fill, "line": {"width": 0}},
            name=name,
        )
        bars.append(bar)
    return laid_out(
        go.Figure(bars),
        words,
        barmode="stack",
        bargap=0.32,
        xaxis=month_axis(months, words),
        yaxis=percent_axis(words("chart.units_axis"), words) | {"range": [0, 100]},
    )


def _hovers(name: str, units: list[int], evaluated: list[int], percents: list[float], words: Words) -> list[str]:
    """«Weak: 8 of 44 (18%)» a month; nothing where none is evaluated."""
    said = []
    for own, every, percent in zip(units, evaluated, percents, strict=True):
        count = words("chart.count_of", weak=words.number(own), evaluated=words.number(every))
        said.append(line(f"{label(name)}: {count} ({words.percent(percent)})", words) if every else "")
    return said
