"""Since when and until when a manager answers for a unit, so that points follow the person's time in office.

Names may be left empty; they stay inside the house: no paper for the people has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.problems import Problem, Refused, refusal
from data.registry.chained_tables import Recorded
from data.registry.provinces import chosen_province, province_key
from data.store.chain import canonical_json, digest
from data.store.reader import Reader
from data.store.store import Store, Transaction
from data.text import clean

TENURE = Recorded("tenure", tuple("tenure_key province_key unit_key name first_month last_month removed".split()))
LONGEST_NAME = 100


@dataclass(frozen=True)
class Tenure:
    """A time in office, both months included; last: None while it lasts."""

    unit_id: str
    name: str
    first: int
    last: int | None


def add(store: Store, province_id: str | None, tenure: Tenure, actor: str) -> int:
    """Record a time in office; its key. Raises Refused: `unit_unknown`, `tenure_backwards`, `tenure_overlaps` (two
    managers of a unit in one month), `name_needed`."""
    with store.transaction() as change:
        province_id = chosen_province(change, province_id)
        province = province_key(change, province_id) or 0
        unit = unit_key_of(change, province, tenure.unit_id)
        _refuse(change, unit, tenure, actor, 0)
        row = {"province_key": province, "unit_key": unit, "name": clean(tenure.name)[:LONGEST_NAME]}
        key = TENURE.add(change, row | {"first_month": tenure.first, "last_month": tenure.last, "removed": False})
        TENURE.record(change, key, clean(actor), {"province_id": province_id, "unit_id": tenure.unit_id})
        return key


def token(row: Mapping[str, Any]) -> str:
    """What was on screen of a row of `tenures`, to be handed in with an act on it."""
    last = None if pd.isna(row["last"]) else int(row["last"])
    return digest([canonical_json([int(row["tenure_key"]), row["manager"], int(row["first"]), last])])


def change_tenure(store: Store, key: int, tenure: Tenure, actor: str, *, seen: str | None = None) -> None:
    """Correct a time in office, or end it. Raises Refused as `add` does, `tenure_unknown`, and `tenure_changed` where
    it isn't what was on screen (`seen`, its `token`)."""
    with store.transaction() as change:
        unit, what = _known(change, key, seen)
        _refuse(change, unit, tenure, actor, key)
        name = clean(tenure.name)[:LONGEST_NAME]
        TENURE.set(change, key, name=name, first_month=tenure.first, last_month=tenure.last)
        TENURE.record(change, key, clean(actor), what)


def remove(store: Store, key: int, actor: str, *, seen: str | None = None) -> None:
    """Take back a time in office that was recorded by mistake. Raises Refused `tenure_unknown`, `tenure_changed`,
    `name_needed`."""
    with store.transaction() as change:
        _, what = _known(change, key, seen)
        if not clean(actor):
            raise refusal("name_needed")
        TENURE.set(change, key, removed=True)
        TENURE.record(change, key, clean(actor), what | {"removed": True})


def unit_key_of(change: Transaction, province: int, unit_id: str) -> int:
    """Raises Refused `tenure_unit_unknown`."""
    rows: list[tuple[int]] = change.rows(
        "SELECT unit_key FROM unit WHERE province_key = $province AND unit_id = $unit", province=province, unit=unit_id
    )
    if not rows:
        raise Refused([Problem("tenure_unit_unknown", value=unit_id)])
    return rows[0][0]


def _known(change: Transaction, key: int, seen: str | None) -> tuple[int, dict[str, str]]:
    rows = change.rows(
        "SELECT t.unit_key, p.province_id, u.unit_id, t.name, t.first_month, t.last_month FROM tenure t"
        " JOIN unit u ON u.unit_key = t.unit_key"
        " JOIN province p ON p.province_key = t.province_key WHERE t.tenure_key = $key AND NOT t.removed",
        key=key,
    )
    if not rows:
        raise Refused([Problem("tenure_unknown", value=str(key))])
    unit, province_id, unit_id, manager, first, last = rows[0]
    if seen is not None and seen != token({"tenure_key": key, "manager": manager, "first": first, "last": last}):
        raise refusal("tenure_changed")
    return unit, {"province_id": province_id, "unit_id": unit_id}


def _refuse(change: Transaction, unit: int, tenure: Tenure, actor: str, own: int) -> None:
    if not clean(actor):
        raise refusal("name_needed")
    if tenure.last is not None and tenure.last < tenure.first:
        raise refusal("tenure_backwards")
    others = change.rows(
        "SELECT 1 FROM tenure WHERE unit_key = $unit AND NOT removed AND tenure_key <> $own"
        " AND first_month <= $last AND coalesce(last_month, 999999) >= $first",
        unit=unit,
        own=own,
        first=tenure.first,
        last=999999 if tenure.last is None else tenure.last,
    )
    if others:
        raise refusal("tenure_overlaps")


def tenures(reader: Reader, province: int) -> pd.DataFrame:
    """tenure_key, unit_id, kind, name_fa, name_en (of the unit), manager, first, last (null: still in office)."""
    return reader.read(
        """
        SELECT t.tenure_key, u.unit_id, u.kind, u.name_fa, u.name_en, t.name AS manager, t.first_month AS first,
               t.last_month AS last
        FROM tenure t
        JOIN unit u ON u.unit_key = t.unit_key
        WHERE t.province_key = $province AND NOT t.removed
        ORDER BY u.kind, u.unit_id, t.first_month
        """,
        province=province,
    ).astype({"last": "Int64"})
