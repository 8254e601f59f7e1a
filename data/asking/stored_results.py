"""Results in force: totals and domains of units, their means and medians.

Portable SQL: no collation, no engine's own functions but `= ANY(list)`; names are ordered by stored sort keys. Every
question takes a province; `Chosen` chooses rows.
"""

from __future__ import annotations

import pandas as pd

from data.asking.chosen import Chosen, read_chosen
from data.store.reader import Reader


def mean_totals(store: Reader, province: int, chosen: Chosen) -> pd.DataFrame:
    """month, kind, value (mean total, percent) and units (evaluated)."""
    return read_chosen(
        store,
        """
        SELECT t.month, t.kind, avg(t.total) AS value, count(t.total) AS units
        FROM unit_total t
        WHERE t.province_key = $province AND t.status = 'evaluated'{chosen}
        GROUP BY t.month, t.kind
        ORDER BY t.month, t.kind
        """,
        chosen,
        province=province,
    )


def mean_domain(store: Reader, province: int, domain: str, chosen: Chosen) -> pd.DataFrame:
    """month, kind, value (mean percent of a domain) and units (evaluated, with that domain applicable)."""
    return read_chosen(
        store,
        """
        SELECT t.month, t.kind, avg(d.percent) AS value, count(d.percent) AS units
        FROM unit_total t
        JOIN domain_total d ON d.province_key = t.province_key AND d.month = t.month AND d.unit_key = t.unit_key
        JOIN domain n ON n.domain_key = d.domain_key AND n.code = $domain
        WHERE t.province_key = $province AND t.status = 'evaluated'{chosen}
        GROUP BY t.month, t.kind
        ORDER BY t.month, t.kind
        """,
        chosen,
        province=province,
        domain=domain,
    )


def unit_totals(store: Reader, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """A row a unit and month (of one month, or all): month, kind, sector, unit_id, name_fa, name_en, status, points,
    ceiling, coverage, total, band, is_weak, rank, ranked_units; by month, kind and unit_id."""
    return read_chosen(
        store,
        """
        SELECT t.month, t.kind, t.sector, u.unit_id, u.name_fa, u.name_en, u.sort_fa, u.sort_en, t.status, t.points,
               t.ceiling, t.coverage, t.total, t.band, t.is_weak, t.rank, t.ranked_units
        FROM unit_total t
        JOIN unit u ON u.unit_key = t.unit_key
        WHERE t.province_key = $province{chosen}
        ORDER BY t.month, t.kind, u.unit_id
        """,
        chosen,
        province=province,
        month=month,
    ).astype({"rank": "Int64", "is_weak": "boolean"})


def ranked_totals(store: Reader, province: int) -> pd.DataFrame:
    """month, kind, total, rank of every evaluated unit in every month."""
    return store.read(
        "SELECT t.month, t.kind, t.total, t.rank FROM unit_total t"
        " WHERE t.province_key = $province AND t.status = 'evaluated' ORDER BY t.month, t.kind, t.unit_key",
        province=province,
    )


def domain_percents(store: Reader, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """month, unit_id, domain, points, ceiling, percent, of one month or all."""
    return read_chosen(
        store,
        """
        SELECT t.month, u.unit_id, n.code AS domain, d.points, d.ceiling, d.percent
        FROM unit_total t
        JOIN unit u ON u.unit_key = t.unit_key
        JOIN domain_total d ON d.province_key = t.province_key AND d.month = t.month AND d.unit_key = t.unit_key
        JOIN domain n ON n.domain_key = d.domain_key
        WHERE t.province_key = $province{chosen}
        ORDER BY t.month, t.kind, u.unit_id, d.domain_key
        """,
        chosen,
        province=province,
        month=month,
    )


def peer_medians(store: Reader, province: int, kind: str) -> pd.DataFrame:
    """month, domain (code; empty for the total), median and units: over the evaluated units of a kind."""
    return store.read(
        """
        SELECT t.month, '' AS domain, percentile_cont(0.5) WITHIN GROUP (ORDER BY t.total) AS median,
               count(t.total) AS units
        FROM unit_total t
        WHERE t.province_key = $province AND t.kind = $kind AND t.status = 'evaluated'
        GROUP BY t.month
        UNION ALL
        SELECT m.month, n.code, m.median, m.units
        FROM (
            SELECT t.month, d.domain_key, percentile_cont(0.5) WITHIN GROUP (ORDER BY d.percent) AS median,
                   count(d.percent) AS units
            FROM unit_total t
            JOIN domain_total d ON d.province_key = t.province_key AND d.month = t.month AND d.unit_key = t.unit_key
            WHERE t.province_key = $province AND t.kind = $kind AND t.status = 'evaluated'
            GROUP BY t.month, d.domain_key
        ) m
        JOIN domain n ON n.domain_key = m.domain_key
        ORDER BY 1, 2
        """,
        province=province,
        kind=kind,
    )
