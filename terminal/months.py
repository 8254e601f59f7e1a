"""Commands for the life of a month: states, objections, the history of a score, taking an import back."""

from __future__ import annotations

import argparse
from datetime import date

import pandas as pd

from data.asking import history, stored_counts, stored_scores
from data.keeping.move_and_back_up import move_and_back_up
from data.office import corrections, months, objection_rows, objections, reverting
from data.problems import Problem, Refused, refusal
from data.registry.provinces import chosen_province, province_key
from data.store.store import Store
from i18n.trouble_sentences import backup_trouble
from i18n.words import Words
from reports import tables
from scoring.states import PUBLISHED, STATES
from terminal.command import PROVINCE, Argument, Command, argument, month_of
from terminal.output import print_csv, print_tables, say

NEEDED_MONTH = argument("--month", type=month_of, required=True, help="such as 1399-05")
ONE_MONTH = argument("--month", type=month_of, help="such as 1399-05")


def reason(**options: object) -> Argument:
    return argument("--reason", default="", help="why", **options)


def month_list(store: Store, options: argparse.Namespace, words: Words) -> int:
    def table(province: int, province_id: str) -> pd.DataFrame:
        return tables.months_table(stored_counts.month_states(store, province), province_id)

    return print_tables(store, options, table, words)


def month_set(store: Store, options: argparse.Namespace, words: Words) -> int:
    until = months.parsed_day(options.until) if options.until else None
    where = (options.province, options.month, options.to, options.by, options.reason)
    moved = move_and_back_up(store, *where, until=until)
    state = words(f"state.{options.to}")
    say(words("cli.month_moved", month=words.month(options.month), state=state, seq=moved.seq))
    if moved.trouble:
        say(backup_trouble(moved.trouble, words))
    return 0


def objection_add(store: Store, options: argparse.Namespace, words: Words) -> int:
    on = months.parsed_day(options.date) if options.date else date.today()
    raised = objections.Raised(options.unit, options.indicator, options.text, options.raised_by, on, options.late)
    key = objections.add(store, options.province, options.month, raised, options.by)
    say(words("cli.objection_added", key=key))
    return 0


def objection_answer(store: Store, options: argparse.Namespace, words: Words) -> int:
    if options.reject:
        objections.reject(store, options.number, options.reason, options.by)
        say(words("cli.objection_rejected", key=options.number))
    else:
        correction = corrections.Correction(options.indicator, options.points, options.import_key)
        imported = objections.accept(store, options.number, correction, options.reason, options.by)
        say(words("cli.objection_accepted", key=options.number, import_key=imported))
    return 0


def objection_list(store: Store, options: argparse.Namespace, words: Words) -> int:
    def table(province: int, province_id: str) -> pd.DataFrame:
        return tables.objections_table(objection_rows.objections(store, province, options.month), province_id)

    return print_tables(store, options, table, words)


def score_history(store: Store, options: argparse.Namespace, words: Words) -> int:
    province = province_key(store, chosen_province(store, options.province)) or 0
    if options.unit is None and options.indicator is None:
        print_csv(tables.imports_table(history.imports(store, province, options.month)))
        return 0
    if options.unit is None or options.indicator is None or options.month is None:
        raise refusal("history_needs")
    found = history.score_history(store, province, options.month, options.unit, options.indicator)
    if found.empty:
        raise Refused([Problem("no_such_score", value=f"{options.unit} {options.indicator}")])
    print_csv(tables.score_history_table(stored_scores.with_places(found)))
    return 0


def revert(store: Store, options: argparse.Namespace, words: Words) -> int:
    done = reverting.revert(store, options.import_key, options.by, options.reason)
    say(words("cli.reverted", file=done.file_name, month=words.month(done.month), units=done.units))
    for number in done.reopened:
        say(words("objections.was_reopened", number=words.number(number)))
    return 0


def chain(store: Store, options: argparse.Namespace, words: Words) -> int:
    print_csv(history.events(store))
    return 0


COMMANDS = (
    Command("month list", month_list, "months with their states as CSV", (PROVINCE,)),
    Command(
        "month set",
        month_set,
        "move a month to a state",
        (
            NEEDED_MONTH,
            PROVINCE,
            argument("--until", metavar="DAY", help="last day for objections, such as 1399/06/15 or 2020-09-05"),
            reason(),
            argument("to", choices=[state for state in STATES if state != PUBLISHED], help="(publish publishes)"),
        ),
        stores=True,
    ),
    Command(
        "objection add",
        objection_add,
        "record an objection",
        (
            NEEDED_MONTH,
            PROVINCE,
            argument("--unit", required=True),
            argument("--indicator", help="its code; left out: the unit as a whole"),
            argument("--raised-by", required=True, help="who objects"),
            argument("--date", metavar="DAY", help="the day it came in; today where left out"),
            argument("--late", action="store_true", help="record it although the time for objections is over"),
            argument("text", metavar="TEXT"),
        ),
        stores=True,
    ),
    Command(
        "objection answer",
        objection_answer,
        "answer an objection: with a correction, or with a reason why not",
        (
            argument("--points", default="", help="the corrected score, as it would be typed into a cell"),
            argument("--indicator", help="whose score is corrected, where it is about the unit as a whole"),
            argument(
                "--import", dest="import_key", type=int, metavar="IMPORT", help="grant it with a correction in force"
            ),
            argument("--reject", action="store_true"),
            reason(required=False),
            argument("number", type=int, metavar="NUMBER"),
        ),
        stores=True,
    ),
    Command("objection list", objection_list, "objections as CSV", (ONE_MONTH, PROVINCE)),
    Command(
        "history",
        score_history,
        "every value that a score has had, or (without a unit) the imports, as CSV",
        (ONE_MONTH, PROVINCE, argument("--unit"), argument("--indicator")),
    ),
    Command("chain", chain, "the audit chain as CSV, newest entry first"),
    Command(
        "revert",
        revert,
        "take an import out of force; the earlier values come back",
        (argument("--import", dest="import_key", type=int, required=True, metavar="NUMBER"), reason()),
        stores=True,
    ),
)
