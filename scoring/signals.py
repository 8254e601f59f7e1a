"""Signals: what in a month's scores deserves a second look. Each is a reason to ask, none is a proof of anything.

Sources: the median absolute deviation with its factor 1.4826 for normal data (Rousseeuw and Croux 1993, JASA 88);
heaping above a threshold judged by a one-sided binomial test with equal chances on both sides.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from scoring.comparability import totals_reason
from scoring.frames import by_code
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.totals import NOT_APPLICABLE, NOT_REPORTED, SCORED

FLAT, REPEATED, JUMP, HEAPING, EXCUSED = SIGNALS = ("flat", "repeated", "jump", "heaping", "excused")
FEWEST_INDICATORS = 3  # two can be at the same percent by chance
NORMAL_FACTOR, DEVIATIONS = 1.4826, 3.0
JUMP_WITHOUT_SPREAD = 10.0  # points of the total, where the peers all changed alike
SMALLEST_GROUP = 8
HEAP_WIDTH, HEAP_UNITS, HEAP_P = 1.0, 6, 0.05
MOST_MOVED = 5


@dataclass(frozen=True, eq=False)
class SignalMonth:
    """One province's month. scores: unit, indicator, points, mark; units: unit, kind, total (null without one)."""

    scores: pd.DataFrame
    units: pd.DataFrame
    scheme: Scheme


@dataclass(frozen=True)
class Signal:
    """code: one of SIGNALS. unit: None where it concerns a kind as a whole. values: what its sentence needs.
    units: the units behind a signal of a kind; cells: the (unit, indicator) pairs behind it."""

    code: str
    kind: str
    unit: str | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()


def signals(now: SignalMonth, then: SignalMonth | None, brought: Collection[str]) -> list[Signal]:
    """The signals of a month against the calendar month before (None where there is none, or it can't be compared).

    Those of single units concern the `brought` ones; those of a kind, every kind with a brought unit.
    """
    if then is not None and totals_reason(then.scheme, now.scheme):
        then = None
    kinds = by_code(now.units.set_index("unit")["kind"])
    found = [*_flat(now, kinds, brought)]
    if then is not None:
        found += [*_repeated(now, then, kinds, brought), *_jumps(now, then, brought), *_excused(now, then, brought)]
    found += _heaping(now, brought)
    return sorted(found, key=lambda signal: SIGNALS.index(signal.code))


def _flat(now: SignalMonth, kinds: Mapping[str, str], brought: Collection[str]) -> Iterator[Signal]:
    """Every indicator of a unit at the same percent of its maximum."""
    maxima = {item.code: item.max_points for item in now.scheme.indicators}
    scored = now.scores[(now.scores["mark"] == SCORED) & now.scores["unit"].isin(brought)]
    percents = scored.assign(percent=judged(100 * scored["points"] / scored["indicator"].map(maxima).astype("float64")))
    spread = percents.groupby("unit", sort=False)["percent"].agg(["min", "max", "size"])
    same = spread[(spread["min"] == spread["max"]) & (spread["size"] >= FEWEST_INDICATORS)]
    for unit, low in by_code(same["min"]).items():
        cells = _cells(scored[scored["unit"] == unit])
        yield Signal(FLAT, kinds[unit], unit, {"percent": float(low)}, cells=cells)


def _cells(rows: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    return tuple(zip(rows["unit"], rows["indicator"], strict=True))


def _repeated(
    now: SignalMonth, then: SignalMonth, kinds: Mapping[str, str], brought: Collection[str]
) -> Iterator[Signal]:
    """Every score of a unit is that of the month before."""
    keys = ["unit", "indicator"]
    own = now.scores[now.scores["unit"].isin(brought)]
    both = own.merge(then.scores[[*keys, "points", "mark"]], on=keys, how="left", suffixes=("", "_then"))
    points, points_then = judged(both["points"]), judged(both["points_then"])
    equal = (points == points_then) | (np.isnan(points) & np.isnan(points_then))
    both = both.assign(same=equal & (both["mark"] == both["mark_then"]), reported=both["mark"] != NOT_REPORTED)
    by_unit = both.groupby("unit", sort=False)[["same", "reported"]].agg({"same": "all", "reported": "any"})
    for unit in by_unit.index[by_unit["same"] & by_unit["reported"]]:
        yield Signal(REPEATED, kinds[unit], unit, cells=_cells(own[own["unit"] == unit]))


def _jumps(now: SignalMonth, then: SignalMonth, brought: Collection[str]) -> Iterator[Signal]:
    """A change of the total that lies far from the changes of the other units of its kind."""
    both = now.units.merge(then.units[["unit", "total"]], on="unit", suffixes=("", "_then")).dropna()
    both = both.assign(change=both["total"] - both["total_then"])
    for kind, group in both.groupby("kind"):
        if len(group) < SMALLEST_GROUP:
            continue
        changes = group["change"].to_numpy()
        for position, unit in enumerate(group["unit"]):
            peers = np.delete(changes, position)
            middle = float(np.median(peers))
            limit = DEVIATIONS * NORMAL_FACTOR * float(np.median(np.abs(peers - middle)))
            limit = limit if judged(limit) > 0 else JUMP_WITHOUT_SPREAD
            if unit in brought and judged(abs(changes[position] - middle)) > judged(limit):
                values = {"change": float(changes[position]), "middle": middle, "limit": limit}
                yield Signal(JUMP, str(kind), unit, values, cells=_most_moved(now, then, unit))


def _most_moved(now: SignalMonth, then: SignalMonth, unit: str) -> tuple[tuple[str, str], ...]:
    """The cells of a unit whose points moved most."""
    after, before = (month.scores[month.scores["unit"] == unit].set_index("indicator") for month in (now, then))
    moves = (after["points"].fillna(0) - before["points"].fillna(0)).abs().sort_values(ascending=False, kind="stable")
    return tuple((unit, indicator) for indicator, move in by_code(moves.head(MOST_MOVED)).items() if move > 0)


def _excused(now: SignalMonth, then: SignalMonth, brought: Collection[str]) -> Iterator[Signal]:
    """A larger share of not applicable cells in a kind than in the month before."""
    kinds = now.units.set_index("unit")["kind"]
    after = now.scores.assign(kind=now.scores["unit"].map(kinds))
    before = then.scores.assign(kind=then.scores["unit"].map(then.units.set_index("unit")["kind"]))
    excused_then = {(row.unit, row.indicator) for row in before[before["mark"] == NOT_APPLICABLE].itertuples()}
    kind_of = by_code(kinds)
    for kind in sorted({kind_of[unit] for unit in brought if unit in kind_of}):
        rows, earlier = after[after["kind"] == kind], before[before["kind"] == kind]
        counts = {"excused": int((rows["mark"] == NOT_APPLICABLE).sum()), "cells": len(rows)}
        counts |= {"excused_then": int((earlier["mark"] == NOT_APPLICABLE).sum()), "cells_then": len(earlier)}
        if len(earlier) and counts["excused"] * counts["cells_then"] > counts["excused_then"] * counts["cells"]:
            new = [cell for cell in _cells(rows[rows["mark"] == NOT_APPLICABLE]) if cell not in excused_then]
            yield Signal(EXCUSED, kind, None, counts, tuple(dict.fromkeys(unit for unit, _ in new)), tuple(new))


def _heaping(now: SignalMonth, brought: Collection[str]) -> Iterator[Signal]:
    """More units just above the border of a band than just below it, beyond what chance would give."""
    evaluated = now.units.dropna(subset=["total"])
    touched = set(evaluated.loc[evaluated["unit"].isin(brought), "kind"])
    for kind, group in evaluated[evaluated["kind"].isin(touched)].groupby("kind"):
        for band in now.scheme.bands[1:]:
            distance = judged(group["total"] - band.lower)
            above = group.loc[(distance >= 0) & (distance < HEAP_WIDTH), "unit"]
            below = int(((distance < 0) & (distance >= -HEAP_WIDTH)).sum())
            p = _at_least(len(above), len(above) + below)
            if len(above) + below >= HEAP_UNITS and p < HEAP_P:
                values = {"border": band.lower, "above": len(above), "below": below, "p": p}
                yield Signal(HEAPING, str(kind), None, values, tuple(above))


def _at_least(hits: int, n: int) -> float:
    """The chance of so many hits or more among n with equal chances."""
    chance: float = sum(math.comb(n, k) for k in range(hits, n + 1)) / 2**n
    return chance
