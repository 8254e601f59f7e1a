"""Commands for the papers that follow from a month: manager points, cards, the workbook, the meeting's slides."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from data.asking import catalogue
from data.asking.month_facts import month_facts
from data.asking.open_months import open_month
from data.office import decisions
from data.office.managers import manager_points
from data.problems import Problem, Refused
from data.registry.month_states import state_of
from data.registry.provinces import chosen_province, province_key
from data.store.store import Store
from i18n.figure_sentences import narrative_sentence
from i18n.months import code
from i18n.words import Words
from reports.csv_file import csv_bytes
from reports.meeting.deck import deck, deck_name
from reports.meeting.handout import handout, handout_name
from reports.meeting.slide_model import Slide
from reports.meeting.slides import month_slides, ordered
from reports.office.month_workbook import month_workbook, workbook_name
from reports.office.points_workbook import PointsOf, points_table, points_workbook, tenure_table
from reports.tables import Labels, labelled
from reports.typeset.preliminary_card import preliminary_files
from reports.typeset.unit_card import card_name, unit_card
from scoring.fences import fences_by_list
from scoring.frames import records
from telling.month_facts import MonthFacts
from telling.narrative import narrative
from terminal.command import PROVINCE, Argument, Command, Run, argument, month_of
from terminal.output import harmless, say, write_files

MONTH = argument("--month", type=month_of, required=True, help="such as 1399-05")
OUT = argument("--out", required=True, metavar="FOLDER", help="the folder for the files; made where it is not there")


def where_of(store: Store, options: argparse.Namespace) -> tuple[str, int]:
    province_id = chosen_province(store, options.province)
    return province_id, province_key(store, province_id) or 0


def write(folder: str, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files into a folder and say their names; a file of the same name is replaced."""
    return write_files((Path(folder) / name, content) for name, content in files)


def points(store: Store, options: argparse.Namespace, words: Words) -> int:
    province_id, province = where_of(store, options)
    units, held, counted = manager_points.manager_points(store, province, options.month)
    scheme = catalogue.schemes_by_month(store, province)[options.month]
    demo = catalogue.is_demo(store)
    stored = state_of(store, province, options.month)
    assert stored is not None  # a month with a scheme is stored
    states = {(province_id, code(options.month)): stored.state}
    labels = Labels(demo, states, catalogue.chain_head(store))
    name = f"{province_id}-{code(options.month)}"
    who = {row["province_id"]: row for row in records(catalogue.provinces(store))}[province_id]
    state = states[province_id, code(options.month)]
    own = units.assign(month=options.month)
    fences = {kind: found for (_, kind), found in fences_by_list(own, {options.month: scheme}).items()}
    about = PointsOf(who["name_fa"], who["name_en"], options.month, state, scheme, fences, demo)
    book = points_workbook((units, held, counted), about, words)
    tables = {
        f"manager-points-{name}.csv": points_table(units, options.month, province_id),
        f"managers-{name}.csv": tenure_table(held, options.month, province_id),
    }
    files = [(file, csv_bytes(labelled(table, labels))) for file, table in tables.items()]
    return write(options.out, [*files, (f"manager-points-{name}.xlsx", book)])


def card(store: Store, options: argparse.Namespace, words: Words) -> int:
    _, province = where_of(store, options)
    facts = month_facts(store, province, options.month)
    wanted = _asked_units(options, list(facts.league["unit_id"]))
    return write(options.out, ((card_name(facts, unit), unit_card(facts, unit, words)) for unit in wanted))


def preliminary(store: Store, options: argparse.Namespace, words: Words) -> int:
    """What the units are sent while they may object, a PDF and a workbook each."""
    _, province = where_of(store, options)
    facts = open_month(store, province, options.month)
    units = _asked_units(options, list(facts.units["unit_id"]))
    return write(options.out, (file for unit in units for file in preliminary_files(facts, unit, words)))


def _asked_units(options: argparse.Namespace, known: list[str]) -> list[str]:
    """The unit that is asked for, or all. Raises Refused `unit_not_in_month`."""
    if options.unit and options.unit not in known:
        raise Refused([Problem("unit_not_in_month", value=options.unit, slots={"month": options.month})])
    return [options.unit] if options.unit else known


def workbook(store: Store, options: argparse.Namespace, words: Words) -> int:
    _, province = where_of(store, options)
    facts = month_facts(store, province, options.month)
    return write(options.out, [(workbook_name(facts), month_workbook(facts, words))])


def _slides(store: Store, options: argparse.Namespace, words: Words) -> tuple[MonthFacts, list[Slide]]:
    """The month's facts, and its slides in the province's order."""
    _, province = where_of(store, options)
    facts = month_facts(store, province, options.month)
    found = records(decisions.decisions(store, province, options.month, date.today()))
    return facts, ordered(month_slides(facts, found, words), decisions.slide_order(store, province))


def story(store: Store, options: argparse.Namespace, words: Words) -> int:
    """The month in sentences, one a line, on stdout."""
    _, province = where_of(store, options)
    for fact in narrative(month_facts(store, province, options.month)):
        sys.stdout.write(harmless(narrative_sentence(fact, words)) + "\n")
    if catalogue.is_demo(store):
        say(words("demo.label"))
    return 0


def month_deck(store: Store, options: argparse.Namespace, words: Words) -> int:
    facts, slides = _slides(store, options, words)
    return write(options.out, [(deck_name(facts, words), deck(facts, slides, words))])


def month_handout(store: Store, options: argparse.Namespace, words: Words) -> int:
    facts, slides = _slides(store, options, words)
    return write(options.out, [(handout_name(facts, words), handout(facts, slides, words))])


def _command(name: str, run: Run, text: str, *more: Argument, stores: bool = False) -> Command:
    return Command(name, run, text, (MONTH, PROVINCE, *more, OUT), stores=stores)


COMMANDS = (
    _command("manager-points", points, "the ten points of a month and of the year so far, as CSV and workbook"),
    _command("card", card, "report cards as PDF, of one unit or of all", argument("--unit")),
    _command(
        "preliminary",
        preliminary,
        "each unit's own scores of a month that is open to objections, as PDF and workbook",
        argument("--unit"),
    ),
    _command("workbook", workbook, "the month as a workbook"),
    Command("narrative", story, "the month in sentences", (MONTH, PROVINCE)),
    _command("deck", month_deck, "the slides of the month's meeting as PowerPoint"),
    _command("handout", month_handout, "the same slides on paper, two a page"),
)
