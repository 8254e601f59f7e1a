"""Clearing the demo: its imports out of force, and with them what nothing real hangs on."""

from __future__ import annotations

import json

from data.office.reverting import settle
from data.store.chain import append_event, canonical_json, digest
from data.store.store import Store, Transaction

DEMO_PROVINCES = """
    SELECT p.province_key FROM province p WHERE p.demo AND NOT EXISTS (
        SELECT 1 FROM import i WHERE i.province_key = p.province_key AND NOT i.demo AND i.reverted_seq IS NULL)
    ORDER BY 1
"""

# The demo's scheme comes in one change with its unit list, whose entry says that it is the demo's.
SCHEMES_AND_LISTS = """
    SELECT s.what, u.what FROM event s JOIN event u ON u.seq = s.seq + 1
    WHERE s.action = 'scheme' AND u.action = 'units' ORDER BY s.seq
"""
SCHEMES_OF_NOTHING_REAL = """
    SELECT scheme_key FROM scheme WHERE NOT EXISTS (SELECT 1 FROM province WHERE NOT demo)
      AND NOT EXISTS (SELECT 1 FROM import WHERE NOT demo AND reverted_seq IS NULL)
    ORDER BY 1
"""


def clear_demo(store: Store, actor: str) -> int:
    """Take every demo import out of force, with the demo's province and scheme where nothing real hangs on them; how
    many imports.

    Their files, scores and events stay in the store; no page shows them any more.
    """
    with store.transaction() as change:
        found = change.rows(
            "SELECT import_key, province_key, month FROM import WHERE demo AND reverted_seq IS NULL ORDER BY 1"
        )
        provinces = [key for (key,) in change.rows(DEMO_PROVINCES)]
        if not found and not provinces:
            return 0
        pairs = [(json.loads(scheme), json.loads(units)) for scheme, units in change.rows(SCHEMES_AND_LISTS)]
        demos = [scheme["scheme_key"] for scheme, units in pairs if units.get("demo")]
        unused = [key for (key,) in change.rows(SCHEMES_OF_NOTHING_REAL) if key in demos]
        what = {"imports": [row[0] for row in found], "provinces": provinces, "schemes": unused}
        seq = append_event(change, actor, "demo_clear", what, "", digest([canonical_json(what)]))
        change.run("UPDATE import SET reverted_seq = $seq WHERE demo AND reverted_seq IS NULL", seq=seq)
        for province, month in sorted({(province, month) for _, province, month in found}):
            settle(change, province, month)
        for province in provinces:
            _remove_province(change, province)
        change.run("DELETE FROM scheme WHERE scheme_key = ANY($keys)", keys=unused or [0])
        return len(found)


def _remove_province(change: Transaction, province: int) -> None:
    change.run(
        "DELETE FROM unit_alias WHERE unit_key IN (SELECT unit_key FROM unit WHERE province_key = $key)", key=province
    )
    for table in ("unit", "province"):
        change.run(f"DELETE FROM {table} WHERE province_key = $key", key=province)
