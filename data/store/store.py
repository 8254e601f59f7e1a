"""The store: one DuckDB database file. Beside this module only `engine`, `connection` and `transaction` know duckdb.

One connection a process, one cursor a call, one writer at a time, every change in one transaction together with its
entry of the audit chain; after the commit the chain's head is flushed to the anchor file beside the database.
On a disk that can only be read the store opens for viewing. Where a fault ends the engine's instance, as a full disk at
a checkpoint does, the next question opens the database again.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from time import monotonic
from uuid import uuid4

import duckdb

from data.store import engine
from data.store.anchored import AnchoredDatabase
from data.store.disk.private_files import narrow
from data.store.disk.swapping import ANCHOR, LOG, beside
from data.store.engine import IN_MEMORY, as_store_error, identifier, quoted
from data.store.errors import BROKEN, FULL, StoreError, refused_by_system
from data.store.schema.migrations import MIGRATIONS, VERSION_TABLE, migrate
from data.store.transaction import Transaction

__all__ = ["IN_MEMORY", "Store", "StoreError", "Transaction"]
_LOG_LIMIT = 1 << 24  # bytes that the engine's log may hold before it is written into the database
_log = logging.getLogger(__name__)
_acts = logging.getLogger("sanjeh.acts")


class Store(AnchoredDatabase):
    """A database file (or `:memory:`), opened and brought to the newest schema. An older one is refused, unless the
    caller says what is done before it is migrated (`backup.open_store` backs it up).
    `view_only`: nothing can be stored, because the disk can only be read or because that was asked for. `alarm`: why
    the database isn't the one that its anchor or its backups know; nothing is stored then. `anchor_trouble`: why the
    anchor can't be written; nothing more is stored until it can. `cut_log`: the log that a power cut left in zeros.

    Raises StoreError: `store_busy` where another process holds it, `store_broken`, `store_newer`, `store_older`, or
    what the disk refuses (`errors`); and what is done before a migration raises.
    """

    def __init__(
        self, path: str | Path, *, view_only: bool = False, before_migration: Callable[[Store], object] | None = None
    ):
        begins = str(path) != IN_MEMORY and not _may_exist(Path(path))
        try:
            super().__init__(path, view_only)
        except BaseException:
            self._clear_away(Path(path), begins)
            raise
        self._writing = threading.RLock()
        self._was_full = False
        try:
            self._prepare(before_migration)
        except BaseException as error:
            self._root.close()
            self._clear_away(Path(path), begins)
            if isinstance(error, OSError):
                raise refused_by_system(error, self.path) from error
            if isinstance(error, duckdb.Error):
                raise as_store_error(error, self.path) from error
            raise

    @staticmethod
    def _clear_away(path: Path, begins: bool) -> None:
        """A file that a start made and couldn't fill would be taken for a damaged store by the next one."""
        if begins:
            for each in (path, beside(path, LOG), beside(path, ANCHOR)):
                with suppress(OSError):
                    each.unlink(missing_ok=True)

    def _prepare(self, before_migration: Callable[[Store], object] | None) -> None:
        version = self._version()
        if version > len(MIGRATIONS):
            raise StoreError("store_newer", path=self.path)
        if version < len(MIGRATIONS) and self.view_only:
            raise StoreError("store_older", path=self.path)
        if 0 < version < len(MIGRATIONS):
            if before_migration is None:
                raise StoreError("store_older", path=self.path)
            self._look_at_the_anchor()
            before_migration(self)
        if version < len(MIGRATIONS):
            self._migrate(version)
        engine.harden(self._root, self.backups)
        self._look_at_the_anchor()

    def _version(self) -> int:
        """The schema's version; 0 where there is none yet. Nothing is changed by asking."""
        if not self.rows("SELECT 1 FROM system.main.duckdb_tables() WHERE table_name = 'schema_version'"):
            return 0
        return int(self.rows("SELECT version FROM schema_version ORDER BY version DESC LIMIT 1")[0][0])

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
        self._narrow_log()

    def copy_to(self, path: Path) -> list[tuple[int, str]]:
        """A consistent copy into a new file in the folder of the backups, while others go on reading; its chain.

        Raises StoreError where the disk refuses; what is left of the file then is the caller's."""

        def copy(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
            name = f"copy_{uuid4().hex}"
            chain = self.chain()
            present = cursor.execute("SELECT current_database()").fetchall()[0][0]
            cursor.execute(f"ATTACH {quoted(path)} AS {name}")
            try:
                cursor.execute(f"COPY FROM DATABASE {identifier(present)} TO {name}")
                cursor.execute(f"CHECKPOINT {name}")
            finally:
                engine.let_go(cursor, name)
            return chain

        with self._writing:
            chain = self._answer(copy, path)
        narrow(path)
        return chain

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """No change is let in while this lasts."""
        with self._writing:
            yield

    def health(self) -> StoreError | None:
        """What keeps the store from storing, tried now; the alarm is told apart. Raises StoreError where the database
        can't answer."""
        self.rows("SELECT max(seq) FROM event")
        self.mend_anchor()
        if self._was_full and not self._has_room():
            return StoreError(FULL, path=self.path)
        return self.anchor_trouble

    def _log_size(self) -> int:
        log = beside(Path(self.path), LOG)
        return log.stat().st_size if self.path != IN_MEMORY and log.exists() else 0

    def _has_room(self) -> bool:
        """Whether the log, as it is or as long as it may grow, would go into the database."""
        folder = Path(self.path).resolve().parent
        return self.path == IN_MEMORY or shutil.disk_usage(folder).free > max(self._log_size(), _LOG_LIMIT)

    def _write_log_back(self) -> None:
        """The long log of changes that are stored goes into the database; where that fails, it is read again from the
        log, and tried again after the next change."""
        if self._log_size() < _LOG_LIMIT:
            return
        if not self._has_room():
            self._was_full = True
            return
        try:
            self._answer(lambda cursor: cursor.execute("CHECKPOINT"), self.path)
        except StoreError as error:
            self._was_full = error.code == FULL
            _log.error("the log of %s could not be written into the database: %s", self.path, error)

    def mend_anchor(self) -> None:
        """Try again to complete an anchor that couldn't be written."""
        if self.anchor_trouble:
            with self._writing:
                self._complete_anchor(self._opened_anchor())

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All of it or nothing. Raises StoreError: `conflict` where another change of the same rows won, `alarm` where
        the database is not the one its anchor knows, `anchor_unwritable`, `view_only`, or what the disk refuses."""
        if self.alarm:
            raise StoreError("alarm", self.alarm, unchanged=True, anchor=str(self.anchor.path))
        with self._writing:
            self.mend_anchor()
            file = None if self.view_only or self.anchor_trouble else self._opened_anchor()
            trouble = self.anchor_trouble
            if trouble:
                raise StoreError(trouble.code, trouble.detail, unchanged=True, **trouble.slots)
            with file or nullcontext():
                with self._committed() as change:
                    yield change
                self._complete_anchor(file)
            self._write_log_back()

    @contextmanager
    def accepting(self) -> Iterator[Transaction]:
        """A transaction of a store whose alarm somebody accepts; its anchor is then written anew. Raises OSError."""
        with self._writing:
            with self._committed() as change:
                yield change
            self.anchor.write_anew(self.chain())
            self.alarm = self.anchor_trouble = None

    @contextmanager
    def rehearsal(self) -> Iterator[Transaction]:
        """A change that is undone at its end: what it would do can be read inside it. Raises StoreError `view_only`."""
        with self._changing("ROLLBACK") as change:
            yield change

    @contextmanager
    def _committed(self) -> Iterator[Transaction]:
        before, began = self._revision, monotonic()
        try:
            with self._changing("COMMIT") as change:
                yield change
        except StoreError as error:
            if not self._lost or not self._was_stored(before, error):
                raise
        self._revision, self._was_full = len(self.chain()), False
        for act in change.acts:
            _acts.info("%s, %d ms", act, 1000 * (monotonic() - began))

    def _was_stored(self, before: int, error: StoreError) -> bool:
        """Whether a change that ended the engine's instance stands in the database that is opened again for it."""
        try:
            return len(self.chain()) > before
        except StoreError:
            error.unchanged = False  # nobody knows
            return False

    @contextmanager
    def _changing(self, ending: str) -> Iterator[Transaction]:
        if self.view_only:
            raise StoreError("view_only", path=self.path, unchanged=True)
        with self._writing:
            self._open_again()
            generation = self._generation
            with self._gate.inside(), self._root.cursor() as cursor:
                try:
                    cursor.execute("BEGIN")
                    yield Transaction(cursor)
                    cursor.execute(ending)
                except BaseException as error:
                    with suppress(duckdb.Error):
                        cursor.execute("ROLLBACK")
                    self._notice(error, generation)
                    raise self._translated(error) from error
                finally:
                    self._narrow_log()

    def _translated(self, error: BaseException) -> BaseException:
        """Foreign errors stop here; ours and everybody else's pass."""
        if not isinstance(error, duckdb.Error):
            return error
        told = as_store_error(error, self.path, unchanged=True)
        if told.code == BROKEN and isinstance(error, duckdb.TransactionException | duckdb.ConstraintException):
            return StoreError("conflict", str(error), unchanged=True)
        if told.code == BROKEN and not isinstance(error, duckdb.IOException | duckdb.FatalException):
            return error
        self._was_full = told.code == FULL
        return told

    def _narrow_log(self) -> None:
        if self.path != IN_MEMORY:
            narrow(beside(Path(self.path), LOG))


def _may_exist(path: Path) -> bool:
    """Whether a file is there, or nobody can tell."""
    try:
        return path.exists()
    except OSError:
        return True
