"""The provinces of a store, and which of them is meant."""

from __future__ import annotations

from data.problems import refusal
from data.registry.keys import unused_key
from data.store.reader import Reader
from data.store.store import Transaction


def add_province(change: Transaction, province_id: str, names: tuple[str, str], demo: bool) -> int:
    key = unused_key(change, "province_key", "province", "import")
    name_fa, name_en = names
    row = {
        "province_key": key,
        "province_id": province_id,
        "name_fa": name_fa,
        "name_en": name_en,
        "demo": demo,
    }
    change.append("province", {name: [value] for name, value in row.items()})
    return key


def province_key(reader: Reader, province_id: str) -> int | None:
    found = reader.rows("SELECT province_key FROM province WHERE province_id = $id", id=province_id)
    return found[0][0] if found else None


def province_ids(reader: Reader) -> list[str]:
    return [province_id for (province_id,) in reader.rows("SELECT province_id FROM province ORDER BY province_key")]


def chosen_province(reader: Reader, province_id: str | None) -> str:
    """The province that is meant: the one named, else the only one. Raises Refused where that isn't clear."""
    known = province_ids(reader)
    if not known:
        raise refusal("no_unit_list")
    if province_id is None and len(known) > 1:
        raise refusal("province_needed", provinces=known)
    if province_id is not None and province_id not in known:
        raise refusal("province_unknown", province=province_id, provinces=known)
    return province_id or known[0]
