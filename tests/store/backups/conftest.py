"""A store that was backed up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.store.months import backed_up_month
from tests.support.store.prepared import copied


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    return copied(backed_up_month, tmp_path_factory.mktemp("template")).parent


@pytest.fixture
def path(tmp_path) -> Path:
    """A database with one month, and a backup of that; a second month came later."""
    return copied(backed_up_month, tmp_path / "var")
