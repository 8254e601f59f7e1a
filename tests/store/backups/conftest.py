"""A store that was backed up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.keeping.backup import back_up
from tests.support.builders import small_store
from tests.support.store.months import add_month


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    store = small_store(folder / "s.duckdb")
    add_month(store, 1)
    back_up(store, "test")
    add_month(store, 2)
    store.close()
    return folder


@pytest.fixture
def path(template, tmp_path) -> Path:
    """A database with one month, and a backup of that; a second month came later."""
    shutil.copytree(template, tmp_path / "var")
    return tmp_path / "var" / "s.duckdb"
