"""What verify finds besides: foreign objects, odd rows and a clock that ran backwards; it never crashes on them."""

from __future__ import annotations

import pytest

from data.keeping.backup import back_up
from data.keeping.verify import verify
from data.keeping.verify_chain import clock_warnings
from data.store.store import Store
from tests.support.doors.command_line import command
from tests.support.store.months import add_month


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (
            "ALTER TABLE unit_total RENAME TO gone; CREATE VIEW unit_total AS FROM gone",
            {"object_foreign", "object_missing"},
        ),
        ("CREATE TABLE notes (text VARCHAR)", {"object_foreign"}),
        ("ALTER TABLE score ADD COLUMN remark VARCHAR", {"object_foreign"}),
        ("CREATE MACRO count(a) AS 7", {"object_foreign"}),
        ("CREATE MACRO duckdb_tables() AS TABLE SELECT 1", {"object_foreign"}),
        (
            "CREATE TABLE copied AS FROM province; DROP TABLE province; ALTER TABLE copied RENAME TO province",
            {"object_missing"},
        ),
        ("CREATE SEQUENCE numbers", {"object_foreign"}),
        ("CREATE SCHEMA other", {"object_foreign"}),
    ],
)
def test_what_does_not_belong_to_the_schema_is_found(path, sql, found):
    store = Store(path)
    store._root.execute(sql)
    codes = {finding.code for finding in verify(store)}
    store.close()
    assert found <= codes


@pytest.mark.parametrize("table", ["month_unit", "unit_total", "score", "month", "import", "event", "scheme", "unit"])
def test_no_row_makes_verify_crash(path, table):
    """A row twice, and every column that may be empty emptied."""
    import duckdb

    store = Store(path)
    before = sorted(map(repr, store._root.execute(f'FROM "{table}"').fetchall()))
    for statement in (
        f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE rowid = 0',
        *(f'UPDATE "{table}" SET "{name}" = NULL' for name, *_ in store.rows(f'DESCRIBE "{table}"')),
    ):
        try:
            store._root.execute(statement)
        except duckdb.ConstraintException:
            continue
        verify(store)
    is_changed = before != sorted(map(repr, store._root.execute(f'FROM "{table}"').fetchall()))
    assert (verify(store) != []) == is_changed
    store.close()


def test_a_check_that_stops_is_named_and_the_others_go_on(path):
    store = Store(path)
    store._root.execute("INSERT INTO month_unit SELECT * FROM month_unit WHERE rowid = 0")
    store._root.execute("UPDATE event SET what = '[]' WHERE action = 'import'")
    found = {finding.code for finding in verify(store)}
    store.close()
    assert {"chain_broken"} < found and found & {"not_checkable", "results_not_computable"}


def test_a_clock_that_ran_backwards_is_a_warning_and_the_store_stays_sound(path, monkeypatch):
    from datetime import datetime

    class Back(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2001, 1, 1, tzinfo=tz)

    store = Store(path)
    with monkeypatch.context() as patched:
        patched.setattr("data.store.transaction.datetime", Back)
        add_month(store, 4)
    assert [(each.code, each.where) for each in clock_warnings(store)] == [("clock_back", "6")]
    assert verify(store) == [] and back_up(store, "test").exists()
    store.close()
    printed = command("verify", "--db", path)
    assert (
        printed.returncode == 0 and "entry 6 bears an earlier time" in printed.stderr and "sound: 6" in printed.stdout
    )
