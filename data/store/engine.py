"""The connection to a database file: opened, refused with a reason, hardened. With store.py alone it knows duckdb."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import duckdb

from data.store.disk.backup_names import BACKUPS
from data.store.disk.log_tail import CutLog, cut_zeros, ends_in_zeros
from data.store.disk.private_files import make_folder, narrow
from data.store.disk.swapping import ANCHOR, LOG, WAITING, beside, finish
from data.store.errors import BROKEN, BUSY, READ_ONLY, UNWRITABLE, StoreError, refusal_in, refused_by_system

IN_MEMORY = ":memory:"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "1GB",
    # The engine would write its log into the database inside a commit: where the disk is full, a change that others
    # have already seen is then undone and the instance ends. So the store does it, after the commit.
    "checkpoint_threshold": "1TB",
}
_INVALID = "database has been invalidated"


def opened(path: str, view_only: bool) -> tuple[duckdb.DuckDBPyConnection, bool, CutLog | None]:
    """The connection, whether it can only be read (that is tried where the disk refuses to write), and the log that was
    cut before."""
    if path == IN_MEMORY:
        return duckdb.connect(path, config=_CONFIG), False, None
    if view_only:
        return connect(path, read_only=True), True, None
    try:
        cut = _make_ready(Path(path))
        return connect(path), False, cut
    except StoreError as error:
        may_be_viewed = error.code in (UNWRITABLE, READ_ONLY) and Path(path).exists()
        if not may_be_viewed or beside(Path(path), WAITING).exists():  # what would be shown was given up
            raise
    return connect(path, read_only=True), True, None


def _make_ready(path: Path) -> CutLog | None:
    """The folder, the end of a restore that was interrupted, a log that can be read, nobody else's rights."""
    try:
        make_folder(path.parent)
        finish(path)
        folder = path.resolve().parent / BACKUPS
        cut = cut_zeros(path, folder)
        narrow(path, beside(path, LOG), beside(path, ANCHOR), *folder.glob(f"{path.stem}-*"))
        return cut
    except BlockingIOError as error:
        raise StoreError(BUSY, str(error), path=str(path)) from error
    except OSError as error:
        raise refused_by_system(error, path) from error


def connect(path: str, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Raises StoreError."""
    try:
        made = duckdb.connect(path, read_only=read_only, config=_CONFIG)
    except duckdb.Error as error:
        told = as_store_error(error, path)
        if told.code == BROKEN and read_only and _has_zeros(path):
            told = StoreError("store_log_zeros", str(error), path=path)
        raise told from error
    if not read_only:
        narrow(Path(path))
    return made


def _has_zeros(path: str) -> bool:
    with suppress(OSError):
        return ends_in_zeros(beside(Path(path), LOG))
    return False


def harden(root: duckdb.DuckDBPyConnection, backups: Path | None) -> None:
    """From here on the engine reads and writes nothing but the database and the folder of its backups."""
    if backups:
        root.execute(f"SET allowed_directories = [{quoted(backups)}]")
    root.execute("SET enable_external_access = false")
    root.execute("SET lock_configuration = true")


def as_store_error(error: duckdb.Error, path: Path | str, *, unchanged: bool = False) -> StoreError:
    """What the engine refused: for the system's reason where it names one."""
    code = refusal_in(str(error), path)
    if code is None:
        code = "store_memory" if isinstance(error, duckdb.OutOfMemoryException) else BROKEN
    return StoreError(code, str(error), unchanged=unchanged, path=str(path))


def ends_the_instance(error: BaseException) -> bool:
    """Whether nothing can be asked any more before the database is opened again."""
    fatal = isinstance(error, duckdb.FatalException | duckdb.InternalException)
    return fatal or (isinstance(error, duckdb.Error) and _INVALID in str(error))


def quoted(path: Path) -> str:
    """A path as a literal: the engine takes no bound value where it attaches a file or sets an option."""
    return "'" + str(path).replace("'", "''") + "'"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def let_go(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    """Detach a copy, also one whose statement failed and left its transaction open."""
    with suppress(duckdb.Error):
        cursor.execute("ROLLBACK")
    with suppress(duckdb.Error):
        cursor.execute(f"DETACH {name}")
