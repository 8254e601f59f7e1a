"""The letters that follow from a month, and their register: drafted once, sent, answered.

A letter keeps the figures that it was drafted with, so that what was sent can be read again as it was sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data.chain import canonical_json
from data.month_facts import month_facts
from data.months import state_of
from data.problems import Problem, Refused, refusal
from data.questions import Chosen, schemes_by_month, unit_totals
from data.recorded import Recorded
from data.registry import chosen_province, province_key
from data.store import Store, Transaction
from data.text import clean
from scoring.comparability import totals_reason
from scoring.letters import NOTICE, WARNING, figures, praised, still_says, warned
from scoring.month_facts import MonthFacts
from scoring.months import before
from scoring.states import DRAFT, LOCKED

DRAFTED, SENT, ANSWERED, WITHDRAWN = STATUSES = ("drafted", "sent", "answered", "withdrawn")
LETTER = Recorded(
    "letter",
    tuple(
        "letter_key province_key month first_import unit_key kind recipient deadline basis status number sent_on answer"
        " answered_on".split()
    ),
)
LONGEST_TEXT = 500
FOLLOWED = 3  # months after a letter whose totals the register shows


@dataclass(frozen=True)
class Draft:
    """A letter that a month calls for: to whom (empty: nobody is known), what about, with which figures."""

    unit_id: str
    kind: str
    recipient: str
    basis: Mapping[str, Any]


def called_for(store: Store, province: int, facts: MonthFacts) -> list[Draft]:
    """The letters of a month: to the recipient of every unit on a level of the scheme that a letter is written for (a
    notice to the unit itself where it has none), and to the best and the most improved."""
    recipients = dict(
        store.rows("SELECT unit_id, letter_recipient FROM unit WHERE province_key = $province", province=province)
    )
    return list(_drafts(facts, recipients))


def _drafts(facts: MonthFacts, recipients: Mapping[str, str]) -> Iterator[Draft]:
    for unit_id in warned(facts.league, facts.scheme)["unit_id"]:
        recipient = recipients.get(unit_id, "")
        yield Draft(unit_id, WARNING if recipient else NOTICE, recipient, figures(facts, unit_id))
    for kind, units in praised(facts.league).items():
        for unit_id in units["unit_id"]:
            yield Draft(unit_id, kind, "", figures(facts, unit_id))


def draft(
    store: Store, province_id: str | None, month: int, actor: str, deadline: date | None = None
) -> tuple[int, int]:
    """Draft the letters that a month calls for and that aren't in the register, and draft anew those whose figures have
    changed and that weren't sent; how many of each. Raises Refused: `month_not_stored`, `month_not_final`,
    `objections_open`, `name_needed`, `draft_meanwhile` (somebody changed the month just now)."""
    actor = clean(actor)
    if not actor:
        raise refusal("name_needed")
    province_id = chosen_province(store, province_id)
    province = province_key(store, province_id) or 0
    facts = month_facts(store, province, month)
    wanted = called_for(store, province, facts)
    before = state_of(store, province, month)
    with store.transaction() as change:
        if state_of(change, province, month) != before:
            raise refusal("draft_meanwhile", month=month)
        _refuse_open_objections(change, province, month)
        return _store_drafts(change, province_id, province, month, wanted, actor, deadline)


def _refuse_open_objections(change: Transaction, province: int, month: int) -> None:
    count = change.rows(
        "SELECT count(*) FROM objection WHERE province_key = $province AND month = $month AND status = 'open'",
        province=province,
        month=month,
    )[0][0]
    if count:
        raise refusal("objections_open", month=month, count=count)


def _store_drafts(
    change: Transaction,
    province_id: str,
    province: int,
    month: int,
    wanted: list[Draft],
    actor: str,
    deadline: date | None,
) -> tuple[int, int]:
    keys = dict(change.rows("SELECT unit_id, unit_key FROM unit WHERE province_key = $province", province=province))
    first_import = _first_import(change, province, month)
    known = {
        (unit, kind): (key, status, basis)
        for key, unit, kind, status, basis in change.rows(
            "SELECT letter_key, unit_key, kind, status, basis FROM letter WHERE province_key = $province"
            " AND month = $month AND first_import = $first AND status <> 'withdrawn'",
            province=province,
            month=month,
            first=first_import,
        )
    }
    new = renewed = 0
    for each in wanted:
        what = {"province_id": province_id, "month": month, "unit_id": each.unit_id, "kind": each.kind}
        until = deadline.isoformat() if deadline and each.kind in (WARNING, NOTICE) else None
        key, status, basis = known.get((keys[each.unit_id], each.kind), (None, "", ""))
        if key is None:
            row = {"province_key": province, "month": month, "first_import": first_import}
            row |= {"unit_key": keys[each.unit_id], "kind": each.kind, "recipient": each.recipient, "deadline": until}
            row |= {"basis": canonical_json(each.basis), "status": DRAFTED, "number": "", "sent_on": None}
            key = LETTER.add(change, row | {"answer": "", "answered_on": None})
            new += 1
        elif status == DRAFTED and basis != canonical_json(each.basis):
            LETTER.set(change, key, basis=canonical_json(each.basis), recipient=each.recipient)
            renewed += 1
        else:
            continue
        LETTER.record(change, key, actor, what | {"status": DRAFTED})
    return new, renewed


def _first_import(reader: Store | Transaction, province: int, month: int) -> int:
    return reader.rows(
        "SELECT first_import FROM month WHERE province_key = $province AND month = $month",
        province=province,
        month=month,
    )[0][0]


def mark_sent(store: Store, key: int, number: str, on: date, actor: str) -> None:
    """A drafted letter was sent under a number of the office's register. Raises Refused: `letter_unknown`,
    `letter_not_drafted`, `number_needed`, `name_needed`, `month_not_final` (it was opened again),
    `letter_outdated` (its figures have changed: it must be drafted anew)."""
    number = clean(number)[:LONGEST_TEXT]
    with store.transaction() as change:
        row = _letter(change, key, actor, (DRAFTED,), "letter_not_drafted")
        if not number:
            raise refusal("number_needed")
        _refuse_outdated(change, row)
        LETTER.set(change, key, status=SENT, number=number, sent_on=on.isoformat())
        LETTER.record(change, key, clean(actor), _what(row) | {"status": SENT, "number": number})


def _refuse_outdated(change: Transaction, row: Mapping[str, Any]) -> None:
    found = state_of(change, row["province_key"], row["month"])
    if found is None or found.state not in LOCKED:
        raise refusal("month_not_final", month=row["month"], state=found.state if found else DRAFT)
    if not still_says(json.loads(row["basis"]), _standing(change, row)):
        raise refusal("letter_outdated")


def _standing(reader: Store | Transaction, row: Mapping[str, Any]) -> dict[str, Any] | None:
    found = reader.rows(
        "SELECT total, band, rank FROM unit_total"
        " WHERE province_key = $province AND month = $month AND unit_key = $unit",
        province=row["province_key"],
        month=row["month"],
        unit=row["unit_key"],
    )
    return dict(zip(("total", "band", "rank"), found[0], strict=True)) if found else None


def mark_answered(store: Store, key: int, answer: str, on: date, actor: str) -> None:
    """A sent letter was answered. Raises Refused: `letter_unknown`, `letter_not_sent`, `answer_needed`,
    `name_needed`."""
    answer = clean(answer)[:LONGEST_TEXT]
    with store.transaction() as change:
        row = _letter(change, key, actor, (SENT,), "letter_not_sent")
        if not answer:
            raise refusal("answer_needed")
        LETTER.set(change, key, status=ANSWERED, answer=answer, answered_on=on.isoformat())
        LETTER.record(change, key, clean(actor), _what(row) | {"status": ANSWERED})


def withdraw(store: Store, key: int, why: str, actor: str) -> None:
    """Take a drafted letter back, with a reason; one that was sent stays what it is. Raises Refused:
    `letter_unknown`, `letter_not_drafted`, `reason_needed_to_withdraw`, `name_needed`."""
    with store.transaction() as change:
        row = _letter(change, key, actor, (DRAFTED,), "letter_not_drafted")
        if not clean(why):
            raise refusal("reason_needed_to_withdraw")
        LETTER.set(change, key, status=WITHDRAWN)
        LETTER.record(change, key, clean(actor), _what(row) | {"status": WITHDRAWN}, clean(why))


def _letter(change: Transaction, key: int, actor: str, statuses: tuple[str, ...], otherwise: str) -> dict[str, Any]:
    names = "l.province_key, l.month, l.unit_key, l.kind, l.status, l.basis, p.province_id, u.unit_id"
    rows = change.rows(
        f"SELECT {names} FROM letter l JOIN province p ON p.province_key = l.province_key"
        " JOIN unit u ON u.unit_key = l.unit_key WHERE l.letter_key = $key",
        key=key,
    )
    if not rows:
        raise Refused([Problem("letter_unknown", value=str(key))])
    row = dict(zip([name.strip()[2:] for name in names.split(",")], rows[0], strict=True))
    if row["status"] not in statuses:
        raise refusal(otherwise)
    if not clean(actor):
        raise refusal("name_needed")
    return row


def _what(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("province_id", "month", "unit_id", "kind")}


def letters(reader: Store | Transaction, province: int, month: int | None = None) -> pd.DataFrame:
    """The register, newest month first: letter_key, month, unit_id, unit_kind, name_fa, name_en, kind, recipient,
    deadline, basis (JSON), status, number, sent_on, answer, answered_on, and the unit's results in that month as they
    stand: total, band, rank; is_current (whether the letter still says them)."""
    found = reader.read(
        """
        SELECT l.letter_key, l.month, u.unit_id, u.kind AS unit_kind, u.name_fa, u.name_en, l.kind, l.recipient,
               l.deadline, l.basis, l.status, l.number, l.sent_on, l.answer, l.answered_on, t.total, t.band, t.rank
        FROM letter l
        JOIN unit u ON u.unit_key = l.unit_key
        JOIN month m ON m.province_key = l.province_key AND m.month = l.month AND m.first_import = l.first_import
        LEFT JOIN unit_total t ON t.province_key = l.province_key AND t.month = l.month AND t.unit_key = l.unit_key
        WHERE l.province_key = $province AND ($month IS NULL OR l.month = $month)
        ORDER BY l.month DESC, l.kind DESC, u.kind, u.unit_id, l.letter_key
        """,
        province=province,
        month=month,
    )
    current = [still_says(json.loads(row["basis"]), row) for row in found.to_dict("records")]
    return found.assign(is_current=pd.Series(current, index=found.index, dtype=bool))


def effects(reader: Store, province: int) -> dict[int, list[tuple[int, float]]]:
    """letter_key -> (month, change of total since the letter's month), of at most FOLLOWED calendar months after it in
    which the unit was evaluated and whose totals may be compared."""
    by_month = schemes_by_month(reader, province)
    totals = {
        (row.unit_id, row.month): row.total
        for row in unit_totals(reader, province, Chosen()).dropna(subset=["total"]).itertuples()
    }
    found: dict[int, list[tuple[int, float]]] = {}
    for row in letters(reader, province).itertuples():
        then = totals.get((row.unit_id, row.month))
        later = [before(row.month, -ahead) for ahead in range(1, FOLLOWED + 1)]
        known = [
            month
            for month in later
            if then is not None
            and (row.unit_id, month) in totals
            and totals_reason(by_month[row.month], by_month[month]) is None
        ]
        found[row.letter_key] = [(month, totals[row.unit_id, month] - then) for month in known]
    return found
