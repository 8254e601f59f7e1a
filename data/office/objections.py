"""Objections of units to their scores: raised while a month is open, answered with a correction or a reason.

A correction that is typed on screen is an import like any other: of a canonical CSV that is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.imports.importing import Preview, put
from data.office.corrections import Correction, correction_file, known_correction
from data.office.days import refuse_ahead, refuse_before
from data.office.objection_rows import ACCEPTED, CORRECTED, OBJECTION, OPEN, REJECTED, objection_row, open_objection
from data.problems import Problem, Refused, refusal
from data.registry.keys import code_keys
from data.registry.month_states import MonthState, state_of
from data.registry.provinces import chosen_province, province_key
from data.store.store import Store, Transaction
from data.text import clean
from scoring.states import LOCKED


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


def _refuse_twice(change: Transaction, row: Mapping[str, Any]) -> None:
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
    rows: list[tuple[int]] = change.rows(
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
        row = open_objection(change, objection, answer, actor, may_be_locked=True)
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
        row = open_objection(change, objection, answer, actor)
        if correction.import_key is None:
            imported = _imported(change, file, answer, actor)
        else:
            imported = known_correction(change, row, correction.import_key)
        _answer(change, row, ACCEPTED, answer, actor, imported)
        return imported


def _imported(change: Transaction, file: Preview | None, answer: str, actor: str) -> int:
    """The key of the import that a correction becomes."""
    assert file is not None
    import_key = put(change, [file], clean(actor), clean(answer))[0][0].import_key
    assert import_key is not None  # a correction that stands in force already is refused before
    return import_key


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
        row = objection_row(change, objection)
        assert row is not None
        what = {name: row[name] for name in ("province_id", "month", "unit_id", "indicator")}
        OBJECTION.record(change, objection, actor, what | {"status": OPEN, "reverted": import_key}, why)
    return tuple(objection for (objection,) in rows)


def _answer(
    change: Transaction, row: Mapping[str, Any], status: str, answer: str, actor: str, import_key: int | None
) -> None:
    key, said, by = row["objection_key"], clean(answer), clean(actor)
    OBJECTION.set(change, key, status=status, answer=said, answered_by=by, import_key=import_key)
    what = {name: row[name] for name in ("province_id", "month", "unit_id", "indicator")}
    OBJECTION.record(change, key, by, what | {"status": status, "import_key": import_key}, said)
