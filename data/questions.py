"""What pages and the command line ask: SQL that counts what the scoring module decided.

Portable SQL: no collation, no engine's own functions but `= ANY(list)`; names are ordered by stored sort keys. Every
question takes a province; `kinds`, `sectors` and `units` choose rows, and an empty list chooses all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.registry import schemes
from data.store import Store
from data.text import canonical
from data.workbook import address
from scoring.scheme import Scheme

DEMO_IN_FORCE = "SELECT DISTINCT month FROM import WHERE province_key = $province AND demo AND reverted_seq IS NULL"


@dataclass(frozen=True)
class Chosen:
    """The rows that a filter leaves: kinds, sector codes and unit ids; an empty tuple leaves all."""

    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


CHOSEN = """
    ($every_kind OR t.kind = ANY($kinds)) AND ($every_sector OR t.sector = ANY($sectors))
    AND ($every_unit OR t.unit_key IN (
        SELECT unit_key FROM unit WHERE province_key = $province AND unit_id = ANY($units)))
"""


def _slots(chosen: Chosen, **values: object) -> dict[str, object]:
    parts = {"kind": chosen.kinds, "sector": chosen.sectors, "unit": chosen.units}
    lists = {f"{name}s": list(part) or [""] for name, part in parts.items()}
    return values | lists | {f"every_{name}": not part for name, part in parts.items()}


def provinces(store: Store) -> pd.DataFrame:
    """province_key, province_id, name_fa, name_en of every province, by code."""
    return store.read("SELECT province_key, province_id, name_fa, name_en FROM province ORDER BY province_id")


def months(store: Store, province: int) -> pd.DataFrame:
    """month, state, scheme_key, demo (whether a demo import is in force), oldest first."""
    return store.read(
        f"SELECT month, state, scheme_key, month IN ({DEMO_IN_FORCE}) AS demo FROM month"
        " WHERE province_key = $province ORDER BY month",
        province=province,
    )


def schemes_by_month(store: Store, province: int) -> dict[int, Scheme]:
    """The scheme that each month was scored with."""
    versions = schemes(store)
    rows = store.rows("SELECT month, scheme_key FROM month WHERE province_key = $key ORDER BY month", key=province)
    return {month: versions[key] for month, key in rows}


def units(store: Store, province: int) -> pd.DataFrame:
    """unit_id, kind, sector, name_fa, name_en of the units that any month lists, agencies first, in Persian order."""
    return store.read(
        "SELECT unit_id, kind, sector, name_fa, name_en, sort_fa, sort_en FROM unit"
        " WHERE unit_key IN (SELECT unit_key FROM unit_total WHERE province_key = $province)"
        " ORDER BY kind, sort_fa, unit_id",
        province=province,
    )


def month_counts(store: Store, province: int, chosen: Chosen) -> pd.DataFrame:
    """month, kind, listed, evaluated, incomplete, missing, weak."""
    return store.read(
        f"""
        SELECT t.month, t.kind, count(*) AS listed,
               sum(CASE WHEN t.status = 'evaluated' THEN 1 ELSE 0 END) AS evaluated,
               sum(CASE WHEN t.status = 'incomplete' THEN 1 ELSE 0 END) AS incomplete,
               sum(CASE WHEN t.status = 'missing' THEN 1 ELSE 0 END) AS missing,
               sum(CASE WHEN t.is_weak THEN 1 ELSE 0 END) AS weak
        FROM unit_total t
        WHERE t.province_key = $province AND {CHOSEN}
        GROUP BY t.month, t.kind
        ORDER BY t.month, t.kind
        """,
        **_slots(chosen, province=province),
    ).astype(dict.fromkeys(("listed", "evaluated", "incomplete", "missing", "weak"), "int64"))


def band_counts(store: Store, province: int, chosen: Chosen) -> pd.DataFrame:
    """month, kind, band (code), units: the evaluated units of each band."""
    return store.read(
        f"""
        SELECT t.month, t.kind, t.band, count(*) AS units
        FROM unit_total t
        WHERE t.province_key = $province AND t.status = 'evaluated' AND {CHOSEN}
        GROUP BY t.month, t.kind, t.band
        ORDER BY t.month, t.kind, t.band
        """,
        **_slots(chosen, province=province),
    )


def flow_counts(store: Store, province: int, base: Mapping[str, int], chosen: Chosen) -> pd.DataFrame:
    """month, kind, left_weak, fell_weak, joined_weak, gone_weak against the base month of each kind."""
    frames = [_flow_of_kind(store, province, kind, month, chosen) for kind, month in sorted(base.items())]
    columns = ["month", "kind", "left_weak", "fell_weak", "joined_weak", "gone_weak"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _flow_of_kind(store: Store, province: int, kind: str, base: int, chosen: Chosen) -> pd.DataFrame:
    flows = store.read(
        f"""
        WITH base AS (
            SELECT t.unit_key, t.is_weak FROM unit_total t
            WHERE t.province_key = $province AND t.month = $base AND t.kind = $kind
              AND t.status = 'evaluated' AND {CHOSEN}
        )
        SELECT t.month,
               sum(CASE WHEN b.is_weak AND NOT t.is_weak THEN 1 ELSE 0 END) AS left_weak,
               sum(CASE WHEN NOT b.is_weak AND t.is_weak THEN 1 ELSE 0 END) AS fell_weak,
               sum(CASE WHEN b.unit_key IS NULL AND t.is_weak THEN 1 ELSE 0 END) AS joined_weak,
               (SELECT count(*) FROM base WHERE is_weak)
                 - sum(CASE WHEN b.is_weak AND t.status = 'evaluated' THEN 1 ELSE 0 END) AS gone_weak
        FROM unit_total t
        LEFT JOIN base b ON b.unit_key = t.unit_key AND t.status = 'evaluated'
        WHERE t.province_key = $province AND t.kind = $kind AND {CHOSEN}
        GROUP BY t.month
        ORDER BY t.month
        """,
        **_slots(chosen, province=province, kind=kind, base=base),
    )
    flows.insert(1, "kind", kind)
    return flows.astype(dict.fromkeys(("left_weak", "fell_weak", "joined_weak", "gone_weak"), "int64"))


def mean_totals(store: Store, province: int, chosen: Chosen) -> pd.DataFrame:
    """month, kind, value (mean total, percent) and units (evaluated)."""
    return store.read(
        f"""
        SELECT t.month, t.kind, avg(t.total) AS value, count(t.total) AS units
        FROM unit_total t
        WHERE t.province_key = $province AND t.status = 'evaluated' AND {CHOSEN}
        GROUP BY t.month, t.kind
        ORDER BY t.month, t.kind
        """,
        **_slots(chosen, province=province),
    )


def mean_domain(store: Store, province: int, domain: str, chosen: Chosen) -> pd.DataFrame:
    """month, kind, value (mean percent of a domain) and units (evaluated, with that domain applicable)."""
    return store.read(
        f"""
        SELECT t.month, t.kind, avg(d.percent) AS value, count(d.percent) AS units
        FROM unit_total t
        JOIN domain_total d ON d.province_key = t.province_key AND d.month = t.month AND d.unit_key = t.unit_key
        JOIN domain n ON n.domain_key = d.domain_key AND n.code = $domain
        WHERE t.province_key = $province AND t.status = 'evaluated' AND {CHOSEN}
        GROUP BY t.month, t.kind
        ORDER BY t.month, t.kind
        """,
        **_slots(chosen, province=province, domain=domain),
    )


def mean_indicator(store: Store, province: int, indicator: str, chosen: Chosen) -> pd.DataFrame:
    """month, kind, points (mean) and units (evaluated, with that indicator scored)."""
    return store.read(
        f"""
        SELECT t.month, t.kind, avg(s.points) AS points, count(s.points) AS units
        FROM unit_total t
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key AND s.mark = 'scored'
        JOIN indicator n ON n.indicator_key = s.indicator_key AND n.code = $indicator
        WHERE t.province_key = $province AND t.status = 'evaluated' AND {CHOSEN}
        GROUP BY t.month, t.kind
        ORDER BY t.month, t.kind
        """,
        **_slots(chosen, province=province, indicator=indicator),
    )


def unit_totals(store: Store, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """A row a unit and month (of one month, or all): month, kind, sector, unit_id, name_fa, name_en, status, points,
    ceiling, coverage, total, band, is_weak, rank, ranked_units; by month, kind and unit_id."""
    return store.read(
        f"""
        SELECT t.month, t.kind, t.sector, u.unit_id, u.name_fa, u.name_en, u.sort_fa, u.sort_en, t.status, t.points,
               t.ceiling, t.coverage, t.total, t.band, t.is_weak, t.rank, t.ranked_units
        FROM unit_total t
        JOIN unit u ON u.unit_key = t.unit_key
        WHERE t.province_key = $province AND ($every_month OR t.month = $month) AND {CHOSEN}
        ORDER BY t.month, t.kind, u.unit_id
        """,
        **_slots(chosen, province=province, month=month or 0, every_month=month is None),
    ).astype({"rank": "Int64", "is_weak": "boolean"})


def domain_percents(store: Store, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """month, unit_id, domain, points, ceiling, percent, of one month or all."""
    return store.read(
        f"""
        SELECT t.month, u.unit_id, n.code AS domain, d.points, d.ceiling, d.percent
        FROM unit_total t
        JOIN unit u ON u.unit_key = t.unit_key
        JOIN domain_total d ON d.province_key = t.province_key AND d.month = t.month AND d.unit_key = t.unit_key
        JOIN domain n ON n.domain_key = d.domain_key
        WHERE t.province_key = $province AND ($every_month OR t.month = $month) AND {CHOSEN}
        ORDER BY t.month, t.kind, u.unit_id, d.domain_key
        """,
        **_slots(chosen, province=province, month=month or 0, every_month=month is None),
    )


def scores(store: Store, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """The scores in force with where each came from: month, unit_id, indicator, points, mark, file, sheets (JSON list
    of names), sheet_no, row_no, column_no, typed."""
    return store.read(
        f"""
        SELECT t.month, u.unit_id, n.code AS indicator, s.points, s.mark, i.file_name, i.sheets, s.sheet_no, s.row_no,
               s.column_no, s.typed
        FROM unit_total t
        JOIN unit u ON u.unit_key = t.unit_key
        JOIN import i ON i.import_key = t.import_key
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key
        JOIN indicator n ON n.indicator_key = s.indicator_key
        WHERE t.province_key = $province AND ($every_month OR t.month = $month) AND {CHOSEN}
        ORDER BY t.month, u.unit_id, s.indicator_key
        """,
        **_slots(chosen, province=province, month=month or 0, every_month=month is None),
    )


def with_places(scores: pd.DataFrame) -> pd.DataFrame:
    """`scores` with sheet (name), cell (D14) and typed (the text in the cell; empty for an empty one) spelled out."""
    sheets = {text: json.loads(text) for text in scores["sheets"].unique()}
    names = [sheets[text][number - 1] for text, number in zip(scores["sheets"], scores["sheet_no"], strict=True)]
    cells = [address(row, column) for row, column in zip(scores["row_no"], scores["column_no"], strict=True)]
    typed = [
        text if isinstance(text, str) else canonical(points) if points == points else ""
        for text, points in zip(scores["typed"], scores["points"], strict=True)
    ]
    return scores.assign(sheet=names, cell=cells, typed=typed)


def peer_medians(store: Store, province: int, kind: str) -> pd.DataFrame:
    """month, domain (code; empty for the total), median and units: over the evaluated units of a kind."""
    return store.read(
        """
        SELECT t.month, '' AS domain, percentile_cont(0.5) WITHIN GROUP (ORDER BY t.total) AS median,
               count(t.total) AS units
        FROM unit_total t
        WHERE t.province_key = $province AND t.kind = $kind AND t.status = 'evaluated'
        GROUP BY t.month
        UNION ALL
        SELECT t.month, n.code, percentile_cont(0.5) WITHIN GROUP (ORDER BY d.percent), count(d.percent)
        FROM unit_total t
        JOIN domain_total d ON d.province_key = t.province_key AND d.month = t.month AND d.unit_key = t.unit_key
        JOIN domain n ON n.domain_key = d.domain_key
        WHERE t.province_key = $province AND t.kind = $kind AND t.status = 'evaluated'
        GROUP BY t.month, n.code
        ORDER BY 1, 2
        """,
        province=province,
        kind=kind,
    )


def indicator_medians(store: Store, province: int, kind: str, month: int) -> pd.DataFrame:
    """indicator, median points and units: over the evaluated units of a kind where it is scored, in one month."""
    return store.read(
        """
        SELECT n.code AS indicator, percentile_cont(0.5) WITHIN GROUP (ORDER BY s.points) AS median, count(*) AS units
        FROM unit_total t
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key AND s.mark = 'scored'
        JOIN indicator n ON n.indicator_key = s.indicator_key
        WHERE t.province_key = $province AND t.month = $month AND t.kind = $kind AND t.status = 'evaluated'
        GROUP BY n.code
        ORDER BY n.code
        """,
        province=province,
        kind=kind,
        month=month,
    )


def is_demo(store: Store) -> bool:
    """Whether any demo import is in force."""
    return bool(store.rows("SELECT 1 FROM import WHERE demo AND reverted_seq IS NULL LIMIT 1"))


def unit_list(store: Store, province: int) -> pd.DataFrame:
    """The unit list as the office uploads it (`data.units.COLUMNS`), agencies first, in Persian order."""
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


def scheme_versions(store: Store) -> pd.DataFrame:
    """scheme_key, scheme_id, toml, valid_from and months (how many are scored with it), oldest validity first."""
    return store.read(
        """
        SELECT s.scheme_key, s.scheme_id, s.toml, s.valid_from, count(m.month) AS months
        FROM scheme s
        LEFT JOIN month m ON m.scheme_key = s.scheme_key
        GROUP BY s.scheme_key, s.scheme_id, s.toml, s.valid_from
        ORDER BY s.valid_from, s.scheme_key
        """
    )
