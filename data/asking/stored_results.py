"""What pages and the command line ask: SQL that counts what the scoring module decided.

Portable SQL: no collation, no engine's own functions but `= ANY(list)`; names are ordered by stored sort keys. Every
question takes a province; `kinds`, `sectors` and `units` choose rows, and an empty list chooses all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from data.files.sheets import address
from data.registry.schemes import schemes
from data.store.store import Store
from data.text import canonical
from scoring.scheme import Scheme

DEMO_IN_FORCE = "SELECT DISTINCT month FROM import WHERE province_key = $province AND demo AND reverted_seq IS NULL"


@dataclass(frozen=True)
class Chosen:
    """The rows that a filter leaves: kinds, sector codes and unit ids; an empty tuple leaves all."""

    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


# A clause for each part of Chosen that leaves rows out; what leaves all in costs the engine nothing.
CLAUSES = {
    "kinds": "t.kind = ANY($kinds)",
    "sectors": "t.sector = ANY($sectors)",
    "units": "t.unit_key IN (SELECT unit_key FROM unit WHERE province_key = $province AND unit_id = ANY($units))",
}


def _read(store: Store, sql: str, chosen: Chosen, month: int | None = None, **values: object) -> pd.DataFrame:
    """Ask with `{chosen}` in a statement standing for the clauses of a filter, and of one month where one is asked."""
    lists = {name: list(getattr(chosen, name)) for name in CLAUSES if getattr(chosen, name)}
    clauses = [CLAUSES[name] for name in lists]
    if month is not None:
        clauses.append("t.month = $month")
        values["month"] = month
    return store.read(sql.format(chosen="".join(f" AND {clause}" for clause in clauses)), **values, **lists)


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


def month_states(store: Store, province: int) -> pd.DataFrame:
    """month, state, objections_until (ISO day or null), scheme_key, version, listed, evaluated, incomplete, missing,
    open (objections), objections (in all); newest first."""
    return store.read(
        """
        SELECT m.month, m.state, m.objections_until, m.scheme_key, m.version,
               count(t.unit_key) AS listed,
               count(CASE WHEN t.status = 'evaluated' THEN 1 END) AS evaluated,
               count(CASE WHEN t.status = 'incomplete' THEN 1 END) AS incomplete,
               count(CASE WHEN t.status = 'missing' THEN 1 END) AS missing,
               (SELECT count(*) FROM objection o WHERE o.province_key = m.province_key AND o.month = m.month
                  AND o.status = 'open') AS open,
               (SELECT count(*) FROM objection o WHERE o.province_key = m.province_key AND o.month = m.month)
                  AS objections
        FROM month m
        LEFT JOIN unit_total t ON t.province_key = m.province_key AND t.month = m.month
        WHERE m.province_key = $province
        GROUP BY m.province_key, m.month, m.state, m.objections_until, m.scheme_key, m.version
        ORDER BY m.month DESC
        """,
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


def month_counts(store: Store, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """month, kind, listed, evaluated, incomplete, missing, weak."""
    return _read(
        store,
        """
        SELECT t.month, t.kind, count(*) AS listed,
               count(CASE WHEN t.status = 'evaluated' THEN 1 END) AS evaluated,
               count(CASE WHEN t.status = 'incomplete' THEN 1 END) AS incomplete,
               count(CASE WHEN t.status = 'missing' THEN 1 END) AS missing,
               count(CASE WHEN t.is_weak THEN 1 END) AS weak
        FROM unit_total t
        WHERE t.province_key = $province{chosen}
        GROUP BY t.month, t.kind
        ORDER BY t.month, t.kind
        """,
        chosen,
        province=province,
        month=month,
    )


def band_counts(store: Store, province: int, chosen: Chosen) -> pd.DataFrame:
    """month, kind, band (code), units: the evaluated units of each band."""
    return _read(
        store,
        """
        SELECT t.month, t.kind, t.band, count(*) AS units
        FROM unit_total t
        WHERE t.province_key = $province AND t.status = 'evaluated'{chosen}
        GROUP BY t.month, t.kind, t.band
        ORDER BY t.month, t.kind, t.band
        """,
        chosen,
        province=province,
    )


def flow_counts(
    store: Store, province: int, base: Mapping[str, int] | Iterable[tuple[str, int]], chosen: Chosen
) -> pd.DataFrame:
    """month, kind, left_weak, fell_weak, joined_weak, gone_weak against the base month of each kind."""
    frames = [_flow_of_kind(store, province, kind, month, chosen) for kind, month in sorted(dict(base).items())]
    columns = ["month", "kind", "left_weak", "fell_weak", "joined_weak", "gone_weak"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _flow_of_kind(store: Store, province: int, kind: str, base: int, chosen: Chosen) -> pd.DataFrame:
    """Only an evaluated unit has is_weak, so the join needs no status of its own, which would make it a nested loop."""
    flows = _read(
        store,
        """
        WITH base AS (
            SELECT t.unit_key, t.is_weak FROM unit_total t
            WHERE t.province_key = $province AND t.month = $base AND t.kind = $kind
              AND t.status = 'evaluated'{chosen}
        )
        SELECT t.month,
               count(CASE WHEN b.is_weak AND NOT t.is_weak THEN 1 END) AS left_weak,
               count(CASE WHEN NOT b.is_weak AND t.is_weak THEN 1 END) AS fell_weak,
               count(CASE WHEN b.unit_key IS NULL AND t.is_weak THEN 1 END) AS joined_weak,
               (SELECT count(*) FROM base WHERE is_weak)
                 - count(CASE WHEN b.is_weak AND t.status = 'evaluated' THEN 1 END) AS gone_weak
        FROM unit_total t
        LEFT JOIN base b ON b.unit_key = t.unit_key
        WHERE t.province_key = $province AND t.kind = $kind{chosen}
        GROUP BY t.month
        ORDER BY t.month
        """,
        chosen,
        province=province,
        kind=kind,
        base=base,
    )
    flows.insert(1, "kind", kind)
    return flows


def mean_totals(store: Store, province: int, chosen: Chosen) -> pd.DataFrame:
    """month, kind, value (mean total, percent) and units (evaluated)."""
    return _read(
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


def mean_domain(store: Store, province: int, domain: str, chosen: Chosen) -> pd.DataFrame:
    """month, kind, value (mean percent of a domain) and units (evaluated, with that domain applicable)."""
    return _read(
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


def mean_indicator(store: Store, province: int, indicator: str, chosen: Chosen) -> pd.DataFrame:
    """month, kind, points (mean) and units (evaluated, with that indicator scored)."""
    return _read(
        store,
        """
        SELECT t.month, t.kind, avg(s.points) AS points, count(s.points) AS units
        FROM unit_total t
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key AND s.mark = 'scored'
        JOIN indicator n ON n.indicator_key = s.indicator_key AND n.code = $indicator
        WHERE t.province_key = $province AND t.status = 'evaluated'{chosen}
        GROUP BY t.month, t.kind
        ORDER BY t.month, t.kind
        """,
        chosen,
        province=province,
        indicator=indicator,
    )


def unit_totals(store: Store, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """A row a unit and month (of one month, or all): month, kind, sector, unit_id, name_fa, name_en, status, points,
    ceiling, coverage, total, band, is_weak, rank, ranked_units; by month, kind and unit_id."""
    return _read(
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


def ranked_totals(store: Store, province: int) -> pd.DataFrame:
    """month, kind, total, rank of every evaluated unit in every month."""
    return store.read(
        "SELECT t.month, t.kind, t.total, t.rank FROM unit_total t"
        " WHERE t.province_key = $province AND t.status = 'evaluated' ORDER BY t.month, t.kind, t.unit_key",
        province=province,
    )


def domain_percents(store: Store, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """month, unit_id, domain, points, ceiling, percent, of one month or all."""
    return _read(
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


def scores(store: Store, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """The scores in force with where each came from: month, unit_id, indicator, points, mark, file, sheets (JSON list
    of names), sheet_no, row_no, column_no, typed."""
    return _read(
        store,
        """
        SELECT t.month, u.unit_id, n.code AS indicator, s.points, s.mark, i.file_name, i.sheets, s.sheet_no, s.row_no,
               s.column_no, s.typed
        FROM unit_total t
        JOIN unit u ON u.unit_key = t.unit_key
        JOIN import i ON i.import_key = t.import_key
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key
        JOIN indicator n ON n.indicator_key = s.indicator_key
        WHERE t.province_key = $province{chosen}
        ORDER BY t.month, u.unit_id, s.indicator_key
        """,
        chosen,
        province=province,
        month=month,
    )


def cells_between(store: Store, province: int, first: int, last: int, chosen: Chosen) -> pd.DataFrame:
    """month, unit_id, indicator, points, mark of the scores in force from one month to another (both included)."""
    return _read(
        store,
        """
        SELECT t.month, u.unit_id, n.code AS indicator, s.points, s.mark
        FROM unit_total t
        JOIN unit u ON u.unit_key = t.unit_key
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key
        JOIN indicator n ON n.indicator_key = s.indicator_key
        WHERE t.province_key = $province AND t.month BETWEEN $first AND $last{chosen}
        ORDER BY t.month, u.unit_id, s.indicator_key
        """,
        chosen,
        province=province,
        first=first,
        last=last,
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


def chain_head(store: Store) -> str:
    """The hash of the newest entry of the audit chain; empty before there is one."""
    newest = store.rows("SELECT entry_hash FROM event ORDER BY seq DESC LIMIT 1")
    return newest[0][0] if newest else ""


def unit_list(store: Store, province: int) -> pd.DataFrame:
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


def scheme_versions(store: Store) -> pd.DataFrame:
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
