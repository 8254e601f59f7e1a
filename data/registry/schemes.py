"""Scheme versions: stored once, and which of them a month is scored with."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from data.problems import refusal
from data.registry.keys import add_codes, code_keys, unused_key
from data.store.chain import append_event, canonical_json, digest
from data.store.reader import Reader
from data.store.store import Transaction
from scoring.scheme import Scheme, parse_scheme

FIRST_MONTH = 120001


parsed = lru_cache(maxsize=64)(parse_scheme)


def add_scheme(change: Transaction, text: str, actor: str) -> int:
    """Store a scheme version (what says the same is stored once); its key. Raises SchemeError; Refused where another
    version is valid from the same month."""
    scheme = parsed(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    known = change.rows("SELECT scheme_key FROM scheme WHERE sha256 = $sha256", sha256=sha256)
    if known:
        return int(known[0][0])
    valid_from = scheme.valid_from or FIRST_MONTH
    taken = change.rows("SELECT scheme_key, toml FROM scheme WHERE valid_from = $month", month=valid_from)
    if taken and parsed(taken[0][1]) == scheme:
        return int(taken[0][0])
    if taken:
        raise refusal("scheme_month_taken", month=valid_from)
    scheme_key = unused_key(change, "scheme_key", "scheme", "import")
    row = {
        "scheme_key": scheme_key,
        "scheme_id": scheme.scheme_id,
        "toml": text,
        "sha256": sha256,
        "valid_from": valid_from,
    }
    change.append("scheme", {name: [value] for name, value in row.items()})
    add_codes(change, "indicator", [item.code for item in scheme.indicators])
    add_codes(change, "domain", [domain.code for domain in scheme.domains])
    what = {"scheme_key": scheme_key, "scheme_id": scheme.scheme_id}
    what |= {table: code_keys(change, table) for table in ("indicator", "domain")}
    append_event(change, actor, "scheme", what, "", scheme_hash(change, scheme_key))
    return scheme_key


def scheme_hash(reader: Reader, scheme_key: int) -> str:
    """Content hash of a stored scheme version."""
    row = reader.rows("SELECT scheme_id, toml, sha256, valid_from FROM scheme WHERE scheme_key = $key", key=scheme_key)
    return digest([canonical_json(row)])


def schemes(reader: Reader) -> dict[int, Scheme]:
    """Every scheme version by key, oldest validity first."""
    rows = reader.rows("SELECT scheme_key, toml FROM scheme ORDER BY valid_from, scheme_key")
    return {key: parsed(text) for key, text in rows}


def scheme_key_of(reader: Reader, province_key: int, month: int) -> int | None:
    """The scheme version of a month: the one it was first scored with, else the newest valid then; None before any."""
    kept = reader.rows(
        "SELECT scheme_key FROM month WHERE province_key = $province AND month = $month",
        province=province_key,
        month=month,
    )
    valid = reader.rows(
        "SELECT scheme_key FROM scheme WHERE valid_from <= $month ORDER BY valid_from DESC LIMIT 1", month=month
    )
    found = kept or valid
    scheme_key: int | None = found[0][0] if found else None
    return scheme_key


def scheme_before(reader: Reader, scheme: Scheme) -> Scheme | None:
    """The version that a scheme follows: the newest one that is valid from an earlier month; None without one."""
    first = FIRST_MONTH if scheme.valid_from is None else scheme.valid_from
    found = reader.rows(
        "SELECT scheme_key FROM scheme WHERE valid_from < $first ORDER BY valid_from DESC LIMIT 1", first=first
    )
    return schemes(reader)[found[0][0]] if found else None
