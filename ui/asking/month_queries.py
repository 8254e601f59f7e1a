"""Months as the office sees them: states, signals, objections, imports, entries, backups."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from data.asking import history, stored_counts, stored_results, stored_scores
from data.asking.chosen import Chosen
from data.keeping.backup import in_order
from data.office.objection_rows import objections as found_objections
from data.store.disk.backup_names import Named, kept_of
from scoring.frames import records
from scoring.months import previous
from scoring.signals import Signal, SignalMonth, signals
from ui.asking.cache import ask, kept
from ui.asking.setup_queries import schemes
from ui.asking.the_store import store


def month_states(province: int) -> pd.DataFrame:
    return ask(stored_counts.month_states, province)


def month_units(province: int, month: int) -> pd.DataFrame:
    """unit_id, names and status of every unit that a month lists."""
    return ask(stored_results.unit_totals, province, Chosen(), month)


@dataclass(frozen=True, eq=False)
class MonthSignals:
    """What deserves a second look in a month as it stands, with the units and the cells behind it."""

    month: int
    units: pd.DataFrame
    signals: tuple[Signal, ...]
    places: pd.DataFrame


@kept
def month_signals(province: int, month: int) -> MonthSignals:
    """The signals of a stored month against the calendar month before."""
    places = stored_scores.with_places(ask(stored_scores.scores, province, Chosen(), month))
    units = month_units(province, month)
    now = _signal_month(province, month)
    assert now is not None  # a stored month has its scheme
    found = signals(now, _signal_month(province, previous(month)), set(units["unit_id"]))
    return MonthSignals(month, units, tuple(found), places)


def _signal_month(province: int, month: int) -> SignalMonth | None:
    scheme = schemes(province).get(month)
    if scheme is None:
        return None
    frames = (ask(stored_scores.scores, province, Chosen(), month), month_units(province, month))
    scores, units = (frame.rename(columns={"unit_id": "unit"}) for frame in frames)
    return SignalMonth(scores, units, scheme)


@kept
def objections(province: int, month: int | None = None) -> pd.DataFrame:
    return found_objections(store(), province, month)


@kept
def score_history(province: int, month: int, unit_id: str, indicator: str) -> pd.DataFrame:
    """Every value of a score with its sheet and cell spelled out."""
    return stored_scores.with_places(history.score_history(store(), province, month, unit_id, indicator))


@dataclass(frozen=True)
class KeptBackup:
    """A backup by its name, and the entry of the chain that was the newest when it was made: None where it was made
    before the first, or where a restore has replaced the history that it is of."""

    named: Named
    entry: dict[str, Any] | None
    is_given_up: bool


def backups() -> list[KeptBackup]:
    """The backups of the store, newest work first."""
    entries = {row["seq"]: row for row in records(events())}
    chain = [(seq, entries[seq]["entry_hash"]) for seq in sorted(entries)]
    return [
        KeptBackup(each, entries.get(each.length) if each.is_of(chain) else None, not each.is_of(chain))
        for each in reversed(in_order(kept_of(Path(store().path)), chain))
    ]


@kept
def imports(province: int) -> pd.DataFrame:
    return history.imports(store(), province)


@kept
def events() -> pd.DataFrame:
    return history.events(store())
