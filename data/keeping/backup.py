"""Backups while the store is in use: consistent, verified before they get their name; which of them are kept.

They lie in the folder `backups` beside the database, each with an anchor of its own, named by the database, the time,
the length of the chain and its head: `sanjeh-20260101T101500Z-000123-ab12cd34.duckdb`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from persiantools.jdatetime import JalaliDate

from data.keeping.findings import Finding
from data.keeping.verify import verify
from data.problems import refusal
from data.store.anchor import LINES, MISSING, TORN, Anchor
from data.store.disk.backup_names import Named, file_name, kept_of, named
from data.store.disk.private_files import make_folder
from data.store.disk.swapping import ANCHOR, LOG, PART, beside, copy_whole, sync, sync_folder
from data.store.errors import BROKEN, refused_by_system
from data.store.store import Store, StoreError

GENESIS_HEAD = "0" * 8
HARMLESS = frozenset(
    f"anchor_{each}" for each in (MISSING, LINES, TORN)
)  # of a copy: its chain is checked all the same
_BACKING_UP = threading.Lock()
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Keeping:
    """How many backups stay: the newest, and the newest of each of the last days and Jalali months that have any."""

    newest: int = 10
    days: int = 14
    months: int = 24


KEEPING = Keeping()


def back_up(store: Store, why: str, keeping: Keeping = KEEPING) -> Path:
    """A verified copy of the store as it is now; its path. `why` goes to the log. Others go on reading; changes wait
    only while it is copied.

    Raises Refused `no_backup_folder` for a store in memory, StoreError `alarm` (what has lost something is no backup),
    `view_only`, what the disk refuses, `backup_unsound` where the copy doesn't verify. Nothing is then left of it."""
    if store.backups is None:
        raise refusal("no_backup_folder")
    if store.alarm:
        raise StoreError("alarm", store.alarm, anchor=str(store.anchor.path))
    if store.view_only:
        raise StoreError("view_only", path=store.path)
    with _BACKING_UP:
        try:
            made = _copied(store, store.backups, keeping)
        except OSError as error:
            raise refused_by_system(error, store.backups) from error
    _log.info("backup %s (%s)", made, why)
    return made


def open_store(path: str | Path, *, view_only: bool = False) -> Store:
    """The store of a file; an older one is backed up, then migrated. Raises what `Store` and `back_up` raise."""
    return Store(path, view_only=view_only, before_migration=lambda store: back_up(store, "migration"))


def no_backup(_store: Store) -> None:
    """Before the migration of a copy that nobody misses."""


def backups(database: Path) -> list[Path]:
    """The backups of a database: those with the shortest chain first, among equals the oldest."""
    return [each.path for each in in_order(kept_of(database), ())]


def in_order(found: Iterable[Named], chain: Sequence[tuple[int, str]]) -> list[Named]:
    """Oldest work first: those of a history that a restore has replaced, then by the length of the chain, then by time,
    since a clock may be set back and a chain only grows. chain: the database's own."""
    return sorted(found, key=lambda each: (each.is_of(chain), each.length, each.made_at))


def kept(found: Iterable[Named], chain: Sequence[tuple[int, str]], keeping: Keeping) -> set[Path]:
    """Which backups stay."""
    newest_first = in_order(found, chain)[::-1]
    by_day: dict[tuple[int, ...], Path] = {}
    by_month: dict[tuple[int, ...], Path] = {}
    for each in newest_first:
        day = JalaliDate(each.made_at.date())  # type: ignore[no-untyped-call]  # it tells no types of its own
        by_day.setdefault((day.year, day.month, day.day), each.path)
        by_month.setdefault((day.year, day.month), each.path)
    stay = {each.path for each in newest_first[: keeping.newest]}
    for groups, most in ((by_day, keeping.days), (by_month, keeping.months)):
        stay |= {groups[time] for time in sorted(groups, reverse=True)[:most]}
    return stay


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
        for ending in (ANCHOR, ""):
            if beside(path, ending).is_file():
                copy_whole(beside(path, ending), beside(scratch, ending))
        return _verified(Store(scratch, before_migration=no_backup))
    finally:
        remove(scratch)


def _verified(opened: Store) -> list[Finding]:
    try:
        return verify(opened)
    finally:
        opened.close()


def refuse_unsound(path: Path, name: str) -> None:
    """Raises StoreError `backup_unsound` where the copy at `path` can't be opened or doesn't verify. What is the matter
    with its anchor alone is no reason."""
    try:
        found = [finding for finding in findings_of(path) if finding.code not in HARMLESS]
    except StoreError as error:
        if error.code not in (BROKEN, "store_older", "store_newer"):
            raise
        raise StoreError("backup_unsound", str(error), path=name) from error
    if found:
        raise StoreError("backup_unsound", ", ".join(f"{one.code} {one.where}" for one in found), path=name)


def remove(copy: Path) -> None:
    """A copy with its log and its anchor."""
    for ending in ("", LOG, ANCHOR):
        beside(copy, ending).unlink(missing_ok=True)


def _copied(store: Store, folder: Path, keeping: Keeping) -> Path:
    make_folder(folder)
    database = Path(store.path)
    _sweep(database, folder)
    part = folder / f"{database.stem}{PART}"
    try:
        chain = store.copy_to(part)
        made = _free_name(folder, database, chain)
        Anchor(beside(part, ANCHOR)).write_anew(chain)
        refuse_unsound(part, str(made))
        _give_name(part, made)
    except BaseException:
        remove(part)
        raise
    found = kept_of(database)
    stay = kept(found, chain, keeping)
    for each in found:
        if each.path not in stay and each.path != made:
            remove(each.path)
    return made


def _free_name(folder: Path, database: Path, chain: list[tuple[int, str]]) -> Path:
    """A later second where the name is taken: the same chain may stand in two versions of the schema."""
    head = chain[-1][1][:8] if chain else GENESIS_HEAD
    made_at = datetime.now(UTC)
    while True:
        made = folder / file_name(database.stem, made_at, len(chain), head)
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
        orphan = copy != path and named(copy, database) is not None and not copy.exists()
        unfinished = PART in path.suffixes and path.name.startswith((f"{database.stem}.", f"{database.stem}-"))
        if orphan or unfinished:
            path.unlink()
