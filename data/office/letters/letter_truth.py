"""Whether what a letter says still holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from data.asking.letter_facts import letter_facts
from data.problems import refusal
from data.registry.month_states import state_of
from data.store.chain import canonical_json
from data.store.reader import Reader
from data.store.store import Transaction
from scoring.states import DRAFT, LOCKED
from telling.letter_figures import NOTICE, RETRACTION, WARNING, LetterFacts, figures, retraction


def locked_facts(change: Transaction, row: Mapping[str, Any]) -> LetterFacts:
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


def recipients_of(reader: Reader, province: int) -> dict[str, str]:
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


def retraction_of(facts: LetterFacts, row: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of the letter that takes this one back."""
    return retraction(facts, json.loads(row["basis"]), row["number"], row["sent_on"])
