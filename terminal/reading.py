"""Commands that print what the store holds: totals, shares, scores."""

from __future__ import annotations

import argparse

import pandas as pd

from data.asking import catalogue, chosen, stored_counts, stored_results, stored_scores
from data.registry.schemes import schemes
from data.store.store import Store
from i18n.words import Words
from reports import tables
from scoring.shifts import base_months, shifts
from terminal.command import MONTH, PROVINCE, Command, argument, month_of
from terminal.output import print_tables, say

EVERYTHING = chosen.Chosen()


def totals(store: Store, options: argparse.Namespace, words: Words) -> int:
    codes = list(dict.fromkeys(domain.code for scheme in schemes(store).values() for domain in scheme.domains))

    def table(province: int, province_id: str) -> pd.DataFrame:
        units = stored_results.unit_totals(store, province, EVERYTHING, options.month)
        domains = stored_results.domain_percents(store, province, EVERYTHING, options.month)
        return tables.totals_table(units, domains, codes, province_id)

    return print_tables(store, options, table, words)


def shares(store: Store, options: argparse.Namespace, words: Words) -> int:
    def table(province: int, province_id: str) -> pd.DataFrame:
        counts = stored_counts.month_counts(store, province, EVERYTHING)
        base = base_months(counts, options.base)
        if options.base and options.base not in set(counts["month"]):
            say(words("cli.no_base", month=words.month(options.base)))
        flows = stored_counts.flow_counts(store, province, base, EVERYTHING)
        by_month = catalogue.schemes_by_month(store, province)
        return tables.shares_table(shifts(counts, flows, by_month, base), province_id)

    return print_tables(store, options, table, words)


def scores(store: Store, options: argparse.Namespace, words: Words) -> int:
    def table(province: int, province_id: str) -> pd.DataFrame:
        found = stored_scores.with_places(stored_scores.scores(store, province, EVERYTHING, options.month))
        return tables.scores_table(found, catalogue.schemes_by_month(store, province))

    return print_tables(store, options, table, words, one=True)


COMMANDS = (
    Command("totals", totals, "totals, bands and ranks as CSV", (MONTH, PROVINCE)),
    Command("scores", scores, "scores with the cells they came from as CSV", (MONTH, PROVINCE)),
    Command(
        "shares",
        shares,
        "weak shares, shifts and flows as CSV",
        (argument("--base", type=month_of, help="such as 1399-01"), PROVINCE),
    ),
)
