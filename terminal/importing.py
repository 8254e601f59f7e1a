"""Commands for score files: what they would change, and storing them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import pandas as pd

from data.files.sheets import address_ranges
from data.imports.importing import KEYS, Preview, commit, preview
from data.office.rehearsal import CELL, STANDING, Impact, MonthImpact, rehearse
from data.problems import Problem, Refused
from data.reading.header.marks import COMMA, SLASH
from data.store.store import Store, StoreError
from data.text import clean
from i18n.figure_sentences import signal_text
from i18n.letter_sentences import letter_sentence, undone_sentences
from i18n.trouble_sentences import store_sentence
from i18n.words import Words
from reports import tables
from scoring.frames import records
from scoring.months import previous
from terminal.command import MONTH, PROVINCE, Argument, Command, argument
from terminal.output import file_bytes, print_csv, report, say

UNITS, CELLS, SIGNALS = WHAT = ("units", "cells", "signals")


def import_files(store: Store, options: argparse.Namespace, words: Words) -> int:
    refused = 0
    for name in options.files:
        try:
            file = _preview(store, name, options)
            imported = commit(store, file, options.by, options.reason)
        except (Refused, OSError) as error:
            refused += 1
            report(_problems(error), words)
            say(words("cli.refused", file=name))
            continue
        except StoreError as error:
            refused += 1
            say(words("cli.refused", file=name))
            say(store_sentence(error, words))
            continue
        report(file.problems, words)
        for month in imported:
            key = "cli.imported" if month.import_key else "cli.unchanged"
            say(words(key, file=name, month=words.month(month.month), units=month.units))
    return 1 if refused else 0


def _preview(store: Store, name: str, options: argparse.Namespace) -> Preview:
    sheets = [clean(text) for text in options.sheet or ()] or None
    return preview(
        store,
        name,
        file_bytes(name),
        options.month,
        options.province,
        sheets=sheets,
        decimals=[
            mark for mark, chosen in ((SLASH, options.slash_decimals), (COMMA, options.comma_decimals)) if chosen
        ],
    )


def _problems(error: Refused | OSError) -> Sequence[Problem]:
    if isinstance(error, Refused):
        return error.problems
    return [Problem("unreadable", slots={"detail": f"{error.strerror}: {error.filename}"})]


def preview_files(store: Store, options: argparse.Namespace, words: Words) -> int:
    """What the files would change together: sentences on stderr, the changes as CSV on stdout. Nothing is stored."""
    sound, refused = [], 0
    for name in options.files:
        try:
            file = _preview(store, name, options)
        except (Refused, OSError) as error:
            report(_problems(error), words, stores=False)
            refused += 1
            continue
        report(file.problems, words, stores=False)
        sound += [file] if file.months else []
        refused += not file.months
    if sound:
        impact = rehearse(store, sound)
        for month in impact.months:
            _tell(month, words)
        for row in records(impact.letters):
            say(letter_sentence(row, words))
        if impact.changes_nothing:
            say(words("impact.nothing"))
        print_csv(_table(impact, sound[0].province_id, options.what))
    return 1 if refused else 0


def _tell(month: MonthImpact, words: Words) -> None:
    """A month in sentences: counts and weak share of each kind, how many scores change, the signals."""
    opening = "impact.opens" if month.is_new else "impact.adds"
    say(words(opening, month=words.month(month.month), units=int(month.units["is_brought"].sum())))
    for row in records(month.shares):
        counts = {name: row[name] for name in ("weak", "evaluated", "incomplete", "missing")}
        say(words("cli.share", kind=words(f"kind.{row['kind']}.many"), **counts))
    if len(month.cells):
        say(words("impact.corrects", cells=len(month.cells), units=month.cells["unit_id"].nunique()))
    for line in undone_sentences(month, words):
        say(line)
    names = {row["unit_id"]: words.name(row) for row in records(month.units)}
    for signal in month.signals:
        said = signal_text(signal, previous(month.month), names, words)
        say(f"{words('signal.word')}: {said} {words(f'signal.{signal.code}.means')}")


def _table(impact: Impact, province_id: str, what: str) -> pd.DataFrame:
    """The changes of all months: units with their results before and after, changed scores, or signals."""
    make = {UNITS: _units, CELLS: _cells, SIGNALS: _signals}[what]
    frames = [make(month) for month in impact.months] or [pd.DataFrame()]
    months = [frame.assign(month=month.month) for frame, month in zip(frames, impact.months, strict=False)]
    return tables.impact_table(pd.concat(months, ignore_index=True) if months else frames[0], province_id)


def _units(month: MonthImpact) -> pd.DataFrame:
    """The units that a file brings, or whose result moves because of it."""
    results = [f"{name}{suffix}" for name in STANDING for suffix in ("_then", "")]
    columns = ["kind", "unit_id", "name_fa", "name_en", "is_brought", *results]
    return month.units.loc[month.units["is_brought"] | month.moved, columns]


def _cells(month: MonthImpact) -> pd.DataFrame:
    return month.cells[[*KEYS, *(f"{name}{suffix}" for name in CELL for suffix in ("_then", ""))]]


def _signals(month: MonthImpact) -> pd.DataFrame:
    """A row a signal: its code, kind, unit, the units and cells behind it, its values."""
    places = {(row["unit_id"], row["indicator"]): (row["row_no"], row["column_no"]) for row in records(month.places)}
    rows = [
        {
            "signal": signal.code,
            "kind": signal.kind,
            "unit_id": signal.unit,
            "units": " ".join(map(str, signal.units)),
            "cells": " ".join(address_ranges(places[cell] for cell in signal.cells if cell in places)),
            "values": " ".join(f"{name}={value}" for name, value in signal.values.items()),
        }
        for signal in month.signals
    ]
    return pd.DataFrame(rows, columns=["signal", "kind", "unit_id", "units", "cells", "values"])


READING: tuple[Argument, ...] = (
    MONTH,
    PROVINCE,
    argument("--sheet", action="append", metavar="NAME", help="a sheet to read, by name or number; may be repeated"),
    argument("--slash-decimals", action="store_true", help="read 86/4 as 86.4"),
    argument("--comma-decimals", action="store_true", help="read 7,5 as 7.5"),
)
FILES = argument("files", nargs="+", metavar="FILE")
REASON = argument("--reason", "--note", dest="reason", type=clean, default="", help="why; a correction needs it")
COMMANDS = (
    Command(
        "import",
        import_files,
        "import score files, each in a transaction of its own",
        (*READING, REASON, FILES),
        stores=True,
    ),
    Command(
        "preview",
        preview_files,
        "say what importing score files would change; nothing is stored",
        (*READING, argument("--what", choices=WHAT, default=UNITS, help="what to print as CSV"), FILES),
    ),
)
