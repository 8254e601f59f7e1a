"""What a check of the store finds, and how a check is run so that nothing makes it crash."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from data.store.store import Store

Entry = dict[str, Any]  # of the audit chain, by its columns
Check = Callable[[Store, list[Entry]], Iterator["Finding"]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """Something that isn't as the chain says; `code` names the sentence, `where` the thing (a seq, file, month)."""

    code: str
    where: str


def guarded(check: Check, store: Store, events: list[Entry]) -> list[Finding]:
    """The findings of a check; what it can't even compute is a finding too, whatever stands in the way: a row may hold
    anything."""
    found: list[Finding] = []
    try:
        for finding in check(store, events):
            found.append(finding)
    except Exception as error:
        name = check.__name__.strip("_")
        _log.warning("the check of %s stopped: %r", name, error)
        found.append(Finding("not_checkable", f"{name}: {error}"))
    return found
