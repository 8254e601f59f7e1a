"""Commands that check the store: rebuild, verify, accepting a database as it is."""

from __future__ import annotations

import argparse
import re
import sys

from data.imports.results import rebuild as rebuild_store
from data.keeping.accepting import accept_anchor
from data.keeping.verify import verify as verify_store
from data.keeping.verify_chain import clock_warnings
from data.store.store import Store
from data.text import clean
from i18n.trouble_sentences import alarm_sentence
from i18n.words import Words
from terminal.command import Command, argument
from terminal.output import say

LEAST_DIGITS = 8  # of a hash: the name of a backup bears so many, papers bear more
_KNOWN = re.compile(rf"(?:(\d{{1,9}}):)?([0-9a-f]{{{LEAST_DIGITS},64}})")


def rebuild(store: Store, options: argparse.Namespace, words: Words) -> int:
    sys.stdout.write(f"changed {rebuild_store(store)}\n")
    return 0


def verify(store: Store, options: argparse.Namespace, words: Words) -> int:
    findings = verify_store(store, options.known or ())
    for finding in (*findings, *clock_warnings(store)):
        say(words(f"finding.{finding.code}", where=finding.where))
    if store.alarm:
        say(alarm_sentence(store.alarm, str(store.anchor.path), words))
    seq, head = (store.chain() or [(0, "-")])[-1]
    key = "cli.unsound" if findings else "cli.sound"
    sys.stdout.write(words(key, findings=len(findings), seq=seq, head=head) + "\n")
    return 1 if findings else 0


def accept(store: Store, options: argparse.Namespace, words: Words) -> int:
    done = accept_anchor(store, options.by, options.reason)
    say(words("cli.accepted", seq=done.seq, head=done.head))
    if done.put_aside:
        say(words("cli.anchor_aside", path=str(done.put_aside)))
    return 0


def known_entry(text: str) -> tuple[int | None, str]:
    """'12:ab12cd34' -> (12, 'ab12cd34'), with digits of either language; a hash alone has no number. Raises
    argparse.ArgumentTypeError."""
    match = _KNOWN.fullmatch(text.strip().lower())
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is not NUMBER:HASH with at least {LEAST_DIGITS} digits of the hash")
    return (int(match[1]) if match[1] else None), match[2]


KNOWN = argument(
    "--known",
    action="append",
    type=known_entry,
    metavar="NUMBER:HASH",
    help="an entry as a published paper or a backup's name bears it; the beginning of the hash is enough, and where the"
    " number isn't printed the hash alone; may be repeated",
)
REASON = argument("--reason", type=clean, default="", help="what was compared and why it is right; it is recorded")
COMMANDS = (
    Command("rebuild", rebuild, "recompute every result from the scores"),
    Command("verify", verify, "check the store against its audit chain", (KNOWN,)),
    Command(
        "anchor accept",
        accept,
        "let the database hold although its control file or its backups know another one",
        (REASON,),
        stores=True,
    ),
)
