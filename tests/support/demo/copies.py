"""The demo, loaded once a run and copied for whoever needs a store of it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

from data.demo.load import MONTH_FILES, load_demo
from data.store.disk.private_files import make_folder
from data.store.disk.swapping import ANCHOR, beside
from data.store.store import Store

_numbers = count()


@cache
def _loaded() -> Path:
    """A database that was filled with the demo and closed; it goes with the run."""
    folder = Path(tempfile.mkdtemp(prefix="sanjeh-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = Store(folder / "demo.duckdb")
    assert load_demo(store) == len(MONTH_FILES) == 5 and store.alarm is None
    store.close()
    return folder / "demo.duckdb"


def demo_database(path: Path) -> Path:
    """A database with the demo at a place of the test's own."""
    make_folder(path.parent)
    for ending in ("", ANCHOR):
        shutil.copy(beside(_loaded(), ending), beside(path, ending))
    return path


def demo_store() -> Store:
    """A store with the demo that the test may change."""
    folder = _loaded().parent / str(next(_numbers))
    folder.mkdir()
    return Store(demo_database(folder / "demo.duckdb"))
