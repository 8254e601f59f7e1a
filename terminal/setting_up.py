"""Commands that make a store and change what files are checked against: schemes, unit lists, spellings, the demo."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from data.asking import catalogue
from data.demo.clearing import clear_demo
from data.demo.load import load_demo
from data.files.reading_processes import READERS
from data.files.workbook import read_book
from data.imports.unit_lists import add_alias, compare, store_list
from data.problems import refusal
from data.reading.forms.scheme_files import scheme_file_text
from data.registry.provinces import chosen_province, province_ids
from data.registry.schemes import add_scheme, scheme_before, schemes
from data.registry.unit_rows import add_units
from data.store.store import Store
from data.text import clean
from i18n.months import code
from i18n.trouble_sentences import difference_sentence
from i18n.words import Words
from reports.office.scheme_workbook import scheme_workbook
from reports.office.unit_workbook import unit_table
from scoring.alternatives import differences
from scoring.scheme import DEFAULT_SCHEME, load_scheme, parse_scheme, valid_from
from terminal.command import FILE, NOTE, PROVINCE, Command, argument, month_of
from terminal.output import file_bytes, print_tables, report, say, write_files


def init(store: Store, options: argparse.Namespace, words: Words) -> int:
    if province_ids(store) or schemes(store):
        raise refusal("already_initialised")
    text = scheme_file_text(options.scheme, file_bytes(options.scheme))
    units = READERS.read("units", read_book(options.units, file_bytes(options.units)))
    with store.transaction() as change:
        add_scheme(change, text, options.by)
        add_units(change, units, options.by)
    say(words("cli.initialised", units=len(units)))
    return 0


def demo(store: Store, options: argparse.Namespace, words: Words) -> int:
    if options.clear and not province_ids(store):
        raise refusal("no_demo")
    if options.clear:
        say(words("cli.demo_cleared", imports=clear_demo(store, options.by)))
    else:
        say(words("cli.demo_loaded", months=load_demo(store)))
    return 0


def units_import(store: Store, options: argparse.Namespace, words: Words) -> int:
    difference = compare(store, READERS.read("units", read_book(options.file, file_bytes(options.file))))
    report(difference.warnings, words)
    for change in difference.changes:
        what = words("list.comma").join(change.fields)
        slots = {"change": words(f"units.change_{change.kind}"), "unit_id": change.unit.unit_id, "columns": what}
        say(words("cli.unit_change_of" if what else "cli.unit_change", name=words.name(change.unit), **slots))
    for province_id, before in difference.renamed.items():
        say(words("units.renamed", **_names(before, difference.names[province_id], words)))
    if difference.changes_nothing:
        say(words("units.no_change"))
        return 0
    count = store_list(store, difference, Path(options.file).name, options.by, options.note)
    say(words("cli.units_stored", count=count))
    return 0


def _names(before: tuple[str, str], after: tuple[str, str], words: Words) -> dict[str, str]:
    side = 0 if words.lang == "fa" else 1
    return {"old": before[side], "new": after[side]}


def units_export(store: Store, options: argparse.Namespace, words: Words) -> int:
    def table(province: int, province_id: str) -> pd.DataFrame:
        return unit_table(catalogue.unit_list(store, province))

    return print_tables(store, options, table, words)


def alias_add(store: Store, options: argparse.Namespace, words: Words) -> int:
    province_id = chosen_province(store, options.province)
    report(add_alias(store, province_id, options.unit, options.alias, options.by, options.note), words)
    say(words("cli.alias_stored", unit_id=options.unit, alias=clean(options.alias)))
    return 0


def scheme_add(store: Store, options: argparse.Namespace, words: Words) -> int:
    text = scheme_file_text(options.file, file_bytes(options.file))
    text = valid_from(text, code(options.since)) if options.since else text
    scheme, before = parse_scheme(text), store.revision()
    old = scheme_before(store, scheme)
    with store.transaction() as change:
        add_scheme(change, text, options.by)
    known = store.revision() == before
    for difference in differences(old, scheme) if old and not known else ():
        say(difference_sentence(difference, words))
    say(words("cli.scheme_known" if known else "cli.scheme_stored", code=scheme.scheme_id))
    return 0


def scheme_export(store: Store, options: argparse.Namespace, words: Words) -> int:
    versions = catalogue.scheme_versions(store)
    if options.xlsx:
        scheme = parse_scheme(versions["toml"].iloc[-1]) if len(versions) else load_scheme(DEFAULT_SCHEME)
        return write_files([(options.xlsx, scheme_workbook(scheme, words))])
    if versions.empty:
        raise refusal("no_scheme_yet")
    sys.stdout.write(versions["toml"].iloc[-1])
    return 0


SINCE = argument("--from", dest="since", type=month_of, help="the month it is valid from, such as 1400-01")
UNIT = argument("--unit", required=True, help="the code of the unit")
COMMANDS = (
    Command(
        "init",
        init,
        "make a store from a scheme file and a unit list",
        (argument("--scheme", required=True), argument("--units", required=True)),
        makes=True,
        stores=True,
    ),
    Command(
        "demo",
        demo,
        "load the demo province and its five months",
        (argument("--clear", action="store_true", help="remove the demo"),),
        makes=True,
        stores=True,
    ),
    Command("units import", units_import, "store the unit list: all of it or nothing", (NOTE, FILE), stores=True),
    Command("units export", units_export, "print the unit list in force", (PROVINCE,)),
    Command(
        "scheme add",
        scheme_add,
        "store a version of the scheme, and say what differs from the one before",
        (argument("--file", required=True, metavar="FILE"), SINCE),
        stores=True,
    ),
    Command("scheme import", scheme_add, "the same, with the file at the end", (SINCE, FILE), stores=True),
    Command(
        "scheme export",
        scheme_export,
        "print the scheme in force, or write it as a form for Excel (the default scheme before there is one)",
        (argument("--xlsx", metavar="FILE", help="the workbook to write"),),
    ),
    Command(
        "alias add",
        alias_add,
        "let a unit be called by another spelling",
        (PROVINCE, UNIT, NOTE, argument("alias", metavar="SPELLING")),
        stores=True,
    ),
)
