"""What is set up once: scheme versions, provinces and units; and how they are found again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from data import vocabulary
from data.problems import refusal
from data.store.chain import append_event, canonical_json, digest
from data.store.store import Store, Transaction
from data.text import sort_key
from data.units.units import Unit, UnitIndex, names_of_provinces
from scoring.scheme import Scheme, parse_scheme

FIRST_MONTH = 120001
# What the content hash of a unit list covers; a later column must not change the hashes of earlier lists.
UNIT_COLUMNS = (
    "unit_key, province_key, unit_id, kind, sector, name_fa, name_en, sort_fa, sort_en, letter_recipient, active_from,"
    " active_to"
)

parsed = lru_cache(maxsize=64)(parse_scheme)


def add_scheme(change: Transaction, text: str, actor: str) -> int:
    """Store a scheme version (what says the same is stored once); its key. Raises SchemeError; Refused where another
    version is valid from the same month."""
    scheme = parsed(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    known = change.rows("SELECT scheme_key FROM scheme WHERE sha256 = $sha256", sha256=sha256)
    if known:
        return known[0][0]
    valid_from = scheme.valid_from or FIRST_MONTH
    taken = change.rows("SELECT scheme_key, toml FROM scheme WHERE valid_from = $month", month=valid_from)
    if taken and parsed(taken[0][1]) == scheme:
        return taken[0][0]
    if taken:
        raise refusal("scheme_month_taken", month=valid_from)
    scheme_key = _unused_key(change, "scheme_key", "scheme", "import")
    row = {
        "scheme_key": scheme_key,
        "scheme_id": scheme.scheme_id,
        "toml": text,
        "sha256": sha256,
        "valid_from": valid_from,
    }
    change.append("scheme", {name: [value] for name, value in row.items()})
    _add_codes(change, "indicator", [item.code for item in scheme.indicators])
    _add_codes(change, "domain", [domain.code for domain in scheme.domains])
    what = {"scheme_key": scheme_key, "scheme_id": scheme.scheme_id}
    what |= {table: code_keys(change, table) for table in ("indicator", "domain")}
    append_event(change, actor, "scheme", what, "", scheme_hash(change, scheme_key))
    return scheme_key


def scheme_hash(reader: Store | Transaction, scheme_key: int) -> str:
    """Content hash of a stored scheme version."""
    row = reader.rows("SELECT scheme_id, toml, sha256, valid_from FROM scheme WHERE scheme_key = $key", key=scheme_key)
    return digest([canonical_json(row)])


def _add_codes(change: Transaction, table: str, codes: Sequence[str]) -> None:
    known = code_keys(change, table)
    new = [code for code in codes if code not in known]
    first = next_key(change, table, f"{table}_key")
    if new:
        change.append(table, {f"{table}_key": range(first, first + len(new)), "code": new})


def code_keys(reader: Store | Transaction, table: str) -> dict[str, int]:
    """code -> integer key of the `indicator` or `domain` table."""
    return {code: key for key, code in reader.rows(f"SELECT {table}_key, code FROM {table} ORDER BY 1")}


def next_key(change: Transaction, table: str, column: str) -> int:
    """The next free integer key of a small table of ours."""
    return change.rows(f'SELECT coalesce(max({column}), 0) + 1 FROM "{table}"')[0][0]


def schemes(reader: Store | Transaction) -> dict[int, Scheme]:
    """Every scheme version by key, oldest validity first."""
    rows = reader.rows("SELECT scheme_key, toml FROM scheme ORDER BY valid_from, scheme_key")
    return {key: parsed(text) for key, text in rows}


def scheme_key_of(reader: Store | Transaction, province_key: int, month: int) -> int | None:
    """The scheme version of a month: the one it was first scored with, else the newest valid then; None before any."""
    kept = reader.rows(
        "SELECT scheme_key FROM month WHERE province_key = $province AND month = $month",
        province=province_key,
        month=month,
    )
    valid = reader.rows(
        "SELECT scheme_key FROM scheme WHERE valid_from <= $month ORDER BY valid_from DESC LIMIT 1", month=month
    )
    return (kept or valid or [(None,)])[0][0]


def scheme_before(reader: Store | Transaction, scheme: Scheme) -> Scheme | None:
    """The version that a scheme follows: the newest one that is valid from an earlier month; None without one."""
    first = FIRST_MONTH if scheme.valid_from is None else scheme.valid_from
    found = reader.rows(
        "SELECT scheme_key FROM scheme WHERE valid_from < $first ORDER BY valid_from DESC LIMIT 1", first=first
    )
    return schemes(reader)[found[0][0]] if found else None


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
        key = _add_province(change, province_id, names[province_id], demo)
        append_units(change, key, members)
        what = {"province_key": key, "province_id": province_id, "units": len(members), "demo": demo}
        append_event(change, actor, "units", what, "", units_hash(change, key))


def _add_province(change: Transaction, province_id: str, names: tuple[str, str], demo: bool) -> int:
    key = _unused_key(change, "province_key", "province", "import")
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


def _unused_key(change: Transaction, column: str, table: str, history: str) -> int:
    """A key that neither the table nor the history of removed rows has used."""
    used = f"SELECT {column} AS key FROM {table} UNION ALL SELECT {column} FROM {history}"
    return change.rows(f"SELECT coalesce(max(key), 0) + 1 FROM ({used}) AS used")[0][0]


def append_units(change: Transaction, province: int, units: Sequence[Unit]) -> None:
    """Add units to a province's list, without an entry of the chain."""
    if not units:
        return
    first = _unused_key(change, "unit_key", "unit", "month_unit")
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


def units_hash(reader: Store | Transaction, province: int) -> str:
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


def province_key(reader: Store | Transaction, province_id: str) -> int | None:
    found = reader.rows("SELECT province_key FROM province WHERE province_id = $id", id=province_id)
    return found[0][0] if found else None


def province_ids(reader: Store | Transaction) -> list[str]:
    return [province_id for (province_id,) in reader.rows("SELECT province_id FROM province ORDER BY province_key")]


def chosen_province(reader: Store | Transaction, province_id: str | None) -> str:
    """The province that is meant: the one named, else the only one. Raises Refused where that isn't clear."""
    known = province_ids(reader)
    if not known:
        raise refusal("no_unit_list")
    if province_id is None and len(known) > 1:
        raise refusal("province_needed", provinces=known)
    if province_id is not None and province_id not in known:
        raise refusal("province_unknown", province=province_id, provinces=known)
    return province_id or known[0]


def unit_index(reader: Store | Transaction, province: int) -> UnitIndex:
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
    return UnitIndex(Unit(*rest, aliases=tuple(aliases[key])) for key, *rest in rows)
