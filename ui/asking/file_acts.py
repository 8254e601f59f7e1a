"""Files on their way in: score files, unit lists, lists of managers, schemes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from data.files.parsing_processes import PARSERS
from data.files.reading_processes import READERS
from data.files.workbook import read_book
from data.imports.importing import Preview, commit_all, preview
from data.imports.unit_lists import ListPreview, add_alias, compare, store_list
from data.office.managers import tenure_lists
from data.office.rehearsal import rehearse
from data.problems import Problem, Refused, refusal
from data.reading.forms.scheme_files import scheme_file_text
from data.reading.month_scores import Choices
from data.registry.schemes import add_scheme, scheme_before
from data.store.store import Store
from i18n.words import Words
from scoring.scheme import parse_scheme, valid_from
from ui.asking.acting import Acting, Done, carry_out
from ui.asking.the_store import store


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
    return carry_out(lambda opened: rehearse(opened, _previews(files), each), words)


def import_scores(files: Sequence[ReadFile], note: str, person: Acting) -> Done:
    """Store the files, all of them or none; what each became."""
    return carry_out(lambda opened: commit_all(opened, _previews(files), person.actor(), note), person.words)


def _previews(files: Sequence[ReadFile]) -> list[Preview]:
    return [file.preview for file in files if file.preview]


def compare_units(name: str, content: bytes, words: Words) -> Done:
    """The difference of an edited unit list, as a ListPreview."""
    return carry_out(lambda opened: compare(opened, READERS.read("units", read_book(name, content))), words)


def store_units(changes: ListPreview, name: str, person: Acting) -> Done:
    """Store a unit list as it was compared."""
    return carry_out(lambda opened: store_list(opened, changes, name, person.actor()), person.words)


def map_spelling(province_id: str, unit_id: str, spelling: str, person: Acting) -> Done:
    """Let a unit be found by a spelling of a score file; the warnings where it looks like another unit's name."""
    return carry_out(lambda opened: add_alias(opened, province_id, unit_id, spelling, person.actor()), person.words)


def compare_tenures(province_id: str, name: str, content: bytes, words: Words) -> Done:
    """The difference of a list of managers, as a TenureList; nothing is stored."""
    return carry_out(lambda opened: tenure_lists.compare(opened, province_id, read_book(name, content)), words)


def store_tenure_list(found: tenure_lists.TenureList, person: Acting) -> Done:
    """Store a list of managers as it was compared; how many entries changed."""
    return carry_out(lambda opened: tenure_lists.store_list(opened, found, person.actor()), person.words)


def read_scheme(name: str, content: bytes, words: Words) -> Done:
    """The TOML text of a scheme file, a form in Excel or TOML; nothing is stored."""

    def read(opened: Store) -> str:
        text = scheme_file_text(name, content)
        parse_scheme(text)
        return text

    return carry_out(read, words)


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

    return carry_out(add, person.words)
