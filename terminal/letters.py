"""Commands for letters: drafting them, and the register of what was sent and answered."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date

import pandas as pd

from data.office.letters import letter_register, letter_rows, retractions
from data.office.letters.letter_drafting import draft
from data.office.letters.letter_register import Entry
from data.office.letters.letter_rows import WITHDRAWN
from data.office.letters.letter_standing import STANDINGS, with_standing
from data.office.letters.letter_templates import template
from data.office.months import parsed_day
from data.problems import Problem, Refused
from data.store.store import Store
from i18n.letter_sentences import standing_sentence
from i18n.words import Words
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import TEMPLATE_OF, letter_docx, letter_name
from reports.tables import letters_table
from scoring.frames import records
from terminal.command import PROVINCE, Command, argument, month_of
from terminal.output import print_csv, say
from terminal.papers import OUT, where_of, write

NUMBER = argument("letter", type=int, metavar="LETTER", help="its number in the list")
REASON = argument("--reason", default="", help="why")
MONTH = argument("--month", type=month_of, help="such as 1399-05")


def month_letters(store: Store, options: argparse.Namespace, words: Words) -> int:
    """Draft what the month calls for, and write every letter of the month that wasn't withdrawn."""
    province_id, province = where_of(store, options)
    deadline = parsed_day(options.deadline) if options.deadline else None
    done = draft(store, province_id, options.month, options.by, deadline)
    say(words("cli.letters_drafted", **{name: words.number(count) for name, count in vars(done).items()}))
    rows = records(with_standing(store, province, options.month))
    kept = [row for row in rows if row["status"] != WITHDRAWN]
    for row in kept:
        if row["standing"] != STANDINGS[0]:
            say(standing_sentence(row, words))

    def files() -> Iterable[tuple[str, bytes]]:
        for row in kept:
            until = None if pd.isna(row["template_key"]) else int(row["template_key"])
            own = template(store, province, words.lang, TEMPLATE_OF[row["kind"]], until)
            letter = Letter.of(row, to_sign=options.to_sign)
            content = letter_docx(letter, options.month, own[1] if own else None, words)
            yield letter_name(row, words, to_sign=options.to_sign), content

    return write(options.out, files())


def register(store: Store, options: argparse.Namespace, words: Words) -> int:
    province_id, province = where_of(store, options)
    print_csv(letters_table(with_standing(store, province, options.month), province_id))
    return 0


def sent(store: Store, options: argparse.Namespace, words: Words) -> int:
    letter_register.mark_sent(store, options.letter, options.number, _day(options.date), options.by)
    say(words("letters.was_sent"))
    return 0


def answered(store: Store, options: argparse.Namespace, words: Words) -> int:
    letter_register.mark_answered(store, options.letter, options.text, _day(options.date), options.by)
    say(words("letters.was_answered"))
    return 0


def correct(store: Store, options: argparse.Namespace, words: Words) -> int:
    """Correct the entry of a letter that went out; what isn't named stays."""
    row = _row(store, options.letter)
    entry = Entry(
        options.number or row["number"],
        parsed_day(options.date) if options.date else date.fromisoformat(row["sent_on"]),
        row["answer"] if options.answer is None else options.answer,
        parsed_day(options.answered_on) if options.answered_on else _known_day(row["answered_on"]),
    )
    letter_register.correct(store, options.letter, entry, options.reason, options.by)
    say(words("letters.was_corrected"))
    return 0


def _row(store: Store, key: int) -> dict:
    for (province,) in store.rows("SELECT province_key FROM province ORDER BY 1"):
        found = letter_rows.letters(store, province)
        rows = records(found[(found["letter_key"] == key) & found["sent_on"].notna()])
        if rows:
            return rows[0]
    raise Refused([Problem("letter_unknown", value=str(key))])


def _known_day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


def _day(text: str | None) -> date:
    return parsed_day(text) if text else date.today()


def unsent(store: Store, options: argparse.Namespace, words: Words) -> int:
    letter_register.mark_unsent(store, options.letter, options.reason, options.by)
    say(words("letters.was_unsent"))
    return 0


def retract(store: Store, options: argparse.Namespace, words: Words) -> int:
    key = retractions.retract(store, options.letter, options.by)
    say(words("letters.was_retracted", number=words.number(key)))
    return 0


def withdraw(store: Store, options: argparse.Namespace, words: Words) -> int:
    letter_register.withdraw(store, options.letter, options.reason, options.by)
    say(words("letters.was_withdrawn"))
    return 0


DAY = argument("--date", metavar="DAY", help="such as 1399/06/15; today where left out")
COMMANDS = (
    Command(
        "letters",
        month_letters,
        "draft the letters of a final month and write them as Word files",
        (
            argument("--month", type=month_of, required=True, help="such as 1399-05"),
            PROVINCE,
            argument("--deadline", metavar="DAY", help="until when an answer is asked for"),
            argument(
                "--to-sign", action="store_true", help="copies to be signed, which don't say that they are drafts"
            ),
            OUT,
        ),
        stores=True,
    ),
    Command("letter list", register, "the register of letters as CSV", (MONTH, PROVINCE)),
    Command(
        "letter sent",
        sent,
        "a drafted letter was sent under a number",
        (argument("--number", required=True, help="of the office's register"), DAY, NUMBER),
        stores=True,
    ),
    Command(
        "letter answered",
        answered,
        "a sent letter was answered",
        (argument("--text", required=True, help="what was answered"), DAY, NUMBER),
        stores=True,
    ),
    Command(
        "letter correct",
        correct,
        "correct what the register says of a sent letter",
        (
            argument("--number", help="the right number"),
            argument("--date", metavar="DAY", help="the day on which it was sent"),
            argument("--answer", help="what was answered; empty: it wasn't"),
            argument("--answered-on", metavar="DAY"),
            REASON,
            NUMBER,
        ),
        stores=True,
    ),
    Command(
        "letter unsent", unsent, "a letter was marked as sent by mistake: a draft again", (REASON, NUMBER), stores=True
    ),
    Command("letter withdraw", withdraw, "take a drafted letter back", (REASON, NUMBER), stores=True),
    Command("letter retract", retract, "draft the letter that takes a sent one back", (NUMBER,), stores=True),
)
