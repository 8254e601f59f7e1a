"""The register of objections as rows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.problems import refusal
from data.registry.chained_tables import Recorded
from data.registry.month_states import refuse_locked
from data.store.reader import Reader
from data.store.store import Transaction
from data.text import clean

OPEN, ACCEPTED, REJECTED = STATUSES = ("open", "accepted", "rejected")
OBJECTION = Recorded(
    "objection",
    tuple(
        "objection_key province_key month unit_key indicator_key text raised_by raised_on status answer answered_by"
        " import_key".split()
    ),
    later=("late",),
)
# The scores that granting an objection corrected: the one that it is about; of one about a whole unit those that its
# import changed.
CORRECTED = """
    WITH earlier AS (
        SELECT o.objection_key, max(i.import_key) AS import_key
        FROM objection o
        JOIN import i ON i.province_key = o.province_key AND i.month = o.month AND i.import_key < o.import_key
         AND i.reverted_seq IS NULL
        JOIN score s ON s.import_key = i.import_key AND s.unit_key = o.unit_key
        GROUP BY o.objection_key
    ), corrected AS (
        SELECT o.objection_key, o.province_key, o.month, o.unit_key, s.indicator_key, s.points, s.mark
        FROM objection o
        JOIN score s ON s.import_key = o.import_key AND s.unit_key = o.unit_key
        LEFT JOIN earlier e ON e.objection_key = o.objection_key
        LEFT JOIN score p ON p.import_key = e.import_key AND p.unit_key = o.unit_key
         AND p.indicator_key = s.indicator_key
        WHERE o.status = 'accepted' AND (o.indicator_key = s.indicator_key OR (o.indicator_key IS NULL
          AND (p.mark IS DISTINCT FROM s.mark OR p.points IS DISTINCT FROM s.points)))
    ), standing AS (
        SELECT c.*, f.mark IS NOT DISTINCT FROM c.mark AND f.points IS NOT DISTINCT FROM c.points AS stands
        FROM corrected c
        LEFT JOIN unit_total t ON t.province_key = c.province_key AND t.month = c.month AND t.unit_key = c.unit_key
        LEFT JOIN score f ON f.import_key = t.import_key AND f.unit_key = c.unit_key
         AND f.indicator_key = c.indicator_key
    )
"""


def objection_row(reader: Reader, objection: int) -> dict[str, Any] | None:
    names = "objection_key province_key province_id month unit_key unit_id indicator status late".split()
    rows = reader.rows(
        "SELECT o.objection_key, o.province_key, p.province_id, o.month, o.unit_key, u.unit_id, n.code, o.status,"
        " o.late FROM objection o"
        " JOIN province p ON p.province_key = o.province_key JOIN unit u ON u.unit_key = o.unit_key"
        " LEFT JOIN indicator n ON n.indicator_key = o.indicator_key WHERE o.objection_key = $key",
        key=objection,
    )
    return dict(zip(names, rows[0], strict=True)) if rows else None


def open_objection(
    change: Transaction, objection: int, answer: str, actor: str, *, may_be_locked: bool = False
) -> dict[str, Any]:
    row = objection_row(change, objection)
    if row is None:
        raise refusal("objection_unknown")
    if row["status"] != OPEN:
        raise refusal("objection_answered")
    if not clean(answer):
        raise refusal("answer_needed")
    if not clean(actor):
        raise refusal("name_needed")
    if not (may_be_locked and row["late"]):
        refuse_locked(change, row["province_key"], row["month"])
    return row


def objections(reader: Reader, province: int, month: int | None = None) -> pd.DataFrame:
    """The objections of a province, open ones first, then newest first: objection_key, month, unit_id, kind, name_fa,
    name_en, indicator, text, raised_by, raised_on, late, status, answer, answered_by, import_key, is_undone (granted,
    and the corrected scores aren't in force any more)."""
    return reader.read(
        CORRECTED
        + """
        SELECT o.objection_key, o.month, u.unit_id, u.kind, u.name_fa, u.name_en, n.code AS indicator, o.text,
               o.raised_by, o.raised_on, coalesce(o.late, false) AS late, o.status, o.answer, o.answered_by,
               o.import_key,
               EXISTS (SELECT 1 FROM standing c WHERE c.objection_key = o.objection_key AND NOT c.stands) AS is_undone
        FROM objection o
        JOIN unit u ON u.unit_key = o.unit_key
        LEFT JOIN indicator n ON n.indicator_key = o.indicator_key
        WHERE o.province_key = $province AND ($month IS NULL OR o.month = $month)
        ORDER BY CASE WHEN o.status = 'open' THEN 0 ELSE 1 END, o.objection_key DESC
        """,
        province=province,
        month=month,
    )
