"""The store: one DuckDB database file. The only module that knows duckdb and pyarrow.

One connection a process, one cursor a call, one writer at a time, every change in one transaction together with its
entry of the audit chain; after the commit the chain's head is flushed to the anchor file beside the database.
On a disk that can only be read the store opens for viewing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pandas as pd
import pyarrow as pa

from data.anchor import Anchor
from data.migrations import MIGRATIONS, VERSION_TABLE, migrate
from data.replacing import ANCHOR, WAITING, beside, finish

IN_MEMORY = ":memory:"
_CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "memory_limit": "1GB"}
BACKUPS = "backups"
DISK_REFUSES = "Could not write file"
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
    """A database file (or `:memory:`), opened and brought to the newest schema; an older one is backed up before that.
    `view_only`: nothing can be stored, because the disk can only be read or because that was asked for.

    Raises StoreError: `store_busy` where another process holds it, `store_broken`, `store_newer`, `store_unwritable`,
    `store_older` where it may only be viewed; Refused or StoreError where the backup before a migration failed.
    """

    def __init__(self, path: str | Path, *, view_only: bool = False, is_scratch: bool = False):
        """is_scratch: a copy that nobody misses, which needs no backup before it is migrated."""
        self.path = str(path)
        self._writing = threading.RLock()
        self._root, self.view_only = _opened(self.path, view_only)
        in_memory = self.path == IN_MEMORY
        self.anchor = Anchor(None if in_memory else beside(Path(path), ANCHOR), writable=not self.view_only)
        self.alarm: str | None = None
        self._revision = 0
        try:
            self._prepare(is_scratch)
        except BaseException as error:
            self._root.close()
            if isinstance(error, duckdb.Error | OSError):
                raise StoreError("store_broken", str(error), path=self.path) from error
            raise

    def _prepare(self, is_scratch: bool) -> None:
        version = self._version()
        if version > len(MIGRATIONS):
            raise StoreError("store_newer", path=self.path)
        if version < len(MIGRATIONS) and self.view_only:
            raise StoreError("store_older", path=self.path)
        if 0 < version < len(MIGRATIONS) and not is_scratch:
            self._back_up_before_migration()
        if version < len(MIGRATIONS):
            self._migrate(version)
        self._harden()
        self._look_at_the_anchor()

    def _back_up_before_migration(self) -> None:
        from data.backup import back_up  # it verifies with everything that stands on this module

        self._look_at_the_anchor()
        back_up(self, "migration")

    def _look_at_the_anchor(self) -> None:
        chain = self.chain()
        self._revision = len(chain)
        self.alarm = self.anchor.compare(chain)

    def _version(self) -> int:
        """The schema's version; 0 where there is none yet. Nothing is changed by asking."""
        if not self.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'schema_version'"):
            return 0
        return self.rows("SELECT coalesce(max(version), 0) FROM schema_version")[0][0]

    def _migrate(self, version: int) -> None:
        with self._root.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                cursor.execute(VERSION_TABLE)
                migrate(cursor.execute, version)
                cursor.execute("COMMIT")
            except BaseException as error:
                with suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                raise self._translated(error) from error

    def _harden(self) -> None:
        """From here on the engine reads and writes nothing but the database and the folder of its backups."""
        if self.backups:
            self._root.execute(f"SET allowed_directories = [{_quoted(self.backups)}]")
        self._root.execute("SET enable_external_access = false")
        self._root.execute("SET lock_configuration = true")

    @property
    def backups(self) -> Path | None:
        """The folder of the backups, beside the database; None for a store in memory."""
        return None if self.path == IN_MEMORY else Path(self.path).resolve().parent / BACKUPS

    def copy_to(self, path: Path) -> list[tuple[int, str]]:
        """A consistent copy into a new file in the folder of the backups, while others go on reading; its chain.

        Raises StoreError `store_unwritable` where the disk refuses; what is left of the file then is the caller's."""
        name = f"copy_{uuid4().hex}"
        with self._writing, self._root.cursor() as cursor:
            try:
                chain = self.chain()
                present = cursor.execute("SELECT current_database()").fetchall()[0][0]
                cursor.execute(f"ATTACH {_quoted(path)} AS {name}")
                try:
                    cursor.execute(f"COPY FROM DATABASE {_identifier(present)} TO {name}")
                    cursor.execute(f"CHECKPOINT {name}")
                finally:
                    _let_go(cursor, name)
            except duckdb.Error as error:
                code = "store_unwritable" if _refused_by_disk(error) else "store_broken"
                raise StoreError(code, str(error), path=str(path)) from error
        return chain

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
        the database is not the one its anchor knows, `store_unwritable` where the disk refuses, `view_only`."""
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
        """A change that is undone at its end: what it would do can be read inside it. Raises StoreError `view_only`."""
        with self._changing("ROLLBACK") as change:
            yield change

    @contextmanager
    def _changing(self, ending: str) -> Iterator[Transaction]:
        if self.view_only:
            raise StoreError("view_only", path=self.path)
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
        if _refused_by_disk(error):
            return StoreError("store_unwritable", str(error), path=self.path)
        if isinstance(error, duckdb.TransactionException | duckdb.ConstraintException):
            return StoreError("conflict", str(error))
        return error

    def close(self) -> None:
        self._root.close()


def _values(column: Any) -> Any:
    return column.array if isinstance(column, pd.Series) else column


def _refused_by_disk(error: BaseException) -> bool:
    """A commit tells it as a TransactionException."""
    said = isinstance(error, duckdb.Error) and DISK_REFUSES in str(error)
    return said or isinstance(error, duckdb.IOException)


def _quoted(path: Path) -> str:
    """A path as a literal: the engine takes no bound value where it attaches a file or sets an option."""
    return "'" + str(path).replace("'", "''") + "'"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _let_go(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    """Detach a copy, also one whose statement failed and left its transaction open."""
    with suppress(duckdb.Error):
        cursor.execute("ROLLBACK")
    with suppress(duckdb.Error):
        cursor.execute(f"DETACH {name}")


def _opened(path: str, view_only: bool) -> tuple[duckdb.DuckDBPyConnection, bool]:
    """The connection, and whether it can only be read: that is tried where the disk refuses to write."""
    if path == IN_MEMORY:
        return duckdb.connect(path, config=_CONFIG), False
    if view_only:
        return _connect(path, read_only=True), True
    try:
        _make_ready(Path(path))
        return _connect(path), False
    except StoreError as error:
        restoring = beside(Path(path), WAITING).exists()  # what would be shown was given up
        if error.code != "store_unwritable" or restoring or not Path(path).exists():
            raise
    return _connect(path, read_only=True), True


def _make_ready(path: Path) -> None:
    """The folder, and the end of a restore that was interrupted."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        finish(path)
    except BlockingIOError as error:
        raise StoreError("store_busy", str(error), path=str(path)) from error
    except OSError as error:
        raise StoreError("store_unwritable", str(error), path=str(path)) from error


def _connect(path: str, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, read_only=read_only, config=_CONFIG)
    except duckdb.IOException as error:
        busy = "lock" in str(error).lower()
        unwritable = "permission" in str(error).lower() or "read-only" in str(error).lower()
        code = "store_busy" if busy else "store_unwritable" if unwritable else "store_broken"
        raise StoreError(code, str(error), path=path) from error
    except duckdb.Error as error:
        raise StoreError("store_broken", str(error), path=path) from error
