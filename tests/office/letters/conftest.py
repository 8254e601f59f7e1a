"""A final month in which A3 is on the level that letters are written for, and the demo's last month."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.asking.month_facts import month_facts
from data.store.store import Store
from tests.support.builders import FULL_ROWS, import_rows, small_store
from tests.support.demo.copies import demo_store
from tests.support.office.drafted_letters import KNOWN, final
from tests.support.store.prepared import prepared


@pytest.fixture
def store():
    return prepared(a_final_month)


def a_final_month(path: Path) -> Store:
    opened = small_store(path, units=KNOWN)
    import_rows(opened, FULL_ROWS)
    final(opened)
    return opened


@pytest.fixture(scope="module")
def demo():
    store = demo_store()
    return month_facts(store, 1, 139905)
