"""The second front door: the same functions from a terminal.

CSV (UTF-8, LF) on stdout, problems on stderr; exit 0, 1 for refused data, 2 for usage.
"""

from __future__ import annotations

import argparse
import getpass
import locale
import logging
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from data.keeping import logs
from data.keeping.backup import open_store
from data.problems import Refused, refusal
from data.store.store import StoreError
from data.text import clean
from i18n.trouble_sentences import alarm_sentence, anchor_sentence, cut_log_sentence, scheme_sentence, store_sentence
from i18n.words import Words
from scoring.scheme_errors import SchemeError
from scoring.version import VERSION
from terminal import (
    backing_up,
    checking,
    comparing,
    importing,
    letters,
    managers,
    months,
    papers,
    publishing,
    reading,
    setting_up,
)
from terminal.command import Command
from terminal.output import harmless, report, say

COMMANDS = (
    *setting_up.COMMANDS,
    *importing.COMMANDS,
    *reading.COMMANDS,
    *comparing.COMMANDS,
    *months.COMMANDS,
    *letters.COMMANDS,
    *papers.COMMANDS,
    *managers.COMMANDS,
    *publishing.COMMANDS,
    *checking.COMMANDS,
    *backing_up.COMMANDS,
)
GROUPS = {
    "units": "the unit list",
    "scheme": "the schemes",
    "alias": "other spellings of a unit's name",
    "month": "the states of months",
    "objection": "objections and their answers",
    "tenures": "the managers and their months in office",
    "letter": "the register of letters",
    "anchor": "the control file of the database",
}


_acts = logging.getLogger(logs.ACTS)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    options.by = options.by or _user()
    words = Words(options.lang)
    streams: tuple[Any, Any] = sys.stdout, sys.stderr  # what reconfigures itself is a TextIOWrapper, as these are
    for stream in streams:
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    logs.to_stderr(acts=False)
    try:
        return _run(command, options, words)
    except Refused as error:
        _acts.info("refused %s: %s", command.name, " ".join(problem.code for problem in error.problems))
        report(error.problems, words, stores=command.stores)
    except SchemeError as error:
        _acts.info("refused %s: %s", command.name, error.code)
        say(scheme_sentence(error.code, error.key, error.value, words, error.place))
    except StoreError as error:
        _acts.info("refused %s: %s", command.name, error.code)
        say(store_sentence(error, words))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        say(words("problem.unreadable.what", detail=f"{error.strerror}: {error.filename}"))
    except Exception as error:
        say(words("trouble.unexpected", number=logs.remember(error)))
    return 1


def _run(command: Command, options: argparse.Namespace, words: Words) -> int:
    if not command.opens:
        return command.run(None, options, words)
    if not command.makes and not Path(options.db).exists():
        raise refusal("no_database", path=options.db)
    store = open_store(options.db)
    if command.stores:
        logs.to_files(Path(options.db).resolve().parent / logs.FOLDER)
    before = store.revision()
    try:
        if store.cut_log:
            say(cut_log_sentence(store.cut_log.put_aside, store.alarm, words))
        if store.alarm and not command.stores and command.name != "verify":
            say(alarm_sentence(store.alarm, str(store.anchor.path), words))
        return command.run(store, options, words)
    except StoreError as error:  # what the command stored before stands
        error.unchanged = error.unchanged and store.revision() == before
        raise
    finally:
        if store.anchor_trouble:
            say(anchor_sentence(store.anchor_trouble, words))
        store.close()


def _user() -> str:
    try:
        return clean(getpass.getuser())
    except (KeyError, OSError):
        return "unknown"


def _default_language() -> str:
    name = os.environ.get("SANJEH_LANG") or (locale.getlocale()[0] or "")
    return "fa" if name.lower().startswith(("fa", "persian")) else "en"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments; a name of a file may be one of them."""

    def error(self, message: str) -> NoReturn:
        super().error(harmless(message))


def _parser() -> argparse.ArgumentParser:
    shared = _Parser(add_help=False)
    shared.add_argument("--db", required=True, help="the database file")
    shared.add_argument("--lang", choices=("fa", "en"), default=_default_language(), help="language of messages")
    shared.add_argument("--by", type=clean, default=None, help="who acts (written into the audit chain)")
    parser = _Parser(prog="cli.py", description="Sanjeh from a terminal.")
    parser.add_argument("--version", action="version", version=f"Sanjeh {VERSION}")
    top = parser.add_subparsers(dest="word", required=True)
    groups = {
        name: top.add_parser(name, help=text, description=text).add_subparsers(dest="action", required=True)
        for name, text in GROUPS.items()
    }
    for command in COMMANDS:
        group, _, action = command.name.rpartition(" ")
        adding = groups[group] if group else top
        added = adding.add_parser(action, parents=[shared], help=command.text, description=command.text)
        added.set_defaults(command=command)
        for each in command.arguments:
            added.add_argument(*each.flags, **each.options)
    return parser


if __name__ == "__main__":
    sys.exit(main())
