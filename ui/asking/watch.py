"""A look at the newest months after the app's start, beside the first pages; what it finds is told on every page."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from data.keeping.findings import Finding
from data.keeping.verify import verify_newest
from data.problems import Refused
from data.store.store import Store, StoreError
from ui.asking import the_store

_log = logging.getLogger(__name__)


@dataclass
class _Watch:
    """What was found, and in which state of which store; a look in another thread may be under way."""

    seen: tuple[str, int] | None = None
    found: tuple[Finding, ...] = ()
    over: threading.Event = field(default_factory=threading.Event)
    looking: threading.Lock = field(default_factory=threading.Lock)


_WATCH = _Watch()


@contextmanager
def watching() -> Iterator[None]:
    """A look begins now, in a thread of its own; it is over before this ends, since the engine may not be asked any
    more while the process goes."""
    _WATCH.over.clear()
    thread = threading.Thread(target=_look_now, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        _WATCH.over.set()
        thread.join()


def _look_now() -> None:
    try:
        look(the_store.store())
    except (StoreError, Refused) as error:  # every page says it
        _log.warning("the newest months were not checked: %s", error)


def look(store: Store) -> None:
    """Check the newest months of the store as it is now."""
    with _WATCH.looking:
        state = store.path, store.revision()
        found = tuple(verify_newest(store, _WATCH.over.is_set))
        if _WATCH.over.is_set():
            return
        for finding in found:
            _log.error("found after the start: %s %s", finding.code, finding.where)
        _WATCH.seen, _WATCH.found = state, found


def health() -> tuple[str | None, bool]:
    """The code of what is the matter, None where all is well; and whether the store answers at all."""
    try:
        return the_store.trouble() or ("unsound" if findings() else None), True
    except (StoreError, Refused) as error:
        return getattr(error, "code", "refused"), False


def findings() -> tuple[Finding, ...]:
    """What is wrong with the newest months; looked at again where the store has changed since something was found."""
    if not _WATCH.found:
        return ()
    opened = the_store.store()
    if _WATCH.seen != (opened.path, opened.revision()):
        look(opened)
    return _WATCH.found
