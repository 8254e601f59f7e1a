"""Is a database the one that its anchor and the names of its backups know?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from data.store.anchor import Anchor, Chain
from data.store.disk.backup_names import BACKUPS, Named, kept_of
from data.store.disk.swapping import ANCHOR, beside

RESTORED, ACCEPTED = "restore", "anchor"  # the actions after which the history may be another one than before
OTHER_BACKUPS = "backups"
JUMPS = f"SELECT seq, action, what FROM event WHERE action IN ('{RESTORED}', '{ACCEPTED}') ORDER BY seq"


def alarm_of(
    database: Path, anchor: Anchor, chain: Chain, jumps: Sequence[tuple[int, str, str]], dates: Sequence[str] = ()
) -> str | None:
    """An alarm of `Anchor.compare`, or `backups`: the name of a backup tells of an entry that the chain doesn't have
    and that no restore explains. jumps: the rows of JUMPS; dates: of every entry. Raises OSError."""
    said = [(seq, action, _content(what)) for seq, action, what in jumps]
    restores = {seq: _number(what, "seq") for seq, action, what in said if action == RESTORED}
    found = anchor.compare(chain, restores, dates)
    if found:
        return found
    explained = max((_number(what, "replaced_seq") for _, _, what in said), default=0)
    given_up = {(seq, entry_hash[:8]) for seq, entry_hash in anchor.read().ever} if said else set()
    strange = [each for each in kept_of(database) if not each.is_of(chain) and not _begins_otherwise(each, chain)]
    unexplained = [each for each in strange if each.length > explained and (each.length, each.head) not in given_up]
    return OTHER_BACKUPS if unexplained else None


def _begins_otherwise(backup: Named, chain: Chain) -> bool:
    """Whether a backup is of another store, which began with another entry: the office started afresh beside it."""
    first = dict(Anchor(beside(backup.path, ANCHOR)).read().ever).get(1)
    return bool(chain) and first is not None and first != chain[0][1]


def longest_backup(database: Path) -> int:
    """The most entries that the name of a backup tells of."""
    return max((each.length for each in kept_of(database)), default=0)


def backups_folder(database: Path) -> Path:
    return database.resolve().parent / BACKUPS


def _content(what: str) -> dict[str, Any]:
    """What an entry of the chain says; nothing where somebody has spoilt it, which the chain's check finds."""
    with suppress(ValueError, TypeError, RecursionError):
        found = json.loads(what)
        return found if isinstance(found, dict) else {}
    return {}


def _number(what: dict[str, Any], name: str) -> int:
    value = what.get(name)
    return value if isinstance(value, int) else -1
