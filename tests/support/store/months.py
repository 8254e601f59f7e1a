"""Months put into a store on disk, copies put in its place, and what it holds afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path

from data.keeping.backup import back_up
from data.keeping.verify import verify
from data.store.disk.swapping import LOG, beside
from data.store.store import Store
from tests.support.builders import FULL_ROWS, import_rows, small_store

MONTHS = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")


def add_month(store: Store, month: int, rows: list = FULL_ROWS) -> None:
    import_rows(store, rows, f"نتایج {MONTHS[month - 1]} ۱۳۹۹", f"{month}.xlsx")


def backed_up_month(path: Path) -> None:
    """A database with one month, and a backup of that; a second month came later."""
    store = small_store(path)
    add_month(store, 1)
    back_up(store, "test")
    add_month(store, 2)
    store.close()


def months(store: Store) -> list[int]:
    return [month % 100 for (month,) in store.rows("SELECT month FROM month ORDER BY month")]


def sound_months(path: Path) -> list[int]:
    """The months of a store that opens without an alarm and verifies."""
    store = Store(path)
    try:
        assert store.alarm is None and verify(store) == []
        return months(store)
    finally:
        store.close()


def alarm_of(path: Path) -> str | None:
    store = Store(path)
    store.close()
    return store.alarm


def put(source: Path, database: Path) -> None:
    """A copy put in place by hand."""
    beside(database, LOG).unlink(missing_ok=True)
    shutil.copyfile(source, database)


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def contents(path: Path) -> list:
    """Every row of every table, and the chain."""
    store = Store(path)
    try:
        assert store.alarm is None and verify(store) == []
        tables = [name for (name,) in store.rows("SELECT table_name FROM duckdb_tables() ORDER BY 1")]
        return [(table, sorted(map(repr, store._root.execute(f'FROM "{table}"').fetchall()))) for table in tables]
    finally:
        store.close()
