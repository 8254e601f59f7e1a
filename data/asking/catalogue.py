"""What a store holds: provinces, months, units, schemes, whether demo data is in force."""

from __future__ import annotations

import pandas as pd

from data.registry.schemes import schemes
from data.store.reader import Reader
from scoring.scheme import Scheme

DEMO_IN_FORCE = "SELECT DISTINCT month FROM import WHERE province_key = $province AND demo AND reverted_seq IS NULL"


def provinces(store: Reader) -> pd.DataFrame:
    """province_key, province_id, name_fa, name_en of every province, by code."""
    return store.read("SELECT province_key, province_id, name_fa, name_en FROM province ORDER BY province_id")


def months(store: Reader, province: int) -> pd.DataFrame:
    """month, state, scheme_key, demo (whether a demo import is in force), oldest first."""
    return store.read(
        f"SELECT month, state, scheme_key, month IN ({DEMO_IN_FORCE}) AS demo FROM month"
        " WHERE province_key = $province ORDER BY month",
        province=province,
    )


def schemes_by_month(store: Reader, province: int) -> dict[int, Scheme]:
    """The scheme that each month was scored with."""
    versions = schemes(store)
    rows = store.rows("SELECT month, scheme_key FROM month WHERE province_key = $key ORDER BY month", key=province)
    return {month: versions[key] for month, key in rows}


def units(store: Reader, province: int) -> pd.DataFrame:
    """unit_id, kind, sector, name_fa, name_en of the units that any month lists, agencies first, in Persian order."""
    return store.read(
        "SELECT unit_id, kind, sector, name_fa, name_en, sort_fa, sort_en FROM unit"
        " WHERE unit_key IN (SELECT unit_key FROM unit_total WHERE province_key = $province)"
        " ORDER BY kind, sort_fa, unit_id",
        province=province,
    )


def is_demo(store: Reader) -> bool:
    """Whether any demo import is in force."""
    return bool(store.rows("SELECT 1 FROM import WHERE demo AND reverted_seq IS NULL LIMIT 1"))


def chain_head(store: Reader) -> str:
    """The hash of the newest entry of the audit chain; empty before there is one."""
    newest = store.rows("SELECT entry_hash FROM event ORDER BY seq DESC LIMIT 1")
    return newest[0][0] if newest else ""


def unit_list(store: Reader, province: int) -> pd.DataFrame:
    """The unit list as the office uploads it (`data.units.units.COLUMNS`), agencies first, in Persian order."""
    return store.read(
        """
        SELECT u.unit_id, p.province_id, u.kind, u.sector, u.name_fa, u.name_en, u.letter_recipient, u.active_from,
               u.active_to, coalesce(a.aliases, '') AS aliases
        FROM unit u
        JOIN province p ON p.province_key = u.province_key
        LEFT JOIN (
            SELECT unit_key, string_agg(alias, '|' ORDER BY alias) AS aliases FROM unit_alias GROUP BY unit_key
        ) a ON a.unit_key = u.unit_key
        WHERE u.province_key = $province
        ORDER BY u.kind, u.sort_fa, u.unit_id
        """,
        province=province,
    ).astype({"active_from": "Int64", "active_to": "Int64"})


def scheme_versions(store: Reader) -> pd.DataFrame:
    """scheme_key, scheme_id, toml, valid_from and months (how many are scored with it), oldest validity first."""
    return store.read(
        """
        SELECT s.scheme_key, s.scheme_id, s.toml, s.valid_from, coalesce(m.months, 0) AS months
        FROM scheme s
        LEFT JOIN (SELECT scheme_key, count(*) AS months FROM month GROUP BY scheme_key) m
          ON m.scheme_key = s.scheme_key
        ORDER BY s.valid_from, s.scheme_key
        """
    )
