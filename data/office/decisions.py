"""What meetings decide: stored with the month, answered later; and the order of the slides that they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data.office.days import refuse_before, refuse_beyond
from data.problems import Problem, Refused, refusal
from data.registry.chained_tables import Recorded
from data.registry.month_states import state_of
from data.registry.provinces import chosen_province, province_key
from data.store.reader import Reader
from data.store.store import Store, Transaction
from data.text import clean
from scoring.frames import records

DECISION = Recorded(
    "decision", tuple("decision_key province_key month text who until status answer answered_on".split())
)
SLIDE_ORDER = Recorded("slide_order", tuple("order_key province_key slides".split()))
OPEN, DONE, OVERDUE, REMOVED = "open", "done", "overdue", "removed"


@dataclass(frozen=True)
class Decision:
    """What was decided; who: whose it is (may be empty), until: the day by which (or None)."""

    text: str
    who: str
    until: date | None


def decide(store: Store, province_id: str | None, month: int, decision: Decision, actor: str) -> int:
    """Record a decision of the meeting about a month; its key. Raises Refused: `month_not_stored`, `decision_empty`,
    `name_needed`, `day_before_month`, `day_far`, `decision_known` (the same one stands open)."""
    text = clean(decision.text)
    with store.transaction() as change:
        province_id = chosen_province(change, province_id)
        province = province_key(change, province_id) or 0
        if state_of(change, province, month) is None:
            raise refusal("month_not_stored", month=month)
        if not clean(actor):
            raise refusal("name_needed")
        if not text:
            raise refusal("decision_empty")
        if decision.until:
            refuse_before(decision.until, month)
            refuse_beyond(decision.until)
        if change.rows(
            "SELECT 1 FROM decision WHERE province_key = $province AND month = $month AND text = $text AND who = $who"
            " AND until IS NOT DISTINCT FROM $until AND status = 'open' LIMIT 1",
            province=province,
            month=month,
            text=text,
            who=clean(decision.who),
            until=decision.until.isoformat() if decision.until else None,
        ):
            raise refusal("decision_known")
        row = {"province_key": province, "month": month, "text": text, "who": clean(decision.who)}
        row |= {"until": decision.until.isoformat() if decision.until else None, "status": OPEN}
        key = DECISION.add(change, row | {"answer": "", "answered_on": None})
        DECISION.record(change, key, clean(actor), {"province_id": province_id, "month": month, "status": OPEN})
        return key


def answer(store: Store, key: int, said: str, on: date, actor: str) -> None:
    """A decision was carried out. Raises Refused: `decision_unknown`, `decision_answered`, `answer_needed`,
    `name_needed`."""
    with store.transaction() as change:
        what = _open(change, key, actor)
        if not clean(said):
            raise refusal("answer_needed")
        DECISION.set(change, key, status=DONE, answer=clean(said), answered_on=on.isoformat())
        DECISION.record(change, key, clean(actor), what | {"status": DONE})


def remove(store: Store, key: int, actor: str) -> None:
    """Take back a decision that was recorded by mistake. Raises Refused as `answer` does."""
    with store.transaction() as change:
        what = _open(change, key, actor)
        DECISION.set(change, key, status=REMOVED)
        DECISION.record(change, key, clean(actor), what | {"status": REMOVED})


def _open(change: Transaction, key: int, actor: str) -> dict[str, object]:
    rows = change.rows(
        "SELECT p.province_id, d.month, d.status FROM decision d JOIN province p ON p.province_key = d.province_key"
        " WHERE d.decision_key = $key",
        key=key,
    )
    if not rows:
        raise Refused([Problem("decision_unknown", value=str(key))])
    province_id, month, status = rows[0]
    if status != OPEN:
        raise refusal("decision_answered")
    if not clean(actor):
        raise refusal("name_needed")
    return {"province_id": province_id, "month": month}


def decisions(reader: Reader, province: int, month: int, today: date) -> pd.DataFrame:
    """The decisions of meetings up to the one about a month: decision_key, month, text, who, until, answer,
    answered_on, standing (`overdue`, `open`, `done`): overdue ones first, then open, then done ones, newest first."""
    found = reader.read(
        "SELECT decision_key, month, text, who, until, status, answer, answered_on FROM decision"
        " WHERE province_key = $province AND month <= $month AND status <> 'removed' ORDER BY decision_key DESC",
        province=province,
        month=month,
    )
    found = found.astype(object).where(found.notna(), None)
    found["standing"] = [_standing(row, today) for row in records(found)]
    order = {OVERDUE: 0, OPEN: 1, DONE: 2}
    return found.sort_values("standing", key=lambda part: part.map(order), kind="stable", ignore_index=True)


def _standing(row: Mapping[str, Any], today: date) -> str:
    if row["status"] == DONE:
        return DONE
    return OVERDUE if row["until"] and row["until"] < today.isoformat() else OPEN


def keep_order(store: Store, province_id: str | None, slides: Sequence[str], actor: str) -> None:
    """Show these slides, in this order, from now on; none: all of them in ours. Raises Refused `name_needed`."""
    if not clean(actor):
        raise refusal("name_needed")
    with store.transaction() as change:
        province_id = chosen_province(change, province_id)
        row = {"province_key": province_key(change, province_id) or 0, "slides": " ".join(slides)}
        key = SLIDE_ORDER.add(change, row)
        SLIDE_ORDER.record(change, key, clean(actor), {"province_id": province_id, "slides": row["slides"]})


def slide_order(reader: Reader, province: int) -> list[str]:
    """The codes of the slides that are shown, in their order; empty where nobody has chosen."""
    rows = reader.rows(
        "SELECT slides FROM slide_order WHERE province_key = $province ORDER BY order_key DESC LIMIT 1",
        province=province,
    )
    return rows[0][0].split() if rows else []
