"""Restoring a backup: the present database is put aside, the verified copy takes its place and goes on from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from data.keeping.backup import no_backup, refuse_unsound
from data.keeping.packing import is_archive, unpack
from data.problems import refusal
from data.store.anchor import Anchor
from data.store.chain import append_event, canonical_json, digest
from data.store.disk.backup_names import ENDING
from data.store.disk.private_files import make_folder
from data.store.disk.swapping import ANCHOR, LOG, PART, WAITING, beside, copy_open, copy_whole, decide, finish, held
from data.store.errors import BUSY, FULL, refused_by_system
from data.store.standing import backups_folder, longest_backup
from data.store.store import Store, StoreError
from data.text import clean

REPLACED = "replaced"


@dataclass(frozen=True)
class Restored:
    """The head that the restored store has now, what it went on from, where the database of before was put (None where
    there was none), and whether the backup came with its anchor: without it nobody knows whether it lost its end."""

    seq: int
    head: str
    restored_seq: int
    put_aside: Path | None
    had_anchor: bool


def restore(database: Path, backup: Path, actor: str, why: str) -> Restored:
    """Put a backup (its file, or the archive of it and its anchor) in the place of a database that nobody has open,
    which may be broken or missing. Nothing of what was there is deleted: it lies in the folder of the backups.

    Raises Refused `reason_missing_restore`, `no_backup`, `backup_archive`; StoreError `store_busy` where another
    process holds the database, `backup_unsound` where the copy doesn't verify, or what the disk refuses. The database
    is then as it was. The calling process must not have the database open."""
    why = clean(why)
    if not why:
        raise refusal("reason_missing_restore")
    if not backup.is_file() or (database.exists() and backup.samefile(database)):
        raise refusal("no_backup", path=str(backup))
    try:
        make_folder(database.parent)
        finish(database)
        with held(database) as present:
            return _restored(database, present, backup, actor, why)
    except BlockingIOError as error:
        raise StoreError(BUSY, str(error), path=str(database), unchanged=True) from error
    except OSError as error:
        raise refused_by_system(error, database, unchanged=True) from error
    except StoreError as error:
        error.unchanged = True
        raise


def _restored(database: Path, present: IO[bytes] | None, backup: Path, actor: str, why: str) -> Restored:
    anchor = Anchor(beside(database, ANCHOR))
    part = beside(database, WAITING + PART)
    try:
        _sweep(database)
        _copy(backup, part)
        refuse_unsound(part, str(backup))
        had_anchor = beside(part, ANCHOR).exists()
        put_aside = _put_aside(database, present)
        restored_seq, chain = _recorded(part, backup, _last_known(database, anchor), actor, why)
        if present is None and database.exists():  # somebody has started the app meanwhile
            raise BlockingIOError(str(database))
        decide(database, part, anchor.content_after_restore(restored_seq, chain))
    finally:
        _sweep(database)
    seq, head = chain[-1]
    return Restored(seq, head, restored_seq, put_aside, had_anchor)


def _copy(backup: Path, target: Path) -> None:
    """The log and the anchor before the database that they belong to."""
    if is_archive(backup):
        unpack(backup, target)
        return
    for ending in (LOG, ANCHOR, ""):
        if beside(backup, ending).is_file():
            copy_whole(beside(backup, ending), beside(target, ending))


def _sweep(database: Path) -> None:
    """What a restore left behind that was cut off before it decided. A decided one that could not be finished stays:
    the next opening of the database finishes it."""
    if beside(database, WAITING).exists():
        return
    for path in database.parent.iterdir():
        if path.name.startswith(database.name + WAITING):
            path.unlink()


def _put_aside(database: Path, present: IO[bytes] | None) -> Path | None:
    """Copies of the present database, its log and its anchor under a name that nothing has yet; the database's."""
    folder = backups_folder(database)
    make_folder(folder)
    name = f"{database.stem}-{REPLACED}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    aside = folder / f"{name}{ENDING}"
    for ending in (ANCHOR, LOG):
        if beside(database, ending).is_file():
            copy_whole(beside(database, ending), beside(aside, ending))
    if present is None:
        return None
    copy_open(present, aside)
    return aside


def _last_known(database: Path, anchor: Anchor) -> tuple[int, str]:
    """The last entry that the anchor or the names of the backups know of, and its hash where the anchor has it."""
    known = anchor.read().known
    last = max(known, default=0)
    longest = longest_backup(database)
    return (longest, "") if longest > last else (max(last, 0), known.get(last, ""))


def _recorded(
    part: Path, backup: Path, replaced: tuple[int, str], actor: str, why: str
) -> tuple[int, list[tuple[int, str]]]:
    """The restore as an event of the copy; the seq that the copy had, and its chain now. replaced: the last entry that
    was known of the database of before, and its hash where the anchor had it."""
    _give_anchor(part)
    opened = Store(part, before_migration=no_backup)
    try:
        seq, head = (opened.chain() or [(0, "")])[-1]
        what = {
            "backup": backup.name,
            "seq": seq,
            "head": head,
            "replaced_seq": replaced[0],
            "replaced_head": replaced[1],
        }
        with opened.transaction() as change:
            append_event(change, actor, "restore", what, why, digest([canonical_json(what)]))
        chain = opened.chain()
    finally:
        opened.close()
    if beside(part, LOG).exists():  # the engine keeps its log only where it could not write it into the database
        raise StoreError(FULL, path=str(part))
    return seq, chain


def _give_anchor(part: Path) -> None:
    """A copy that came without its anchor gets one of what it holds."""
    if beside(part, ANCHOR).exists():
        return
    opened = Store(part, before_migration=no_backup)
    try:
        opened.anchor.write_anew(opened.chain())
    finally:
        opened.close()
