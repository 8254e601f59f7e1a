"""Load the demo province and its five months by the ordinary way in."""

from __future__ import annotations

from pathlib import Path

from data.importing import commit, preview
from data.problems import refusal
from data.registry import add_scheme, add_units, province_ids, schemes
from data.store import Store
from data.units import read_units
from data.workbook import read_book
from scoring.scheme import DEFAULT_SCHEME, load_scheme

FOLDER = Path(__file__).parent
UNITS_FILE = FOLDER / "units.csv"
MONTH_FILES = tuple(sorted(FOLDER.glob("1399-*.xlsx")))
ACTOR = "demo"
NOTE = "demo data"


def is_unfinished_demo(store: Store) -> bool:
    """A store in which nothing has happened yet, or only a loading of the demo that was interrupted."""
    actions = store.rows("SELECT actor, action FROM event")
    started = all(actor == ACTOR and action != "demo_clear" for actor, action in actions)
    return started and sum(action == "import" for _, action in actions) < len(MONTH_FILES)


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
    imported = [
        month
        for path in MONTH_FILES
        for month in commit(store, preview(store, path.name, path.read_bytes()), ACTOR, NOTE, demo=True)
    ]
    return sum(month.import_key is not None for month in imported)
