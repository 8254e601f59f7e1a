"""The units of a province as rows: stored once, and how they are found again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from data import vocabulary
from data.problems import refusal
from data.registry.keys import unused_key
from data.registry.provinces import add_province, province_key
from data.store.chain import append_event, canonical_json, digest
from data.store.reader import Reader
from data.store.store import Transaction
from data.text import sort_key
from data.units.unit_list_files import names_of_provinces
from data.units.units import Unit, UnitIndex

# What the content hash of a unit list covers; a later column must not change the hashes of earlier lists.
UNIT_COLUMNS = (
    "unit_key, province_key, unit_id, kind, sector, name_fa, name_en, sort_fa, sort_en, letter_recipient, active_from,"
    " active_to"
)


def add_units(change: Transaction, units: Iterable[Unit], actor: str, *, demo: bool = False) -> None:
    """Store the unit lists of new provinces. Raises Refused where a province of the list is already there, or where
    neither the list nor the official names say what it is called."""
    names = vocabulary.provinces() | names_of_provinces(units)
    by_province: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_province[unit.province_id].append(unit)
    for province_id, members in by_province.items():
        if province_key(change, province_id) is not None:
            raise refusal("province_exists", province=province_id)
        if province_id not in names:
            raise refusal("province_name_needed", province=province_id)
        key = add_province(change, province_id, names[province_id], demo)
        append_units(change, key, members)
        what = {"province_key": key, "province_id": province_id, "units": len(members), "demo": demo}
        append_event(change, actor, "units", what, "", units_hash(change, key))


def append_units(change: Transaction, province: int, units: Sequence[Unit]) -> None:
    """Add units to a province's list, without an entry of the chain."""
    if not units:
        return
    first = unused_key(change, "unit_key", "unit", "month_unit")
    keys = list(range(first, first + len(units)))
    plain = "unit_id kind sector name_fa name_en letter_recipient active_from active_to".split()
    columns = {name: [getattr(unit, name) for unit in units] for name in plain}
    columns |= {"unit_key": keys, "province_key": [province] * len(units)}
    columns["sort_fa"] = [sort_key(unit.name_fa) for unit in units]
    columns["sort_en"] = [sort_key(unit.name_en) for unit in units]
    change.append("unit", columns)
    aliases = [(key, alias) for key, unit in zip(keys, units, strict=True) for alias in dict.fromkeys(unit.aliases)]
    if aliases:
        change.append("unit_alias", {"unit_key": [key for key, _ in aliases], "alias": [alias for _, alias in aliases]})


def units_hash(reader: Reader, province: int) -> str:
    """Content hash of a province's unit list as it is stored."""
    place = reader.rows(
        "SELECT province_id, name_fa, name_en, demo FROM province WHERE province_key = $key", key=province
    )
    units = reader.rows(f"SELECT {UNIT_COLUMNS} FROM unit WHERE province_key = $key ORDER BY unit_key", key=province)
    aliases = reader.rows(
        "SELECT a.unit_key, a.alias FROM unit_alias a JOIN unit u ON u.unit_key = a.unit_key"
        " WHERE u.province_key = $key ORDER BY 1, 2",
        key=province,
    )
    return digest(map(canonical_json, (place, units, aliases)))


def unit_index(reader: Reader, province: int) -> UnitIndex:
    """The units of a province, ready for matching."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for key, alias in reader.rows("SELECT unit_key, alias FROM unit_alias ORDER BY alias"):
        aliases[key].append(alias)
    rows = reader.rows(
        "SELECT u.unit_key, u.unit_id, p.province_id, u.kind, u.sector, u.name_fa, u.name_en, u.letter_recipient,"
        " u.active_from, u.active_to FROM unit u JOIN province p ON p.province_key = u.province_key"
        " WHERE u.province_key = $key ORDER BY u.unit_key",
        key=province,
    )
    names = "unit_id province_id kind sector name_fa name_en letter_recipient active_from active_to".split()
    return UnitIndex(Unit(**dict(zip(names, rest, strict=True)), aliases=tuple(aliases[key])) for key, *rest in rows)
