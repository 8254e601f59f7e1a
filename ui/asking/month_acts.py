"""Acts on months and what comes into them: files, corrections, states, objections, backups."""

from __future__ import annotations

from collections.abc import Mapping

from data.demo.clearing import clear_demo
from data.demo.load import load_demo
from data.imports.importing import Preview
from data.keeping.backup import back_up
from data.keeping.move_and_back_up import Moved, move_and_back_up, publish_again_and_back_up
from data.office.corrections import Correction, correction_file
from data.office.months import parsed_day
from data.office.objections import Raised, accept, add, reject
from data.office.publications import Publishing
from data.office.rehearsal import Impact, rehearse, rehearse_revert
from data.office.reverting import revert
from data.store.store import Store
from i18n.words import Words
from scoring.states import PUBLISHED
from ui.asking.acting import Acting, Done, carry_out, typed_day


def clear_demo_data(person: Acting) -> Done:
    """Take the demo off every page."""
    return carry_out(lambda opened: clear_demo(opened, person.actor()), person.words)


def load_demo_data(words: Words) -> Done:
    """Bring the demo province into an empty store."""
    return carry_out(load_demo, words)


def move_month(province_id: str, month: int, seen: int, to: str, until: str, why: str, person: Acting) -> Done:
    """Move a month to another state, as a Moved; `seen`: the version of the month that was on screen."""

    def act(opened: Store) -> Moved:
        day = parsed_day(until) if until.strip() else None
        return move_and_back_up(opened, province_id, month, to, person.actor(), why, until=day, seen=seen)

    return carry_out(act, person.words)


def publish_month(province_id: str, month: int, seen: int, publishing: Publishing, person: Acting) -> Done:
    """Publish a final month with what is decided for its report, as a Moved."""

    def act(opened: Store) -> Moved:
        where = (province_id, month, PUBLISHED, person.actor())
        return move_and_back_up(opened, *where, seen=seen, publishing=publishing)

    return carry_out(act, person.words)


def make_backup(words: Words) -> Done:
    """A verified backup of the store as it is now; its path."""
    return carry_out(lambda opened: back_up(opened, "page"), words)


def add_objection(
    province_id: str, month: int, said: tuple[str, str | None, str, str, str, bool], person: Acting
) -> Done:
    """Record an objection: unit, indicator, text, by whom, the day it came in (today where it is empty), whether it is
    late; its number."""
    unit, indicator, text, by, day, late = said

    def act(opened: Store) -> int:
        return add(opened, province_id, month, Raised(unit, indicator, text, by, typed_day(day), late), person.actor())

    return carry_out(act, person.words)


def reject_objection(number: int, answer: str, person: Acting) -> Done:
    return carry_out(lambda opened: reject(opened, number, answer, person.actor()), person.words)


def read_correction(number: int, correction: Correction, words: Words) -> Done:
    """What granting an objection with a typed score would change: the file that it would be, and its Impact."""

    def act(opened: Store) -> tuple[Preview, Impact]:
        file = correction_file(opened, number, correction)
        return file, rehearse(opened, [file])

    return carry_out(act, words)


def accept_objection(number: int, correction: Correction, answer: str, file: Preview | None, person: Acting) -> Done:
    """Grant an objection; `file`: the correction whose effect was on screen."""
    return carry_out(lambda opened: accept(opened, number, correction, answer, person.actor(), file=file), person.words)


def rehearse_revert_of(import_key: int, words: Words) -> Done:
    """What taking an import back would change, as an Impact."""
    return carry_out(lambda opened: rehearse_revert(opened, import_key), words)


def publish_again(province_id: str, wanted: Mapping[int, Publishing], person: Acting) -> Done:
    """A new revision of the reports that a correction has moved: month -> revision, and a Moved."""
    return carry_out(
        lambda opened: publish_again_and_back_up(opened, province_id, wanted, person.actor()), person.words
    )


def revert_import(import_key: int, seen: int, why: str, person: Acting) -> Done:
    """Take an import out of force, as a Reverted; seen: the version of its month that was on screen."""
    return carry_out(lambda opened: revert(opened, import_key, person.actor(), why, seen=seen), person.words)
