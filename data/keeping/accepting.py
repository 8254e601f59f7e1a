"""Accepting a database as it is although its anchor or its backups know another one: with a reason, as an entry of the
chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.problems import refusal
from data.store.anchor import LINES
from data.store.chain import append_event, canonical_json, digest
from data.store.disk.private_files import make_folder
from data.store.disk.swapping import ANCHOR, copy_whole
from data.store.errors import refused_by_system
from data.store.standing import ACCEPTED, longest_backup
from data.store.store import Store
from data.text import clean


@dataclass(frozen=True)
class Accepted:
    """The head of the store now, and where the anchor of before was put (None where there was none)."""

    seq: int
    head: str
    put_aside: Path | None


def accept_anchor(store: Store, actor: str, why: str) -> Accepted:
    """Let the database hold as it is: the anchor of before is put aside, the acceptance is recorded with what the
    anchor and the backups knew, and the anchor is written anew. A stop between the two leaves the alarm.

    Raises Refused `reason_missing_accept`, `nothing_to_accept`; StoreError `view_only` or what the disk refuses."""
    why = clean(why)
    if not why:
        raise refusal("reason_missing_accept")
    if not store.alarm and LINES not in store.anchor.faults():
        raise refusal("nothing_to_accept")
    try:
        with store.quiet():
            put_aside = _put_aside(store)
            what = _what(store)
            with store.accepting() as change:
                append_event(change, actor, ACCEPTED, what, why, digest([canonical_json(what)]))
            seq, head = store.chain()[-1]
    except OSError as error:
        raise refused_by_system(error, store.path) from error
    return Accepted(seq, head, put_aside)


def _put_aside(store: Store) -> Path | None:
    anchor, folder = store.anchor.path, store.backups
    if anchor is None or folder is None or not anchor.exists():
        return None
    make_folder(folder)
    aside = folder / f"{Path(store.path).stem}-anchor-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}{ANCHOR}"
    copy_whole(anchor, aside)
    return aside


def _what(store: Store) -> dict[str, object]:
    """What is accepted: the entry that the database has, the last ones that were known elsewhere."""
    seq, head = (store.chain() or [(0, "")])[-1]
    known = store.anchor.read().known
    anchored = max((0, *known))
    return {
        "alarm": store.alarm or LINES,
        "seq": seq,
        "head": head,
        "replaced_seq": max(anchored, longest_backup(Path(store.path))),
        "replaced_head": known.get(anchored, ""),
    }
