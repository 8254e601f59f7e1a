"""Weak shares, their shift against a base month, and the flow of units behind it: all from counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scoring.comparability import bands_reason
from scoring.completeness import TOO_FEW, enough_evaluated, is_small
from scoring.frames import by_code
from scoring.ranks import competition_ranks
from scoring.scheme import Scheme

COUNTS = ["listed", "evaluated", "incomplete", "missing", "weak"]
FLOWS = ["left_weak", "fell_weak", "joined_weak", "gone_weak"]
DECREASES = ["decrease_points", "decrease_relative_pct"]
BEFORE_BASE = "before_base"  # a month has no change from one that came after it
READINGS = [*DECREASES, "not_weak_pct", "no_longer_weak_pct"]


def base_months(counts: pd.DataFrame, wanted: int | None = None) -> dict[str, int]:
    """The base month of each kind: the wanted one, else the first month with an evaluated unit of the kind.

    counts: month, kind, evaluated. A kind that was never evaluated has no base.
    """
    first = counts[counts["evaluated"] > 0].groupby("kind")["month"].min()
    return {kind: int(month if wanted is None else wanted) for kind, month in by_code(first).items()}


def shares(counts: pd.DataFrame) -> pd.DataFrame:
    """counts with weak_pct = 100 x weak / evaluated (null where none is evaluated)."""
    evaluated = counts["evaluated"].where(counts["evaluated"] > 0)
    return counts.assign(weak_pct=(100 * counts["weak"] / evaluated).astype("float64"))


def shifts(
    counts: pd.DataFrame, flows: pd.DataFrame, schemes: Mapping[int, Scheme], base: Mapping[str, int]
) -> pd.DataFrame:
    """Shares with their shift against the base month of their kind, one row a month and kind.

    counts: month, kind and COUNTS; flows: month, kind and FLOWS against the same base; schemes: by month.
    Adds weak_pct, base_month, base_weak, base_evaluated, base_weak_pct, reason (why the shift isn't told, or null),
    decrease_points (percentage points, positive when fewer are weak), decrease_relative_pct (of the base share; null
    where that is 0), not_weak_pct, no_longer_weak_pct (of the units weak in the base month, those that left weak; null
    over none), and the flows. Decreases and flows are null where there is a reason, a share where too few of the
    listed units are evaluated in its month (`completeness.enough_evaluated`). is_small, base_is_small: whether so few
    are evaluated that sentences give counts alone.
    """
    table = _told(shares(counts), schemes)
    table["base_month"] = table["kind"].map(dict(base)).astype("Int64")
    at_base = table.loc[table["month"] == table["base_month"], ["kind", "weak", "evaluated", "weak_pct"]]
    table = table.merge(at_base.set_index("kind").add_prefix("base_"), left_on="kind", right_index=True, how="left")
    table["reason"] = _reasons(table, schemes)
    table = table.merge(flows, on=["month", "kind"], how="left")
    for name in ("", "base_"):
        table[f"{name}is_small"] = [is_small(count) for count in table[f"{name}evaluated"]]
    table["decrease_points"] = table["base_weak_pct"] - table["weak_pct"]
    divisor = table["base_weak_pct"].where(table["base_weak"] > 0)
    table["decrease_relative_pct"] = 100 * table["decrease_points"] / divisor
    table["not_weak_pct"] = 100 - table["weak_pct"]
    table[FLOWS] = table[FLOWS].astype("Int64")
    left, weak_then = (table[name].astype("Float64") for name in ("left_weak", "base_weak"))
    table["no_longer_weak_pct"] = (100 * left / weak_then.where(weak_then > 0)).astype("float64")
    return without_shift(table, table["reason"].notna())


def without_shift(table: pd.DataFrame, refused: pd.Series) -> pd.DataFrame:
    """The table without decreases and flows in the rows that are refused a shift."""
    table.loc[refused, [*DECREASES, "no_longer_weak_pct"]] = np.nan
    table.loc[refused, FLOWS] = pd.NA
    return table


def _told(table: pd.DataFrame, schemes: Mapping[int, Scheme]) -> pd.DataFrame:
    """Without the shares of months in which too few of the kind are evaluated."""
    rows = zip(table["evaluated"], table["listed"], table["month"], strict=True)
    enough = [enough_evaluated(evaluated, listed, schemes[month]) for evaluated, listed, month in rows]
    return table.assign(weak_pct=table["weak_pct"].where(pd.Series(enough, index=table.index, dtype=bool)))


def _reasons(table: pd.DataFrame, schemes: Mapping[int, Scheme]) -> pd.Series:
    def reason(row: pd.Series) -> str | None:
        base = row["base_month"]
        if pd.isna(base) or base not in schemes or not row["base_evaluated"] > 0:
            return "no_base"
        if row["month"] < base:
            return BEFORE_BASE
        if pd.isna(row["base_weak_pct"]) or pd.isna(row["weak_pct"]):
            return TOO_FEW
        return bands_reason(schemes[base], schemes[row["month"]])

    return pd.Series([reason(row) for _, row in table.iterrows()], index=table.index, dtype=object)


def total_changes(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Change of total of the units evaluated in both months, best first, with their delta rank within the kind.

    now, then: unit_id, kind, total, of two months that may be compared (`comparability.totals_reason`).
    Adds total_then, change (total now - then, points of the 0-100 scale) and delta_rank.
    """
    then = then[["unit_id", "kind", "total"]].rename(columns={"total": "total_then"})
    both = now.dropna(subset=["total"]).merge(then.dropna(subset=["total_then"]), on=["unit_id", "kind"])
    both = both.assign(change=both["total"] - both["total_then"])
    both["delta_rank"] = competition_ranks(both["change"], both["kind"])
    return both.sort_values(["delta_rank", "unit_id"], ignore_index=True)
