"""The store: one DuckDB database file. The only module that knows duckdb and pyarrow.

One connection a process, one cursor a call, one writer at a time, every change in one transaction together with its
entry of the audit chain; after the commit the chain's head is flushed to the anchor file beside the database.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from data.anchor import Anchor
from data.migrations import MIGRATIONS, VERSION_TABLE, migrate

IN_MEMORY = ":memory:"
_CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "memory_limit": "1GB"}
DISK_REFUSES = "Could not write file"
_HARDENING = ("SET enable_external_access = false", "SET lock_configuration = true")
_ARROW_TYPES = {
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "VARCHAR": pa.string(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
    "BLOB": pa.binary(),
}


class StoreError(Exception):
    """The store can't do what was asked; `code` names the sentence, `detail` what the engine said."""

    def __init__(self, code: str, detail: str = "", **slots: object):
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.slots = code, detail, slots


class Transaction:
    """What one change may do: run statements, append typed rows, add events to the chain."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection):
        self._cursor = cursor

    def run(self, sql: str, **values: Any) -> None:
        self._cursor.execute(sql, values or None)

    def rows(self, sql: str, **values: Any) -> list[tuple]:
        return self._cursor.execute(sql, values or None).fetchall()

    def read(self, sql: str, **values: Any) -> pd.DataFrame:
        return self._cursor.execute(sql, values or None).df()

    def append(self, table: str, columns: pd.DataFrame | Mapping[str, Sequence[Any]]) -> None:
        """Insert rows as a typed Arrow table; types are the table's own (an object column would be truncated)."""
        types = {name: _ARROW_TYPES[kind] for name, kind, *_ in self.rows(f'DESCRIBE "{table}"')}
        arrays = {name: pa.array(_values(columns[name]), types[name], from_pandas=True) for name in columns}
        self._cursor.register("appended", pa.table(arrays))
        names = ", ".join(f'"{name}"' for name in arrays)
        self._cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM appended')
        self._cursor.unregister("appended")


class Store:
    """A database file (or `:memory:`), opened and brought to the newest schema.

    Raises StoreError: `store_busy` where another process holds it, `store_broken`, `store_newer`, `store_unwritable`.
    """

    def __init__(self, path: str | Path):
        self.path = str(path)
        self.anchor = Anchor(None if self.path == IN_MEMORY else Path(f"{self.path}.anchor"))
        self._writing = threading.RLock()
        self._root = _connect(self.path)
        try:
            self._migrate()
            for statement in _HARDENING:
                self._root.execute(statement)
            chain = self.chain()
            self._revision = len(chain)
            self.alarm = self.anchor.compare(chain)
        except BaseException as error:
            self._root.close()
            if isinstance(error, duckdb.Error | OSError):
                raise StoreError("store_broken", str(error), path=self.path) from error
            raise

    def _migrate(self) -> None:
        with self._root.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                cursor.execute(VERSION_TABLE)
                version = cursor.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchall()[0][0]
                if version > len(MIGRATIONS):
                    raise StoreError("store_newer", path=self.path)
                migrate(cursor.execute, version)
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")

    def read(self, sql: str, **values: Any) -> pd.DataFrame:
        """The rows of a question as a frame."""
        with self._asking() as cursor:
            return cursor.execute(sql, values or None).df()

    def rows(self, sql: str, **values: Any) -> list[tuple]:
        """The rows of a question as tuples."""
        with self._asking() as cursor:
            return cursor.execute(sql, values or None).fetchall()

    @contextmanager
    def _asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for one question. Raises StoreError `store_broken` where the engine can't answer it."""
        try:
            with self._root.cursor() as cursor:
                yield cursor
        except duckdb.Error as error:
            raise StoreError("store_broken", str(error), path=self.path) from error

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """No change is let in while this lasts."""
        with self._writing:
            yield

    def chain(self) -> list[tuple[int, str]]:
        """(seq, entry hash) of every event, oldest first."""
        return self.rows("SELECT seq, entry_hash FROM event ORDER BY seq")

    def revision(self) -> int:
        """A number that grows with every change: the key of every cache. No other process can change the file."""
        return self._revision

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All of it or nothing. Raises StoreError: `conflict` where another change of the same rows won, `alarm` where
        the database is not the one its anchor knows, `store_unwritable` where the disk refuses."""
        if self.alarm:
            raise StoreError("alarm", self.alarm, anchor=str(self.anchor.path))
        with self._writing:
            with self._changing("COMMIT") as change:
                yield change
            chain = self.chain()
            self._revision = len(chain)
            self.anchor.complete(chain)

    @contextmanager
    def rehearsal(self) -> Iterator[Transaction]:
        """A change that is undone at its end: what it would do can be read inside it."""
        with self._changing("ROLLBACK") as change:
            yield change

    @contextmanager
    def _changing(self, ending: str) -> Iterator[Transaction]:
        with self._writing, self._root.cursor() as cursor:
            try:
                cursor.execute("BEGIN")
                yield Transaction(cursor)
                cursor.execute(ending)
            except BaseException as error:
                with suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                raise self._translated(error) from error

    def _translated(self, error: BaseException) -> BaseException:
        """Foreign errors stop here; ours and everybody else's pass."""
        refused_by_disk = isinstance(error, duckdb.Error) and DISK_REFUSES in str(error)
        if refused_by_disk or isinstance(error, duckdb.IOException):  # a commit tells it as a TransactionException
            return StoreError("store_unwritable", str(error), path=self.path)
        if isinstance(error, duckdb.TransactionException | duckdb.ConstraintException):
            return StoreError("conflict", str(error))
        return error

    def close(self) -> None:
        self._root.close()


def _values(column: Any) -> Any:
    return column.array if isinstance(column, pd.Series) else column


def _connect(path: str) -> duckdb.DuckDBPyConnection:
    if path != IN_MEMORY:
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError("store_unwritable", str(error), path=path) from error
    try:
        return duckdb.connect(path, config=_CONFIG)
    except duckdb.IOException as error:
        busy = "lock" in str(error).lower()
        unwritable = "permission" in str(error).lower() or "read-only" in str(error).lower()
        code = "store_busy" if busy else "store_unwritable" if unwritable else "store_broken"
        raise StoreError(code, str(error), path=path) from error
    except duckdb.Error as error:
        raise StoreError("store_broken", str(error), path=path) from error
