"""Indicators of one month: how their percents are spread, and how much each holds the weak units down."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from drawing.palette import KIND_COLOURS
from figures.look import SERIES_COLOURS, TICKS, Part, clicked, label, laid_out, line, said, shortened, value_axis
from i18n.words import Words
from scoring.rounding import judged

LONGEST_NAME = 40  # letters of a row's name
LONGEST_GROUP = 26  # of a name under a group of bars
FEW = "rgba(128,140,152,0.45)"
ROW = 26  # pixels that one indicator needs


def spreads(profiles: pd.DataFrame, names: Sequence[str], words: Words, *, axis: str) -> go.Figure:
    """A row an indicator, the first on top: a bar from the lower to the upper quartile, a mark at the median.

    profiles: indicator, lower, median, upper (percents), hover. customdata: the indicator's code.
    """
    rows = profiles.iloc[::-1]
    places = list(range(len(rows)))
    known = rows["median"].notna().tolist()
    bar = go.Bar(
        y=[place for place, there in zip(places, known, strict=True) if there],
        x=[max(0.6, upper - lower) for lower, upper in rows.loc[known, ["lower", "upper"]].itertuples(index=False)],
        base=rows.loc[known, "lower"].tolist(),
        orientation="h",
        marker={"color": SERIES_COLOURS[0], "opacity": 0.45, "line": {"width": 0}},
        customdata=rows.loc[known, "indicator"].tolist(),
        hovertext=[said(text, words) for text in rows.loc[known, "hover"]],
        hoverinfo="text",
        width=0.55,
    )
    middle = go.Scatter(
        y=[place for place, there in zip(places, known, strict=True) if there],
        x=rows.loc[known, "median"].tolist(),
        mode="markers",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 3, "color": SERIES_COLOURS[0]}},
        customdata=rows.loc[known, "indicator"].tolist(),
        hovertext=[said(text, words) for text in rows.loc[known, "hover"]],
        hoverinfo="text",
    )
    return laid_out(
        go.Figure([bar, middle]),
        words,
        xaxis=value_axis(axis, [-2, 102], TICKS, words),
        yaxis=_names(list(names)[::-1]),
        height=90 + ROW * len(rows),
        bargap=0.3,
    )


def gaps(profiles: pd.DataFrame, names: Sequence[str], words: Words, *, axis: str) -> go.Figure:
    """A bar an indicator: `held_down_points`, with its text; pale where it rests on few units. customdata: the
    indicator's code.

    profiles: indicator, held_down_points, text, hover, few (whether it rests on few units), in the order from the top.
    """
    rows = profiles.iloc[::-1]
    values = rows["held_down_points"].tolist()
    most, least = max([0.5, *values]), min([0.0, *values])
    step = max(1, round((most - least) / 4))
    bar = go.Bar(
        y=list(range(len(rows))),
        x=values,
        orientation="h",
        marker={"color": [_gap_colour(*each) for each in zip(rows["few"], values, strict=True)]},
        text=[line(text, words) for text in rows["text"]],
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        customdata=rows["indicator"].tolist(),
        hovertext=[said(text, words) for text in rows["hover"]],
        hoverinfo="text",
    )
    return laid_out(
        go.Figure(bar),
        words,
        xaxis=value_axis(axis, [least * 1.2, most * 1.35], range(int(least), int(most) + 1, step), words),
        yaxis=_names(list(names)[::-1]),
        height=90 + ROW * len(rows),
        bargap=0.35,
    )


def _gap_colour(few: bool, value: float) -> str:
    return FEW if few else SERIES_COLOURS[1] if judged(value) >= 0 else SERIES_COLOURS[2]


def domain_bars(means: pd.DataFrame, domains: Sequence[tuple[str, str]], words: Words, *, axis: str) -> go.Figure:
    """A group of bars a domain, one a kind: the mean percent with its text.

    means: domain (code), kind, kind_name, value, text, hover; domains: code and name, in order. customdata: kind and
    domain («agency information»).
    """
    bars = []
    for kind, own in means.groupby("kind", sort=False):
        by_domain = own.set_index("domain").reindex([code for code, _ in domains])
        bars.append(
            go.Bar(
                x=list(range(len(domains))),
                y=by_domain["value"].tolist(),
                name=label(str(own["kind_name"].iloc[0])),
                text=by_domain["text"].fillna("").tolist(),
                textposition="outside",
                cliponaxis=False,
                hovertext=[said(text, words) for text in by_domain["hover"].fillna("")],
                hoverinfo="text",
                customdata=clicked(f"{kind} {code}" for code, _ in domains),
                marker={"color": KIND_COLOURS[str(kind)]},
            )
        )
    return laid_out(
        go.Figure(bars),
        words,
        barmode="group",
        bargap=0.4,
        xaxis={
            "tickvals": list(range(len(domains))),
            "ticktext": [label(shortened(name, LONGEST_GROUP)) for _, name in domains],
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
        },
        yaxis=value_axis(axis, [0, 108], TICKS, words),
    )


def _names(names: Sequence[str]) -> Part:
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [label(shortened(name, LONGEST_NAME)) for name in names],
        "range": [-0.6, len(names) - 0.4],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
