"""On a disk that can only be read the store is shown, and nothing is written."""

from __future__ import annotations

import sys

import pytest

from data.store.disk.swapping import ANCHOR, beside
from data.store.store import Store
from tests.support.demo.copies import demo_database
from tests.support.store.faults import LINUX, on_a_read_only_disk
from tests.support.store.months import files

VIEWS = """
import sys
from streamlit.testing.v1 import AppTest
from data.store.store import Store, StoreError
from data.keeping.verify import verify
from tests.support.doors.page_runs import texts
from ui.kit.head.navigation import PAGES

at = AppTest.from_file("main.py", default_timeout=60)
at.query_params["lang"] = "en"
at.run()
for page in PAGES:
    if page is not PAGES[0]:
        at.switch_page(f"pages/{page.path}.py").run()
    assert not at.exception and "nothing can be stored" in texts(at), page
from i18n.words import Words
from ui.asking import month_acts, the_store
from ui.asking.acting import Acting
assert "open for viewing only" in month_acts.clear_demo_data(Acting("Sara", Words("en"))).refused[0]
store = the_store.store()
assert store.view_only and store.alarm is None and verify(store) == []
for change in (store.transaction, store.rehearsal):
    try:
        with change():
            print("a change began")
    except StoreError as error:
        assert error.code == "view_only"
store.close()
"""


@pytest.mark.skipif(not LINUX, reason="makes a folder read-only as Linux does")
def test_on_a_read_only_disk_every_page_shows_and_says_that_nothing_can_be_stored(tmp_path, monkeypatch):
    path = tmp_path / "disk" / "s.duckdb"
    demo_database(path)
    before = files(path.parent)
    monkeypatch.setenv("SANJEH_DB", str(path))
    told = on_a_read_only_disk(path.parent, [sys.executable, "-c", VIEWS])
    assert told.returncode == 0 and told.stdout == "", told.stderr
    assert files(path.parent) == before


def test_a_view_only_store_compares_its_anchor_and_never_writes_it(path):
    anchor = beside(path, ANCHOR)
    shorter = b"".join(anchor.read_bytes().splitlines(keepends=True)[:-1])
    anchor.write_bytes(shorter)
    Store(path, view_only=True).close()
    assert anchor.read_bytes() == shorter
    anchor.write_bytes(shorter + b"4 " + b"0" * 64 + b"\n")
    store = Store(path, view_only=True)
    store.close()
    assert store.alarm == "forked"
