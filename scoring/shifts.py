"""Weak shares, their shift against a base month, and the flow of units behind it: all from counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scoring.comparability import bands_reason
from scoring.ranks import competition_ranks
from scoring.scheme import Scheme

COUNTS = ["listed", "evaluated", "incomplete", "missing", "weak"]
FLOWS = ["left_weak", "fell_weak", "joined_weak", "gone_weak"]
CHANGES = ["change_points", "change_relative_pct", "not_weak_pct"]


def base_months(counts: pd.DataFrame, wanted: int | None = None) -> dict[str, int]:
    """The base month of each kind: the wanted one, else the first month with an evaluated unit of the kind.

    counts: month, kind, evaluated. A kind that was never evaluated has no base.
    """
    first = counts[counts["evaluated"] > 0].groupby("kind")["month"].min()
    return {kind: int(month if wanted is None else wanted) for kind, month in first.items()}


def shares(counts: pd.DataFrame) -> pd.DataFrame:
    """counts with weak_pct = 100 x weak / evaluated (null where none is evaluated)."""
    evaluated = counts["evaluated"].where(counts["evaluated"] > 0)
    return counts.assign(weak_pct=(100 * counts["weak"] / evaluated).astype("float64"))


def shifts(
    counts: pd.DataFrame, flows: pd.DataFrame, schemes: Mapping[int, Scheme], base: Mapping[str, int]
) -> pd.DataFrame:
    """Shares with their shift against the base month of their kind, one row a month and kind.

    counts: month, kind and COUNTS; flows: month, kind and FLOWS against the same base; schemes: by month.
    Adds weak_pct, base_month, base_weak, base_evaluated, base_weak_pct, reason (why not comparable, or null),
    change_points (percentage points, positive when fewer are weak), change_relative_pct (null where the base is 0),
    not_weak_pct, and the flows. Changes and flows are null where the months can't be compared.
    """
    table = shares(counts)
    table["base_month"] = table["kind"].map(dict(base)).astype("Int64")
    at_base = table.loc[table["month"] == table["base_month"], ["kind", "weak", "evaluated", "weak_pct"]]
    table = table.merge(at_base.set_index("kind").add_prefix("base_"), left_on="kind", right_index=True, how="left")
    table["reason"] = _reasons(table, schemes)
    table = table.merge(flows, on=["month", "kind"], how="left")
    table["change_points"] = table["base_weak_pct"] - table["weak_pct"]
    divisor = table["base_weak_pct"].where(table["base_weak_pct"] > 0)
    table["change_relative_pct"] = 100 * table["change_points"] / divisor
    refused = table["reason"].notna()
    table.loc[refused, ["change_points", "change_relative_pct"]] = np.nan
    table["not_weak_pct"] = 100 - table["weak_pct"]
    table[FLOWS] = table[FLOWS].astype("Int64")
    table.loc[refused, FLOWS] = pd.NA
    return table


def _reasons(table: pd.DataFrame, schemes: Mapping[int, Scheme]) -> pd.Series:
    def reason(row: pd.Series) -> str | None:
        base = row["base_month"]
        if pd.isna(base) or base not in schemes or pd.isna(row["base_weak_pct"]):
            return "no_base"
        return bands_reason(schemes[base], schemes[row["month"]])

    return pd.Series([reason(row) for _, row in table.iterrows()], index=table.index, dtype=object)


def total_changes(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Change of total of the units evaluated in both months, best first, with their delta rank within the kind.

    now, then: unit_id, kind, total, of two months that may be compared (`comparability.totals_reason`).
    Adds total_then, change (points of the 0-100 scale) and delta_rank.
    """
    then = then[["unit_id", "kind", "total"]].rename(columns={"total": "total_then"})
    both = now.dropna(subset=["total"]).merge(then.dropna(subset=["total_then"]), on=["unit_id", "kind"])
    both = both.assign(change=both["total"] - both["total_then"])
    both["delta_rank"] = competition_ranks(both["change"], both["kind"])
    return both.sort_values(["delta_rank", "unit_id"], ignore_index=True)
