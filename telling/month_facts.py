"""What the papers of one month say, gathered once, so that the same number stands in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from scoring.fences import fences_by_list
from scoring.frames import by_code, records
from scoring.scheme import Scheme
from scoring.standings import movers_reason
from telling.letter_figures import months_in_a_row

BASE_NOW, BASE_NOT_FINAL = "base_now", "base_not_final"


@dataclass(frozen=True, eq=False)
class PublicFacts:
    """What the report to the people says of a final or published month; all of it is kept with the report.

    schemes, states: by month, of the final or published months up to this one; base: the base month by kind. shares:
    `scoring.shifts.shifts`, a row a month and kind; bands: month, kind, band, units; league:
    `data.asking.analyses.league` of every kind; totals: month, kind, unit_id, status, total, rank of this month and of
    the base months; demo: whether demo data is in force; head: the newest hash of the audit chain.
    """

    province_id: str
    name_fa: str
    name_en: str
    month: int
    demo: bool
    head: str
    schemes: Mapping[int, Scheme]
    states: Mapping[int, str]
    base: Mapping[str, int]
    shares: pd.DataFrame
    bands: pd.DataFrame
    league: pd.DataFrame
    totals: pd.DataFrame

    @property
    def scheme(self) -> Scheme:
        return self.schemes[self.month]

    @property
    def state(self) -> str:
        return self.states[self.month]

    @property
    def months(self) -> list[int]:
        """Oldest first, the month itself last."""
        return sorted(self.schemes)

    @property
    def kinds(self) -> list[str]:
        """The kinds that the month lists, governorates first."""
        return [kind for kind in ("governorate", "agency") if kind in set(self.league["kind"])]

    def share(self, kind: str, month: int | None = None) -> Mapping[str, Any]:
        """The row of `shares` of a kind, of this month or another one."""
        wanted = self.month if month is None else month
        found = self.shares[(self.shares["kind"] == kind) & (self.shares["month"] == wanted)]
        return by_code(found.iloc[0])

    def is_told(self, kind: str, month: int) -> bool:
        """Whether enough of a kind is evaluated in a month (one of `months`) for its share to be told."""
        row = self.share_rows(kind).get(month)
        return row is not None and not pd.isna(row["weak_pct"])

    def drawn_share(self, kind: str, month: int) -> float | None:
        """The weak share that a chart on paper, which has no counts beside its points, draws: none of a small group."""
        row = self.share_rows(kind).get(month)
        return None if row is None or row["is_small"] or pd.isna(row["weak_pct"]) else float(row["weak_pct"])

    def share_rows(self, kind: str) -> dict[int, Mapping[str, Any]]:
        """month -> the row of `shares` of a kind."""
        return {row["month"]: row for row in records(self.shares[self.shares["kind"] == kind])}

    def movers_reason(self, kind: str) -> str | None:
        """Why it isn't told which units of a kind moved since its base month, or None. Codes: `base_now`,
        `base_not_final` and those of `scoring.standings.movers_reason`."""
        base = self.base.get(kind)
        if base == self.month:
            return BASE_NOW
        if base is not None and base not in self.schemes:
            return BASE_NOT_FINAL
        own = self.totals[self.totals["kind"] == kind]
        now, then = (own[own["month"] == month] for month in (self.month, base))
        return movers_reason(now, then, self.scheme, None if base is None else self.schemes[base])

    @cached_property
    def fences(self) -> dict[tuple[int, str], tuple[float, ...]]:
        """(month, kind) -> what its totals are not rounded across (`scoring.fences`)."""
        return fences_by_list(self.totals, self.schemes)

    def borders(self, kind: str, month: int | None = None) -> tuple[float, ...]:
        """What the totals of a kind are not rounded across, in this month or another one."""
        wanted = self.month if month is None else month
        return self.fences.get((wanted, kind), self.schemes[wanted].borders)

    def of_kind(self, kind: str) -> pd.DataFrame:
        """The month's units of a kind: ranked ones first, in order of rank, then the others by code."""
        own = self.league[self.league["kind"] == kind]
        return own.sort_values(["rank", "unit_id"], na_position="last", ignore_index=True)


@dataclass(frozen=True, eq=False)
class MonthFacts(PublicFacts):
    """Everything that the papers of a month say.

    totals: `data.asking.stored_results.unit_totals` of all the months; domains: unit_id, domain, points, ceiling,
    percent of the month; medians: kind, month, domain (empty for the total), median, units; scores: the scores of the
    month with their places; indicator_medians: kind, indicator, median, units; moves: `scoring.flows.unit_flows` since
    the base month with names; ways: `scoring.ways_out.ways_out` of the weak units; imports: those that the month's
    results came from; near: `scoring.flows.near_misses` with names; indicator_changes: kind and
    `scoring.indicators.indicator_changes` since the calendar month before.
    """

    domains: pd.DataFrame
    medians: pd.DataFrame
    scores: pd.DataFrame
    indicator_medians: pd.DataFrame
    moves: pd.DataFrame
    ways: pd.DataFrame
    imports: pd.DataFrame
    near: pd.DataFrame
    indicator_changes: pd.DataFrame

    @cached_property
    def runs(self) -> pd.Series:
        """By unit_id: `telling.letter_figures.months_in_a_row`."""
        return months_in_a_row(self.totals, self.schemes, self.month)

    @cached_property
    def domain_percents(self) -> dict[tuple[str, str], float]:
        """(unit_id, domain) -> percent of the month, of evaluated units."""
        known = self.domains.dropna(subset=["percent"])[["unit_id", "domain", "percent"]]
        return {(unit, domain): percent for unit, domain, percent in known.itertuples(index=False, name=None)}

    @cached_property
    def points(self) -> dict[tuple[str, str], tuple[float, str]]:
        """(unit_id, indicator) -> points and mark in the month."""
        cells = self.scores[["unit_id", "indicator", "points", "mark"]].itertuples(index=False, name=None)
        return {(unit, indicator): (points, mark) for unit, indicator, points, mark in cells}
