"""The flow of units between the bands of two months, as ribbons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from drawing.palette import band_colour
from figures.look import Part, label, laid_out, line
from i18n.words import Words
from scoring.scheme import Band

OUTSIDE = "#c9cdd3"
MOST_NAMED = 6
SIDES = ("then", "now")
Node = tuple[str, str]  # a side, and a band or status on it
Ribbon = tuple[str, str, list[str]]  # then, now, the names of the units


def flow_ribbons(
    moves: pd.DataFrame, bands: Sequence[Band], names: Mapping[str, str], months: Mapping[str, str], words: Words
) -> go.Figure:
    """A ribbon for every pair of then and now, as wide as its number of units, in the colour of where they came from.

    moves: then, now (band codes, or a status), name (of the unit). names: what a band or status is called. months: what
    stands over the side `then`, on the left, and over `now`. Bands stand from the best on top to the weakest, what is
    no band under them.
    """
    order = [band.code for band in reversed(bands)]
    stands = [*order, *(each for each in names if each not in order)]
    nodes = [(side, each) for side in SIDES for each in stands if (moves[side] == each).any()]
    sizes = {node: int((moves[node[0]] == node[1]).sum()) for node in nodes}
    colours = {band.code: band_colour(position, len(bands))[0] for position, band in enumerate(bands)}
    sankey = go.Sankey(
        arrangement="fixed",
        node=_nodes(nodes, sizes, colours, names, words),
        link=_links(_ribbons(moves, stands), nodes, colours, names, words),
        textfont={"size": 13},
    )
    figure = laid_out(go.Figure(sankey), words, margin={"l": 8, "r": 8, "t": 36, "b": 16}, height=428)
    for place, side in enumerate(SIDES):
        figure.add_annotation(_heading(place, line(months[side], words)))
    return figure


def _ribbons(moves: pd.DataFrame, stands: Sequence[str]) -> list[Ribbon]:
    """Then, now and the names of the units between them, in the order in which the bands stand."""
    units = moves.groupby(["then", "now"], sort=False)["name"].agg(list)
    found = [(then, now, names) for (then, now), names in zip(units.index, units, strict=True)]
    return sorted(found, key=lambda each: (stands.index(each[0]), stands.index(each[1])))


def _nodes(
    nodes: Sequence[Node], sizes: Mapping[Node, int], colours: Mapping[str, str], names: Mapping[str, str], words: Words
) -> Part:
    """The bars at the sides: a band or status with its number of units."""
    labels = [
        line(words("shifts.node", name=label(names[each]), count=words.number(sizes[side, each])), words)
        for side, each in nodes
    ]
    return {
        "label": labels,
        "color": [colours.get(each, OUTSIDE) for _, each in nodes],
        "x": [0.001 if side == "then" else 0.999 for side, _ in nodes],
        "y": _heights(nodes, sizes),
        "pad": 14,
        "thickness": 18,
        "line": {"width": 0},
        "hoverinfo": "none",
    }


def _links(
    ribbons: Sequence[Ribbon],
    nodes: Sequence[Node],
    colours: Mapping[str, str],
    names: Mapping[str, str],
    words: Words,
) -> Part:
    place = {node: number for number, node in enumerate(nodes)}
    return {
        "source": [place["then", then] for then, _, _ in ribbons],
        "target": [place["now", now] for _, now, _ in ribbons],
        "value": [len(units) for _, _, units in ribbons],
        "color": [_faded(colours.get(then, OUTSIDE)) for then, _, _ in ribbons],
        "customdata": [_hover(names[then], names[now], units, words) for then, now, units in ribbons],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _heading(place: int, text: str) -> Part:
    """What stands over a side: 0 is the left one, 1 the right one."""
    look = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "yshift": 8, "showarrow": False}
    return {"x": place, "y": 1, "xanchor": "right" if place else "left", "text": text, "font": {"size": 13}} | look


def _heights(nodes: Sequence[Node], sizes: Mapping[Node, int]) -> list[float]:
    """The middle of every node from the top (0) down (1), those of a side one under the other."""
    heights = []
    for side in SIDES:
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
