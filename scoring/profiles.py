"""A unit against its peers, indicator by indicator; and what its figures would be with other scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scoring.frames import row_at
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.totals import EVALUATED, SCORED, month_results
from scoring.ways_out import PeerValues, at_or_above

STRONG, POOR, MOST = 70.0, 50.0, 5
COLUMNS = ["indicator", "points", "percent", "peers", "lower", "median", "upper", "full", "is_strength", "is_weakness"]


def profile(scores: pd.DataFrame, units: pd.DataFrame, unit_id: str, scheme: Scheme) -> pd.DataFrame:
    """A unit's scored indicators in the scheme's order (COLUMNS): its points and percent; quartiles and median of the
    peers' percents (linear interpolation, Hyndman and Fan 7), how many of the peers have full marks. A strength has at
    least 70 percent and is at or above the peers' upper quartile; a weakness has less than 50 and is at or below the
    lower one.

    scores: unit_id, indicator, points, mark of one month; units: unit_id, kind, status. Peers: the other evaluated
    units of the kind with that indicator scored; without any there is neither strength nor weakness.
    """
    kind = units.loc[units["unit_id"] == unit_id, "kind"].iloc[0]
    known = units[(units["kind"] == kind) & ((units["status"] == EVALUATED) | (units["unit_id"] == unit_id))]
    values = PeerValues(scores[scores["unit_id"].isin(known["unit_id"])])
    own, rows = values.by_unit.get(unit_id, {}), []
    for item in scheme.indicators:
        if item.code not in own:
            continue
        percent = 100 * own[item.code] / item.max_points
        others = values.others(unit_id, item.code)
        quartiles = np.quantile(100 * others / item.max_points, [0.25, 0.5, 0.75]) if len(others) else [np.nan] * 3
        lower, upper = judged(quartiles[0]), judged(quartiles[2])
        strong = judged(percent) >= STRONG and judged(percent) >= upper
        poor = judged(percent) < POOR and judged(percent) <= lower
        full = at_or_above(others, item.max_points)
        rows.append((item.code, own[item.code], percent, len(others), *quartiles, full, bool(strong), bool(poor)))
    return pd.DataFrame(rows, columns=COLUMNS)


def strengths(found: pd.DataFrame) -> pd.DataFrame:
    """At most five strengths of a `profile`, highest percent first."""
    return found[found["is_strength"]].sort_values("percent", ascending=False, kind="stable").head(MOST)


def weaknesses(found: pd.DataFrame) -> pd.DataFrame:
    """At most five weaknesses of a `profile`, lowest percent first."""
    return found[found["is_weakness"]].sort_values("percent", kind="stable").head(MOST)


def with_points(
    scores: pd.DataFrame, units: pd.DataFrame, scheme: Scheme, unit_id: str, points: Mapping[str, float]
) -> dict[str, Any]:
    """The unit's row of `totals.month_results` (total, band, rank, ranked_units, ...) if its scored indicators had
    these points; everybody else stays as they are.

    scores: unit_id, indicator, points, mark; units: unit_id, kind, of one month.
    """
    own = (scores["unit_id"] == unit_id) & (scores["mark"] == SCORED)
    wanted = scores["indicator"].map(points).where(own)
    changed = scores.assign(points=scores["points"].where(wanted.isna(), wanted))
    names = {"unit_id": "unit"}
    results = month_results(changed.rename(columns=names), units[["unit_id", "kind"]].rename(columns=names), scheme)
    return row_at(results.units.set_index("unit"), unit_id)
