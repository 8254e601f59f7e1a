"""Indicators of one kind in one month: how they are distributed, and which of them hold the weak units down."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scoring.comparability import indicator_reason
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.totals import EVALUATED, SCORED

COLUMNS = [
    "indicator", "units", "mean", "lower", "median", "upper", "full", "zero",
    "weak_units", "weak_mean", "other_units", "other_mean", "held_down_points",
]  # fmt: skip


def indicator_profiles(scores: pd.DataFrame, units: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """A row an indicator in the scheme's order (COLUMNS): over the evaluated units with it scored, mean, quartiles and
    median in percent of the maximum, how many have full marks and how many nothing; the mean of the weak ones and of
    the others, and `held_down_points`: the difference of the two means in points, which says how much of the distance
    between weak and not weak lies in this indicator (null where either group is empty).

    scores: unit_id, indicator, points, mark; units: unit_id, status, is_weak, of one kind and month.
    """
    evaluated = units[units["status"] == EVALUATED].set_index("unit_id")["is_weak"].astype(bool)
    scored = scores[(scores["mark"] == SCORED) & scores["unit_id"].isin(evaluated.index)]
    weak = scored["unit_id"].map(evaluated).astype(bool)
    rows = []
    for item in scheme.indicators:
        own = scored["indicator"] == item.code
        points = scored.loc[own, "points"].to_numpy(dtype="float64")
        percents = 100 * points / item.max_points
        quartiles = np.quantile(percents, [0.25, 0.5, 0.75]) if len(points) else [np.nan] * 3
        parts = [scored.loc[own & weak, "points"], scored.loc[own & ~weak, "points"]]
        means = [part.mean() for part in parts]
        full, zero = int((judged(points) >= judged(item.max_points)).sum()), int((judged(points) == 0).sum())
        of_groups = [(len(part), 100 * mean / item.max_points) for part, mean in zip(parts, means, strict=True)]
        mean = percents.mean() if len(points) else np.nan
        rows.append(
            (item.code, len(points), mean, *quartiles, full, zero, *of_groups[0], *of_groups[1], means[1] - means[0])
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def indicator_changes(
    then: tuple[pd.DataFrame, pd.DataFrame, Scheme], now: tuple[pd.DataFrame, pd.DataFrame, Scheme]
) -> pd.DataFrame:
    """Change of the mean percent of each indicator of the present scheme: indicator, units (evaluated and scored in
    both months), then, now (means over these units), change (percentage points), reason (why not comparable, or null).

    then, now: scores (unit_id, indicator, points, mark), units (unit_id, status) of one kind, and the month's scheme.
    """
    before, after = _scored(then), _scored(now)
    rows: list[tuple[str, int, float, float, float, str | None]] = []
    for item in now[2].indicators:
        reason = indicator_reason(then[2], now[2], item.code)
        months = before.get(item.code, {}), after.get(item.code, {})
        common = [unit for unit in months[0] if unit in months[1]]
        if reason or not common:
            rows.append((item.code, 0, np.nan, np.nan, np.nan, reason or "no_common_units"))
            continue
        mean_then, mean_now = (
            100 * float(np.mean([points[unit] for unit in common])) / item.max_points for points in months
        )
        rows.append((item.code, len(common), mean_then, mean_now, mean_now - mean_then, None))
    table = pd.DataFrame(rows, columns=["indicator", "units", "then", "now", "change", "reason"])
    return table.assign(reason=table["reason"].astype(object).where(table["reason"].notna(), None))


def _scored(month: tuple[pd.DataFrame, pd.DataFrame, Scheme]) -> dict[str, dict[str, float]]:
    """Points by unit, of each indicator, of the evaluated units."""
    scores, units, _ = month
    evaluated = set(units.loc[units["status"] == EVALUATED, "unit_id"])
    found: dict[str, dict[str, float]] = {}
    columns = (scores[name].tolist() for name in ("indicator", "unit_id", "points", "mark"))
    for indicator, unit, points, mark in zip(*columns, strict=True):
        if mark == SCORED and unit in evaluated:
            found.setdefault(indicator, {})[unit] = points
    return found
