"""Corrections: the file that grants an objection, and what came of those that were granted."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from data.asking.chosen import Chosen
from data.asking.stored_scores import scores
from data.imports.importing import Preview, changed_scores
from data.imports.importing import preview as preview_file
from data.office.objection_rows import CORRECTED, objection_row
from data.problems import Refused, refusal
from data.store.reader import Reader
from data.store.store import Store, Transaction
from data.text import canonical, clean, key
from scoring.frames import records
from scoring.totals import NOT_APPLICABLE, SCORED

MARK_WORDS = {NOT_APPLICABLE: "N/A"}


@dataclass(frozen=True)
class Correction:
    """How an objection is granted: with the score of an indicator as it is typed, or (import_key) with a correction
    that is already in force."""

    indicator: str | None = None
    points: str = ""
    import_key: int | None = None


def correction_file(store: Store, objection: int, correction: Correction) -> Preview:
    """The import that granting an objection with a typed score would make, read and checked like any file."""
    row = objection_row(store, objection)
    if row is None:
        raise refusal("objection_unknown")
    indicator = row["indicator"] or correction.indicator
    if indicator is None:
        raise refusal("objection_without_indicator")
    if not key(correction.points):  # an empty field, or a dash: granting takes no score away
        raise refusal("points_needed")
    return _correction(store, row | {"indicator": indicator}, clean(correction.points))


def known_correction(change: Transaction, row: Mapping[str, Any], import_key: int) -> int:
    possible = corrections_for(change, row["objection_key"])
    if import_key in set(possible["import_key"]):
        if not _corrects(change, row, import_key):
            raise refusal("correction_of_nothing", number=import_key)
        return import_key
    own = change.rows(
        "SELECT 1 FROM import i JOIN score s ON s.import_key = i.import_key WHERE i.import_key = $key"
        " AND i.province_key = $province AND i.month = $month AND s.unit_key = $unit AND i.reverted_seq IS NULL",
        key=import_key,
        province=row["province_key"],
        month=row["month"],
        unit=row["unit_key"],
    )
    raise refusal("correction_too_old" if own else "correction_unknown", number=import_key)


def _corrects(change: Transaction, row: Mapping[str, Any], import_key: int) -> bool:
    """Whether an import gave the unit another score than it had before: of the objection's indicator, or of any."""
    return bool(
        change.rows(
            "WITH earlier AS (SELECT max(i.import_key) AS import_key FROM import i JOIN score s"
            "  ON s.import_key = i.import_key WHERE i.province_key = $province AND i.month = $month"
            "  AND i.import_key < $key AND i.reverted_seq IS NULL AND s.unit_key = $unit)"
            " SELECT 1 FROM score s JOIN indicator n ON n.indicator_key = s.indicator_key"
            " LEFT JOIN score p ON p.import_key = (SELECT import_key FROM earlier) AND p.unit_key = s.unit_key"
            "  AND p.indicator_key = s.indicator_key"
            " WHERE s.import_key = $key AND s.unit_key = $unit AND ($indicator IS NULL OR n.code = $indicator)"
            " AND (p.mark IS DISTINCT FROM s.mark OR p.points IS DISTINCT FROM s.points) LIMIT 1",
            province=row["province_key"],
            month=row["month"],
            key=import_key,
            unit=row["unit_key"],
            indicator=row["indicator"],
        )
    )


def corrections_for(reader: Reader, objection: int) -> pd.DataFrame:
    """The import that is in force for the unit of an objection, where it came after it: import_key, file_name, actor;
    at most one row."""
    found = reader.read(
        """
        SELECT i.import_key, i.file_name, i.actor
        FROM objection o
        JOIN unit_total t ON t.province_key = o.province_key AND t.month = o.month AND t.unit_key = o.unit_key
        JOIN import i ON i.import_key = t.import_key
        WHERE o.objection_key = $objection
        """,
        objection=objection,
    )
    rows = reader.rows("SELECT action, what FROM event WHERE action IN ('import', 'objection') ORDER BY seq DESC")
    entries = [(action, json.loads(what)) for action, what in rows]
    raised = [what.get("objection_key") == objection for _, what in entries]
    later = entries[: len(raised) - 1 - raised[::-1].index(True)] if True in raised else []
    newer = {what["import_key"] for action, what in later if action == "import"}
    return found[found["import_key"].isin(newer)].reset_index(drop=True)


def accepted_corrections(reader: Reader, province: int, month: int) -> pd.DataFrame:
    """The corrections of granted objections that still stand in the month: objection_key, unit_id, name_fa, name_en,
    indicator, points, mark; a row a corrected score. One that a later file took back isn't among them."""
    return reader.read(
        CORRECTED
        + """
        SELECT c.objection_key, u.unit_id, u.name_fa, u.name_en, n.code AS indicator, c.points, c.mark
        FROM standing c
        JOIN unit u ON u.unit_key = c.unit_key
        JOIN indicator n ON n.indicator_key = c.indicator_key
        WHERE c.province_key = $province AND c.month = $month AND c.stands
        ORDER BY c.objection_key, c.indicator_key
        """,
        province=province,
        month=month,
    )


def _correction(store: Store, row: Mapping[str, Any], points: str) -> Preview:
    """The canonical CSV of a unit's month with one score changed, read and checked like any file."""
    name = f"correction-{row['month'] // 100}-{row['month'] % 100:02d}-{row['unit_id']}.csv"
    found = _unit_scores(store, row)
    content = canonical_csv(found, row["unit_id"], {row["indicator"]: points})
    file = preview_file(store, name, content, row["month"], row["province_id"])
    errors = [problem for problem in file.problems if problem.severity == "error"]
    if errors or not file.months:
        raise Refused(errors or file.problems)
    if changed_scores(file.months[0].scores, found).empty:
        raise refusal("nothing_changes")
    return file


def _unit_scores(store: Store, row: Mapping[str, Any]) -> pd.DataFrame:
    unit_id: str = row["unit_id"]
    found = scores(store, row["province_key"], Chosen(units=(unit_id,)), row["month"])
    return found[found["unit_id"] == unit_id]


def canonical_csv(found: pd.DataFrame, unit_id: str, changed: Mapping[str, str]) -> bytes:
    """A unit's scores in force as a score file of ours (UTF-8, LF), some of them as they were typed anew."""
    cells = {
        each["indicator"]: plain_number(each["points"]) if each["mark"] == SCORED else MARK_WORDS.get(each["mark"], "")
        for each in records(found)
    } | dict(changed)
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([["unit_id", *cells], [unit_id, *cells.values()]])
    return target.getvalue().encode()


def plain_number(points: float) -> str:
    """A number without an exponent, that reads back to the same float."""
    return format(Decimal(canonical(points)), "f")
