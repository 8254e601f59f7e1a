"""Objections of units to their scores: raised while a month is open, answered with a correction or a reason.

A correction that is typed on screen is an import like any other: of a canonical CSV that is written here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from data.importing import Preview, changed_scores, put
from data.importing import preview as preview_file
from data.months import refuse_locked, state_of
from data.problems import Problem, Refused, refusal
from data.questions import Chosen, scores
from data.recorded import Recorded
from data.registry import chosen_province, code_keys, province_key
from data.store import Store, Transaction
from data.text import canonical, clean
from scoring.totals import NOT_APPLICABLE, SCORED

OPEN, ACCEPTED, REJECTED = STATUSES = ("open", "accepted", "rejected")
OBJECTION = Recorded(
    "objection",
    tuple(
        "objection_key province_key month unit_key indicator_key text raised_by raised_on status answer answered_by"
        " import_key".split()
    ),
)
MARK_WORDS = {NOT_APPLICABLE: "N/A"}


@dataclass(frozen=True)
class Raised:
    """What an objection says. indicator: a code, or None for the unit as a whole; on: the day it came in."""

    unit_id: str
    indicator: str | None
    text: str
    by: str
    on: date


def add(store: Store, province_id: str | None, month: int, raised: Raised, actor: str) -> int:
    """Record an objection; its key. Raises Refused: `month_not_stored`, `month_locked`, `unit_not_in_month`,
    `indicator_unknown`, `objection_empty`, `name_needed`, `after_deadline` (in the objections' time only)."""
    actor, text, by = clean(actor), clean(raised.text), clean(raised.by)
    with store.transaction() as change:
        province_id = chosen_province(change, province_id)
        province = province_key(change, province_id) or 0
        _refuse_new(change, province, month, raised, actor, text, by)
        unit = _unit_key(change, province, month, raised.unit_id)
        indicator = _indicator_key(change, raised.indicator)
        row = {"province_key": province, "month": month, "unit_key": unit, "indicator_key": indicator, "text": text}
        row |= {"raised_by": by, "raised_on": raised.on.isoformat(), "status": OPEN}
        objection = OBJECTION.add(change, row | {"answer": "", "answered_by": "", "import_key": None})
        what = {"province_id": province_id, "month": month, "unit_id": raised.unit_id, "indicator": raised.indicator}
        OBJECTION.record(change, objection, actor, what)
        return objection


def _refuse_new(change: Transaction, province: int, month: int, raised: Raised, actor: str, text: str, by: str) -> None:
    found = state_of(change, province, month)
    if found is None:
        raise refusal("month_not_stored", month=month)
    refuse_locked(change, province, month)
    if not actor:
        raise refusal("name_needed")
    if not text or not by:
        raise refusal("objection_empty")
    if found.until and raised.on.isoformat() > found.until:
        raise refusal("after_deadline", month=month, until=found.until)


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
    `objection_answered`, `answer_needed`, `name_needed`, `month_locked`."""
    with store.transaction() as change:
        row = _open_objection(change, objection, answer, actor)
        _answer(change, row, REJECTED, answer, actor, None)


def accept(store: Store, objection: int, points: str, answer: str, actor: str) -> int:
    """Answer an objection to an indicator with a correction: the score as it is typed («3.5», «N/A», «-»); the key of
    the import that it became. Raises Refused as `reject` does, and with the cell's problem where the text is no score
    (or where the same score stands already: `nothing_changes`)."""
    row = _read(store, objection)
    if row is None or row["indicator"] is None:
        raise refusal("objection_unknown" if row is None else "objection_without_indicator")
    file = _correction(store, row, clean(points))
    with store.transaction() as change:
        opened = _open_objection(change, objection, answer, actor)
        imported = put(change, [file], clean(actor), clean(answer))[0][0]
        _answer(change, opened, ACCEPTED, answer, actor, imported.import_key)
        return imported.import_key


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
    names = "objection_key province_key province_id month unit_id indicator status".split()
    rows = reader.rows(
        "SELECT o.objection_key, o.province_key, p.province_id, o.month, u.unit_id, n.code, o.status FROM objection o"
        " JOIN province p ON p.province_key = o.province_key JOIN unit u ON u.unit_key = o.unit_key"
        " LEFT JOIN indicator n ON n.indicator_key = o.indicator_key WHERE o.objection_key = $key",
        key=objection,
    )
    return dict(zip(names, rows[0], strict=True)) if rows else None


def _open_objection(change: Transaction, objection: int, answer: str, actor: str) -> dict:
    row = _read(change, objection)
    if row is None:
        raise refusal("objection_unknown")
    if row["status"] != OPEN:
        raise refusal("objection_answered")
    if not clean(answer):
        raise refusal("answer_needed")
    if not clean(actor):
        raise refusal("name_needed")
    refuse_locked(change, row["province_key"], row["month"])
    return row


def _answer(change: Transaction, row: Mapping, status: str, answer: str, actor: str, import_key: int | None) -> None:
    key, said, by = row["objection_key"], clean(answer), clean(actor)
    OBJECTION.set(change, key, status=status, answer=said, answered_by=by, import_key=import_key)
    what = {name: row[name] for name in ("province_id", "month", "unit_id", "indicator")}
    OBJECTION.record(change, key, by, what | {"status": status, "import_key": import_key}, said)


def objections(reader: Store, province: int, month: int | None = None) -> pd.DataFrame:
    """The objections of a province, open ones first, then newest first: objection_key, month, unit_id, kind, name_fa,
    name_en, indicator, text, raised_by, raised_on, status, answer, answered_by, import_key."""
    return reader.read(
        """
        SELECT o.objection_key, o.month, u.unit_id, u.kind, u.name_fa, u.name_en, n.code AS indicator, o.text,
               o.raised_by, o.raised_on, o.status, o.answer, o.answered_by, o.import_key
        FROM objection o
        JOIN unit u ON u.unit_key = o.unit_key
        LEFT JOIN indicator n ON n.indicator_key = o.indicator_key
        WHERE o.province_key = $province AND ($month IS NULL OR o.month = $month)
        ORDER BY CASE WHEN o.status = 'open' THEN 0 ELSE 1 END, o.objection_key DESC
        """,
        province=province,
        month=month,
    )
