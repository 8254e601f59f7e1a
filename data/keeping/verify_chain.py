"""What `verify` says of the audit chain itself: its links, its anchor, what papers bear, its times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from data.keeping.findings import Check, Entry, Finding, guarded
from data.keeping.schema_check import schema
from data.store.chain import GENESIS, entry_hash
from data.store.store import Store

NAMES = "seq recorded_at actor action what why content_hash previous_hash entry_hash".split()
EVENT_COLUMNS = ", ".join(NAMES)
EVENTS = f"SELECT {EVENT_COLUMNS} FROM event ORDER BY seq"

Known = tuple[int | None, str]


def clock_warnings(store: Store) -> list[Finding]:
    """Entries whose time is before that of an entry before them: the computer's clock was wrong then, or set back. The
    store is as sound as before."""
    latest, found = "", []
    for seq, recorded_at in store.rows("SELECT seq, recorded_at FROM event ORDER BY seq"):
        if _is_before(recorded_at, latest):
            found.append(Finding("clock_back", str(seq)))
        latest = max(latest, recorded_at or "")
    return found


def _is_before(recorded_at: str, latest: str) -> bool:
    try:
        return bool(latest) and datetime.fromisoformat(recorded_at) < datetime.fromisoformat(latest)
    except (ValueError, TypeError):  # no time at all, which the chain's check finds
        return False


def chain_findings(store: Store) -> tuple[list[Entry], list[Finding]]:
    """The entries as far as they can be read, and what is the matter with the chain, its anchor and the schema."""
    events: list[Entry] = []

    def read(store: Store, events: list[Entry]) -> Iterator[Finding]:
        events += [dict(zip(NAMES, row, strict=True)) for row in store.rows(EVENTS)]
        yield from _chain(events)

    return events, [
        finding
        for check in (named("anchor", _anchor), named("chain", read), schema)
        for finding in guarded(check, store, events)
    ]


def named(name: str, check: Check) -> Check:
    """The check by a name that a finding of it may bear."""

    def run(store: Store, events: list[Entry]) -> Iterator[Finding]:
        return check(store, events)

    run.__name__ = name
    return run


def _anchor(store: Store, events: list[Entry]) -> Iterator[Finding]:
    where = str(store.anchor.path)
    alarm = store.alarm or store.compared()
    if alarm:
        yield Finding(f"anchor_{alarm}", where)
    for fault in store.anchor.faults():
        yield Finding(f"anchor_{fault}", where)
    if store.anchor_trouble:
        yield Finding("anchor_unwritable", where)


def known_entries(known: Sequence[Known], store: Store, events: list[Entry]) -> Iterator[Finding]:
    hashes = {event["seq"]: event["entry_hash"] for event in events}
    for seq, beginning in known:
        if seq is None:
            if not any(known_hash.startswith(beginning) for known_hash in hashes.values()):
                yield Finding("known_missing", beginning)
        elif seq not in hashes:
            yield Finding("known_missing", str(seq))
        elif not hashes[seq].startswith(beginning):
            yield Finding("known_differs", f"{seq} ({beginning})")


def _chain(events: list[Entry]) -> Iterator[Finding]:
    """The first bad link only: everything after it is unproven."""
    previous = GENESIS
    for position, event in enumerate(events, 1):
        columns = [value for name, value in event.items() if name != "entry_hash"]
        sound = event["seq"] == position and event["previous_hash"] == previous
        if not sound or entry_hash(columns) != event["entry_hash"]:
            yield Finding("chain_broken", str(event["seq"]))
            return
        previous = event["entry_hash"]
