"""Fill a small disk until the engine can't write its log into the database; then free it and go on. Run on a mount of
its own by test_store_trouble: says what happened as JSON."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from data.keeping.verify import verify
from data.store.chain import append_event
from data.store.store import Store, StoreError
from tests.support.builders import FULL_ROWS, import_rows, small_store

BALLAST = 40 << 20
LONG = "x" * 400_000


def put(store: Store) -> None:
    with store.transaction() as change:
        append_event(change, "tester", "note", {}, LONG, "")


def main(folder: Path) -> dict[str, object]:
    path = folder / "s.duckdb"
    store = small_store(path)
    import_rows(store, FULL_ROWS)
    ballast = folder / "ballast"
    ballast.write_bytes(b"x" * BALLAST)
    wrong, stop = [], threading.Event()

    def read() -> None:
        """Others go on asking meanwhile: an answer, or that the disk is full."""
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
    stored, told = store.revision(), None
    while told is None:
        try:
            put(store)
            stored += 1
        except StoreError as error:
            told = error
    health = store.health()
    kept = store.rows("SELECT count(*) FROM event")[0][0]
    ballast.unlink()
    put(store)
    stop.set()
    for reader in readers:
        reader.join()
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


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
