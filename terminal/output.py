"""What commands print: CSV on stdout, sentences on stderr, nothing that moves a terminal's cursor or colours."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd

from data.asking import catalogue
from data.files.sheets import MAX_FILE_BYTES
from data.problems import Problem, errors, refusal
from data.registry.provinces import province_ids
from data.store.store import Store
from i18n.problem_sentences import problem_sentence
from i18n.words import Words
from reports.csv_file import csv_text
from scoring.frames import records

# What a problem asks for, as it is said on the command line; a page has a field for it.
OPTIONS = {
    "already_initialised": "--db",
    "province_needed": "--province",
    "month_unknown": "--month",
    "month_ambiguous": "--month",
    "sheet_not_found": "--sheet",
    "slash_decimal": "--slash-decimals",
    "comma_decimal": "--comma-decimals",
    "name_needed": "--by",
    "note_needed": "--remark",
    "reason_needed": "--reason",
    "reason_needed_to_revert": "--reason",
    "reason_missing_accept": "--reason",
    "reason_missing_restore": "--reason",
}
SHOWN_MARKS = "\u200c\u2066\u2068\u2069"  # half-space, and the isolates of numbers


def say(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(harmless(text) + "\n")


def harmless(text: str) -> str:
    """The text with everything that a terminal would act on spelled out."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in SHOWN_MARKS
    return f"\\u{ord(character):04x}" if hidden else character


def report(problems: Sequence[Problem], words: Words, *, stores: bool = True) -> None:
    """Every problem as a line, and that nothing was stored where one of them is an error."""
    for problem in problems:
        option = OPTIONS.get(problem.code)
        said = problem_sentence(problem, words)
        say(words("cli.with_option", said=said, option=option) if option else said)
    if errors(problems) and stores:
        say(words("cli.nothing_stored"))


def print_tables(
    store: Store,
    options: argparse.Namespace,
    table: Callable[[int, str], pd.DataFrame],
    words: Words,
    *,
    one: bool = False,
) -> int:
    """The tables of the chosen provinces as one CSV. `one`: rows don't name their province, so it must be clear."""
    found = catalogue.provinces(store)
    if options.province is not None:
        found = found[found["province_id"] == options.province]
    elif one and len(found) > 1:
        raise refusal("province_needed", provinces=list(found["province_id"]))
    frames = [table(row["province_key"], row["province_id"]) for row in records(found)]
    if not frames and options.province is not None:
        raise refusal("province_unknown", province=options.province, provinces=province_ids(store))
    if not frames:
        raise refusal("no_unit_list")
    keys = [name for name in ("month", "province_id", "kind", "unit_id") if name in frames[0]]
    whole = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    print_csv(whole.sort_values(keys, kind="stable"))
    if catalogue.is_demo(store):
        say(words("demo.label"))
    return 0


def print_csv(table: pd.DataFrame) -> None:
    """A table as CSV (UTF-8, LF) on stdout."""
    sys.stdout.write(csv_text(table))


def file_bytes(name: str) -> bytes:
    """The file's bytes; one byte more than the limit is enough to refuse it."""
    with Path(name).open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)


def write_files(files: Iterable[tuple[str | Path, bytes]]) -> int:
    """Write files and say their names; a file of the same name is replaced, a folder that isn't there is made. Raises
    Refused `unwritable`, naming the file; none is left half written."""
    for name, content in files:
        path = Path(name)
        part = path.with_name(f"{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise refusal("unwritable", detail=f"{error.strerror}: {error.filename or path}") from error
        say(str(path))
    return 0
