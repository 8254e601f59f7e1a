"""A store of three months, and a copy of it after the first."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.store.disk.swapping import ANCHOR, beside
from data.store.store import Store
from tests.support.builders import small_store
from tests.support.store.months import add_month


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """A month, a copy of the database as it was then, and two months more."""
    path = tmp_path_factory.mktemp("made") / "s.duckdb"
    store = small_store(path)
    add_month(store, 1)
    store.close()
    for ending in ("", ANCHOR):
        shutil.copyfile(beside(path, ending), path.with_name(f"old.duckdb{ending}"))
    store = Store(path)
    add_month(store, 2)
    add_month(store, 3)
    store.close()
    return path.parent


@pytest.fixture
def path(made, tmp_path) -> Path:
    shutil.copytree(made, tmp_path / "var")
    return tmp_path / "var" / "s.duckdb"
