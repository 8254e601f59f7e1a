"""The flow of units between the bands of two months, as ribbons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from drawing.palette import band_colour
from figures.look import label, laid_out, line
from i18n.words import Words
from scoring.scheme import Band

OUTSIDE = "#c9cdd3"
MOST_NAMED = 6


def flow_ribbons(
    moves: pd.DataFrame, bands: Sequence[Band], names: Mapping[str, str], months: Mapping[str, str], words: Words
) -> go.Figure:
    """A ribbon for every pair of then and now, as wide as its number of units, in the colour of where they came from.

    moves: then, now (band codes, or a status), name (of the unit). names: what a band or status is called. months: what
    stands over the side `then`, on the left, and over `now`. Bands stand from the best on top to the weakest, what is
    no band under them.
    """
    order = [band.code for band in reversed(bands)]
    counts = moves.groupby(["then", "now"], sort=False)["name"].agg(list)
    stands = [*order, *(each for each in names if each not in order)]
    nodes = [(side, each) for side in ("then", "now") for each in stands if (moves[side] == each).any()]
    place = {node: number for number, node in enumerate(nodes)}
    links = sorted(counts.items(), key=lambda pair: (stands.index(pair[0][0]), stands.index(pair[0][1])))
    sizes = {node: int((moves[node[0]] == node[1]).sum()) for node in nodes}
    colours = {band.code: band_colour(position, len(bands))[0] for position, band in enumerate(bands)}
    labels = [
        line(words("shifts.node", name=label(names[each]), count=words.number(sizes[side, each])), words)
        for side, each in nodes
    ]
    sankey = go.Sankey(
        arrangement="fixed",
        node={
            "label": labels,
            "color": [colours.get(each, OUTSIDE) for _, each in nodes],
            "x": [0.001 if side == "then" else 0.999 for side, _ in nodes],
            "y": _heights(nodes, sizes),
            "pad": 14,
            "thickness": 18,
            "line": {"width": 0},
            "hoverinfo": "none",
        },
        link={
            "source": [place["then", then] for (then, _), _ in links],
            "target": [place["now", now] for (_, now), _ in links],
            "value": [len(units) for _, units in links],
            "color": [_faded(colours.get(then, OUTSIDE)) for (then, _), _ in links],
            "customdata": [_hover(names[then], names[now], units, words) for (then, now), units in links],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        textfont={"size": 13},
    )
    figure = laid_out(go.Figure(sankey), words, margin={"l": 8, "r": 8, "t": 36, "b": 16}, height=428)
    for side, place in (("then", 0), ("now", 1)):
        anchor = "right" if place else "left"
        where = {
            "x": place,
            "y": 1,
            "xref": "paper",
            "yref": "paper",
            "xanchor": anchor,
            "yanchor": "bottom",
            "yshift": 8,
        }
        figure.add_annotation(text=line(months[side], words), showarrow=False, font={"size": 13}, **where)
    return figure


def _heights(nodes: Sequence[tuple[str, str]], sizes: Mapping[tuple[str, str], int]) -> list[float]:
    """The middle of every node from the top (0) down (1), those of a side one under the other."""
    heights = []
    for side in ("then", "now"):
        own = [sizes[node] for node in nodes if node[0] == side]
        whole, above = max(1, sum(own)), 0
        for size in own:
            heights.append(min(0.999, max(0.001, (above + size / 2) / whole)))
            above += size
    return heights


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.45)"


def _hover(then: str, now: str, units: list[str], words: Words) -> str:
    """«weak → average: 3 units» and their names."""
    lines = [words("shifts.ribbon", then=label(then), now=label(now), count=words.number(len(units)))]
    lines += [label(name) for name in units[:MOST_NAMED]]
    if len(units) > MOST_NAMED:
        lines.append(words("list.more", count=words.number(len(units) - MOST_NAMED)))
    return "<br>".join(line(each, words) for each in lines)
