"""The store behind these pages, in the place of the demo."""

from __future__ import annotations

import pytest

from data.imports.importing import commit, preview
from tests.support.builders import books, small_store
from tests.support.hostile_names import FILE_NAME, HEADER, NOTE, SHEET_NAME, hostile_units, score_rows


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A store whose units, files, sheets and notes bear the names; two scored months, one of them corrected."""
    path = tmp_path_factory.mktemp("hostile") / "s.duckdb"
    store = small_store(path, units=hostile_units())
    for month, shift in (("فروردین", 0.0), ("اردیبهشت", 0.5), ("اردیبهشت", 0.6)):
        content = books([(SHEET_NAME, [[f"نتایج {month} ۱۳۹۹"], HEADER, *score_rows(shift)])])
        commit(store, preview(store, FILE_NAME, content), "tester", NOTE)
    store.close()
    return path
