"""Commands that check the store: rebuild, verify."""

from __future__ import annotations

import argparse
import sys

from data.results import rebuild as rebuild_store
from data.store import Store
from data.verify import verify as verify_store
from i18n.words import Words
from terminal.command import Command
from terminal.output import say


def rebuild(store: Store, options: argparse.Namespace, words: Words) -> int:
    sys.stdout.write(f"changed {rebuild_store(store)}\n")
    return 0


def verify(store: Store, options: argparse.Namespace, words: Words) -> int:
    findings = verify_store(store)
    for finding in findings:
        say(words(f"finding.{finding.code}", where=finding.where))
    seq, head = (store.chain() or [(0, "-")])[-1]
    key = "cli.unsound" if findings else "cli.sound"
    sys.stdout.write(words(key, findings=len(findings), seq=seq, head=head) + "\n")
    return 1 if findings else 0


COMMANDS = (
    Command("rebuild", rebuild, "recompute every result from the scores"),
    Command("verify", verify, "check the store against its audit chain"),
)
