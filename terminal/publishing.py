"""Commands for the report to the people: publishing a month, publishing again what a correction moved, any revision."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.asking.public_facts import public_facts
from data.keeping.move_and_back_up import move_and_back_up, publish_again_and_back_up
from data.office import publications
from data.office.publications import Publishing
from data.office.republishing import touched
from data.problems import refusal
from data.store.store import Store
from i18n.months import code
from i18n.trouble_sentences import backup_trouble
from i18n.words import LANGUAGES, Words
from reports.web.editions import edition_of, next_edition
from reports.web.page_model import Edition
from reports.web.public_report import public_report
from reports.web.social_card import social_card
from scoring.states import PUBLISHED
from telling.month_facts import PublicFacts
from terminal.command import PROVINCE, Command, argument, month_of
from terminal.output import say
from terminal.papers import OUT, where_of, write


def publish(store: Store, options: argparse.Namespace, words: Words) -> int:
    """Publish a final month; write the newest revision of its report, or the one that is asked for."""
    province_id, province = where_of(store, options)
    facts = public_facts(store, province, options.month)
    if options.look:
        return _look(store, province, facts, options)
    if facts.state != PUBLISHED and options.revision is None:
        wanted = _decided(options)
        moved = move_and_back_up(store, province_id, options.month, PUBLISHED, options.by, publishing=wanted)
        say(words("cli.published", month=words.month(options.month)))
        if moved.trouble:
            say(backup_trouble(moved.trouble, words))
    known = publications.revisions(store, province, options.month)
    number = options.revision or (known[-1].revision if known else 1)
    if options.revision is None and not publications.is_told_still(store, province, options.month, facts):
        say(words("public.moved", month=words.month(options.month)))
    kept = publications.kept_report(store, province, options.month, number)
    return write(options.out, _files(kept, edition_of([each for each in known if each.revision <= number])).items())


def _decided(options: argparse.Namespace) -> Publishing:
    """What the report needs that no figure says. Raises Refused `publishing_needed`."""
    if options.weak_names is None or options.contact is None:
        raise refusal("publishing_needed")
    return Publishing(options.weak_names == "yes", options.contact, options.remark)


def _look(store: Store, province: int, facts: PublicFacts, options: argparse.Namespace) -> int:
    """The report as it would be published, to be looked at; nothing is published."""
    known = publications.revisions(store, province, options.month)
    wanted = Publishing(options.weak_names == "yes", options.contact or "", options.remark)
    coming = publications.coming_revision(store, province, options.month, wanted)
    return write(options.out, _files(facts, next_edition([*known, coming])).items())


def _files(facts: PublicFacts, edition: Edition) -> dict[str, bytes]:
    files = public_report(facts, edition)
    return files | {f"card-{lang}.png": social_card(facts, edition, Words(lang)) for lang in LANGUAGES}


def again(store: Store, options: argparse.Namespace, words: Words) -> int:
    """A new revision of every published month whose report a correction has moved, written into a folder a month."""
    province_id, province = where_of(store, options)
    found = touched(store, province)
    if not found:
        say(words("public.nothing_moved"))
        return 0
    wanted = {
        each.month: Publishing(each.weak_names, options.contact or each.contact, options.remark) for each in found
    }
    done, moved = publish_again_and_back_up(store, province_id, wanted, options.by)
    if moved.trouble:
        say(backup_trouble(moved.trouble, words))
    for month, revision in done.items():
        say(words("public.published_again", month=words.month(month), revision=words.number(revision)))
        known = publications.revisions(store, province, month)
        folder = str(Path(options.out) / f"{code(month)}-{revision}")
        write(folder, _files(publications.kept_report(store, province, month, revision), edition_of(known)).items())
    return 0


REMARK = argument("--remark", default="", help="a word to the people, such as what was corrected")
COMMANDS = (
    Command(
        "publish",
        publish,
        "publish a final month, and write its report to the people as a folder of pages",
        (
            argument("--month", type=month_of, required=True, help="such as 1399-05"),
            PROVINCE,
            argument("--weak-names", choices=("yes", "no"), help="whether weak units are named; needed to publish"),
            argument("--contact", help="whom the people write to; needed to publish"),
            REMARK,
            argument("--look", action="store_true", help="write it as it would be published; nothing is published"),
            argument("--revision", type=int, metavar="NUMBER", help="write an earlier revision, as it was published"),
            OUT,
        ),
        stores=True,
    ),
    Command(
        "publish-again",
        again,
        "publish a new revision of every month whose report a later correction has moved",
        (PROVINCE, argument("--contact", help="whom the people write to; as before where left out"), REMARK, OUT),
        stores=True,
    ),
)
