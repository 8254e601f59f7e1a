"""What the plain table says."""

from __future__ import annotations

import pytest

from tests.support.builders import FULL_ROWS
from tests.support.files.imperfect_files import said, table


@pytest.fixture(scope="module")
def plain_hash(store):
    return said(store, table(FULL_ROWS))
