"""The store's rows in memory as pandas would hold them: integer keys, categories; read a month at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.registry.schemes import schemes
from data.store.store import Store
from scoring.scheme import Scheme
from scoring.totals import MARKS, STATUSES

TOTALS = {
    "province_key": "int16",
    "month": "int32",
    "unit_key": "int32",
    "import_key": "int32",
    "kind": "category",
    "sector": "category",
    "status": "category",
    "points": "float64",
    "ceiling": "float64",
    "coverage": "float64",
    "total": "float64",
    "band": "category",
    "is_weak": "boolean",
    "rank": "Int32",
    "ranked_units": "int32",
}
DOMAINS = {
    "province_key": "int16",
    "month": "int32",
    "unit_key": "int32",
    "domain_key": "int8",
    "points": "float64",
    "ceiling": "float64",
    "percent": "float64",
}
SCORES = {
    "import_key": "int32",
    "unit_key": "int32",
    "indicator_key": "int16",
    "points": "float64",
    "mark": "category",
    "sheet_no": "int16",
    "row_no": "int32",
    "column_no": "int16",
    "typed": "category",
}
IN_MONTHS = {"score": "import_key IN (SELECT import_key FROM import WHERE month = $month)"}
SMALL_TABLES = "province unit unit_alias scheme month domain indicator event objection".split()


@dataclass(frozen=True)
class Frames:
    """Frames by table name, and the scheme versions by key. Where no import holds a unit, its import_key is 0."""

    tables: Mapping[str, pd.DataFrame]
    schemes: Mapping[int, Scheme]

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]


def load(store: Store) -> Frames:
    """Everything that a question reads."""
    tables = {table: store.read(f"SELECT * FROM {table}") for table in SMALL_TABLES}
    tables["import"] = store.read(
        "SELECT import_key, province_key, month, file_name, sheets, demo, reverted_seq FROM import"
    )
    months = sorted(tables["month"]["month"].unique().tolist())
    words = {
        "kind": _words(store, "unit_total", "kind"),
        "sector": _words(store, "unit_total", "sector"),
        "band": _words(store, "unit_total", "band"),
        "typed": _words(store, "score", "typed"),
        "status": sorted(STATUSES),
        "mark": sorted(MARKS),
    }
    for table, columns in (("unit_total", TOTALS), ("domain_total", DOMAINS), ("score", SCORES)):
        tables[table] = _compact(store, table, columns, months, words)
    return Frames(tables, schemes(store))


def _words(store: Store, table: str, column: str) -> list[str]:
    return [
        word for (word,) in store.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1")
    ]


def _compact(
    store: Store, table: str, columns: Mapping[str, str], months: Iterable[int], words: Mapping[str, list[str]]
) -> pd.DataFrame:
    """A large table in arrays that are allocated once; null integers are 0, null words have no category."""
    size = store.rows(f"SELECT count(*) FROM {table}")[0][0]
    arrays = {name: np.zeros(size, dtype=_plain(kind)) for name, kind in columns.items()}
    start = 0
    for month in months:
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {IN_MONTHS.get(table, 'month = $month')}"
        rows = store.read(sql, month=month)
        for name, kind in columns.items():
            arrays[name][start : start + len(rows)] = _numbers(rows[name], kind, words.get(name, []))
        start += len(rows)
    return pd.DataFrame({name: _column(arrays[name], kind, words.get(name, [])) for name, kind in columns.items()})


def _plain(kind: str) -> str:
    return {"category": "int16", "boolean": "int8", "Int32": "int32"}.get(kind, kind)


def _numbers(column: pd.Series, kind: str, words: list[str]) -> np.ndarray:
    if kind == "category":
        return pd.Categorical(column, words).codes
    if kind == "boolean":
        return column.astype("boolean").astype("Int8").fillna(-1).to_numpy("int8")
    if kind == "float64":
        return column.to_numpy()
    return column.fillna(0).to_numpy()


def _column(numbers: np.ndarray, kind: str, words: list[str]) -> object:
    if kind == "category":
        return pd.Categorical.from_codes(numbers, words)
    if kind == "boolean":
        return pd.arrays.BooleanArray(numbers == 1, numbers < 0)
    if kind == "Int32":
        return pd.arrays.IntegerArray(numbers, numbers == 0)
    return numbers
