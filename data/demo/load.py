"""Load the demo province and its five months by the ordinary way in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from data.files.workbook import read_book
from data.imports.importing import Preview, commit, preview
from data.office.months import move
from data.office.publications import Publishing
from data.problems import refusal
from data.registry.month_states import state_of
from data.registry.provinces import chosen_province, province_ids, province_key
from data.registry.schemes import add_scheme, schemes
from data.registry.unit_rows import add_units
from data.store.store import Store
from data.units.unit_list_files import read_units
from scoring.scheme import DEFAULT_SCHEME, load_scheme
from scoring.states import FINAL, LOCKED, PUBLISHED, STATES

FOLDER = Path(__file__).parent
UNITS_FILE = FOLDER / "units.csv"
MONTH_FILES = tuple(sorted(FOLDER.glob("1399-*.xlsx")))
ACTOR = "demo"
NOTE = "demo data"
ENTRIES = "SELECT action, why, what FROM event ORDER BY seq"


def is_unfinished_demo(store: Store) -> bool:
    """A store in which nothing has happened yet, or only a loading of the demo that was interrupted."""
    entries = [(action, why, json.loads(what)) for action, why, what in store.rows(ENTRIES)]
    began = [(action, what.get("demo", False)) for action, _, what in entries[:2]]
    if began not in ([], [("scheme", False), ("units", True)]):  # one change brings both
        return False
    if not all(_is_of_loading(*entry) for entry in entries[2:]):
        return False
    unfinished: list[tuple[int]] = store.rows(
        "SELECT count(*) FROM month WHERE NOT (state = ANY($locked))", locked=list(LOCKED)
    )
    return unfinished[0][0] > 0 or sum(action == "import" for action, _, _ in entries) < len(MONTH_FILES)


def _is_of_loading(action: str, why: str, what: Mapping[str, Any]) -> bool:
    """Whether an entry is one that `load_demo` makes, told by what it says: anybody may be called as its actor is."""
    if action == "import":
        return bool(what["demo"])
    return action == "publication" or (action == "month" and why == NOTE)


def load_demo(store: Store) -> int:
    """Add the demo province, its units, the default scheme and the demo months that aren't in force yet; how many
    months were imported. Raises Refused where the store already holds real data."""
    demo_only = not store.rows("SELECT 1 FROM province WHERE NOT demo UNION ALL SELECT 1 FROM import WHERE NOT demo")
    own_schemes = [scheme for scheme in schemes(store).values() if scheme != load_scheme(DEFAULT_SCHEME)]
    if not demo_only or own_schemes:
        raise refusal("demo_beside_real")
    if not province_ids(store):
        with store.transaction() as change:
            add_scheme(change, DEFAULT_SCHEME.read_text(encoding="utf-8"), ACTOR)
            add_units(change, read_units(read_book(UNITS_FILE.name, UNITS_FILE.read_bytes())), ACTOR, demo=True)
    imported = 0
    for path in MONTH_FILES:
        file = preview(store, path.name, path.read_bytes())
        months = commit(store, file, ACTOR, NOTE, demo=True) if not _is_locked(store, file) else []
        imported += sum(month.import_key is not None for month in months)
        for month in months:
            _move(store, month.month, FINAL if path == MONTH_FILES[-1] else PUBLISHED)
    return imported


def _is_locked(store: Store, file: Preview) -> bool:
    """Whether an earlier start has brought the file's month to its end."""
    province = province_key(store, file.province_id) or 0
    found = [state_of(store, province, scores.month) for scores in file.months]
    return any(state and state.state in LOCKED for state in found)


def _move(store: Store, month: int, to: str) -> None:
    """The demo's months have their lives behind them; nobody objected."""
    found = state_of(store, province_key(store, chosen_province(store, None)) or 0, month)
    for state in STATES[STATES.index(found.state) + 1 : STATES.index(to) + 1] if found else ():
        publishing = Publishing(contact=NOTE) if state == PUBLISHED else None
        move(store, None, month, state, ACTOR, NOTE, until=date(2020, 12, 31), publishing=publishing)
