"""The demo, loaded once a run and copied for whoever needs a store of it."""

from __future__ import annotations

from pathlib import Path

from data.demo.load import MONTH_FILES, load_demo
from data.store.disk.private_files import make_folder
from data.store.store import Store
from tests.support.store.prepared import prepared, prepared_at


def _loaded(path: Path) -> Store:
    store = Store(path)
    assert load_demo(store) == len(MONTH_FILES) == 5 and store.alarm is None
    return store


def demo_database(path: Path) -> Path:
    """A database with the demo at a place of the test's own."""
    make_folder(path.parent)
    return prepared_at(path, _loaded)


def demo_store() -> Store:
    """A store with the demo that the test may change."""
    return prepared(_loaded)
