"""What a command is: a row of the table that the parser is made of."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.text import clean
from i18n.words import Words
from scoring.scheme_tables import MONTH_PATTERN


@dataclass(frozen=True)
class Argument:
    """An argument as argparse takes it."""

    flags: tuple[str, ...]
    options: dict[str, Any]


def argument(*flags: str, **options: Any) -> Argument:
    return Argument(flags, options)


def month_of(text: str) -> int:
    """'1399-05' -> 139905. Raises argparse.ArgumentTypeError."""
    match = MONTH_PATTERN.fullmatch(text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month such as 1399-05")
    return int(match[1]) * 100 + int(match[2])


MONTH = argument("--month", type=month_of, help="such as 1399-05")
PROVINCE = argument("--province", help="a province's code; needed where the store holds several")
NOTE = argument("--note", type=clean, default="", help="a remark for the audit chain")
FILE = argument("file", metavar="FILE")
Run = Callable[[Any, argparse.Namespace, Words], int]  # a store (or None), the options; the exit status


@dataclass(frozen=True)
class Command:
    """name: one word or two (`units import`). makes: may make the database; stores: changes something, so that a
    refusal says that nothing was stored; opens: works on an open store (one that opens it by itself gets None)."""

    name: str
    run: Run
    text: str
    arguments: tuple[Argument, ...] = ()
    makes: bool = False
    stores: bool = False
    opens: bool = True
