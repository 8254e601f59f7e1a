"""The anchor of a store as bytes, and what is told of it."""

from __future__ import annotations

from pathlib import Path

from data.keeping.verify import verify
from data.store.disk.swapping import ANCHOR, beside
from data.store.store import Store
from tests.support.store.months import put


def lines(path: Path) -> list[bytes]:
    return beside(path, ANCHOR).read_bytes().splitlines(keepends=True)


def write(path: Path, content: list[bytes]) -> None:
    beside(path, ANCHOR).write_bytes(b"".join(content))


def lose_the_newest_work(path: Path) -> None:
    put(path.with_name("old.duckdb"), path)


def told(path: Path, *known: tuple[int | None, str]) -> tuple[str | None, list[str]]:
    """The alarm, and what verify finds."""
    store = Store(path)
    try:
        return store.alarm, [finding.code for finding in verify(store, known)]
    finally:
        store.close()
