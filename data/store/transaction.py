"""What one change of the store may do. The only module that knows pyarrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

_ARROW_TYPES: dict[str, pa.DataType] = {
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "VARCHAR": pa.string(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
    "BLOB": pa.binary(),
}


_PLAIN = (str, int, float, bool, bytes, datetime, type(None))


class Transaction:
    """What one change may do: run statements, append typed rows, add events to the chain."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection):
        self._cursor = cursor
        self.began = datetime.now(UTC).isoformat(timespec="microseconds")  # what every entry is dated with
        self.acts: list[str] = []  # who did what, for the log; in it goes only what the chain holds besides

    def run(self, sql: str, **values: Any) -> None:
        self._cursor.execute(sql, values or None)

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return self._cursor.execute(sql, values or None).fetchall()

    def read(self, sql: str, **values: Any) -> pd.DataFrame:
        return self._cursor.execute(sql, values or None).df()

    def append(self, table: str, columns: pd.DataFrame | Mapping[str, Sequence[Any]]) -> None:
        """Insert rows as a typed Arrow table; types are the table's own (an object column would be truncated). A single
        row of plain values is bound instead: that costs the engine a fifth."""
        row = _single(columns)
        if row is not None:
            names, places = (", ".join(mark.format(name) for name in row) for mark in ('"{}"', "${}"))
            self._cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', row)
            return
        types = {name: _ARROW_TYPES[kind] for name, kind, *_ in self.rows(f'DESCRIBE "{table}"')}
        given = {str(name): _values(column) for name, column in columns.items()}
        arrays = {name: pa.array(values, types[name], from_pandas=True) for name, values in given.items()}
        self._cursor.register("appended", pa.table(arrays))
        names = ", ".join(f'"{name}"' for name in arrays)
        self._cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM appended')
        self._cursor.unregister("appended")


def _single(columns: pd.DataFrame | Mapping[str, Sequence[Any]]) -> dict[str, Any] | None:
    """The one row of plain values that these columns are; None for any others."""
    if isinstance(columns, pd.DataFrame) or any(len(values) != 1 for values in columns.values()):
        return None
    row = {name: values[0] for name, values in columns.items()}
    return row if all(type(value) in _PLAIN and value == value for value in row.values()) else None


def _values(column: Any) -> Any:
    return column.array if isinstance(column, pd.Series) else column
