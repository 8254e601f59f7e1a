"""The process's one store, and how it is."""

from __future__ import annotations

import logging
import os
import threading
from functools import cache
from pathlib import Path

from data.demo.load import is_unfinished_demo, load_demo
from data.keeping.backup import open_store
from data.problems import Refused
from data.store.store import Store

_log = logging.getLogger(__name__)

DEFAULT_DATABASE = Path(__file__).resolve().parents[2] / "var" / "sanjeh.duckdb"
_opening = threading.Lock()


def database_path() -> Path:
    return Path(os.environ.get("SANJEH_DB") or DEFAULT_DATABASE)


def store() -> Store:
    """The process's one store. A new database starts with the demo province (and an interrupted start goes on).

    Raises StoreError where it can't be opened."""
    return open_at(str(database_path()))


def open_at(path: str) -> Store:
    with _opening:
        return _opened(path)


@cache
def _opened(path: str) -> Store:
    opened = open_store(path)
    if opened.alarm is None and not opened.view_only and is_unfinished_demo(opened):
        try:
            load_demo(opened)
        except Refused as error:  # the store itself is sound: its pages say what is there, and the demo can be cleared
            _log.error("the demo could not be loaded (%s); the store is opened as it is", error)
    return opened


def store_state() -> tuple[str, int]:
    """Path and revision: what a kept answer belongs to."""
    opened = store()
    return opened.path, opened.revision()


def revision() -> int:
    """A number that grows with every change of the store."""
    return store().revision()


def alarm() -> tuple[str, str] | None:
    """Why the database is not the one that its anchor knows, and the anchor's path; None for a sound one."""
    why = store().alarm
    return (why, str(store().anchor.path)) if why else None


def trouble() -> str | None:
    """The code of what is the matter with the store, asked of the database now; None where all is well. Raises
    StoreError, or Refused, where it can't answer at all."""
    opened = store()
    error = opened.health()
    return error.code if error else "alarm" if opened.alarm else None


def is_view_only() -> bool:
    """Whether nothing can be stored, because the disk refuses to write."""
    return store().view_only
