"""How many units are where: counted by month, kind and level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from data.asking.chosen import Chosen, read_chosen
from data.store.reader import Reader


def month_counts(store: Reader, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """month, kind, listed, evaluated, incomplete, missing, weak."""
    return read_chosen(
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


def band_counts(store: Reader, province: int, chosen: Chosen) -> pd.DataFrame:
    """month, kind, band (code), units: the evaluated units of each band."""
    return read_chosen(
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
    store: Reader, province: int, base: Mapping[str, int] | Iterable[tuple[str, int]], chosen: Chosen
) -> pd.DataFrame:
    """month, kind, left_weak, fell_weak, joined_weak, gone_weak against the base month of each kind."""
    frames = [_flow_of_kind(store, province, kind, month, chosen) for kind, month in sorted(dict(base).items())]
    columns = ["month", "kind", "left_weak", "fell_weak", "joined_weak", "gone_weak"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _flow_of_kind(store: Reader, province: int, kind: str, base: int, chosen: Chosen) -> pd.DataFrame:
    """Only an evaluated unit has is_weak, so the join needs no status of its own, which would make it a nested loop."""
    flows = read_chosen(
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


def month_states(store: Reader, province: int) -> pd.DataFrame:
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
