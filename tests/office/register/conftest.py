"""Two final months."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store.store import Store
from tests.support.builders import import_rows, small_store
from tests.support.office.letter_register import FIRST, KNOWN, ROWS, SECOND, SECOND_TITLE, final
from tests.support.store.prepared import prepared


@pytest.fixture
def store():
    return prepared(two_months)


def two_months(path: Path) -> Store:
    """Two final months in which A2 and A3 are on the level that letters are written for."""
    opened = small_store(path, units=KNOWN)
    for month, title in ((FIRST, "نتایج فروردین ۱۳۹۹"), (SECOND, SECOND_TITLE)):
        import_rows(opened, ROWS, title, f"{month}.xlsx")
        final(opened, month)
    return opened
