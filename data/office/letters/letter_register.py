"""The register of letters: drafted once, sent under a number, answered; taken back by another letter.

A letter keeps the figures that it was drafted with and, once sent, which template it was written on, so that what was
sent can be read again as it was sent. Every correction of an entry is an entry of the audit chain with its reason.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data.asking.letter_facts import letter_facts
from data.asking.stored_results import Chosen, schemes_by_month, unit_totals
from data.office.days import refuse_ahead, refuse_before
from data.office.sound_months import refuse_unsound
from data.problems import Problem, Refused, refusal
from data.registry.chained_tables import Recorded
from data.registry.month_states import state_of
from data.store.chain import canonical_json, digest
from data.store.store import Store, Transaction
from data.text import ZWNJ, clean, code_key
from scoring.comparability import totals_reason
from scoring.letters import NOTICE, RETRACTION, WARNING, LetterFacts, figures, retraction
from scoring.months import before
from scoring.states import DRAFT, LOCKED

DRAFTED, SENT, ANSWERED, WITHDRAWN = STATUSES = ("drafted", "sent", "answered", "withdrawn")
OUT = (SENT, ANSWERED)  # of a letter that left the house
LETTER = Recorded(
    "letter",
    tuple(
        "letter_key province_key month first_import unit_key kind recipient deadline basis status number sent_on answer"
        " answered_on template_key".split()
    ),
    later=("retracts",),
)
HOLDS_AGAIN = "the letter that it was to follow holds again"  # written into the audit chain
_SLASHES = {ord(mark): "/" for mark in "\u2044\u2215\u29f8\uff0f"}
FOLLOWED = 3  # months after a letter whose totals the register shows
DRAWN = "kind recipient deadline basis status number sent_on answer answered_on".split()


@dataclass(frozen=True)
class Entry:
    """What the register says of a letter that went out: number and day, the answer and its day (None: no answer)."""

    number: str
    sent_on: date
    answer: str = ""
    answered_on: date | None = None


def first_import_of(reader: Store | Transaction, province: int, month: int) -> int:
    """The import that opened a stored month: what a month's papers belong to."""
    return reader.rows(
        "SELECT first_import FROM month WHERE province_key = $province AND month = $month",
        province=province,
        month=month,
    )[0][0]


def token(row: Mapping[str, Any]) -> str:
    """What an act on a letter was decided on: the letter as it was on screen. row: of
    `letter_register.letters`."""
    return digest(["" if pd.isna(row[name]) else str(row[name]) for name in DRAWN])


def mark_sent(
    store: Store, key: int, number: str, on: date, actor: str, *, today: date | None = None, seen: str | None = None
) -> None:
    """A drafted letter was sent under a number of the office's register. `seen`: the `token` that it had on screen.
    Raises Refused: `letter_unknown`, `letter_changed` (since `seen`), `letter_not_drafted`, `number_needed`,
    `number_taken`, `day_ahead`, `day_before_month`, `name_needed`, `month_not_final` (it was opened again),
    `letter_outdated` (it would say something else, or go to somebody else, now: it must be drafted anew),
    `letter_followed` (another letter stands in its place), `retraction_before_letter`, `results_differ`."""
    number = clean(number)
    with store.transaction() as change:
        row = _letter(change, key, actor, (DRAFTED,), "letter_not_drafted", seen)
        if not number:
            raise refusal("number_needed")
        _refuse_days(row, on, None, today)
        _refuse_taken(change, row["province_key"], key, number)
        _refuse_outdated(change, row)
        for status, other in _beside(change, row) if row["kind"] != RETRACTION else ():
            if status in OUT:
                raise refusal("letter_followed", number=other)
        if row["kind"] == RETRACTION and on.isoformat() < str((_row(change, row["retracts"]) or {})["sent_on"]):
            raise refusal("retraction_before_letter")
        newest = change.rows("SELECT coalesce(max(template_key), 0) FROM letter_template")[0][0]
        LETTER.set(change, key, status=SENT, number=number, sent_on=on.isoformat(), template_key=newest)
        LETTER.record(change, key, clean(actor), _what(row) | {"status": SENT, "number": number})


def _refuse_days(row: Mapping[str, Any], sent: date, answered: date | None, today: date | None) -> None:
    now = today or date.today()
    for day in (sent, answered):
        if day is not None:
            refuse_ahead(day, now)
            refuse_before(day, row["month"])
    if answered is not None and answered < sent:
        raise refusal("answer_before_sending")


def _refuse_taken(change: Transaction, province: int, key: int, number: str) -> None:
    if not any(map(str.isalnum, number)):
        raise refusal("number_needed")
    known = change.rows(
        "SELECT number FROM letter WHERE province_key = $province AND status <> 'withdrawn' AND letter_key <> $key",
        province=province,
        key=key,
    )
    if _as_read(number) in {_as_read(other) for (other,) in known}:
        raise Refused([Problem("number_taken", value=number)])


def _as_read(number: str) -> str:
    """Equal for numbers of the register that an eye takes for the same one, whatever digits and spaces they have."""
    return "".join(code_key(unicodedata.normalize("NFKC", number).translate(_SLASHES)).replace(ZWNJ, " ").split())


def _refuse_outdated(change: Transaction, row: Mapping[str, Any]) -> None:
    """Everything that the letter says, the change that it thanks for and its months in a row included, must be so."""
    facts = _locked_facts(change, row)
    refuse_unsound(change, row["province_key"], sorted({row["month"], *facts.schemes}))
    known = _row(change, row["retracts"]) if row["retracts"] is not None else None
    if not holds(facts, row, known) or not is_addressed(row, recipients_of(change, row["province_key"])):
        raise refusal("letter_outdated")


def _locked_facts(change: Transaction, row: Mapping[str, Any]) -> LetterFacts:
    found = state_of(change, row["province_key"], row["month"])
    if found is None or found.state not in LOCKED:
        raise refusal("month_not_final", month=row["month"], state=found.state if found else DRAFT)
    return letter_facts(change, row["province_key"], [row["month"]])[row["month"]]


def holds(facts: LetterFacts, row: Mapping[str, Any], retracted: Mapping[str, Any] | None = None) -> bool:
    """Whether the month calls for the letter and it says what a draft of today would say. retracted: the row of the
    letter that it takes back."""
    if row["kind"] == RETRACTION:
        return retracted is not None and row["basis"] == canonical_json(retraction_of(facts, retracted))
    return is_called_for(facts, row) and row["basis"] == canonical_json(figures(facts, row["unit_id"]))


def recipients_of(reader: Store | Transaction, province: int) -> dict[str, str]:
    """unit_id -> to whom a letter about it goes; empty where nobody is known."""
    return dict(
        reader.rows("SELECT unit_id, letter_recipient FROM unit WHERE province_key = $province", province=province)
    )


def is_addressed(row: Mapping[str, Any], recipients: Mapping[str, str]) -> bool:
    """Whether a letter still goes to whom the unit list names; one of dissatisfaction without anybody is a notice."""
    if row["kind"] not in (WARNING, NOTICE):
        return True
    now = recipients.get(row["unit_id"], "")
    return (row["kind"], row["recipient"]) == (WARNING if now else NOTICE, now)


def is_called_for(facts: LetterFacts, row: Mapping[str, Any]) -> bool:
    return row["unit_id"] in facts.calls_for(row["kind"])


def retraction_of(facts: LetterFacts, row: Mapping[str, Any]) -> dict:
    """The figures of the letter that takes this one back."""
    return retraction(facts, json.loads(row["basis"]), row["number"], row["sent_on"])


def mark_answered(
    store: Store, key: int, answer: str, on: date, actor: str, *, today: date | None = None, seen: str | None = None
) -> None:
    """A sent letter was answered. Raises Refused: `letter_unknown`, `letter_changed`, `letter_not_sent`,
    `letter_answered`, `answer_needed`, `answer_before_sending`, `day_ahead`, `name_needed`."""
    answer = clean(answer)
    with store.transaction() as change:
        row = _letter(change, key, actor, OUT, "letter_not_sent", seen)
        if row["status"] == ANSWERED:
            raise refusal("letter_answered")
        if not answer:
            raise refusal("answer_needed")
        _refuse_days(row, date.fromisoformat(row["sent_on"]), on, today)
        LETTER.set(change, key, status=ANSWERED, answer=answer, answered_on=on.isoformat())
        LETTER.record(change, key, clean(actor), _what(row) | {"status": ANSWERED})


def correct(
    store: Store, key: int, entry: Entry, why: str, actor: str, *, today: date | None = None, seen: str | None = None
) -> None:
    """Correct what the register says of a letter that went out (what the letter says stays). Raises Refused as
    `mark_sent` and `mark_answered` do, and `letter_not_out`, `reason_needed_to_correct`, `nothing_changes_in_entry`."""
    with store.transaction() as change:
        row = _letter(change, key, actor, OUT, "letter_not_out", seen)
        if not clean(why):
            raise refusal("reason_needed_to_correct")
        number, answer = clean(entry.number), clean(entry.answer)
        if not number:
            raise refusal("number_needed")
        answered_on = (entry.answered_on or today or date.today()) if answer else None
        _refuse_days(row, entry.sent_on, answered_on, today)
        _refuse_taken(change, row["province_key"], key, number)
        said = {"number": number, "sent_on": entry.sent_on.isoformat(), "answer": answer}
        said |= {"answered_on": answered_on.isoformat() if answered_on else None}
        if all(row[name] == value for name, value in said.items()):
            raise refusal("nothing_changes_in_entry")
        status = ANSWERED if answer else SENT
        LETTER.set(change, key, status=status, **said)
        before_it = {name: row[name] for name in said}
        LETTER.record(
            change, key, clean(actor), _what(row) | said | {"status": status, "before": before_it}, clean(why)
        )


def mark_unsent(store: Store, key: int, why: str, actor: str, *, seen: str | None = None) -> None:
    """A letter was marked as sent by mistake: it is a draft again, its number is free. Raises Refused:
    `letter_unknown`, `letter_changed`, `letter_not_out`, `letter_retracted` (another one takes it back),
    `letter_followed` (a letter of retraction that another letter has followed), `reason_needed_to_correct`,
    `name_needed`."""
    with store.transaction() as change:
        row = _letter(change, key, actor, OUT, "letter_not_out", seen)
        if not clean(why):
            raise refusal("reason_needed_to_correct")
        if _retracting(change, key):
            raise refusal("letter_retracted")
        if row["kind"] == RETRACTION:
            _give_way(change, row, actor)
        before_it = {name: row[name] for name in ("number", "sent_on", "answer", "answered_on")}
        nothing = {"number": "", "sent_on": None, "answer": "", "answered_on": None, "template_key": None}
        LETTER.set(change, key, status=DRAFTED, **nothing)
        LETTER.record(change, key, clean(actor), _what(row) | {"status": DRAFTED, "before": before_it}, clean(why))


def _give_way(change: Transaction, row: Mapping[str, Any], actor: str) -> None:
    """The letter that a retraction took back holds again: a draft that was to take its place goes. Raises Refused
    `letter_followed` where that one was sent."""
    for status, key in _beside(change, _row(change, row["retracts"]) or row):
        if status in OUT:
            raise refusal("letter_followed", number=key)
        other = _row(change, key) or {}
        LETTER.set(change, key, status=WITHDRAWN)
        LETTER.record(change, key, clean(actor), _what(other) | {"status": WITHDRAWN}, HOLDS_AGAIN)


def _beside(change: Transaction, row: Mapping[str, Any]) -> list[tuple[str, int]]:
    """(status, key) of the other letters of the unit and month in the same place that weren't withdrawn and that no
    letter which went out takes back."""
    kinds = [WARNING, NOTICE] if row["kind"] in (WARNING, NOTICE) else [row["kind"]]
    return change.rows(
        "SELECT l.status, l.letter_key FROM letter l WHERE l.province_key = $province AND l.month = $month"
        " AND l.unit_key = $unit AND l.kind = ANY($kinds) AND l.status <> 'withdrawn' AND l.letter_key <> $key"
        " AND NOT EXISTS (SELECT 1 FROM letter r WHERE r.retracts = l.letter_key"
        "   AND (r.status = 'sent' OR r.status = 'answered')) ORDER BY 2",
        province=row["province_key"],
        month=row["month"],
        unit=row["unit_key"],
        kinds=kinds,
        key=row["letter_key"],
    )


def withdraw(store: Store, key: int, why: str, actor: str, *, seen: str | None = None) -> None:
    """Take a drafted letter back, with a reason; one that was sent stays what it is. Raises Refused:
    `letter_unknown`, `letter_changed`, `letter_not_drafted`, `reason_needed_to_withdraw`, `name_needed`."""
    with store.transaction() as change:
        row = _letter(change, key, actor, (DRAFTED,), "letter_not_drafted", seen)
        if not clean(why):
            raise refusal("reason_needed_to_withdraw")
        LETTER.set(change, key, status=WITHDRAWN)
        LETTER.record(change, key, clean(actor), _what(row) | {"status": WITHDRAWN}, clean(why))


def retract(store: Store, key: int, actor: str, *, seen: str | None = None) -> int:
    """Draft the letter that takes a sent one back, because it says what isn't so any more; its key. Raises Refused:
    `letter_unknown`, `letter_changed`, `letter_not_out`, `letter_retracted` (there is one already),
    `letter_is_right` (it says what is so), `month_not_final`, `name_needed`."""
    with store.transaction() as change:
        row = _letter(change, key, actor, OUT, "letter_not_out", seen)
        if row["kind"] == RETRACTION or _retracting(change, key):
            raise refusal("letter_retracted")
        facts = _locked_facts(change, row)
        if holds(facts, row):
            raise refusal("letter_is_right")
        return add_retraction(change, row, facts, clean(actor))


def add_retraction(change: Transaction, row: Mapping[str, Any], facts: LetterFacts, actor: str) -> int:
    """Put the letter that takes `row` back into the register, as a draft; its key."""
    said = {name: row[name] for name in ("province_key", "month", "unit_key", "recipient")}
    said |= {"first_import": first_import_of(change, row["province_key"], row["month"]), "kind": RETRACTION}
    said |= {"deadline": None, "basis": canonical_json(retraction_of(facts, row)), "status": DRAFTED, "number": ""}
    said |= {"sent_on": None, "answer": "", "answered_on": None, "template_key": None, "retracts": row["letter_key"]}
    key = LETTER.add(change, said)
    what = _what(row) | {"kind": RETRACTION, "status": DRAFTED, "retracts": row["letter_key"]}
    LETTER.record(change, key, actor, what)
    return key


def _retracting(change: Transaction, key: int) -> bool:
    """Whether a letter that wasn't withdrawn takes this one back."""
    return bool(change.rows("SELECT 1 FROM letter WHERE retracts = $key AND status <> 'withdrawn' LIMIT 1", key=key))


def _letter(
    change: Transaction, key: int, actor: str, statuses: tuple[str, ...], otherwise: str, seen: str | None
) -> dict[str, Any]:
    row = _row(change, key)
    if row is None:
        raise Refused([Problem("letter_unknown", value=str(key))])
    if not clean(actor):
        raise refusal("name_needed")
    if seen is not None and seen != token(row):
        raise refusal("letter_changed", unit_fa=row["name_fa"], unit_en=row["name_en"])
    if row["status"] not in statuses:
        raise refusal(otherwise)
    return row


def _row(reader: Store | Transaction, key: int) -> dict[str, Any] | None:
    names = (
        "letter_key province_key month unit_key kind recipient deadline basis status number sent_on answer answered_on"
        " retracts"
    ).split()
    columns = ", ".join(f"l.{name}" for name in names)
    rows = reader.rows(
        f"SELECT {columns}, p.province_id, u.unit_id, u.name_fa, u.name_en"
        " FROM letter l JOIN province p ON p.province_key = l.province_key JOIN unit u ON u.unit_key = l.unit_key"
        " WHERE l.letter_key = $key",
        key=key,
    )
    return dict(zip([*names, "province_id", "unit_id", "name_fa", "name_en"], rows[0], strict=True)) if rows else None


def _what(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("province_id", "month", "unit_id", "kind")}


def letters(reader: Store | Transaction, province: int, month: int | None = None) -> pd.DataFrame:
    """The register, newest month first: letter_key, month, unit_id, unit_kind, name_fa, name_en, kind, recipient,
    deadline, basis (JSON), status, number, sent_on, answer, answered_on, template_key (the newest template when it was
    sent; null before), retracts (the letter that it takes back), retracted_by (the letter that was sent to take it
    back), and the unit's results in that month as they stand: total, band, rank. Whether a letter still says what is
    so, `letter_standing` tells."""
    return reader.read(
        """
        SELECT l.letter_key, l.month, u.unit_id, u.kind AS unit_kind, u.name_fa, u.name_en, l.kind, l.recipient,
               l.deadline, l.basis, l.status, l.number, l.sent_on, l.answer, l.answered_on, l.template_key, l.retracts,
               (SELECT max(r.letter_key) FROM letter r WHERE r.retracts = l.letter_key
                AND (r.status = 'sent' OR r.status = 'answered')) AS retracted_by,
               t.total, t.band, t.rank
        FROM letter l
        JOIN unit u ON u.unit_key = l.unit_key
        LEFT JOIN unit_total t ON t.province_key = l.province_key AND t.month = l.month AND t.unit_key = l.unit_key
        WHERE l.province_key = $province AND ($month IS NULL OR l.month = $month)
          AND NOT EXISTS (SELECT 1 FROM import i JOIN event e ON e.seq = i.reverted_seq
                          WHERE i.import_key = l.first_import AND e.action = 'demo_clear')
        ORDER BY l.month DESC, l.kind DESC, u.kind, u.unit_id, l.letter_key
        """,
        province=province,
        month=month,
    ).astype({"retracts": "Int64", "retracted_by": "Int64"})


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
