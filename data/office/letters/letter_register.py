"""The register of letters: drafted once, sent under a number, answered; taken back by another letter.

A letter keeps the figures that it was drafted with and, once sent, which template it was written on, so that what was
sent can be read again as it was sent. Every correction of an entry is an entry of the audit chain with its reason.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.office.days import refuse_ahead, refuse_before
from data.office.letters.letter_rows import (
    ANSWERED,
    DRAFTED,
    LETTER,
    OUT,
    SENT,
    WITHDRAWN,
    letter_row,
    letter_to_change,
    what_of,
)
from data.office.letters.letter_truth import holds, is_addressed, locked_facts, recipients_of
from data.office.letters.retractions import give_way, is_retracted, letters_beside
from data.office.sound_months import refuse_unsound
from data.problems import Problem, Refused, refusal
from data.store.store import Store, Transaction
from data.text import ZWNJ, clean, code_key
from telling.letter_figures import RETRACTION

_SLASHES = {ord(mark): "/" for mark in "\u2044\u2215\u29f8\uff0f"}


@dataclass(frozen=True)
class Entry:
    """What the register says of a letter that went out: number and day, the answer and its day (None: no answer)."""

    number: str
    sent_on: date
    answer: str = ""
    answered_on: date | None = None


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
        row = letter_to_change(change, key, actor, (DRAFTED,), "letter_not_drafted", seen)
        if not number:
            raise refusal("number_needed")
        _refuse_days(row, on, None, today)
        _refuse_taken(change, row["province_key"], key, number)
        _refuse_outdated(change, row)
        for status, other in letters_beside(change, row) if row["kind"] != RETRACTION else ():
            if status in OUT:
                raise refusal("letter_followed", number=other)
        if row["kind"] == RETRACTION and on.isoformat() < str((letter_row(change, row["retracts"]) or {})["sent_on"]):
            raise refusal("retraction_before_letter")
        newest = change.rows("SELECT coalesce(max(template_key), 0) FROM letter_template")[0][0]
        LETTER.set(change, key, status=SENT, number=number, sent_on=on.isoformat(), template_key=newest)
        LETTER.record(change, key, clean(actor), what_of(row) | {"status": SENT, "number": number})


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
    facts = locked_facts(change, row)
    refuse_unsound(change, row["province_key"], sorted({row["month"], *facts.schemes}))
    known = letter_row(change, row["retracts"]) if row["retracts"] is not None else None
    if not holds(facts, row, known) or not is_addressed(row, recipients_of(change, row["province_key"])):
        raise refusal("letter_outdated")


def mark_answered(
    store: Store, key: int, answer: str, on: date, actor: str, *, today: date | None = None, seen: str | None = None
) -> None:
    """A sent letter was answered. Raises Refused: `letter_unknown`, `letter_changed`, `letter_not_sent`,
    `letter_answered`, `answer_needed`, `answer_before_sending`, `day_ahead`, `name_needed`."""
    answer = clean(answer)
    with store.transaction() as change:
        row = letter_to_change(change, key, actor, OUT, "letter_not_sent", seen)
        if row["status"] == ANSWERED:
            raise refusal("letter_answered")
        if not answer:
            raise refusal("answer_needed")
        _refuse_days(row, date.fromisoformat(row["sent_on"]), on, today)
        LETTER.set(change, key, status=ANSWERED, answer=answer, answered_on=on.isoformat())
        LETTER.record(change, key, clean(actor), what_of(row) | {"status": ANSWERED})


def correct(
    store: Store, key: int, entry: Entry, why: str, actor: str, *, today: date | None = None, seen: str | None = None
) -> None:
    """Correct what the register says of a letter that went out (what the letter says stays). Raises Refused as
    `mark_sent` and `mark_answered` do, and `letter_not_out`, `reason_needed_to_correct`, `nothing_changes_in_entry`."""
    with store.transaction() as change:
        row = letter_to_change(change, key, actor, OUT, "letter_not_out", seen)
        if not clean(why):
            raise refusal("reason_needed_to_correct")
        number, answer = clean(entry.number), clean(entry.answer)
        if not number:
            raise refusal("number_needed")
        answered_on = (entry.answered_on or today or date.today()) if answer else None
        _refuse_days(row, entry.sent_on, answered_on, today)
        _refuse_taken(change, row["province_key"], key, number)
        said: dict[str, str | None] = {"number": number, "sent_on": entry.sent_on.isoformat(), "answer": answer}
        said |= {"answered_on": answered_on.isoformat() if answered_on else None}
        if all(row[name] == value for name, value in said.items()):
            raise refusal("nothing_changes_in_entry")
        status = ANSWERED if answer else SENT
        LETTER.set(change, key, status=status, **said)
        before_it = {name: row[name] for name in said}
        LETTER.record(
            change, key, clean(actor), what_of(row) | said | {"status": status, "before": before_it}, clean(why)
        )


def mark_unsent(store: Store, key: int, why: str, actor: str, *, seen: str | None = None) -> None:
    """A letter was marked as sent by mistake: it is a draft again, its number is free. Raises Refused:
    `letter_unknown`, `letter_changed`, `letter_not_out`, `letter_retracted` (another one takes it back),
    `letter_followed` (a letter of retraction that another letter has followed), `reason_needed_to_correct`,
    `name_needed`."""
    with store.transaction() as change:
        row = letter_to_change(change, key, actor, OUT, "letter_not_out", seen)
        if not clean(why):
            raise refusal("reason_needed_to_correct")
        if is_retracted(change, key):
            raise refusal("letter_retracted")
        if row["kind"] == RETRACTION:
            give_way(change, row, actor)
        before_it = {name: row[name] for name in ("number", "sent_on", "answer", "answered_on")}
        nothing = {"number": "", "sent_on": None, "answer": "", "answered_on": None, "template_key": None}
        LETTER.set(change, key, status=DRAFTED, **nothing)
        LETTER.record(change, key, clean(actor), what_of(row) | {"status": DRAFTED, "before": before_it}, clean(why))


def withdraw(store: Store, key: int, why: str, actor: str, *, seen: str | None = None) -> None:
    """Take a drafted letter back, with a reason; one that was sent stays what it is. Raises Refused:
    `letter_unknown`, `letter_changed`, `letter_not_drafted`, `reason_needed_to_withdraw`, `name_needed`."""
    with store.transaction() as change:
        row = letter_to_change(change, key, actor, (DRAFTED,), "letter_not_drafted", seen)
        if not clean(why):
            raise refusal("reason_needed_to_withdraw")
        LETTER.set(change, key, status=WITHDRAWN)
        LETTER.record(change, key, clean(actor), what_of(row) | {"status": WITHDRAWN}, clean(why))
