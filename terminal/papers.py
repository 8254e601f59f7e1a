"""Commands for the papers that follow from a month: letters, manager points, the public report, cards, the workbook."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from data import decisions, letters, manager_points, publications, questions
from data.drafting import draft
from data.letter_templates import template
from data.month_facts import month_facts
from data.months import parsed_day, state_of
from data.moving import move_and_back_up
from data.problems import Problem, Refused
from data.publications import Publishing
from data.registry import chosen_province, province_key
from data.store import Store
from i18n.months import code
from i18n.sentences import backup_trouble, narrative_sentence
from i18n.words import LANGUAGES, Words
from reports.csv_file import csv_bytes
from reports.deck import deck, deck_name
from reports.editions import edition_of
from reports.handout import handout, handout_name
from reports.letters import TEMPLATE_OF, Letter, letter_docx, letter_name
from reports.manager_points import points_table, points_workbook, tenure_table
from reports.month_workbook import month_workbook, workbook_name
from reports.public_report import public_report
from reports.slides import Slide, month_slides, ordered
from reports.social_card import social_card
from reports.tables import Labels, labelled
from reports.unit_card import card_name, unit_card
from scoring.month_facts import MonthFacts
from scoring.narrative import narrative
from scoring.revisions import same_headline
from scoring.states import FINAL, PUBLISHED
from terminal.command import PROVINCE, Argument, Command, argument, month_of
from terminal.output import harmless, say

MONTH = argument("--month", type=month_of, required=True, help="such as 1399-05")
OUT = argument("--out", required=True, metavar="FOLDER", help="the folder for the files; made where it is not there")


def _where(store: Store, options: argparse.Namespace) -> tuple[str, int]:
    province_id = chosen_province(store, options.province)
    return province_id, province_key(store, province_id) or 0


def _write(folder: str, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files into a folder and say their names; a file of the same name is replaced."""
    for name, content in files:
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        say(str(path))
    return 0


def month_letters(store: Store, options: argparse.Namespace, words: Words) -> int:
    """Draft what the month calls for, and write every letter of the month that wasn't withdrawn."""
    province_id, province = _where(store, options)
    deadline = parsed_day(options.deadline) if options.deadline else None
    done = draft(store, province_id, options.month, options.by, deadline)
    say(words("cli.letters_drafted", **{name: words.number(count) for name, count in vars(done).items()}))
    rows = letters.letters(store, province, options.month).to_dict("records")
    kept = [row for row in rows if row["status"] != letters.WITHDRAWN]

    def files() -> Iterable[tuple[str, bytes]]:
        for row in kept:
            until = None if pd.isna(row["template_key"]) else int(row["template_key"])
            own = template(store, province, words.lang, TEMPLATE_OF[row["kind"]], until)
            content = letter_docx(Letter.of(row), options.month, own[1] if own else None, words)
            yield letter_name(row, words), content

    return _write(options.out, files())


def points(store: Store, options: argparse.Namespace, words: Words) -> int:
    province_id, province = _where(store, options)
    units, held, counted = manager_points.manager_points(store, province, options.month)
    scheme = questions.schemes_by_month(store, province)[options.month]
    demo = questions.is_demo(store)
    states = {(province_id, code(options.month)): state_of(store, province, options.month).state}
    labels = Labels(demo, states, questions.chain_head(store))
    name = f"{province_id}-{code(options.month)}"
    book = points_workbook((units, held, counted), options.month, scheme, demo, words)
    tables = {
        f"manager-points-{name}.csv": points_table(units, options.month, province_id),
        f"managers-{name}.csv": tenure_table(held, options.month, province_id),
    }
    files = [(file, csv_bytes(labelled(table, labels))) for file, table in tables.items()]
    return _write(options.out, [*files, (f"manager-points-{name}.xlsx", book)])


def publish(store: Store, options: argparse.Namespace, words: Words) -> int:
    """Publish a final month; write the report of a published one as it was published."""
    province_id, province = _where(store, options)
    state = state_of(store, province, options.month)
    if state is not None and state.state == FINAL:
        last = publications.last_publishing(store, province)
        weak_names = last.weak_names if options.weak_names is None else options.weak_names == "yes"
        contact = last.contact if options.contact is None else options.contact
        wanted = Publishing(weak_names, contact, options.remark)
        moved = move_and_back_up(store, province_id, options.month, PUBLISHED, options.by, publishing=wanted)
        say(words("cli.published", month=words.month(options.month)))
        if moved.trouble:
            say(backup_trouble(moved.trouble, words))
    facts = month_facts(store, province, options.month)
    edition = edition_of(publications.revisions(store, province, options.month))
    said = publications.revisions(store, province, options.month)[-1].headline
    if said and not same_headline(said, publications.headline(store, province, options.month)):
        say(words("public.headline_moved"))
    files = public_report(facts, edition)
    files |= {f"card-{lang}.png": social_card(facts, edition, Words(lang)) for lang in LANGUAGES}
    return _write(options.out, files.items())


def card(store: Store, options: argparse.Namespace, words: Words) -> int:
    _, province = _where(store, options)
    facts = month_facts(store, province, options.month)
    known = list(facts.league["unit_id"])
    if options.unit and options.unit not in known:
        raise Refused([Problem("unit_not_in_month", value=options.unit, slots={"month": options.month})])
    wanted = [options.unit] if options.unit else known
    return _write(options.out, ((card_name(facts, unit), unit_card(facts, unit, words)) for unit in wanted))


def workbook(store: Store, options: argparse.Namespace, words: Words) -> int:
    _, province = _where(store, options)
    facts = month_facts(store, province, options.month)
    return _write(options.out, [(workbook_name(facts), month_workbook(facts, words))])


def _slides(store: Store, options: argparse.Namespace, words: Words) -> tuple[MonthFacts, list[Slide]]:
    """The month's facts, and its slides in the province's order."""
    _, province = _where(store, options)
    facts = month_facts(store, province, options.month)
    found = decisions.decisions(store, province, options.month, date.today()).to_dict("records")
    return facts, ordered(month_slides(facts, found, words), decisions.slide_order(store, province))


def story(store: Store, options: argparse.Namespace, words: Words) -> int:
    """The month in sentences, one a line, on stdout."""
    _, province = _where(store, options)
    for fact in narrative(month_facts(store, province, options.month)):
        sys.stdout.write(harmless(narrative_sentence(fact, words)) + "\n")
    if questions.is_demo(store):
        say(words("demo.label"))
    return 0


def month_deck(store: Store, options: argparse.Namespace, words: Words) -> int:
    facts, slides = _slides(store, options, words)
    return _write(options.out, [(deck_name(facts, words), deck(facts, slides, words))])


def month_handout(store: Store, options: argparse.Namespace, words: Words) -> int:
    facts, slides = _slides(store, options, words)
    return _write(options.out, [(handout_name(facts, words), handout(facts, slides, words))])


def _command(name: str, run, text: str, *more: Argument, stores: bool = False) -> Command:
    return Command(name, run, text, (MONTH, PROVINCE, *more, OUT), stores=stores)


COMMANDS = (
    _command(
        "letters",
        month_letters,
        "draft the letters of a final month and write them as Word files",
        argument("--deadline", metavar="DAY", help="until when an answer is asked for, such as 1399/06/15"),
        stores=True,
    ),
    _command("manager-points", points, "the ten points of a month and of the year so far, as CSV and workbook"),
    _command(
        "publish",
        publish,
        "publish a final month, and write its report to the people as a folder of pages",
        argument(
            "--weak-names", choices=("yes", "no"), help="whether weak units are named; as last time where left out"
        ),
        argument("--contact", help="whom the people write to; as last time where left out"),
        argument("--remark", default="", help="a word to the people, such as what was corrected"),
        stores=True,
    ),
    _command("card", card, "report cards as PDF, of one unit or of all", argument("--unit")),
    _command("workbook", workbook, "the month as a workbook"),
    Command("narrative", story, "the month in sentences", (MONTH, PROVINCE)),
    _command("deck", month_deck, "the slides of the month's meeting as PowerPoint"),
    _command("handout", month_handout, "the same slides on paper, two a page"),
)
