"""Commands for what a director asks next: who moved, who is close, what would bring a unit out of weak."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import pandas as pd

from data.asking import analyses, catalogue, stored_counts
from data.problems import refusal
from data.reading.forms.scheme_files import scheme_file_text
from data.store.store import Store
from data.units.units import KINDS
from i18n.words import Words
from reports import tables
from scoring.scheme import parse_scheme
from scoring.shifts import base_months
from terminal.command import MONTH, PROVINCE, Command, argument, month_of
from terminal.output import file_bytes, print_tables, say


def ranking(store: Store, options: argparse.Namespace, words: Words) -> int:
    _refuse_unknown_month(store, options.month)

    def table(province: int, province_id: str) -> pd.DataFrame:
        known = [int(month) for month in catalogue.months(store, province)["month"]]
        base = base_months(stored_counts.month_counts(store, province, analyses.ALL), options.base)
        if options.base and options.base not in known:
            say(words("cli.no_base", month=words.month(options.base)))
        parts = [
            analyses.league(store, province, month, kind, base.get(kind))
            for month in known
            for kind in KINDS
            if options.month in (None, month)
        ]
        if not parts:
            return pd.DataFrame(columns=tables.LEAGUE_COLUMNS)
        return tables.league_table(pd.concat(parts, ignore_index=True), province_id)

    return print_tables(store, options, table, words)


def _refuse_unknown_month(store: Store, month: int | None) -> None:
    """A month that no province has. (One that some have is asked of these.)"""
    if month is not None and not store.rows("SELECT 1 FROM month WHERE month = $month LIMIT 1", month=month):
        raise refusal("month_not_stored", month=month)


def flow(store: Store, options: argparse.Namespace, words: Words) -> int:
    def table(province: int, province_id: str) -> pd.DataFrame:
        found, reasons = analyses.flows(store, province, options.then, options.now)
        then, now = words.month(options.then), words.month(options.now)
        for kind, reason in reasons.items():
            if reason:
                slots = {"kind": words(f"kind.{kind}.many"), "then": then, "now": now}
                say(words("cli.not_compared", **slots, reason=words(f"reason.{reason}")))
        return found[["unit_id", "kind", "then", "now", "flow"]]

    return print_tables(store, options, table, words, one=True)


def near(store: Store, options: argparse.Namespace, words: Words) -> int:
    return _one_month(store, options, words, lambda province: analyses.near(store, province, options.month))


def ways(store: Store, options: argparse.Namespace, words: Words) -> int:
    names = ["unit_id", "way", "step", "indicator", "from", "to", "gain_points", "covered"]
    return _one_month(
        store, options, words, lambda province: analyses.ways(store, province, options.month, options.unit)[names]
    )


def compare_schemes(store: Store, options: argparse.Namespace, words: Words) -> int:
    other = parse_scheme(scheme_file_text(options.scheme, file_bytes(options.scheme)))
    return _one_month(
        store, options, words, lambda province: analyses.under_scheme(store, province, options.month, other)
    )


def _one_month(store: Store, options: argparse.Namespace, words: Words, found: Callable[[int], pd.DataFrame]) -> int:
    """A table of one month, month and province first, of the provinces that have it."""
    _refuse_unknown_month(store, options.month)

    def table(province: int, province_id: str) -> pd.DataFrame:
        if options.month not in set(catalogue.months(store, province)["month"]):
            return pd.DataFrame(columns=["month", "province_id", "unit_id"])
        return tables.month_table(found(province), options.month, province_id)

    return print_tables(store, options, table, words)


BASE = argument("--base", type=month_of, help="such as 1399-01")
NEEDED = argument("--month", type=month_of, required=True, help="such as 1399-05")
COMMANDS = (
    Command("ranking", ranking, "totals, ranks, their changes and progress as CSV", (MONTH, BASE, PROVINCE)),
    Command(
        "flow",
        flow,
        "who left weak, fell, joined or went between two months, as CSV",
        (
            argument("--from", dest="then", type=month_of, required=True, help="such as 1399-01"),
            argument("--to", dest="now", type=month_of, required=True, help="such as 1399-05"),
            PROVINCE,
        ),
    ),
    Command("near-misses", near, "units close to the border of weak, on either side, as CSV", (NEEDED, PROVINCE)),
    Command(
        "ways-out",
        ways,
        "which indicators would bring weak units out of weak, as CSV",
        (NEEDED, argument("--unit", help="the code of one unit"), PROVINCE),
    ),
    Command(
        "compare-schemes",
        compare_schemes,
        "a month's totals, bands and ranks under another scheme beside its own, as CSV",
        (NEEDED, argument("--scheme", required=True, metavar="FILE"), PROVINCE),
    ),
)
