"""Backups while the store is in use: consistent, verified before they get their name, the last ten kept.

They lie in the folder `backups` beside the database, each with an anchor of its own, named by the database, the time,
the length of the chain and its head: `sanjeh-20260101T101500Z-000123-ab12cd34.duckdb`.
"""

from __future__ import annotations

import logging
import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.anchor import Anchor
from data.problems import refusal
from data.replacing import ANCHOR, LOG, PART, beside, copy_whole, sync, sync_folder
from data.store import BACKUPS, Store, StoreError
from data.verify import Finding, verify

KEPT = 10
ENDING = ".duckdb"
GENESIS_HEAD = "0" * 8
_NAMED = re.compile(r"\d{8}T\d{6}Z-\d{6,}-[0-9a-f]{8}\.duckdb")
_BACKING_UP = threading.Lock()
_log = logging.getLogger(__name__)


def back_up(store: Store, why: str) -> Path:
    """A verified copy of the store as it is now; its path. `why` goes to the log. Others go on reading; changes wait
    only while it is copied.

    Raises Refused `no_backup_folder` for a store in memory, StoreError `alarm` (what has lost something is no backup),
    `view_only`, `store_unwritable` where the disk refuses, `backup_unsound` where the copy doesn't verify. Nothing is
    then left of it."""
    if store.backups is None:
        raise refusal("no_backup_folder")
    if store.alarm:
        raise StoreError("alarm", store.alarm, anchor=str(store.anchor.path))
    if store.view_only:
        raise StoreError("view_only", path=store.path)
    with _BACKING_UP:
        try:
            made = _copied(store, store.backups)
        except OSError as error:
            raise StoreError("store_unwritable", str(error), path=str(store.backups)) from error
    _log.info("backup %s (%s)", made, why)
    return made


def backups(database: Path) -> list[Path]:
    """The backups of a database, oldest first by their names."""
    folder = database.resolve().parent / BACKUPS
    return sorted(path for path in folder.glob(f"*{ENDING}") if _is_backup(path, database))


def _is_backup(path: Path, database: Path) -> bool:
    name = path.name.removeprefix(f"{database.stem}-")
    return name != path.name and _NAMED.fullmatch(name) is not None


def findings_of(path: Path) -> list[Finding]:
    """What `verify` finds in a copy, which is left as it is. One of an older version is migrated in a copy of its own.

    Raises StoreError where it can't be opened."""
    try:
        return _verified(Store(path, view_only=True))
    except StoreError as error:
        if error.code != "store_older":
            raise
    scratch = path.with_name(f"{path.stem}.older{PART}")
    try:
        copy_whole(path, scratch)
        return _verified(Store(scratch, is_scratch=True))
    finally:
        remove(scratch)


def _verified(opened: Store) -> list[Finding]:
    try:
        return verify(opened)
    finally:
        opened.close()


def refuse_unsound(path: Path, name: str) -> None:
    """Raises StoreError `backup_unsound` where the copy at `path` can't be opened or doesn't verify."""
    try:
        found = findings_of(path)
    except StoreError as error:
        raise StoreError("backup_unsound", str(error), path=name) from error
    if found:
        raise StoreError("backup_unsound", ", ".join(f"{one.code} {one.where}" for one in found), path=name)


def remove(copy: Path) -> None:
    """A copy with its log and its anchor."""
    for ending in ("", LOG, ANCHOR):
        beside(copy, ending).unlink(missing_ok=True)


def _copied(store: Store, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    database = Path(store.path)
    _sweep(database, folder)
    part = folder / f"{database.stem}{PART}"
    try:
        chain = store.copy_to(part)
        made = _free_name(folder, database, chain)
        anchor = Anchor(beside(part, ANCHOR))
        anchor.complete(chain)
        if anchor.read() != chain:  # an anchor that can't be written is only logged
            raise StoreError("store_unwritable", path=str(anchor.path))
        refuse_unsound(part, str(made))
        _give_name(part, made)
    except BaseException:
        remove(part)
        raise
    _keep_the_newest(database, made)
    return made


def _free_name(folder: Path, database: Path, chain: list[tuple[int, str]]) -> Path:
    """A later second where the name is taken: the same chain may stand in two versions of the schema."""
    head = chain[-1][1][:8] if chain else GENESIS_HEAD
    made_at = datetime.now(UTC)
    while True:
        made = folder / f"{database.stem}-{made_at:%Y%m%dT%H%M%SZ}-{len(chain):06d}-{head}{ENDING}"
        if not made.exists():
            return made
        made_at += timedelta(seconds=1)


def _give_name(part: Path, made: Path) -> None:
    """The database last: what bears its name is whole."""
    sync(part)
    if beside(part, ANCHOR).exists():
        beside(part, ANCHOR).replace(beside(made, ANCHOR))
    part.replace(made)
    sync_folder(made.parent)


def _sweep(database: Path, folder: Path) -> None:
    """What backups left behind that were cut off: unfinished copies, anchors without their database."""
    for path in folder.iterdir():
        copy = path.with_name(path.name.removesuffix(ANCHOR))
        orphan = copy != path and _is_backup(copy, database) and not copy.exists()
        unfinished = PART in path.suffixes and path.name.startswith((f"{database.stem}.", f"{database.stem}-"))
        if orphan or unfinished:
            path.unlink()


def _keep_the_newest(database: Path, made: Path) -> None:
    """The one just made stays whatever the clock says."""
    others = [path for path in backups(database) if path != made]
    for path in others[: max(len(others) - (KEPT - 1), 0)]:
        remove(path)
