"""What stands behind the pages: the demo, as the app serves it."""

from __future__ import annotations

import pytest

from tests.support.doors.page_runs import demo_behind


@pytest.fixture(scope="module", autouse=True)
def database(tmp_path_factory):
    with demo_behind(tmp_path_factory.mktemp("pages") / "s.duckdb"):
        yield
