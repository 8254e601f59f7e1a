"""The standings of one kind in a month: what the cards, the table and the corners show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import pandas as pd

from data.asking import analyses
from data.text import key
from i18n.months import code
from scoring.comparability import totals_reason
from scoring.months import before, previous
from scoring.scheme import Scheme
from scoring.standings import medians, weak_months
from ui.asking import cache, figure_queries, setup_queries
from ui.asking.figure_queries import Chosen
from ui.asking.scopes import Scope
from ui.kit.filters import filtered
from ui.kit.filters.filters import WEAK

LIGHTS = ("rising", "steady", "falling")
LONG_WEAK, LONG = "long_weak", 3  # weak in so many months in a row
STRIP = 6  # months of which the bands stand beside each other
TOP, AROUND = 5, 5


@dataclass(frozen=True)
class Standings:
    """units: the chosen units of the kind (`data.asking.analyses.league`), with weak_months (`scoring.standings`);
    domains: unit_id x domain percent;
    domain_changes: the same of changes since the base month; median: of all evaluated units of the kind; base: the
    month compared with (or None), reason: why not comparable; reason_before: why not with the calendar month before."""

    scope: Scope
    scheme: Scheme
    units: pd.DataFrame
    domains: pd.DataFrame
    domain_changes: pd.DataFrame
    median: dict[str, float]
    base: int | None
    reason: str | None
    reason_before: str | None

    @property
    def kind(self) -> str:
        return self.scope.kinds[0]

    @cached_property
    def borders(self) -> tuple[float, ...]:
        """What the totals of the kind are not rounded across."""
        return figure_queries.borders(self.scope.province, self.scope.month, self.kind)

    @cached_property
    def strip_months(self) -> list[int]:
        """The months whose bands are shown, oldest first, the one on screen last."""
        return [before(self.scope.month, ago) for ago in range(STRIP)][::-1]

    @cached_property
    def bands(self) -> dict[str, dict[int, str]]:
        """unit_id -> month -> its band, of the months in which it was evaluated."""
        found: dict[str, dict[int, str]] = {}
        units = _of_all_months(self.scope)
        for month, unit, band in zip(units["month"], units["unit_id"], units["band"], strict=True):
            if isinstance(band, str):
                found.setdefault(unit, {})[int(month)] = band
        return found

    @cached_property
    def percents(self) -> dict[str, dict[str, float]]:
        """unit_id -> domain -> percent."""
        return _by_unit(self.domains)

    @cached_property
    def percent_changes(self) -> dict[str, dict[str, float]]:
        return _by_unit(self.domain_changes)


def _by_unit(values: pd.DataFrame) -> dict[str, dict[str, float]]:
    """unit_id -> domain -> value; a lookup here costs a hundredth of one in the frame. (pandas' own types know no names
    of rows and columns.)"""
    return cast("dict[str, dict[str, float]]", values.to_dict("index"))


def _of_all_months(scope: Scope) -> pd.DataFrame:
    return figure_queries.unit_totals(replace(scope, chosen=Chosen(kinds=scope.kinds[:1])))


def standings(scope: Scope) -> Standings:
    """The month's table of the scope's one kind. Ranks and median are those of the whole kind, whatever is chosen."""
    by_month, kind, last = setup_queries.schemes(scope.province), scope.kinds[0], previous(scope.month)
    scheme, base = by_month[scope.month], figure_queries.base_by_kind(scope).get(kind)
    reason = "no_base" if base not in by_month else totals_reason(by_month[base], scheme)
    reason_before = "no_month_before" if last not in by_month else totals_reason(by_month[last], scheme)
    everyone = replace(scope, chosen=Chosen(kinds=(kind,)))
    league = cache.ask(analyses.league, scope.province, scope.month, kind, base)
    domains = figure_queries.domain_percents(everyone, scope.month)
    changes = cache.ask(analyses.domain_changes, scope.province, scope.month, kind, base)
    chosen = league[league["unit_id"].isin(figure_queries.unit_totals(scope, scope.month)["unit_id"])]
    runs = weak_months(_of_all_months(scope), scope.month)
    chosen = chosen.assign(weak_months=[runs.get(unit, 0) for unit in chosen["unit_id"]])
    if reason is None and base != scope.month and league["change"].isna().all():
        reason = "no_common_totals"
    if reason is None:
        reason = next(iter(league["reason"].dropna()), None)
    wide = (domains.pivot(index="unit_id", columns="domain", values="percent"), changes.pivot(
        index="unit_id", columns="domain", values="change"
    ))  # fmt: skip
    return Standings(scope, scheme, chosen, *wide, medians(league, domains), base, reason, reason_before)


def named(standings: Standings, searched: str) -> Standings:
    """The units whose Persian or English name or code holds what was typed, in order of rank, unranked ones last."""
    units, wanted = standings.units, key(searched)
    names = [key(" ".join(row)) for row in units[["unit_id", "name_fa", "name_en"]].itertuples(index=False)]
    found = units[pd.Series([wanted in name for name in names], index=units.index, dtype=bool)]
    return replace(standings, units=found.sort_values(["rank", "unit_id"], na_position="last"))


def options(standings: Standings) -> list[str]:
    """What the cards above the table can be set to: bands, all weak bands together, lights; empty for everything."""
    lights = LIGHTS if standings.reason_before is None else ()
    return ["", WEAK, LONG_WEAK, *(band.code for band in standings.scheme.bands), *lights]


def standing_as(standings: Standings, wanted: str) -> Standings:
    """The units of a band, of all weak bands, or with a light; all of them where nothing is wanted."""
    return replace(standings, units=standings.units[matching(standings.units, wanted)]) if wanted else standings


def matching(units: pd.DataFrame, wanted: str) -> pd.Series:
    if wanted == WEAK:
        return units["is_weak"].fillna(False).astype(bool)
    if wanted == LONG_WEAK:
        return units["weak_months"] >= LONG
    return units["progress" if wanted in LIGHTS else "band"] == wanted


def around(standings: Standings, me: str | None) -> Standings:
    """The five best, and a unit with the five above and the five below it; all of them where none is asked for."""
    if me is None or me not in set(standings.units["unit_id"]):
        return standings
    place = standings.units["unit_id"].tolist().index(me)
    kept = [index for index in range(len(standings.units)) if index < TOP or abs(index - place) <= AROUND]
    return replace(standings, units=standings.units.iloc[kept])


def plain_name(value: float | None) -> float | None:
    return None if pd.isna(value) else float(value)


def file_of(name: str, standings: Standings) -> str:
    scope = standings.scope
    return filtered.file_name(f"{name}-{standings.kind}-{scope.province_id}-{code(scope.month)}", scope)
