"""What a score was before, the imports of a province, and the audit chain as it is shown."""

from __future__ import annotations

import json

import pandas as pd

from data.store.reader import Reader

REVERTING = ("demo_clear", "revert")  # the actions that take imports out of force; `imports` of what they say are keys


def score_history(reader: Reader, province: int, month: int, unit_id: str, indicator: str) -> pd.DataFrame:
    """Every value that a score ever had, newest first: import_key, points, mark, typed, file_name, sheets, sheet_no,
    row_no, column_no, actor, imported_at, note, demo, in_force, reverted_seq, reverted_by, reverted_why."""
    return reader.read(
        """
        SELECT i.import_key, s.points, s.mark, s.typed, i.file_name, i.sheets, s.sheet_no, s.row_no, s.column_no,
               i.actor, i.imported_at, i.note, i.demo, coalesce(t.import_key = i.import_key, false) AS in_force,
               i.reverted_seq, e.actor AS reverted_by, e.why AS reverted_why
        FROM score s
        JOIN import i ON i.import_key = s.import_key
        JOIN unit u ON u.unit_key = s.unit_key
        JOIN indicator n ON n.indicator_key = s.indicator_key
        LEFT JOIN unit_total t ON t.unit_key = s.unit_key AND t.month = i.month AND t.province_key = i.province_key
        LEFT JOIN event e ON e.seq = i.reverted_seq
        WHERE i.province_key = $province AND i.month = $month AND u.unit_id = $unit_id AND n.code = $indicator
        ORDER BY i.import_key DESC
        """,
        province=province,
        month=month,
        unit_id=unit_id,
        indicator=indicator,
    )


def imports(reader: Reader, province: int, month: int | None = None) -> pd.DataFrame:
    """The imports of a province, newest first: import_key, month, file_name, actor, imported_at, note, demo, units (it
    held), in_force (units of which it is), reverted_seq."""
    return reader.read(
        """
        SELECT i.import_key, i.month, i.file_name, i.actor, i.imported_at, i.note, i.demo,
               (SELECT count(DISTINCT s.unit_key) FROM score s WHERE s.import_key = i.import_key) AS units,
               (SELECT count(*) FROM unit_total t WHERE t.import_key = i.import_key) AS in_force, i.reverted_seq
        FROM import i
        WHERE i.province_key = $province AND ($month IS NULL OR i.month = $month)
        ORDER BY i.import_key DESC
        """,
        province=province,
        month=month,
    )


def events(reader: Reader) -> pd.DataFrame:
    """The audit chain, newest first: seq, recorded_at, actor, action, what (JSON), why, entry_hash."""
    return reader.read("SELECT seq, recorded_at, actor, action, what, why, entry_hash FROM event ORDER BY seq DESC")


def last_changes(reader: Reader, province_id: str) -> dict[int, str]:
    """When each month was changed last, by an import, a revert or a move (UTC, ISO), as the audit chain says."""
    changes: dict[int, str] = {}
    asked = "SELECT recorded_at, what FROM event WHERE action IN ('import', 'month', 'revert') ORDER BY seq"
    for at, what in reader.rows(asked):
        said = json.loads(what)
        if said.get("province_id") == province_id and "month" in said:
            changes[said["month"]] = at
    return changes
