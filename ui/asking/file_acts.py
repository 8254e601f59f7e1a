"""What a user does to the store from the browser. What is refused comes back as sentences, not as an exception."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from data.demo.clearing import clear_demo
from data.demo.load import load_demo
from data.files.parsing_processes import PARSERS
from data.files.reading_processes import READERS
from data.files.workbook import read_book
from data.imports.importing import Preview, commit_all, preview
from data.imports.unit_lists import ListPreview, add_alias, compare, store_list
from data.keeping.backup import back_up
from data.keeping.move_and_back_up import Moved, move_and_back_up, publish_again_and_back_up
from data.office import decisions
from data.office.corrections import Correction, correction_file
from data.office.decisions import Decision
from data.office.letters import letter_drafting, letter_register, retractions
from data.office.letters.letter_templates import store_template
from data.office.managers import tenure_lists, tenures
from data.office.months import parsed_day
from data.office.objections import Raised, accept, add, reject
from data.office.publications import Publishing
from data.office.rehearsal import Impact, rehearse, rehearse_revert
from data.office.reverting import revert
from data.problems import Problem, Refused, refusal
from data.reading.forms.scheme_files import scheme_file_text
from data.reading.month_scores import Choices
from data.registry.schemes import add_scheme, scheme_before
from data.store.store import Store, StoreError
from i18n.problem_sentences import problem_sentence
from i18n.trouble_sentences import scheme_sentence, store_sentence
from i18n.words import Words
from reports.office.letter_check import TemplateRefused, check_template
from scoring.scheme import SchemeError, parse_scheme, valid_from
from scoring.states import PUBLISHED
from ui.asking.figure_queries import store


@dataclass(frozen=True)
class ReadFile:
    """A score file as it was read: its preview, or None with the problems for which it can't be read at all."""

    name: str
    sha256: str
    preview: Preview | None
    problems: tuple[Problem, ...]

    @property
    def is_ready(self) -> bool:
        return self.preview is not None and bool(self.preview.months)


@dataclass(frozen=True)
class Acting:
    """Who acts (empty where that isn't known), and the language that they are answered in."""

    name: str
    words: Words

    def actor(self) -> str:
        """Raises Refused `name_needed`."""
        if not self.name:
            raise refusal("name_needed")
        return self.name


@dataclass(frozen=True)
class Done:
    """How an action ended: what it gave, or the sentences that say why it was refused."""

    value: Any = None
    refused: tuple[str, ...] = ()


def clear_demo_data(person: Acting) -> Done:
    """Take the demo off every page."""
    return _act(lambda opened: clear_demo(opened, person.actor()), person.words)


def load_demo_data(words: Words) -> Done:
    """Bring the demo province into an empty store."""
    return _act(load_demo, words)


def read_scores(
    name: str, content: bytes, choices: Choices, province_id: str, when_queued: Callable[[], None] | None = None
) -> ReadFile:
    """Read and check a score file; nothing is stored. `when_queued` is called where other files are read first."""
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        read = preview(store(), name, content, province_id=province_id, when_queued=when_queued, **asdict(choices))
    except Refused as refused:
        return ReadFile(name, sha256, None, refused.problems)
    return ReadFile(read.file_name, sha256, read, read.problems)


def warm_up() -> None:
    """Have a parser and a reader ready before the first file is chosen."""
    PARSERS.workers.warm_up()
    READERS.workers.warm_up()


def rehearse_import(files: Sequence[ReadFile], words: Words, each: Callable[[], None]) -> Done:
    """What importing the files would change, as an Impact; `each` is called twice for every file or month."""
    return _act(lambda opened: rehearse(opened, _previews(files), each), words)


def import_scores(files: Sequence[ReadFile], note: str, person: Acting) -> Done:
    """Store the files, all of them or none; what each became."""
    return _act(lambda opened: commit_all(opened, _previews(files), person.actor(), note), person.words)


def _previews(files: Sequence[ReadFile]) -> list[Preview]:
    return [file.preview for file in files if file.preview]


def compare_units(name: str, content: bytes, words: Words) -> Done:
    """The difference of an edited unit list, as a ListPreview."""
    return _act(lambda opened: compare(opened, READERS.read("units", read_book(name, content))), words)


def store_units(changes: ListPreview, name: str, person: Acting) -> Done:
    """Store a unit list as it was compared."""
    return _act(lambda opened: store_list(opened, changes, name, person.actor()), person.words)


def map_spelling(province_id: str, unit_id: str, spelling: str, person: Acting) -> Done:
    """Let a unit be found by a spelling of a score file; the warnings where it looks like another unit's name."""
    return _act(lambda opened: add_alias(opened, province_id, unit_id, spelling, person.actor()), person.words)


def move_month(province_id: str, month: int, seen: int, to: str, until: str, why: str, person: Acting) -> Done:
    """Move a month to another state, as a Moved; `seen`: the version of the month that was on screen."""

    def act(opened: Store) -> Moved:
        day = parsed_day(until) if until.strip() else None
        return move_and_back_up(opened, province_id, month, to, person.actor(), why, until=day, seen=seen)

    return _act(act, person.words)


def publish_month(province_id: str, month: int, seen: int, publishing: Publishing, person: Acting) -> Done:
    """Publish a final month with what is decided for its report, as a Moved."""

    def act(opened: Store) -> Moved:
        where = (province_id, month, PUBLISHED, person.actor())
        return move_and_back_up(opened, *where, seen=seen, publishing=publishing)

    return _act(act, person.words)


def draft_letters(province_id: str, month: int, deadline: str, person: Acting) -> Done:
    """Draft the letters of a month, as a Drafted."""

    def act(opened: Store) -> letter_drafting.Drafted:
        until = parsed_day(deadline) if deadline.strip() else None
        return letter_drafting.draft(opened, province_id, month, person.actor(), until)

    return _act(act, person.words)


def letter_sent(key: int, seen: str, number: str, day: str, person: Acting) -> Done:
    """Mark a letter as sent; `seen`: the letter's token as it was on screen (so below)."""
    return _act(
        lambda opened: letter_register.mark_sent(opened, key, number, _day(day), person.actor(), seen=seen),
        person.words,
    )


def letter_answered(key: int, seen: str, answer: str, day: str, person: Acting) -> Done:
    return _act(
        lambda opened: letter_register.mark_answered(opened, key, answer, _day(day), person.actor(), seen=seen),
        person.words,
    )


def correct_letter(key: int, seen: str, said: Mapping[str, str], why: str, person: Acting) -> Done:
    """Correct a register entry: number, sent_on, answer, answered_on, as typed."""

    def act(opened: Store) -> None:
        answered_on = parsed_day(said["answered_on"]) if said["answered_on"].strip() else None
        entry = letter_register.Entry(said["number"], parsed_day(said["sent_on"]), said["answer"], answered_on)
        letter_register.correct(opened, key, entry, why, person.actor(), seen=seen)

    return _act(act, person.words)


def letter_unsent(key: int, seen: str, why: str, person: Acting) -> Done:
    return _act(lambda opened: letter_register.mark_unsent(opened, key, why, person.actor(), seen=seen), person.words)


def retract_letter(key: int, seen: str, person: Acting) -> Done:
    """Draft the letter that takes this one back; its key."""
    return _act(lambda opened: retractions.retract(opened, key, person.actor(), seen=seen), person.words)


def withdraw_letter(key: int, seen: str, why: str, person: Acting) -> Done:
    return _act(lambda opened: letter_register.withdraw(opened, key, why, person.actor(), seen=seen), person.words)


def _day(text: str) -> date:
    """A day as typed; today where it is empty."""
    return parsed_day(text) if text.strip() else date.today()


def use_letter_template(province_id: str, lang: str, kind: str, name: str, content: bytes, person: Acting) -> Done:
    """Use a Word file for a kind of letter, where it is one."""

    def act(opened: Store) -> int:
        try:
            check_template(content, kind)
        except TemplateRefused as refused:
            raise Refused([Problem(f"template_{refused.code}", value=refused.detail)]) from refused
        return store_template(opened, province_id, lang, kind, name, content, person.actor())

    return _act(act, person.words)


def reset_letter_template(province_id: str, lang: str, kind: str, person: Acting) -> Done:
    """Use our own letter again."""
    return _act(lambda opened: store_template(opened, province_id, lang, kind, "", b"", person.actor()), person.words)


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

    return _act(act, person.words)


def remove_tenure(key: int, seen: str, person: Acting) -> Done:
    """Take back a time in office; seen: as in `store_tenure`."""
    return _act(lambda opened: tenures.remove(opened, key, person.actor(), seen=seen), person.words)


def compare_tenures(province_id: str, name: str, content: bytes, words: Words) -> Done:
    """The difference of a list of managers, as a TenureList; nothing is stored."""
    return _act(lambda opened: tenure_lists.compare(opened, province_id, read_book(name, content)), words)


def store_tenure_list(found: tenure_lists.TenureList, person: Acting) -> Done:
    """Store a list of managers as it was compared; how many entries changed."""
    return _act(lambda opened: tenure_lists.store_list(opened, found, person.actor()), person.words)


def decide(province_id: str, month: int, said: Mapping[str, str], person: Acting) -> Done:
    """Record a decision of the meeting about a month: its text, who, until (a day as typed, or empty)."""

    def act(opened: Store) -> int:
        until = parsed_day(said["until"]) if said["until"].strip() else None
        return decisions.decide(opened, province_id, month, Decision(said["text"], said["who"], until), person.actor())

    return _act(act, person.words)


def answer_decision(key: int, said: str, person: Acting) -> Done:
    return _act(lambda opened: decisions.answer(opened, key, said, date.today(), person.actor()), person.words)


def remove_decision(key: int, person: Acting) -> Done:
    return _act(lambda opened: decisions.remove(opened, key, person.actor()), person.words)


def keep_slide_order(province_id: str, slides: Sequence[str], person: Acting) -> Done:
    """Show these slides in this order from now on."""
    return _act(lambda opened: decisions.keep_order(opened, province_id, slides, person.actor()), person.words)


def make_backup(words: Words) -> Done:
    """A verified backup of the store as it is now; its path."""
    return _act(lambda opened: back_up(opened, "page"), words)


def add_objection(
    province_id: str, month: int, said: tuple[str, str | None, str, str, str, bool], person: Acting
) -> Done:
    """Record an objection: unit, indicator, text, by whom, the day it came in (today where it is empty), whether it is
    late; its number."""
    unit, indicator, text, by, day, late = said

    def act(opened: Store) -> int:
        return add(opened, province_id, month, Raised(unit, indicator, text, by, _day(day), late), person.actor())

    return _act(act, person.words)


def reject_objection(number: int, answer: str, person: Acting) -> Done:
    return _act(lambda opened: reject(opened, number, answer, person.actor()), person.words)


def read_correction(number: int, correction: Correction, words: Words) -> Done:
    """What granting an objection with a typed score would change: the file that it would be, and its Impact."""

    def act(opened: Store) -> tuple[Preview, Impact]:
        file = correction_file(opened, number, correction)
        return file, rehearse(opened, [file])

    return _act(act, words)


def accept_objection(number: int, correction: Correction, answer: str, file: Preview | None, person: Acting) -> Done:
    """Grant an objection; `file`: the correction whose effect was on screen."""
    return _act(lambda opened: accept(opened, number, correction, answer, person.actor(), file=file), person.words)


def rehearse_revert_of(import_key: int, words: Words) -> Done:
    """What taking an import back would change, as an Impact."""
    return _act(lambda opened: rehearse_revert(opened, import_key), words)


def publish_again(province_id: str, wanted: Mapping[int, Publishing], person: Acting) -> Done:
    """A new revision of the reports that a correction has moved: month -> revision, and a Moved."""
    return _act(lambda opened: publish_again_and_back_up(opened, province_id, wanted, person.actor()), person.words)


def revert_import(import_key: int, seen: int, why: str, person: Acting) -> Done:
    """Take an import out of force, as a Reverted; seen: the version of its month that was on screen."""
    return _act(lambda opened: revert(opened, import_key, person.actor(), why, seen=seen), person.words)


def read_scheme(name: str, content: bytes, words: Words) -> Done:
    """The TOML text of a scheme file, a form in Excel or TOML; nothing is stored."""

    def read(opened: Store) -> str:
        text = scheme_file_text(name, content)
        parse_scheme(text)
        return text

    return _act(read, words)


def store_scheme(text: str, since: str, person: Acting, before: str | None = None) -> Done:
    """Store a scheme version from its text, valid from a month (as '1400-01', or as the text says); its code. before:
    the code of the version that it was compared with on screen (empty: none; None: it wasn't compared)."""

    def add(opened: Store) -> str:
        dated = valid_from(text, since) if since else text
        with opened.transaction() as change:
            known = scheme_before(change, parse_scheme(dated))
            if before is not None and before != (known.scheme_id if known else ""):
                raise refusal("scheme_changed")
            add_scheme(change, dated, person.actor())
        return parse_scheme(dated).scheme_id

    return _act(add, person.words)


def _act(action: Callable[[Store], Any], words: Words) -> Done:
    try:
        return Done(action(store()))
    except Refused as refused:
        return Done(refused=tuple(problem_sentence(problem, words) for problem in refused.problems))
    except SchemeError as error:
        return Done(refused=(scheme_sentence(error.code, error.key, error.value, words, error.place),))
    except StoreError as error:
        return Done(refused=(store_sentence(error, words),))
