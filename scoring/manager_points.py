"""The points that a manager's yearly evaluation gets from the totals of the office that he answers for."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import pandas as pd

from scoring.frames import records
from scoring.scheme import Scheme


def month_points(totals: pd.DataFrame, schemes: Mapping[int, Scheme]) -> pd.DataFrame:
    """totals with points = the scheme's manager points x total / 100, null where there is no total.

    totals: month, total (0-100), ...; schemes: by month. Unrounded.
    """
    most = totals["month"].map({month: scheme.manager_points for month, scheme in schemes.items()})
    return totals.assign(points=(most * totals["total"] / 100).astype("float64"))


def year_points(points: pd.DataFrame, counted: Collection[int], month: int) -> pd.DataFrame:
    """unit_id, points (the mean of the unrounded points; null over none), months (their number): over the months of
    the Jalali year of `month`, up to it, that count (are final or published) and have points.

    points: as `month_points` gives them.
    """
    year = [each for each in counted if each // 100 == month // 100 and each <= month]
    own = points[points["month"].isin(year)]
    rows = [(unit, *mean_points(part["points"])) for unit, part in own.groupby("unit_id")]
    return pd.DataFrame(rows, columns=["unit_id", "points", "months"])


def mean_points(points: pd.Series) -> tuple[float | None, int]:
    """The mean of the points that are known (summed exactly), and their number; (None, 0) over none."""
    known = points.dropna().tolist()
    return (math.fsum(known) / len(known) if known else None), len(known)


def tenure_points(points: pd.DataFrame, counted: Collection[int], month: int, tenures: pd.DataFrame) -> pd.DataFrame:
    """tenures with points and months: the same mean over the part of the year in which each manager was in office.

    tenures: unit_id, first, last (null: still in office), both included.
    """
    found = []
    for tenure in records(tenures):
        last = month if pd.isna(tenure["last"]) else min(month, int(tenure["last"]))
        mine = points[(points["unit_id"] == tenure["unit_id"]) & points["month"].between(tenure["first"], last)]
        own = year_points(mine, counted, month)
        found.append((own["points"].iloc[0], int(own["months"].iloc[0])) if len(own) else (None, 0))
    columns = pd.DataFrame(found, columns=["points", "months"], index=tenures.index)
    return tenures.assign(points=columns["points"].astype("float64"), months=columns["months"].astype("int64"))
