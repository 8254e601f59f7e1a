"""A prepared store behind the pages."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.store.store import Store
from tests.support.store.prepared import prepared_at
from ui.asking import the_store


@contextlib.contextmanager
def prepared_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[..., Store], *options: object
) -> Iterator[Store]:
    """What `make` fills stands behind the pages while this lasts; it is closed then."""
    monkeypatch.setenv("SANJEH_DB", str(prepared_at(path, make, *options)))
    yield the_store.store()

    the_store.store().close()
    the_store._opened.cache_clear()
