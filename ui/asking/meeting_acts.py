"""Decisions of meetings, the order of slides, managers' times in office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from data.office import decisions
from data.office.decisions import Decision
from data.office.managers import tenures
from data.office.months import parsed_day
from data.problems import refusal
from data.store.store import Store
from ui.asking.acting import Acting, Done, carry_out


def store_tenure(
    province_id: str, key: int | None, said: tuple[str, str, int | None, int | None, bool], seen: str, person: Acting
) -> Done:
    """Record a time in office (key None), or correct one: unit, manager, first and last month, whether it lasts. seen:
    the token of the one that was on screen."""
    unit, name, first, last, lasts = said

    def act(opened: Store) -> None:
        if first is None:
            raise refusal("tenure_first_needed")
        if last is None and not lasts:
            raise refusal("tenure_last_needed")
        tenure = tenures.Tenure(unit, name, first, None if lasts else last)
        if key is None:
            tenures.add(opened, province_id, tenure, person.actor())
        else:
            tenures.change_tenure(opened, key, tenure, person.actor(), seen=seen)

    return carry_out(act, person.words)


def remove_tenure(key: int, seen: str, person: Acting) -> Done:
    """Take back a time in office; seen: as in `store_tenure`."""
    return carry_out(lambda opened: tenures.remove(opened, key, person.actor(), seen=seen), person.words)


def decide(province_id: str, month: int, said: Mapping[str, str], person: Acting) -> Done:
    """Record a decision of the meeting about a month: its text, who, until (a day as typed, or empty)."""

    def act(opened: Store) -> int:
        until = parsed_day(said["until"]) if said["until"].strip() else None
        return decisions.decide(opened, province_id, month, Decision(said["text"], said["who"], until), person.actor())

    return carry_out(act, person.words)


def answer_decision(key: int, said: str, person: Acting) -> Done:
    return carry_out(lambda opened: decisions.answer(opened, key, said, date.today(), person.actor()), person.words)


def remove_decision(key: int, person: Acting) -> Done:
    return carry_out(lambda opened: decisions.remove(opened, key, person.actor()), person.words)


def keep_slide_order(province_id: str, slides: Sequence[str], person: Acting) -> Done:
    """Show these slides in this order from now on."""
    return carry_out(lambda opened: decisions.keep_order(opened, province_id, slides, person.actor()), person.words)
