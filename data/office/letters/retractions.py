"""The letter that takes a sent one back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.office.letters.letter_rows import (
    DRAFTED,
    LETTER,
    OUT,
    WITHDRAWN,
    first_import_of,
    letter_row,
    letter_to_change,
    what_of,
)
from data.office.letters.letter_truth import holds, locked_facts, retraction_of
from data.problems import refusal
from data.store.chain import canonical_json
from data.store.store import Store, Transaction
from data.text import clean
from telling.letter_figures import NOTICE, RETRACTION, WARNING, LetterFacts

HOLDS_AGAIN = "the letter that it was to follow holds again"  # written into the audit chain


def give_way(change: Transaction, row: Mapping[str, Any], actor: str) -> None:
    """The letter that a retraction took back holds again: a draft that was to take its place goes. Raises Refused
    `letter_followed` where that one was sent."""
    for status, key in letters_beside(change, letter_row(change, row["retracts"]) or row):
        if status in OUT:
            raise refusal("letter_followed", number=key)
        other = letter_row(change, key) or {}
        LETTER.set(change, key, status=WITHDRAWN)
        LETTER.record(change, key, clean(actor), what_of(other) | {"status": WITHDRAWN}, HOLDS_AGAIN)


def letters_beside(change: Transaction, row: Mapping[str, Any]) -> list[tuple[str, int]]:
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


def retract(store: Store, key: int, actor: str, *, seen: str | None = None) -> int:
    """Draft the letter that takes a sent one back, because it says what isn't so any more; its key. Raises Refused:
    `letter_unknown`, `letter_changed`, `letter_not_out`, `letter_retracted` (there is one already),
    `letter_is_right` (it says what is so), `month_not_final`, `name_needed`."""
    with store.transaction() as change:
        row = letter_to_change(change, key, actor, OUT, "letter_not_out", seen)
        if row["kind"] == RETRACTION or is_retracted(change, key):
            raise refusal("letter_retracted")
        facts = locked_facts(change, row)
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
    what = what_of(row) | {"kind": RETRACTION, "status": DRAFTED, "retracts": row["letter_key"]}
    LETTER.record(change, key, actor, what)
    return key


def is_retracted(change: Transaction, key: int) -> bool:
    """Whether a letter that wasn't withdrawn takes this one back."""
    return bool(change.rows("SELECT 1 FROM letter WHERE retracts = $key AND status <> 'withdrawn' LIMIT 1", key=key))
