"""Objections of units to their scores: raised while a month is open, answered with a correction or a reason.

A correction that is typed on screen is an import like any other: of a canonical CSV that is written here.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from data.asking.stored_results import Chosen, scores
from data.imports.importing import Preview, changed_scores, put
from data.imports.importing import preview as preview_file
from data.office.days import refuse_ahead, refuse_before
from data.problems import Problem, Refused, refusal
from data.registry.chained_tables import Recorded
from data.registry.keys import code_keys
from data.registry.month_states import MonthState, refuse_locked, state_of
from data.registry.provinces import chosen_province, province_key
from data.store.store import Store, Transaction
from data.text import canonical, clean, key
from scoring.states import LOCKED
from scoring.totals import NOT_APPLICABLE, SCORED

OPEN, ACCEPTED, REJECTED = STATUSES = ("open", "accepted", "rejected")
OBJECTION = Recorded(
    "objection",
    tuple(
        "objection_key province_key month unit_key indicator_key text raised_by raised_on status answer answered_by"
        " import_key".split()
    ),
    later=("late",),
)
MARK_WORDS = {NOT_APPLICABLE: "N/A"}


@dataclass(frozen=True)
class Raised:
    """What an objection says. indicator: a code, or None for the unit as a whole; on: the day it came in; late: whether
    it is to be recorded although the time for objections is over."""

    unit_id: str
    indicator: str | None
    text: str
    by: str
    on: date
    late: bool = False


@dataclass(frozen=True)
class Correction:
    """How an objection is granted: with the score of an indicator as it is typed, or (import_key) with a correction
    that is already in force."""

    indicator: str | None = None
    points: str = ""
    import_key: int | None = None


def add(
    store: Store, province_id: str | None, month: int, raised: Raised, actor: str, *, today: date | None = None
) -> int:
    """Record an objection; its key. Raises Refused: `month_not_stored`, `unit_not_in_month`, `indicator_unknown`,
    `objection_empty`, `objection_twice` (the same is open already), `name_needed`, `day_ahead`, `day_before_month`;
    `month_locked`, `after_deadline`, which `late` allows; `not_late` where it isn't."""
    actor, text, by = clean(actor), clean(raised.text), clean(raised.by)
    with store.transaction() as change:
        province_id = chosen_province(change, province_id)
        province = province_key(change, province_id) or 0
        found = state_of(change, province, month)
        if found is None:
            raise refusal("month_not_stored", month=month)
        _refuse_day(raised, month, found, today or date.today())
        if not actor:
            raise refusal("name_needed")
        if not text or not by:
            raise refusal("objection_empty")
        unit = _unit_key(change, province, month, raised.unit_id)
        indicator = _indicator_key(change, raised.indicator)
        row = {"province_key": province, "month": month, "unit_key": unit, "indicator_key": indicator, "text": text}
        row |= {"raised_by": by, "raised_on": raised.on.isoformat(), "status": OPEN}
        _refuse_twice(change, row)
        row |= {"answer": "", "answered_by": "", "import_key": None, "late": True if raised.late else None}
        objection = OBJECTION.add(change, row)
        what = {"province_id": province_id, "month": month, "unit_id": raised.unit_id, "indicator": raised.indicator}
        OBJECTION.record(change, objection, actor, what | {"status": OPEN, "late": raised.late})
        return objection


def _refuse_day(raised: Raised, month: int, found: MonthState, today: date) -> None:
    refuse_ahead(raised.on, today)
    refuse_before(raised.on, month)
    is_over = bool(found.until) and raised.on.isoformat() > str(found.until)
    if raised.late and not is_over and found.state not in LOCKED:
        raise refusal("not_late", month=month, state=found.state)
    if not raised.late and found.state in LOCKED:
        raise refusal("month_locked", month=month, state=found.state)
    if not raised.late and is_over:
        raise refusal("after_deadline", month=month, until=found.until)


def _refuse_twice(change: Transaction, row: Mapping) -> None:
    same = ("province_key", "month", "unit_key", "text", "raised_by", "raised_on", "status")
    known = change.rows(
        "SELECT objection_key FROM objection WHERE indicator_key IS NOT DISTINCT FROM $indicator AND "
        + " AND ".join(f"{name} = ${name}" for name in same),
        indicator=row["indicator_key"],
        **{name: row[name] for name in same},
    )
    if known:
        raise refusal("objection_twice", number=known[0][0])


def _unit_key(change: Transaction, province: int, month: int, unit_id: str) -> int:
    rows = change.rows(
        "SELECT t.unit_key FROM unit_total t JOIN unit u ON u.unit_key = t.unit_key"
        " WHERE t.province_key = $province AND t.month = $month AND u.unit_id = $unit_id",
        province=province,
        month=month,
        unit_id=unit_id,
    )
    if not rows:
        raise Refused([Problem("unit_not_in_month", value=unit_id, slots={"month": month})])
    return rows[0][0]


def _indicator_key(change: Transaction, indicator: str | None) -> int | None:
    known = code_keys(change, "indicator")
    if indicator is not None and indicator not in known:
        raise Refused([Problem("indicator_unknown", value=indicator)])
    return known[indicator] if indicator is not None else None


def reject(store: Store, objection: int, answer: str, actor: str) -> None:
    """Answer an objection with the reason why nothing changes. Raises Refused: `objection_unknown`,
    `objection_answered`, `answer_needed`, `name_needed`, `month_locked` (a late one can be rejected all the same)."""
    with store.transaction() as change:
        row = _open_objection(change, objection, answer, actor, may_be_locked=True)
        _answer(change, row, REJECTED, answer, actor, None)


def accept(
    store: Store, objection: int, correction: Correction, answer: str, actor: str, *, file: Preview | None = None
) -> int:
    """Grant an objection; the key of the import that corrects it. A score as it is typed («3.5», «N/A», «-») becomes an
    import of its own (`file`: as `correction_file` read it and it was shown, refused where the month has changed
    since); a correction that is in force already must be newer than the objection and change the unit's scores.

    Raises Refused as `reject` does, and with the cell's problem where the text is no score, `nothing_changes` where the
    same score stands already, `objection_without_indicator`, `correction_unknown`, `correction_too_old`."""
    if correction.import_key is None:
        file = file or correction_file(store, objection, correction)
    with store.transaction() as change:
        row = _open_objection(change, objection, answer, actor)
        if correction.import_key is None:
            imported = put(change, [file], clean(actor), clean(answer))[0][0].import_key
        else:
            imported = _known_correction(change, row, correction.import_key)
        _answer(change, row, ACCEPTED, answer, actor, imported)
        return imported


def correction_file(store: Store, objection: int, correction: Correction) -> Preview:
    """The import that granting an objection with a typed score would make, read and checked like any file."""
    row = _read(store, objection)
    if row is None:
        raise refusal("objection_unknown")
    indicator = row["indicator"] or correction.indicator
    if indicator is None:
        raise refusal("objection_without_indicator")
    if not key(correction.points):  # an empty field, or a dash: granting takes no score away
        raise refusal("points_needed")
    return _correction(store, row | {"indicator": indicator}, clean(correction.points))


def _known_correction(change: Transaction, row: Mapping, import_key: int) -> int:
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


def _corrects(change: Transaction, row: Mapping, import_key: int) -> bool:
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


def corrections_for(reader: Store | Transaction, objection: int) -> pd.DataFrame:
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


def reopen(change: Transaction, import_key: int, actor: str, why: str) -> tuple[int, ...]:
    """Open the objections again that were granted by an import which is no longer in force, where what it corrected is
    no longer so either (a later import may hold the same score); their keys."""
    rows = change.rows(
        CORRECTED + "SELECT o.objection_key FROM objection o WHERE o.import_key = $key AND o.status = 'accepted'"
        " AND (NOT EXISTS (SELECT 1 FROM standing c WHERE c.objection_key = o.objection_key)"
        " OR EXISTS (SELECT 1 FROM standing c WHERE c.objection_key = o.objection_key AND NOT c.stands)) ORDER BY 1",
        key=import_key,
    )
    for (objection,) in rows:
        OBJECTION.set(change, objection, status=OPEN, answer="", answered_by="", import_key=None)
        row = _read(change, objection)
        what = {name: row[name] for name in ("province_id", "month", "unit_id", "indicator")}
        OBJECTION.record(change, objection, actor, what | {"status": OPEN, "reverted": import_key}, why)
    return tuple(objection for (objection,) in rows)


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


def accepted_corrections(reader: Store | Transaction, province: int, month: int) -> pd.DataFrame:
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


def _correction(store: Store, row: Mapping, points: str) -> Preview:
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


def _unit_scores(store: Store, row: Mapping) -> pd.DataFrame:
    found = scores(store, row["province_key"], Chosen(units=(row["unit_id"],)), row["month"])
    return found[found["unit_id"] == row["unit_id"]]


def canonical_csv(found: pd.DataFrame, unit_id: str, changed: Mapping[str, str]) -> bytes:
    """A unit's scores in force as a score file of ours (UTF-8, LF), some of them as they were typed anew."""
    cells = {
        each.indicator: plain_number(each.points) if each.mark == SCORED else MARK_WORDS.get(each.mark, "")
        for each in found.itertuples()
    } | dict(changed)
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([["unit_id", *cells], [unit_id, *cells.values()]])
    return target.getvalue().encode()


def plain_number(points: float) -> str:
    """A number without an exponent, that reads back to the same float."""
    return format(Decimal(canonical(points)), "f")


def _read(reader: Store | Transaction, objection: int) -> dict | None:
    names = "objection_key province_key province_id month unit_key unit_id indicator status late".split()
    rows = reader.rows(
        "SELECT o.objection_key, o.province_key, p.province_id, o.month, o.unit_key, u.unit_id, n.code, o.status,"
        " o.late FROM objection o"
        " JOIN province p ON p.province_key = o.province_key JOIN unit u ON u.unit_key = o.unit_key"
        " LEFT JOIN indicator n ON n.indicator_key = o.indicator_key WHERE o.objection_key = $key",
        key=objection,
    )
    return dict(zip(names, rows[0], strict=True)) if rows else None


def _open_objection(
    change: Transaction, objection: int, answer: str, actor: str, *, may_be_locked: bool = False
) -> dict:
    row = _read(change, objection)
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


def _answer(change: Transaction, row: Mapping, status: str, answer: str, actor: str, import_key: int | None) -> None:
    key, said, by = row["objection_key"], clean(answer), clean(actor)
    OBJECTION.set(change, key, status=status, answer=said, answered_by=by, import_key=import_key)
    what = {name: row[name] for name in ("province_id", "month", "unit_id", "indicator")}
    OBJECTION.record(change, key, by, what | {"status": status, "import_key": import_key}, said)


def objections(reader: Store, province: int, month: int | None = None) -> pd.DataFrame:
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
