"""Commands for the managers of a province as a list: storing one, and the one that is stored."""

from __future__ import annotations

import argparse

import pandas as pd

from data.asking import catalogue
from data.files.workbook import read_book
from data.office.managers.tenure_lists import TenureChange, compare, store_list
from data.office.managers.tenures import tenures
from data.problems import Refused
from data.registry.provinces import chosen_province, province_key
from data.store.store import Store
from i18n.figure_sentences import tenure_span
from i18n.words import Words
from reports.office.tenure_workbook import tenure_form, tenure_rows
from terminal.command import FILE, PROVINCE, Command, argument
from terminal.output import file_bytes, print_tables, report, say, write_files


def tenures_import(store: Store, options: argparse.Namespace, words: Words) -> int:
    """Say what changes and store it; nothing of it where a row can't be taken."""
    found = compare(store, options.province, read_book(options.file, file_bytes(options.file)))
    for change in found.changes:
        say(words("cli.tenure_change", **_slots(change, words)))
    if not found.is_sound:
        raise Refused(found.problems)
    report(found.problems, words)
    if not found.changes:
        say(words("managers.nothing"))
        return 0
    say(words("cli.tenures_stored", count=words.number(store_list(store, found, options.by))))
    return 0


def _slots(change: TenureChange, words: Words) -> dict[str, str]:
    unit = {"unit_id": change.unit.unit_id, "unit": words.name(change.unit)}
    return {"change": words(f"managers.{change.kind}"), **unit, "span": tenure_span(change.tenure, words)}


def tenures_export(store: Store, options: argparse.Namespace, words: Words) -> int:
    """The list as CSV on stdout, or as the form for Excel."""
    if not options.xlsx:

        def table(province: int, province_id: str) -> pd.DataFrame:
            return tenure_rows(tenures(store, province))

        return print_tables(store, options, table, words, one=True)
    province = province_key(store, chosen_province(store, options.province)) or 0
    form = tenure_form(catalogue.unit_list(store, province), tenures(store, province), words)
    return write_files([(options.xlsx, form)])


XLSX = argument("--xlsx", metavar="FILE", help="the workbook to write")
COMMANDS = (
    Command(
        "tenures import",
        tenures_import,
        "store a list of managers and their months in office: all of it or nothing",
        (PROVINCE, FILE),
        stores=True,
    ),
    Command(
        "tenures export",
        tenures_export,
        "print the list of managers, or write it as a form for Excel",
        (PROVINCE, XLSX),
    ),
)
