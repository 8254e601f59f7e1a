"""Which letters of the register still say what is so, and why the others don't."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.asking import catalogue
from data.asking.letter_facts import letter_facts
from data.office.letters.letter_rows import DRAFTED, OUT, WITHDRAWN, letters
from data.office.letters.letter_truth import holds, is_addressed, is_called_for, recipients_of, retraction_of
from data.store.reader import Reader
from scoring.frames import records
from scoring.states import LOCKED
from telling.letter_figures import EARLIER, OWN, RETRACTION, LetterFacts, figures, says_otherwise

HOLDS, NOT_CALLED, OPEN, EARLIER_OPEN = "holds", "not_called", "open", "earlier_open"
REWORDED, RETRACTED = "reworded", "retracted"
STANDINGS = (HOLDS, OWN, EARLIER, NOT_CALLED, OPEN, EARLIER_OPEN, REWORDED, RETRACTED)

Row = Mapping[str, Any]  # of the register


def standing(reader: Reader, province: int, register: pd.DataFrame, whole: pd.DataFrame | None = None) -> pd.Series:
    """One of STANDINGS for every letter of a part of `letter_register.letters` (`whole`: all of it;
    empty for a withdrawn one), by its index.

    A letter that went out is held against the months as they stand, whatever their state: OWN, EARLIER (what it quotes
    was corrected), NOT_CALLED (the month calls for no such letter any more), RETRACTED (another one took it back). A
    draft is held against what would be drafted now: OPEN where its month isn't final, EARLIER_OPEN where an earlier
    month isn't, REWORDED where all its figures are so and its words aren't (a name, a month that has become final).
    """
    months = sorted(set(register.loc[register["status"] != WITHDRAWN, "month"]))
    as_they_stand = letter_facts(reader, province, months, as_they_stand=True)
    is_final = bool(catalogue.months(reader, province)["state"].isin(LOCKED).all())  # each one: both say the same then
    drafted = set(register.loc[register["status"] == DRAFTED, "month"])
    locked = as_they_stand if is_final else letter_facts(reader, province, drafted)
    recipients = recipients_of(reader, province)
    rows = {row["letter_key"]: row for row in records(register if whole is None else whole)}
    found = []
    for row in records(register):
        taken_back = None if pd.isna(row["retracts"]) else rows.get(int(row["retracts"]))
        if row["status"] in OUT:
            found.append(_of_sent(as_they_stand.get(row["month"]), row, taken_back))
        elif row["status"] == DRAFTED:
            said = _of_draft(locked.get(row["month"]), as_they_stand.get(row["month"]), row, taken_back)
            found.append(REWORDED if said == HOLDS and not is_addressed(row, recipients) else said)
        else:
            found.append("")
    return pd.Series(found, index=register.index, dtype=object)


def _of_sent(facts: LetterFacts | None, row: Row, taken_back: Row | None) -> str:
    if pd.notna(row["retracted_by"]):
        return RETRACTED
    return NOT_CALLED if facts is None else _against(facts, row, taken_back)


def _of_draft(locked: LetterFacts | None, facts: LetterFacts | None, row: Row, taken_back: Row | None) -> str:
    if locked is None:
        return OPEN
    if holds(locked, row, taken_back):
        return HOLDS
    if facts is None:
        return NOT_CALLED
    found = _against(facts, row, taken_back)
    if found != HOLDS:
        return found
    return EARLIER_OPEN if facts.schemes.keys() != locked.schemes.keys() else REWORDED


def _against(facts: LetterFacts, row: Row, taken_back: Row | None) -> str:
    if row["kind"] == RETRACTION:
        now = retraction_of(facts, taken_back) if taken_back else None
    else:
        now = figures(facts, row["unit_id"]) if is_called_for(facts, row) else None
    if now is None:
        return NOT_CALLED
    return next(iter(says_otherwise(json.loads(row["basis"]), now)), HOLDS)


def with_standing(reader: Reader, province: int, month: int | None = None) -> pd.DataFrame:
    """`letter_register.letters` with `standing`."""
    register = letters(reader, province, month)
    return register.assign(standing=standing(reader, province, register))


def letters_that_are_right(reader: Reader, province: int, since: int) -> pd.DataFrame:
    """The letters that went out about `since` or a later month and that say what is so."""
    register = letters(reader, province)
    own = register[register["status"].isin(OUT) & (register["month"] >= since)]
    return own[standing(reader, province, own, register).eq(HOLDS)] if len(own) else own
