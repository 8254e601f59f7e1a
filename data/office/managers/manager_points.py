"""Manager points of a province: of a month, of the year so far, and of every manager's time in office."""

from __future__ import annotations

import pandas as pd

from data.asking import catalogue, stored_results
from data.asking.chosen import Chosen
from data.asking.month_facts import locked_months
from data.office.managers.tenures import tenures
from data.problems import refusal
from data.store.store import Store
from scoring.frames import records
from scoring.manager_points import month_points, tenure_points, year_points


def manager_points(store: Store, province: int, month: int) -> tuple[pd.DataFrame, pd.DataFrame, list[int]]:
    """A row a unit of the month: unit_id, kind, name_fa, name_en, sort_fa, sort_en, status, total, rank, points (of
    the month), year_points, months (that the year's mean is over); a row a time in office that touches the year up to
    the month (`tenures.tenures` with points and months); and the months that count. Raises Refused
    `month_not_stored`, `month_not_final`."""
    known = {row["month"]: row["state"] for row in records(catalogue.months(store, province))}
    if month not in known:
        raise refusal("month_not_stored", month=month)
    locked = locked_months(store, province)
    if month not in locked:
        raise refusal("month_not_final", month=month, state=known[month])
    totals = stored_results.unit_totals(store, province, Chosen())
    points = month_points(totals, catalogue.schemes_by_month(store, province))
    year = year_points(points, locked, month).rename(columns={"points": "year_points"})
    now = points[points["month"] == month].merge(year, on="unit_id", how="left").astype({"months": "int64"})
    first = month // 100 * 100 + 1
    held = tenures(store, province)
    held = held[(held["first"] <= month) & (held["last"].isna() | (held["last"] >= first)).astype(bool)]
    names = "unit_id kind name_fa name_en sort_fa sort_en status total rank points year_points months".split()
    counted = [each for each in locked if first <= each <= month]
    return now[names], tenure_points(points, locked, month, held.reset_index(drop=True)), counted
