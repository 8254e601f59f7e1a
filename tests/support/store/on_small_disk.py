"""Fill a small disk until the engine can't write its log into the database; then free it and go on. Run on a mount of
its own by test_store_trouble: says what happened as JSON."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from data.keeping.verify import verify
from data.store.chain import append_event
from data.store.store import Store, StoreError
from tests.support.builders import FULL_ROWS, import_rows, small_store

BALLAST = 40 << 20
LONG = "x" * 1_000_000


def put(store: Store) -> None:
    with store.transaction() as change:
        append_event(change, "tester", "note", {}, LONG, "")


def main(folder: Path) -> dict[str, object]:
    path = folder / "s.duckdb"
    store = small_store(path)
    import_rows(store, FULL_ROWS)
    ballast = folder / "ballast"
    ballast.write_bytes(b"x" * BALLAST)
    with readers_of(store) as wrong:
        told, stored = filled(store)
        health = store.health()
        kept = store.rows("SELECT count(*) FROM event")[0][0]
        ballast.unlink()
        put(store)
    said = {
        "told": told.code,
        "unchanged": told.unchanged,
        "lost": stored - kept,
        "health": health.code if health else None,
        "health_after": str(store.health()),
        "readers": sorted(set(wrong) - {"store_full"}),
        "log": (folder / "s.duckdb.wal").exists(),
        "again": store._generation,
    }
    store.close()
    again = Store(path)
    return said | {"alarm": again.alarm, "entries": again.revision() - stored, "found": len(verify(again))}


@contextlib.contextmanager
def readers_of(store: Store) -> Iterator[list[str]]:
    """Three others go on asking while this lasts; gives each error that they are told, and each number of entries
    that is less than the one before."""
    wrong, stop = [], threading.Event()

    def read() -> None:
        last = 0
        while not stop.is_set():
            try:
                ((count,),) = store.rows("SELECT count(*) FROM event")
            except StoreError as error:
                wrong.append(error.code)
                continue
            wrong.extend([f"{count} after {last}"] if count < last else [])
            last = count

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        yield wrong
    finally:
        stop.set()
        for reader in readers:
            reader.join()


def filled(store: Store) -> tuple[StoreError, int]:
    """Fill the disk; what refuses the first entry that no longer fits, and how many are stored."""
    stored = store.revision()
    while True:
        try:
            put(store)
        except StoreError as error:
            return error, stored
        stored += 1


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
