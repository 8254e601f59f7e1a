"""The facts of a final or published month, asked of the store in one go."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data import analyses, history, questions
from data.problems import refusal
from data.questions import Chosen
from data.shares import first_months, locked_shares
from data.store import Store, Transaction
from data.units import KINDS
from scoring.month_facts import MonthFacts
from scoring.months import previous
from scoring.states import LOCKED

EVERYTHING = Chosen()


def locked_months(store: Store, province: int) -> list[int]:
    """The final and published months of a province, oldest first."""
    known = questions.months(store, province)
    return [int(month) for month in known.loc[known["state"].isin(LOCKED), "month"]]


def month_facts(store: Store | Transaction, province: int, month: int) -> MonthFacts:
    """Everything that the papers of a month say. Raises Refused `month_not_stored`, `month_not_final`."""
    analyses.scheme_of(store, province, month)
    known = questions.months(store, province)
    states = dict(zip(known["month"], known["state"], strict=True))
    if states[month] not in LOCKED:
        raise refusal("month_not_final", month=month, state=states[month])
    locked = [each for each in locked_months(store, province) if each <= month]
    by_month = questions.schemes_by_month(store, province)
    base = {kind: first for kind, first in first_months(store, province).items() if first <= month}
    who = questions.provinces(store).set_index("province_key").loc[province]
    totals = questions.unit_totals(store, province, EVERYTHING)
    scores = questions.with_places(questions.scores(store, province, EVERYTHING, month))
    return MonthFacts(
        province_id=who["province_id"],
        name_fa=who["name_fa"],
        name_en=who["name_en"],
        month=month,
        demo=questions.is_demo(store),
        head=questions.chain_head(store),
        schemes={each: by_month[each] for each in locked},
        states={each: states[each] for each in locked},
        base=base,
        shares=locked_shares(store, province, locked),
        bands=_until(questions.band_counts(store, province, EVERYTHING), locked),
        league=_league(store, province, month, base, locked),
        totals=_until(totals, locked),
        domains=questions.domain_percents(store, province, EVERYTHING, month),
        medians=_by_kind(lambda kind: _until(questions.peer_medians(store, province, kind), locked)),
        scores=scores,
        indicator_medians=_by_kind(lambda kind: questions.indicator_medians(store, province, kind, month)),
        moves=_moves(store, province, month, base, locked),
        ways=analyses.ways(store, province, month),
        imports=_sources(store, province, month),
        near=analyses.near(store, province, month),
        indicator_changes=_indicator_changes(store, province, month, locked),
    )


def _until(frame: pd.DataFrame, months: list[int]) -> pd.DataFrame:
    return frame[frame["month"].isin(months)].reset_index(drop=True)


def _by_kind(ask) -> pd.DataFrame:
    return pd.concat([ask(kind).assign(kind=kind) for kind in KINDS], ignore_index=True)


def _league(store: Store, province: int, month: int, base: dict[str, int], locked: list[int]) -> pd.DataFrame:
    """The units of every kind with their change since the base month and the month before, where those are final."""
    frames = []
    for kind in KINDS:
        then = base.get(kind)
        frames.append(analyses.league(store, province, month, kind, then if then in locked else None))
    table = pd.concat(frames, ignore_index=True)
    return table if previous(month) in locked else table.assign(progress=None, change_before=np.nan)


def _moves(store: Store, province: int, month: int, base: dict[str, int], locked: list[int]) -> pd.DataFrame:
    found = []
    for kind, then in base.items():
        if then in locked and then != month:
            moves, _ = analyses.flows(store, province, then, month, Chosen(kinds=(kind,)))
            found.append(moves)
    columns = ["unit_id", "kind", "then", "now", "flow", "name_fa", "name_en"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def _sources(store: Store, province: int, month: int) -> pd.DataFrame:
    """The imports of the month that are in force for a unit."""
    found = history.imports(store, province, month)
    return found[found["in_force"] > 0].reset_index(drop=True)


def _indicator_changes(store: Store | Transaction, province: int, month: int, locked: list[int]) -> pd.DataFrame:
    """Of every kind, since the calendar month before, where that is final."""
    then = previous(month) if previous(month) in locked else None
    frames = [analyses.indicator_shifts(store, province, month, then, kind).assign(kind=kind) for kind in KINDS]
    return pd.concat(frames, ignore_index=True)
