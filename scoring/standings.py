"""The table of one kind in one month: every unit with its change since another month, and the peers' median."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from scoring.comparability import totals_reason
from scoring.completeness import TOO_FEW, enough_units
from scoring.frames import by_code
from scoring.months import previous
from scoring.ranks import competition_ranks
from scoring.rounding import judged
from scoring.scheme import Scheme


def movers_reason(now: pd.DataFrame, then: pd.DataFrame, scheme: Scheme, scheme_then: Scheme | None) -> str | None:
    """Why it isn't told who of a kind moved between two months, or None.

    now, then: the listed units of the kind (total: null where a unit isn't evaluated) and their schemes; no scheme:
    there is no such month.
    """
    if scheme_then is None:
        return "no_base"
    reason = totals_reason(scheme_then, scheme)
    if reason or then["total"].isna().all():
        return reason or "no_base"
    return None if enough_units(now, scheme) and enough_units(then, scheme_then) else TOO_FEW


def with_changes(now: pd.DataFrame, then: pd.DataFrame, *, comparable: bool, told: bool = True) -> pd.DataFrame:
    """The units of a month with change (of total, now - then), rank_then, ranked_then, rank_change (rank then - rank
    now) and delta_rank (competition rank by change among the units of the kind evaluated in both months). A unit's own
    change stands wherever its totals may be compared; ranks are compared only where it is told who moved.

    now, then: unit_id, kind, total, rank, ranked_units. Null for a unit that is not evaluated in both months, and for
    all where the months may not be compared.
    """
    earlier = then[["total", "rank", "ranked_units"]].set_axis(_units(then))
    earlier = earlier.reindex(_units(now))
    change = now["total"].to_numpy("float64") - earlier["total"].to_numpy("float64")
    change = change if comparable else np.full(len(now), np.nan)
    told_of = ~np.isnan(change) & told
    ranks = {
        "rank_then": earlier["rank"].astype("Int64").where(told_of).array,
        "ranked_then": earlier["ranked_units"].astype("Int64").where(told_of).array,
    }
    table = now.assign(**ranks, change=change)
    table["rank_change"] = table["rank_then"] - table["rank"]
    table["delta_rank"] = competition_ranks(np.where(told_of, change, np.nan), now["kind"])
    return table


def _units(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([table["unit_id"], table["kind"]])


def medians(units: pd.DataFrame, domains: pd.DataFrame) -> dict[str, float]:
    """Median total (`total`) and median percent of each domain (by code) over the evaluated units; NaN over none.

    units: unit_id, status, total; domains: unit_id, domain, percent. The two belong to one kind and month.
    """
    evaluated = units[units["total"].notna()]
    own = domains[domains["unit_id"].isin(evaluated["unit_id"])]
    return {"total": float(evaluated["total"].median())} | by_code(own.groupby("domain")["percent"].median())


def weak_months(units: pd.DataFrame, month: int) -> dict[str, int]:
    """unit_id -> how many calendar months up to `month`, without a gap, a unit was weak, as each month's own scheme
    judged it; only of the units that are weak in the month itself.

    units: month, unit_id, is_weak, of all months.
    """
    weak: dict[int, dict[str, bool]] = {}
    was_weak = units["is_weak"].fillna(False).astype(bool)
    for each, unit in zip(units.loc[was_weak, "month"], units.loc[was_weak, "unit_id"], strict=True):
        weak.setdefault(int(each), {})[unit] = True
    return months_alike(weak, month)


def months_alike(stood: Mapping[int, Mapping[str, object]], month: int) -> dict[str, int]:
    """unit_id -> how many calendar months up to `month`, without a gap, a unit stood as it stands in that month.

    stood: month -> unit_id -> where the unit stood; a unit that is left out in the month itself isn't counted.
    """
    counts = {}
    for unit, now in stood.get(month, {}).items():
        each, count = month, 0
        while stood.get(each, {}).get(unit) == now:
            each, count = previous(each), count + 1
        counts[unit] = count
    return counts


def lights(now: pd.Series, before: pd.Series, dead_zone: float) -> pd.Series:
    """`progress` of units: now and before are totals by unit_id."""
    pairs = now.to_frame("now").join(before.rename("before"))
    found = [progress(*pair, dead_zone) for pair in zip(pairs["now"], pairs["before"], strict=True)]
    return pd.Series(found, index=now.index, dtype=object)


def progress(now: float | None, before: float | None, dead_zone: float) -> str | None:
    """rising, steady or falling against the calendar month before; None where either month has no total.

    The dead zone (points of the 0-100 scale) is judged at 9 decimals and belongs to steady.
    """
    if now is None or before is None or math.isnan(now) or math.isnan(before):
        return None
    change = float(judged(now - before))
    zone = float(judged(dead_zone))
    return "rising" if change > zone else "falling" if change < -zone else "steady"
