"""Stores of one small month, as tests begin with them (`prepared`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data.office.months import move
from data.store.store import Store
from tests.support.builders import FULL_ROWS, import_rows, small_store
from tests.support.office.drafted_letters import MONTH, final


def draft_month(path: Path, rows: list[list] = FULL_ROWS) -> Store:
    store = small_store(path)
    import_rows(store, rows)
    return store


def open_month(path: Path, until: date, today: date | None = None) -> Store:
    """Open to objections until a day."""
    store = draft_month(path)
    move(store, None, MONTH, "objections", "زهرا", until=until, today=today)
    return store


def final_month(path: Path, rows: list[list] = FULL_ROWS) -> Store:
    store = draft_month(path, rows)
    final(store)
    return store
