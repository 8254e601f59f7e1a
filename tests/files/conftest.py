"""The small scheme and its units, which files are read against."""

from __future__ import annotations

import pytest

from tests.support.builders import small_store


@pytest.fixture(scope="module")
def store():
    return small_store()
