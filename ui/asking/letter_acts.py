"""Acts on letters and their templates."""

from __future__ import annotations

from collections.abc import Mapping

from data.office.letters import letter_drafting, letter_register, retractions
from data.office.letters.letter_templates import store_template
from data.office.months import parsed_day
from data.problems import Problem, Refused
from data.store.store import Store
from reports.office.letters.letter_check import TemplateRefused, check_template
from ui.asking.acting import Acting, Done, carry_out, typed_day


def draft_letters(province_id: str, month: int, deadline: str, person: Acting) -> Done:
    """Draft the letters of a month, as a Drafted."""

    def act(opened: Store) -> letter_drafting.Drafted:
        until = parsed_day(deadline) if deadline.strip() else None
        return letter_drafting.draft(opened, province_id, month, person.actor(), until)

    return carry_out(act, person.words)


def letter_sent(key: int, seen: str, number: str, day: str, person: Acting) -> Done:
    """Mark a letter as sent; `seen`: the letter's token as it was on screen (so below)."""
    return carry_out(
        lambda opened: letter_register.mark_sent(opened, key, number, typed_day(day), person.actor(), seen=seen),
        person.words,
    )


def letter_answered(key: int, seen: str, answer: str, day: str, person: Acting) -> Done:
    return carry_out(
        lambda opened: letter_register.mark_answered(opened, key, answer, typed_day(day), person.actor(), seen=seen),
        person.words,
    )


def correct_letter(key: int, seen: str, said: Mapping[str, str], why: str, person: Acting) -> Done:
    """Correct a register entry: number, sent_on, answer, answered_on, as typed."""

    def act(opened: Store) -> None:
        answered_on = parsed_day(said["answered_on"]) if said["answered_on"].strip() else None
        entry = letter_register.Entry(said["number"], parsed_day(said["sent_on"]), said["answer"], answered_on)
        letter_register.correct(opened, key, entry, why, person.actor(), seen=seen)

    return carry_out(act, person.words)


def letter_unsent(key: int, seen: str, why: str, person: Acting) -> Done:
    return carry_out(
        lambda opened: letter_register.mark_unsent(opened, key, why, person.actor(), seen=seen), person.words
    )


def retract_letter(key: int, seen: str, person: Acting) -> Done:
    """Draft the letter that takes this one back; its key."""
    return carry_out(lambda opened: retractions.retract(opened, key, person.actor(), seen=seen), person.words)


def withdraw_letter(key: int, seen: str, why: str, person: Acting) -> Done:
    return carry_out(lambda opened: letter_register.withdraw(opened, key, why, person.actor(), seen=seen), person.words)


def use_letter_template(province_id: str, lang: str, kind: str, name: str, content: bytes, person: Acting) -> Done:
    """Use a Word file for a kind of letter, where it is one."""

    def act(opened: Store) -> int:
        try:
            check_template(content, kind)
        except TemplateRefused as refused:
            raise Refused([Problem(f"template_{refused.code}", value=refused.detail)]) from refused
        return store_template(opened, province_id, lang, kind, name, content, person.actor())

    return carry_out(act, person.words)


def reset_letter_template(province_id: str, lang: str, kind: str, person: Acting) -> Done:
    """Use our own letter again."""
    return carry_out(
        lambda opened: store_template(opened, province_id, lang, kind, "", b"", person.actor()), person.words
    )
