"""Results in force: made from the scores by the scoring module, stored beside them, made again at any time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.registry.keys import code_keys
from data.registry.schemes import schemes
from data.store.reader import Reader
from data.store.store import Store, Transaction
from scoring.rounding import exact_percents, rounded_percents
from scoring.totals import MonthResults, month_results

UNIT_COLUMNS = (
    "province_key month unit_key import_key kind sector status points ceiling coverage total band is_weak rank"
    " ranked_units"
).split()
DOMAIN_COLUMNS = "province_key month unit_key domain_key points ceiling percent".split()

SCORES_IN_FORCE = """
    SELECT s.import_key, s.unit_key AS unit, i.code AS indicator, s.points, s.mark
    FROM score s
    JOIN indicator i ON i.indicator_key = s.indicator_key
    JOIN (
        SELECT s.unit_key, max(s.import_key) AS import_key
        FROM score s
        JOIN import m ON m.import_key = s.import_key
        WHERE m.province_key = $province AND m.month = $month AND m.reverted_seq IS NULL
          AND s.import_key BETWEEN $first AND $last
        GROUP BY s.unit_key
    ) newest ON newest.unit_key = s.unit_key AND newest.import_key = s.import_key
    WHERE s.import_key BETWEEN $first AND $last
"""
LISTED = """
    SELECT l.unit_key AS unit, l.kind, l.sector
    FROM month_unit l
    JOIN month m ON m.province_key = l.province_key AND m.month = l.month AND l.import_key >= m.first_import
    WHERE l.province_key = $province AND l.month = $month AND l.listed
    ORDER BY l.unit_key
"""


Judge = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class StoredResults:
    """The rows of unit_total and domain_total of one province and month, in a fixed order."""

    units: pd.DataFrame
    domains: pd.DataFrame


def computed(reader: Reader, province: int, month: int, judge: Judge = exact_percents) -> StoredResults:
    """The results that the scores in force give. judge: as `scoring.totals.month_results` takes it."""
    where = {"province": province, "month": month}
    span = reader.rows(
        "SELECT coalesce(min(import_key), 0), coalesce(max(import_key), 0) FROM import"
        " WHERE province_key = $province AND month = $month AND reverted_seq IS NULL",
        **where,
    )[0]
    scores = reader.read(SCORES_IN_FORCE, first=span[0], last=span[1], **where)
    listed = reader.read(LISTED, **where)
    key = reader.rows("SELECT scheme_key FROM month WHERE province_key = $province AND month = $month", **where)[0][0]
    results = month_results(scores, listed, schemes(reader)[key], judge)
    return _as_stored(results, scores, listed, code_keys(reader, "domain"), where)


def _as_stored(
    results: MonthResults, scores: pd.DataFrame, listed: pd.DataFrame, domains: dict[str, int], where: dict[str, int]
) -> StoredResults:
    place = {"province_key": where["province"], "month": where["month"]}
    imports = dict(zip(scores["unit"].tolist(), scores["import_key"].tolist(), strict=True))
    keys = [imports.get(unit) for unit in results.units["unit"].tolist()]
    units = _columns(results.units) | place | {"sector": listed["sector"].array, "import_key": pd.array(keys, "Int64")}
    known = np.array([domains[code] for code in results.domains["domain"].tolist()], dtype="int64")
    order = np.lexsort((known, results.domains["unit"].to_numpy()))
    rows = {name: array[order] for name, array in (_columns(results.domains) | {"domain_key": known}).items()} | place
    return StoredResults(
        pd.DataFrame({name: units[name] for name in UNIT_COLUMNS}),
        pd.DataFrame({name: rows[name] for name in DOMAIN_COLUMNS}),
    )


def _columns(results: pd.DataFrame) -> dict[str, Any]:
    return {"unit_key" if name == "unit" else str(name): column.array for name, column in results.items()}


def store_results(change: Transaction, province: int, month: int) -> int:
    """Recompute a month and replace its results; how many rows differ from what stood there before."""
    results = computed(change, province, month)
    changed = 0
    for table, frame in (("unit_total", results.units), ("domain_total", results.domains)):
        before = _stored_rows(change, table, province, month)
        change.run(f"DELETE FROM {table} WHERE province_key = $p AND month = $m", p=province, m=month)
        change.append(table, frame)
        changed += _differing(before, _stored_rows(change, table, province, month))
    return changed


def differing_rows(reader: Reader, province: int, month: int) -> int:
    """How many stored result rows differ from a fresh computation; nothing is changed. Ranks and bands that an earlier
    version judged by rounded floats are sound too: `rebuild` brings them up to date."""
    differing = _differing_from(reader, province, month, exact_percents)
    return differing and _differing_from(reader, province, month, rounded_percents)


def _differing_from(reader: Reader, province: int, month: int, judge: Judge) -> int:
    results = computed(reader, province, month, judge)
    differing = 0
    for table, frame in (("unit_total", results.units), ("domain_total", results.domains)):
        columns = list(frame.columns)
        fresh = Counter(zip(*(map(_plain, frame[name].tolist()) for name in columns), strict=True))
        differing += _differing(fresh, _stored_rows(reader, table, province, month, columns))
    return differing


def _stored_rows(
    reader: Reader, table: str, province: int, month: int, columns: list[str] | None = None
) -> Counter[tuple[Any, ...]]:
    names = ", ".join(columns) if columns else "*"
    sql = f"SELECT {names} FROM {table} WHERE province_key = $p AND month = $m"
    return Counter(reader.rows(sql, p=province, m=month))


def _differing(one: Counter[tuple[Any, ...]], other: Counter[tuple[Any, ...]]) -> int:
    """How many rows stand in one and not in the other, a row that stands twice counted twice."""
    return (one - other).total() + (other - one).total()


def _plain(value: object) -> object:
    """Missing values as None, numbers as Python has them."""
    if value is None or value is pd.NA or value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def all_months(reader: Reader) -> list[tuple[int, int]]:
    """(province_key, month) of every month in the store."""
    return reader.rows("SELECT province_key, month FROM month ORDER BY 1, 2")


def rebuild(store: Store) -> int:
    """Recompute every result from the scores; how many unit and domain rows changed."""
    with store.transaction() as change:
        return sum(store_results(change, province, month) for province, month in all_months(change))
