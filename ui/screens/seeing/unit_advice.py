"""What a manager is told: the way out of weak, strengths and weaknesses against the peers, and a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

import pandas as pd
import streamlit as st

from data.asking import analyses
from i18n.words import Words
from scoring.flows import weak_border
from scoring.frames import records
from scoring.profiles import strengths, weaknesses
from scoring.rounding import judged
from scoring.scheme import Band
from scoring.totals import EVALUATED, SCORED
from scoring.ways_out import FEWEST, MOST_REACHABLE
from ui.asking import cache, figure_queries, month_queries
from ui.kit import blocks
from ui.kit.choices import called
from ui.kit.dom import Node, el, show
from ui.kit.tables import Cell, Column, table
from ui.screens.seeing.unit import UnitPage
from ui.session import state

COPIED = 3  # peers to copy from, the best by total
STEP = 0.1
_GOAL_OF, _ROUND = "goal_of", "what_if_round"


def ways(unit: UnitPage, words: Words) -> None:
    """The two ways to a band above the unit's own, weak units to the border of weak first."""
    above = _bands_above(unit)
    if not above:
        show(el("p", words("ways.on_top"), cls="sj-note"), key="ways_none")
        return
    names = {band.code: words.name(band) for band in above}
    border = weak_border(unit.scheme)
    first = next((band.code for band in above if band.lower == border), above[0].code)
    goal = _goal(unit, names, first, words)
    target = unit.scheme.band_by_code[goal].lower
    found = cache.ask(analyses.ways, unit.scope.province, unit.scope.month, unit.unit_id, target)
    gap = (target - unit.standing["total"]) * unit.standing["ceiling"] / 100
    slots = {"band": f"\u2068{names[goal]}\u2069", "points": words.number(gap, 2), "target": words.exact(target)}
    show(el("p", words("ways.gap", **slots), cls="sj-counts"), key="ways_gap")
    peers = _Peers(unit)
    for column, way in zip(st.columns(2), (FEWEST, MOST_REACHABLE), strict=True):
        with column:
            show(*_way(found[found["way"] == way], way, unit, peers, words), key=f"way_{way}")


def _goal(unit: UnitPage, names: dict[str, str], first: str, words: Words) -> str:
    """The band to reach; another unit or month starts from its own first one again."""
    of = unit.unit_id, unit.scope.month
    if st.session_state.setdefault(_GOAL_OF, of) != of:
        st.session_state[_GOAL_OF] = of
        state.forget("goal")
    state.choose("goal", list(names), first)
    goal = st.selectbox(words("ways.goal"), list(names), format_func=called(names), key="goal", width=260)
    state.write("goal", [] if goal == first else [goal])
    return goal


def _bands_above(unit: UnitPage) -> list[Band]:
    own = unit.scheme.band_by_code[unit.standing["band"]]
    return [band for band in unit.scheme.bands if band.lower > own.lower]


class _Peers:
    """Who stands where on each indicator: the other evaluated units of the kind, best total first."""

    def __init__(self, unit: UnitPage):
        totals = month_queries.month_units(unit.scope.province, unit.scope.month)
        own = totals[(totals["kind"] == unit.kind) & (totals["status"] == EVALUATED)]
        others = own[own["unit_id"] != unit.unit_id].sort_values("rank")
        self.units = records(others[["unit_id", "name_fa", "name_en"]])
        cells = figure_queries.cells(unit.scope, unit.kind)
        scored = cells[cells["mark"] == SCORED]
        self.points = {
            (indicator, unit_id): points
            for unit_id, indicator, points in scored[["unit_id", "indicator", "points"]].itertuples(index=False)
        }

    def best_at(self, indicator: str, points: float, words: Words) -> list[str]:
        """The names of at most COPIED peers that have the points."""
        goal = judged(points)
        there = (row for row in self.units if judged(self.points.get((indicator, row["unit_id"]), -1.0)) >= goal)
        return [words.name(row) for row in islice(there, COPIED)]


def _way(steps: pd.DataFrame, way: str, unit: UnitPage, peers: _Peers, words: Words) -> list[Node]:
    title = el("h3", words(f"ways.{way}"), cls="sj-chart-title")
    about = el("p", words(f"ways.{way}_about"), cls="sj-note")
    if steps.empty:
        return [title, about, el("p", words("ways.nothing"), cls="sj-empty")]
    columns = [Column(words("trends.which_indicator")), Column(words("ways.raise"), numeric=True)]
    columns += [Column(words("ways.gain"), numeric=True), Column(words("ways.copy_from"))]
    rows = []
    for step in records(steps):
        item = unit.scheme.indicator_by_code[step["indicator"]]
        old, new = (words.number(step[name], 2) for name in ("from", "to"))
        there = words("ways.there", count=words.number(step["peers_there"]), peers=words.number(step["peers"]))
        copied = words("list.comma").join(peers.best_at(step["indicator"], step["to"], words))
        rows.append(
            [
                Cell(words.name(item), step["step"]),
                Cell(words("impact.change", old=old, new=new), step["to"]),
                Cell(words.number(step["gain_points"], 2, sign=True), step["gain_points"]),
                Cell(copied, copied, there),
            ]
        )
    last = steps.iloc[-1]
    said = words("ways.covered", steps=words.number(len(steps))) if last["covered"] else words("ways.not_covered")
    look = "sj-better" if last["covered"] else "sj-alarm"
    return [title, about, table(words(f"ways.{way}"), columns, rows, words), el("p", said, cls=look)]


def marks(unit: UnitPage, profile: pd.DataFrame, words: Words) -> Node:
    """At most five strengths and five weaknesses, with the quartile of the peers that each is judged by."""
    lists = []
    for name, found, border in (
        ("strengths", strengths(profile), "upper"),
        ("weaknesses", weaknesses(profile), "lower"),
    ):
        look = "sj-rank sj-better sj-up" if name == "strengths" else "sj-rank sj-worse sj-down"
        items = []
        for row in records(found):
            item = unit.scheme.indicator_by_code[row["indicator"]]
            quartile = words(f"marks.{border}", percent=words.percent(row[border]))
            names = el("span", words.name(item), el("span", quartile, cls="sj-note"), cls="sj-name")
            items.append(
                el("li", el("span", cls=look), names, el("span", words.percent(row["percent"]), cls="sj-value"))
            )
        lists.append(blocks.unit_list(words(f"marks.{name}"), items, words(f"marks.no_{name}")))
    return el("div", *lists, cls="sj-lists")


def what_if(unit: UnitPage, profile: pd.DataFrame, words: Words) -> None:
    """Sliders on the scored indicators; what total, band, rank and manager points would be. Nothing is stored."""
    if not st.toggle(words("what_if.open"), key="what_if"):
        return
    show(el("p", words("what_if.about"), cls="sj-note"), key="what_if_about")
    if st.button(words("what_if.reset"), key="what_if_reset"):
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1  # sliders of another name start anew
    prefix = f"what_if_{unit.unit_id}_{unit.scope.month}_{st.session_state.get(_ROUND, 0)}_"
    result = st.container(key="what_if_result")
    points = {}
    columns = st.columns(2)
    for number, row in enumerate(records(profile)):
        item = unit.scheme.indicator_by_code[row["indicator"]]
        with columns[number % 2]:
            held = words("panel.of", points=words.exact(row["points"]), maximum=words.exact(item.max_points))
            chosen = words.number(st.session_state.get(f"{prefix}{item.code}", row["points"]), 1)  # in our digits
            slots = el("strong", words.name(item)), el("span", held, cls="sj-muted"), el("span", chosen, cls="sj-value")
            name = el("p", *slots, cls="sj-row")
            show(name, key=f"what_if_name_{number}")
            points[item.code] = st.slider(
                words("what_if.slider", number=words.number(number + 1)),
                0.0,
                float(item.max_points),
                float(row["points"]),
                STEP,
                key=f"{prefix}{item.code}",
                label_visibility="collapsed",
            )
    held_now = {row["indicator"]: float(row["points"]) for row in records(profile)}
    changed = {code: value for code, value in points.items() if abs(value - held_now[code]) > STEP / 1000}
    with result:
        show(_outcome(unit, changed, words), key="what_if_card")


def _outcome(unit: UnitPage, changed: dict[str, float], words: Words) -> Node:
    """Total, band, rank and manager points: as they are, and as they would be."""
    values = tuple(sorted(changed.items()))
    then = cache.ask(analyses.what_if, unit.scope.province, unit.scope.month, unit.unit_id, values)
    columns = [Column(words("what_if.figure")), Column(words("what_if.now")), Column(words("what_if.then"))]
    results: tuple[Mapping[str, Any], Mapping[str, Any]] = (unit.standing, then)
    rows = []
    for name in ("total", "band", "rank", "manager_points"):
        shown = [_figure(name, result, unit, words) for result in results]
        rows.append(
            [Cell(words(f"what_if.{name}")), Cell(shown[0]), Cell(shown[1], look="sj-better" if values else "")]
        )
    return table(words("what_if.open"), columns, rows, words)


def _figure(name: str, result: Mapping[str, Any], unit: UnitPage, words: Words) -> str:
    if name == "total":
        return words.total(result["total"], unit.borders)
    if name == "band":
        return words.name(unit.scheme.band_by_code[result["band"]])
    if name == "rank":
        slots = {"weak": words.number(result["rank"]), "evaluated": words.number(result["ranked_units"])}
        return words("overview.counts", **slots)
    return words.number(unit.scheme.manager_points * result["total"] / 100, 2)
