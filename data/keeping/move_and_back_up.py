"""A month's move, or a report published again, and the backup that follows it; for pages and command line alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.keeping.backup import back_up
from data.office.months import move
from data.office.republishing import publish_again
from data.store.store import Store, StoreError


@dataclass(frozen=True)
class Moved:
    """The seq of the move's event, and the backup made after it (None for a store in memory); or why none was made,
    which whoever moves has to tell (`i18n.problem_sentences.backup_trouble`)."""

    seq: int
    backup: Path | None = None
    trouble: StoreError | None = None


def move_and_back_up(store: Store, *where: Any, **how: Any) -> Moved:
    """`months.move` with its arguments, then a backup. The move stands where the backup fails. Raises Refused as
    `months.move` does."""
    return _backed_up(store, move(store, *where, **how), "month moved")


def publish_again_and_back_up(store: Store, *what: Any, **how: Any) -> tuple[dict[int, int], Moved]:
    """`republishing.publish_again` with its arguments, then a backup; month -> revision, and how the backup went."""
    done = publish_again(store, *what, **how)
    return done, _backed_up(store, store.chain()[-1][0], "published again")


def _backed_up(store: Store, seq: int, why: str) -> Moved:
    if store.backups is None:
        return Moved(seq)
    try:
        return Moved(seq, back_up(store, why))
    except StoreError as error:
        return Moved(seq, trouble=error)
