"""Versions of the schema, oldest first. A released migration is never edited; the next one follows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

VERSION_TABLE = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)"
FILES = ("schema.sql", "schema_2.sql", "schema_3.sql", "schema_4.sql", "schema_5.sql")
MIGRATIONS = tuple((Path(__file__).parent / name).read_text(encoding="utf-8") for name in FILES)


def migrate(run: Callable[[str], object], version: int) -> int:
    """Apply every migration after `version` (the caller holds a transaction); the version then reached."""
    for number, statements in enumerate(MIGRATIONS[version:], version + 1):
        run(statements)
        run(f"INSERT INTO schema_version VALUES ({number:d})")
    return len(MIGRATIONS)
