"""The second front door: the same functions from a terminal.

CSV (UTF-8, LF) on stdout, problems on stderr; exit 0, 1 for refused data, 2 for usage.
"""

from __future__ import annotations

import argparse
import getpass
import locale
import os
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from data import questions
from data.clearing import clear_demo
from data.demo.load import load_demo
from data.importing import commit, preview
from data.problems import Problem, Refused, errors, refusal
from data.registry import add_scheme, add_units, chosen_province, province_ids, schemes
from data.results import rebuild
from data.sheets import MAX_FILE_BYTES
from data.store import Store, StoreError
from data.text import clean
from data.unit_lists import add_alias, compare, store_list
from data.units import read_units
from data.verify import verify
from data.workbook import read_book
from i18n.sentences import problem_sentence, scheme_sentence, store_sentence
from i18n.words import Words
from reports import tables
from reports.csv_file import csv_text
from reports.unit_workbook import unit_table
from scoring.scheme import MONTH_PATTERN, SchemeError, parse_scheme, scheme_text
from scoring.shifts import base_months, shifts

EVERYTHING = questions.Chosen()
SHOWN_MARKS = "\u200c\u2066\u2068\u2069"  # half-space, and the isolates of numbers
STORING = ("init", "demo", "import", "units import", "scheme import", "alias add")
EXISTING = ("totals", "shares", "scores", "verify", "rebuild", "import", "units", "scheme", "alias")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status."""
    options = _parser().parse_args(arguments)
    options.by = options.by or _user()
    words = Words(options.lang)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        if options.command in EXISTING and not Path(options.db).exists():
            raise refusal("no_database", path=options.db)
        store = Store(options.db)
        try:
            return options.run(store, options, words)
        finally:
            store.close()
    except Refused as error:
        said = " ".join(filter(None, (options.command, getattr(options, "action", None))))
        _report(error.problems, words, stores=said in STORING)
    except SchemeError as error:
        _say(scheme_sentence(error.code, error.key, error.value, words))
    except StoreError as error:
        _say(store_sentence(error, words))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _say(words("problem.unreadable.what", detail=f"{error.strerror}: {error.filename}"))
    return 1


def _init(store: Store, options: argparse.Namespace, words: Words) -> int:
    if province_ids(store) or schemes(store):
        raise refusal("already_initialised")
    text = scheme_text(_bytes(options.scheme))
    units = read_units(read_book(options.units, _bytes(options.units)))
    with store.transaction() as change:
        add_scheme(change, text, options.by)
        add_units(change, units, options.by)
    _say(words("cli.initialised", units=len(units)))
    return 0


def _demo(store: Store, options: argparse.Namespace, words: Words) -> int:
    if options.clear and not province_ids(store):
        raise refusal("no_demo")
    if options.clear:
        _say(words("cli.demo_cleared", imports=clear_demo(store, options.by)))
    else:
        _say(words("cli.demo_loaded", months=load_demo(store)))
    return 0


def _units_import(store: Store, options: argparse.Namespace, words: Words) -> int:
    difference = compare(store, read_units(read_book(options.file, _bytes(options.file))))
    for change in difference.changes:
        what = words("list.comma").join(change.fields)
        slots = {"change": words(f"units.change_{change.kind}"), "unit_id": change.unit.unit_id, "columns": what}
        _say(words("cli.unit_change_of" if what else "cli.unit_change", name=words.name(change.unit), **slots))
    count = (
        store_list(store, difference, Path(options.file).name, options.by, options.note) if difference.changes else 0
    )
    _say(words("cli.units_stored", count=count) if count else words("units.no_change"))
    return 0


def _units_export(store: Store, options: argparse.Namespace, words: Words) -> int:
    def table(province: int, province_id: str) -> pd.DataFrame:
        return unit_table(questions.unit_list(store, province))

    return _print(store, options, table, words)


def _alias_add(store: Store, options: argparse.Namespace, words: Words) -> int:
    province_id = chosen_province(store, options.province)
    add_alias(store, province_id, options.unit, options.alias, options.by, options.note)
    _say(words("cli.alias_stored", unit_id=options.unit, alias=clean(options.alias)))
    return 0


def _scheme_import(store: Store, options: argparse.Namespace, words: Words) -> int:
    text = scheme_text(_bytes(options.file))
    before = store.revision()
    with store.transaction() as change:
        add_scheme(change, text, options.by)
    known = store.revision() == before
    _say(words("cli.scheme_known" if known else "cli.scheme_stored", code=parse_scheme(text).scheme_id))
    return 0


def _scheme_export(store: Store, options: argparse.Namespace, words: Words) -> int:
    versions = questions.scheme_versions(store)
    if versions.empty:
        raise refusal("no_scheme_yet")
    sys.stdout.write(versions["toml"].iloc[-1])
    return 0


def _import(store: Store, options: argparse.Namespace, words: Words) -> int:
    refused = 0
    for name in options.files:
        try:
            file = preview(store, name, _bytes(name), options.month, options.province)
            imported = commit(store, file, options.by, options.note)
        except (Refused, OSError) as error:
            refused += 1
            text = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) else ""
            _report(
                error.problems if isinstance(error, Refused) else [Problem("unreadable", slots={"detail": text})], words
            )
            _say(words("cli.refused", file=name))
            continue
        _report(file.problems, words)
        for month in imported:
            key = "cli.imported" if month.import_key else "cli.unchanged"
            _say(words(key, file=name, month=words.month(month.month), units=month.units))
    return 1 if refused else 0


def _bytes(name: str) -> bytes:
    """The file's bytes; one byte more than the limit is enough to refuse it."""
    with Path(name).open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)


def _totals(store: Store, options: argparse.Namespace, words: Words) -> int:
    codes = list(dict.fromkeys(domain.code for scheme in schemes(store).values() for domain in scheme.domains))

    def table(province: int, province_id: str) -> pd.DataFrame:
        units = questions.unit_totals(store, province, EVERYTHING, options.month)
        domains = questions.domain_percents(store, province, EVERYTHING, options.month)
        return tables.totals_table(units, domains, codes, province_id)

    return _print(store, options, table, words)


def _shares(store: Store, options: argparse.Namespace, words: Words) -> int:
    def table(province: int, province_id: str) -> pd.DataFrame:
        counts = questions.month_counts(store, province, EVERYTHING)
        base = base_months(counts, options.base)
        if options.base and options.base not in set(counts["month"]):
            _say(words("cli.no_base", month=words.month(options.base)))
        flows = questions.flow_counts(store, province, base, EVERYTHING)
        by_month = questions.schemes_by_month(store, province)
        return tables.shares_table(shifts(counts, flows, by_month, base), province_id)

    return _print(store, options, table, words)


def _scores(store: Store, options: argparse.Namespace, words: Words) -> int:
    def table(province: int, province_id: str) -> pd.DataFrame:
        scores = questions.with_places(questions.scores(store, province, EVERYTHING, options.month))
        return tables.scores_table(scores, questions.schemes_by_month(store, province))

    return _print(store, options, table, words)


def _print(store: Store, options: argparse.Namespace, table: Callable[[int, str], pd.DataFrame], words: Words) -> int:
    """The tables of the chosen provinces as one CSV. (A score has no province of its own: one at a time there.)"""
    found = questions.provinces(store)
    if options.province is not None:
        found = found[found["province_id"] == options.province]
    elif options.command == "scores" and len(found) > 1:
        raise refusal("province_needed", provinces=list(found["province_id"]))
    frames = [table(row.province_key, row.province_id) for row in found.itertuples()]
    if not frames and options.province is not None:
        raise refusal("province_unknown", province=options.province, provinces=province_ids(store))
    if not frames:
        raise refusal("no_unit_list")
    keys = [name for name in ("month", "province_id", "kind", "unit_id") if name in frames[0]]
    whole = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    sys.stdout.write(csv_text(whole.sort_values(keys, kind="stable")))
    if questions.is_demo(store):
        _say(words("demo.label"))
    return 0


def _rebuild(store: Store, options: argparse.Namespace, words: Words) -> int:
    sys.stdout.write(f"changed {rebuild(store)}\n")
    return 0


def _verify(store: Store, options: argparse.Namespace, words: Words) -> int:
    findings = verify(store)
    for finding in findings:
        _say(words(f"finding.{finding.code}", where=finding.where))
    seq, head = (store.chain() or [(0, "-")])[-1]
    sys.stdout.write(
        words("cli.unsound" if findings else "cli.sound", findings=len(findings), seq=seq, head=head) + "\n"
    )
    return 1 if findings else 0


def _report(problems: Sequence[Problem], words: Words, *, stores: bool = True) -> None:
    for problem in problems:
        _say(problem_sentence(problem, words))
    if errors(problems) and stores:
        _say(words("cli.nothing_stored"))


def _say(text: str) -> None:
    """One line on stderr; nothing in it moves a terminal's cursor or colours."""
    sys.stderr.write("".join(map(_harmless, text)) + "\n")


def _harmless(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in SHOWN_MARKS
    return f"\\u{ord(character):04x}" if hidden else character


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _month(text: str) -> int:
    match = MONTH_PATTERN.fullmatch(text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month such as 1399-05")
    return int(match[1]) * 100 + int(match[2])


def _default_language() -> str:
    name = os.environ.get("SANJEH_LANG") or (locale.getlocale()[0] or "")
    return "fa" if name.lower().startswith(("fa", "persian")) else "en"


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--db", required=True, help="the database file")
    shared.add_argument("--lang", choices=("fa", "en"), default=_default_language(), help="language of messages")
    shared.add_argument("--by", type=clean, default=None, help="who acts (written into the audit chain)")
    parser = argparse.ArgumentParser(prog="cli.py", description="Sanjeh from a terminal.")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[shared], help=text, description=text)
        added.set_defaults(run=run)
        return added

    init = command("init", _init, "make a store from a scheme file and a unit list")
    init.add_argument("--scheme", required=True)
    init.add_argument("--units", required=True)
    demo = command("demo", _demo, "load the demo province and its five months")
    demo.add_argument("--clear", action="store_true", help="remove the demo")
    importing = command("import", _import, "import score files, each in a transaction of its own")
    importing.add_argument("--month", type=_month, help="such as 1399-05")
    importing.add_argument("--province")
    importing.add_argument("--note", type=clean, default="")
    importing.add_argument("files", nargs="+", metavar="FILE")
    for name, run, text in (
        ("totals", _totals, "totals, bands and ranks as CSV"),
        ("scores", _scores, "scores with the cells they came from as CSV"),
    ):
        reading = command(name, run, text)
        reading.add_argument("--month", type=_month, help="such as 1399-05")
        reading.add_argument("--province")
    shares = command("shares", _shares, "weak shares, shifts and flows as CSV")
    shares.add_argument("--base", type=_month, help="such as 1399-01")
    shares.add_argument("--province")
    _parser_of_files(commands, shared)
    command("rebuild", _rebuild, "recompute every result from the scores")
    command("verify", _verify, "check the store against its audit chain")
    return parser


def _parser_of_files(commands: argparse._SubParsersAction, shared: argparse.ArgumentParser) -> None:
    """`units import|export`, `scheme import|export` and `alias add`."""
    for name, text, runs in (
        ("units", "the unit list", (_units_import, _units_export)),
        ("scheme", "the schemes", (_scheme_import, _scheme_export)),
    ):
        actions = commands.add_parser(name, help=text, description=text).add_subparsers(dest="action", required=True)
        storing = actions.add_parser("import", parents=[shared], help=f"store {text}: all of it or nothing")
        storing.add_argument("--note", type=clean, default="")
        storing.add_argument("file", metavar="FILE")
        printing = actions.add_parser("export", parents=[shared], help=f"print {text} in force")
        if name == "units":
            printing.add_argument("--province")
        storing.set_defaults(run=runs[0])
        printing.set_defaults(run=runs[1])
    aliases = commands.add_parser("alias", help="other spellings of a unit's name")
    adding = aliases.add_subparsers(dest="action", required=True).add_parser("add", parents=[shared])
    adding.add_argument("--province")
    adding.add_argument("--unit", required=True, help="the code of the unit")
    adding.add_argument("--note", type=clean, default="")
    adding.add_argument("alias", metavar="SPELLING")
    adding.set_defaults(run=_alias_add)


if __name__ == "__main__":
    sys.exit(main())
