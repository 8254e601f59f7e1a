"""Another database file in the place of the present one, so that a kill at any moment leaves the one or the other.

The new database and its anchor are first made whole and synced beside the old ones. The rename of the database to its
waiting name decides; from then on whoever opens the database finishes the work. Its write-ahead log can't be swapped
together with it, so it goes before the new database comes: a log beside a database that it doesn't belong to would be
replayed into it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from data.store.disk.private_files import open_private

if sys.platform != "win32":
    import fcntl

ANCHOR, LOG, PART, WAITING = ".anchor", ".wal", ".part", ".restored"
BLOCK = 1 << 20


class Source(Protocol):
    """What can be read to its end, block by block."""

    def read(self, size: int = -1, /) -> bytes: ...


def beside(database: Path, ending: str) -> Path:
    """The file that belongs to a database: its anchor, its write-ahead log."""
    return database.with_name(database.name + ending)


@contextmanager
def held(path: Path) -> Iterator[IO[bytes] | None]:
    """The file, open, while nobody else can open it: the lock is the one that the engine takes. None where it isn't
    there. Raises BlockingIOError where another process has it.

    The system gives the lock up as soon as this process closes the file anywhere: so who copies it meanwhile reads what
    is handed out here, and the engine must not have it open in this process."""
    if not path.exists():
        yield None
        return
    with path.open("rb+") as file:
        _lock(file)
        yield file


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":  # where a file that is open can't be renamed or replaced anyway
        return
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except PermissionError as error:  # some systems say it so
        raise BlockingIOError(str(error)) from error


def sync(path: Path) -> None:
    """Have a file on the disk, and what its folder says of it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder can't be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_synced(path: Path, content: bytes) -> None:
    """The file is the user's alone."""
    path.unlink(missing_ok=True)  # the mode of a file that exists would stay
    with open_private(path, "wb") as file:
        file.write(content)
    sync(path)


def copy_whole(source: Path, target: Path) -> None:
    """A copy under its name only once all of it is on the disk, for the user alone. Where the disk refuses, nothing is
    left of it."""
    with source.open("rb") as reading:
        copy_open(reading, target)


def copy_open(source: IO[bytes], target: Path) -> None:
    """`copy_whole` of a file that is open and stays so."""
    source.seek(0)
    copy_stream(source, target)


def copy_stream(source: Source, target: Path) -> None:
    """`copy_whole` of what is still to be read."""
    part = beside(target, PART)
    part.unlink(missing_ok=True)
    try:
        with open_private(part, "wb") as writing:
            shutil.copyfileobj(source, writing, BLOCK)
            writing.flush()
            os.fsync(writing.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def decide(database: Path, new: Path, anchor: bytes) -> None:
    """The new database (closed, without a log) and the anchor's new content take the place of the present ones."""
    waiting = beside(database, WAITING)
    sync(new)
    write_synced(beside(waiting, ANCHOR), anchor)
    new.replace(waiting)
    sync_folder(database.parent)
    finish(database)


def finish(database: Path) -> None:
    """Put a database that was decided for in its place; where there is none, nothing is done. Raises BlockingIOError
    where another process does it just now."""
    waiting = beside(database, WAITING)
    if not waiting.exists():
        return
    with suppress(FileNotFoundError), held(waiting):
        if waiting.exists():  # nobody was quicker
            beside(database, LOG).unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                beside(waiting, ANCHOR).replace(beside(database, ANCHOR))
            waiting.replace(database)
            sync_folder(database.parent)
