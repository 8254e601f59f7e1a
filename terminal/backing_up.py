"""Commands that make and restore backups. Both open the store by themselves: the app may hold it, or it is broken."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

from data.keeping.app_token import HEADER, address_and_token
from data.keeping.backup import back_up, open_store
from data.keeping.restoring import restore as restore_backup
from data.problems import refusal
from data.store.store import StoreError
from data.text import clean
from i18n.words import Words
from terminal.command import FILE, Command, argument
from terminal.output import say

WHY = "command line"
SECONDS = 600


def backup(store: None, options: argparse.Namespace, words: Words) -> int:
    """Alone where no app runs, by the app where it holds the store. The path goes to stdout."""
    if not Path(options.db).exists():
        raise refusal("no_database", path=options.db)
    try:
        made = _alone(options.db)
    except StoreError as error:
        if error.code != "store_busy":
            raise
        made = _by_the_app(Path(options.db), error)
    sys.stdout.write(f"{made}\n")
    return 0


def _alone(database: str) -> str:
    opened = open_store(database)
    try:
        return str(back_up(opened, WHY))
    finally:
        opened.close()


def _by_the_app(database: Path, busy: StoreError) -> str:
    """Ask the app that holds the store. Raises the StoreError that it tells, or `busy` where no app answers."""
    known = address_and_token(database)
    if known is None:
        raise busy
    address, token = known
    request = urllib.request.Request(f"{address}/backup", method="POST", headers={HEADER: token})
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy isn't this computer
    try:
        with straight.open(request, timeout=SECONDS) as answer:
            return json.load(answer)["backup"]
    except urllib.error.HTTPError as error:
        if error.code != 503:
            raise busy from error
        told = json.load(error)
        raise StoreError(told["why"], told["detail"], path=told["path"], anchor=told["anchor"]) from error
    except (OSError, ValueError, KeyError) as error:
        raise busy from error


def restore(store: None, options: argparse.Namespace, words: Words) -> int:
    done = restore_backup(Path(options.db), Path(options.file), options.by, options.reason)
    slots = {"backup": options.file, "restored": done.restored_seq}
    say(words("cli.restored", seq=done.seq, head=done.head, **slots))
    if not done.had_anchor:
        say(words("cli.restored_alone"))
    if done.put_aside:
        say(words("cli.put_aside", path=str(done.put_aside)))
    return 0


REASON = argument("--reason", type=clean, default="", help="why; a restore needs it")
COMMANDS = (
    Command("backup", backup, "make a verified backup, also while the app runs", opens=False),
    Command(
        "restore",
        restore,
        "put a backup, or the archive that a page gave of it, in the place of the database",
        (REASON, FILE),
        stores=True,
        opens=False,
    ),
)
