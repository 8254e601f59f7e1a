"""The facts of a final or published month, asked of the store in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from data.asking import analyses, catalogue, history, stored_results, stored_scores
from data.asking.chosen import Chosen
from data.asking.public_facts import public_facts
from data.store.once import Once
from data.store.reader import Reader
from data.units.units import KINDS
from scoring.months import previous
from scoring.states import LOCKED
from telling.month_facts import MonthFacts

EVERYTHING = Chosen()


def locked_months(store: Reader, province: int) -> list[int]:
    """The final and published months of a province, oldest first."""
    known = catalogue.months(store, province)
    return [int(month) for month in known.loc[known["state"].isin(LOCKED), "month"]]


def month_facts(store: Reader, province: int, month: int) -> MonthFacts:
    """Everything that the papers of a month say. Raises Refused `month_not_stored`, `month_not_final`."""
    store = Once(store)
    facts = public_facts(store, province, month)
    locked, base = facts.months, facts.base
    totals = stored_results.unit_totals(store, province, EVERYTHING)
    return MonthFacts(
        **vars(facts) | {"totals": _until(totals, locked)},
        domains=stored_results.domain_percents(store, province, EVERYTHING, month),
        medians=_by_kind(lambda kind: _until(stored_results.peer_medians(store, province, kind), locked)),
        scores=stored_scores.with_places(stored_scores.scores(store, province, EVERYTHING, month)),
        indicator_medians=_by_kind(lambda kind: stored_scores.indicator_medians(store, province, kind, month)),
        moves=_moves(store, province, month, base, locked),
        ways=analyses.ways(store, province, month),
        imports=_sources(store, province, month),
        near=analyses.near(store, province, month),
        indicator_changes=_indicator_changes(store, province, month, locked),
    )


def _until(frame: pd.DataFrame, months: list[int]) -> pd.DataFrame:
    return frame[frame["month"].isin(months)].reset_index(drop=True)


def _by_kind(ask: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([ask(kind).assign(kind=kind) for kind in KINDS], ignore_index=True)


def _moves(store: Reader, province: int, month: int, base: Mapping[str, int], locked: list[int]) -> pd.DataFrame:
    found = []
    for kind, then in base.items():
        if then in locked and then != month:
            moves, _ = analyses.flows(store, province, then, month, Chosen(kinds=(kind,)))
            found.append(moves)
    columns = ["unit_id", "kind", "then", "now", "flow", "name_fa", "name_en"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def _sources(store: Reader, province: int, month: int) -> pd.DataFrame:
    """The imports of the month that are in force for a unit."""
    found = history.imports(store, province, month)
    return found[found["in_force"] > 0].reset_index(drop=True)


def _indicator_changes(store: Reader, province: int, month: int, locked: list[int]) -> pd.DataFrame:
    """Of every kind, since the calendar month before, where that is final."""
    then = previous(month) if previous(month) in locked else None
    frames = [analyses.indicator_shifts(store, province, month, then, kind).assign(kind=kind) for kind in KINDS]
    return pd.concat(frames, ignore_index=True)
