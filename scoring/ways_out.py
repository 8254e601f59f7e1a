"""The way out of weak: which indicators, by how many points, bring a unit's total to a border."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.comparability import indicator_reason
from scoring.flows import weak_border
from scoring.frames import records
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.totals import EVALUATED, SCORED

FEWEST, MOST_REACHABLE = WAYS = ("fewest", "most_reachable")
Step = tuple[str, str, int, str, float, float, float, bool, int, int]  # a row of COLUMNS
COLUMNS = ["unit_id", "way", "step", "indicator", "from", "to", "gain_points", "covered", "peers_there", "peers"]


@dataclass(frozen=True)
class _Gain:
    """What one indicator may bring: from `points` up to `goal`; how many of the peers stand at or above it."""

    place: int
    indicator: str
    points: float
    goal: float
    there: int
    peers: int

    @property
    def gain(self) -> float:
        return self.goal - self.points


def ways_out(
    scores: pd.DataFrame,
    units: pd.DataFrame,
    best: pd.DataFrame,
    scheme: Scheme,
    *,
    target: float | None = None,
    only: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Both ways of every unit below the target, a row a step (COLUMNS); `covered` says whether the gap is closed after
    the step, `peers_there` how many of the `peers` have at least `to` points there already.

    scores: unit_id, indicator, points, mark of one month; units: unit_id, kind, status, total, ceiling; best: unit_id,
    indicator, points (the unit's own best of the last twelve months, of indicators with the same code and maximum).
    target: a total (percent), else the border of weak. only: these units.
    Fewest: by headroom, largest first, ties in the scheme's order; the last step brings only the rest. Most reachable:
    the goal of each indicator is the larger of the peers' median and the own best; ordered by gain x share of peers at
    or above the goal; each step goes to its goal, until the gap is closed or nothing is left to gain.
    """
    goal = (weak_border(scheme) if target is None else target) or 0.0  # nobody is under 0
    wanted = units[(units["status"] == EVALUATED) & (judged(units["total"]) < judged(goal))]
    wanted = wanted if only is None else wanted[wanted["unit_id"].isin(set(only))]
    own_best = {(row["unit_id"], row["indicator"]): row["points"] for row in records(best)}
    rows: list[Step] = []
    for kind, group in wanted.groupby("kind", sort=False):
        peers = units[(units["kind"] == kind) & (units["status"] == EVALUATED)]["unit_id"]
        values = PeerValues(scores[scores["unit_id"].isin(peers)])
        for unit in records(group):
            gap = (goal - unit["total"]) * unit["ceiling"] / 100
            rows += _fewest(unit["unit_id"], gap, values, scheme)
            rows += _most_reachable(unit["unit_id"], gap, values, own_best, scheme)
    return pd.DataFrame(rows, columns=COLUMNS)


class PeerValues:
    """The points of the evaluated units of one kind and month, by unit and by indicator."""

    def __init__(self, scores: pd.DataFrame):
        scored = scores[scores["mark"] == SCORED]
        self.by_unit: dict[str, dict[str, float]] = {}
        for unit, indicator, points in scored[["unit_id", "indicator", "points"]].itertuples(index=False):
            self.by_unit.setdefault(unit, {})[indicator] = points
        self._sorted = {code: np.sort(part.to_numpy()) for code, part in scored.groupby("indicator")["points"]}

    def others(self, unit: str, indicator: str) -> np.ndarray:
        """The sorted points of all units but one, where the indicator is scored."""
        values = self._sorted.get(indicator, np.empty(0))
        own = self.by_unit.get(unit, {}).get(indicator)
        return values if own is None else np.delete(values, np.searchsorted(values, own))


def at_or_above(values: np.ndarray, goal: float) -> int:
    """How many of the values reach a goal, at 9 decimals."""
    return int((judged(values) >= judged(goal)).sum())


def _fewest(unit: str, gap: float, values: PeerValues, scheme: Scheme) -> list[Step]:
    own = values.by_unit.get(unit, {})
    gains = [
        _Gain(place, item.code, own[item.code], item.max_points, 0, 0)
        for place, item in enumerate(scheme.indicators)
        if item.code in own and judged(item.max_points - own[item.code]) > 0
    ]
    gains.sort(key=lambda each: (-float(judged(each.gain)), each.place))
    return _steps(unit, FEWEST, gap, gains, values, only_the_rest=True)


def _most_reachable(
    unit: str, gap: float, values: PeerValues, best: Mapping[tuple[str, str], float], scheme: Scheme
) -> list[Step]:
    own, gains = values.by_unit.get(unit, {}), []
    for place, item in enumerate(scheme.indicators):
        if item.code not in own:
            continue
        others = values.others(unit, item.code)
        median = float(np.median(others)) if len(others) else -math.inf
        goal = min(max(median, best.get((unit, item.code), -math.inf)), item.max_points)
        if judged(goal - own[item.code]) > 0:
            gains.append(_Gain(place, item.code, own[item.code], goal, at_or_above(others, goal), len(others)))
    gains.sort(key=lambda each: (-float(judged(each.gain * each.there / max(each.peers, 1))), each.place))
    return _steps(unit, MOST_REACHABLE, gap, gains, values, only_the_rest=False)


def _steps(
    unit: str, way: str, gap: float, gains: list[_Gain], values: PeerValues, *, only_the_rest: bool
) -> list[Step]:
    rows: list[Step] = []
    brought: list[float] = []
    for step, each in enumerate(gains, 1):
        rest = gap - math.fsum(brought)
        if judged(rest) <= 0:
            break
        gain = min(each.gain, rest) if only_the_rest else each.gain
        brought.append(gain)
        others, to = values.others(unit, each.indicator), each.points + gain
        covered = bool(judged(gap - math.fsum(brought)) <= 0)
        there = at_or_above(others, to), len(others)
        rows.append((unit, way, step, each.indicator, each.points, to, gain, covered, *there))
    return rows


def own_best(points: pd.DataFrame, schemes: Mapping[int, Scheme], scheme: Scheme) -> pd.DataFrame:
    """unit_id, indicator, points: the highest of each unit, of months where the indicator has the same maximum.

    points: month, unit_id, indicator, points (scored ones); schemes: by month.
    """
    same = {
        (month, item.code)
        for month, then in schemes.items()
        for item in scheme.indicators
        if indicator_reason(then, scheme, item.code) is None
    }
    pairs = zip(points["month"], points["indicator"], strict=True)
    kept = points[[pair in same for pair in pairs]]
    return kept.groupby(["unit_id", "indicator"], as_index=False)[["points"]].max()
