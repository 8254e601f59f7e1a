"""What papers are made of in these tests: the demo's last month, and a month of awkward names that is incomplete."""

from __future__ import annotations

import pytest

from data.asking.month_facts import month_facts
from tests.support.awkward import awkward_store
from tests.support.demo.copies import demo_store


@pytest.fixture(scope="module")
def demo():
    store = demo_store()
    return month_facts(store, 1, 139905)


@pytest.fixture(scope="module")
def awkward():
    return month_facts(awkward_store(), 1, 139902)
