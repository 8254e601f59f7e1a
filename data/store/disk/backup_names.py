"""What stands in the name of a backup: when it was made, how long its chain is and how its head begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

BACKUPS, ENDING = "backups", ".duckdb"
_NAMED = re.compile(r"(\d{8}T\d{6}Z)-(\d{6,})-([0-9a-f]{8})\.duckdb")
_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Named:
    """A backup by its name."""

    path: Path
    made_at: datetime
    length: int
    head: str

    def is_of(self, chain: Sequence[tuple[int, str]]) -> bool:
        """Whether the chain has this backup's newest entry."""
        return self.length <= len(chain) and (not self.length or chain[self.length - 1][1].startswith(self.head))


def file_name(stem: str, made_at: datetime, length: int, head: str) -> str:
    return f"{stem}-{made_at.strftime(_TIME)}-{length:06d}-{head}{ENDING}"


def named(path: Path, database: Path) -> Named | None:
    """None for a file that bears no backup's name of this database."""
    prefix = f"{database.stem}-"
    match = _NAMED.fullmatch(path.name.removeprefix(prefix)) if path.name.startswith(prefix) else None
    if match is None:
        return None
    try:
        made_at = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Named(path, made_at, int(match[2]), match[3])


def kept_of(database: Path) -> list[Named]:
    """Every backup of a database, in no order."""
    folder = database.resolve().parent / BACKUPS
    return [found for path in folder.glob(f"*{ENDING}") if (found := named(path, database))]
