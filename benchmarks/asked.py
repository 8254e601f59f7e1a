"""What the pages ask of a store, with the arguments that they use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from data.asking import catalogue, stored_counts, stored_results, stored_scores
from data.asking.chosen import Chosen
from data.store.store import Store
from data.units.units import AGENCY, GOVERNORATE, KINDS
from scoring.months import before
from scoring.shifts import base_months

EVERY_PAGE, OVERVIEW, RANKING, UNIT, TRENDS, UNITS = "every page", "overview", "ranking", "unit", "trends", "units"
MONTHS, SHIFTS, INDICATORS = "months", "shifts", "indicators"
DOWNLOAD = "whole series as CSV"  # asked when its file is made; no page waits for it
EVERYONE = Chosen()


@dataclass(frozen=True)
class Asked:
    """A question of `data.asking` (or the store's revision, the key of every kept answer) on a page."""

    page: str
    question: Callable[..., Any]
    about: str = ""
    arguments: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        return self.question.__name__

    @property
    def label(self) -> str:
        return f"{self.page}: {self.name}" + (f" ({self.about})" if self.about else "")

    def ask(self, store: Store) -> Any:
        return self.question(store, *self.arguments)


@dataclass(frozen=True)
class _Screen:
    """What the address says: the first province, its newest month, the base month of each kind, two units."""

    province: int
    month: int
    base: dict[str, int]
    unit: str
    other_unit: str
    domain: str
    indicator: str


def all_asked(store: Store) -> list[Asked]:
    """Every question of every page, as a screen without filters asks it, and some with."""
    screen = _screen(store)
    pages = (_every_page, _overview, _ranking, _shifts, _unit, _indicators, _trends, _months, _units, _download)
    return [asked for page in pages for asked in page(screen)]


def _screen(store: Store) -> _Screen:
    province = int(catalogue.provinces(store)["province_key"][0])
    month, scheme = list(catalogue.schemes_by_month(store, province).items())[-1]
    units = catalogue.units(store, province)
    first = {kind: units["unit_id"][units["kind"] == kind].iloc[0] for kind in KINDS}
    return _Screen(
        province=province,
        month=month,
        base=base_months(stored_counts.month_counts(store, province, EVERYONE), None),
        unit=first[AGENCY],
        other_unit=first[GOVERNORATE],
        domain=scheme.domains[0].code,
        indicator=scheme.indicators[0].code,
    )


def _every_page(screen: _Screen) -> Iterator[Asked]:
    yield Asked(EVERY_PAGE, Store.revision)
    yield Asked(EVERY_PAGE, catalogue.provinces)
    yield Asked(EVERY_PAGE, catalogue.is_demo)
    yield Asked(EVERY_PAGE, catalogue.chain_head)
    for question in (catalogue.months, catalogue.schemes_by_month, catalogue.units, stored_results.ranked_totals):
        yield Asked(EVERY_PAGE, question, "", (screen.province,))


def _overview(screen: _Screen) -> Iterator[Asked]:
    yield Asked(OVERVIEW, stored_counts.month_counts, "", (screen.province, EVERYONE))
    for kind, base in screen.base.items():
        yield Asked(OVERVIEW, stored_counts.flow_counts, kind, (screen.province, {kind: base}, EVERYONE))
    yield Asked(OVERVIEW, stored_counts.band_counts, "", (screen.province, EVERYONE))
    yield Asked(OVERVIEW, stored_results.unit_totals, "a month", (screen.province, EVERYONE, screen.month))
    yield Asked(OVERVIEW, stored_results.domain_percents, "a month", (screen.province, EVERYONE, screen.month))


def _ranking(screen: _Screen) -> Iterator[Asked]:
    agencies = Chosen(kinds=(AGENCY,))
    for about, month in (("the month", screen.month), ("the base month", screen.base[AGENCY])):
        yield Asked(RANKING, stored_results.unit_totals, about, (screen.province, agencies, month))
    yield Asked(RANKING, stored_results.domain_percents, "the month", (screen.province, agencies, screen.month))


def _unit(screen: _Screen) -> Iterator[Asked]:
    one = Chosen(units=(screen.unit,))
    yield Asked(UNIT, stored_results.unit_totals, "all months", (screen.province, one, None))
    yield Asked(UNIT, stored_results.domain_percents, "all months", (screen.province, one, None))
    yield Asked(UNIT, stored_results.peer_medians, "", (screen.province, AGENCY))
    yield Asked(UNIT, stored_scores.scores, "the month", (screen.province, one, screen.month))
    yield Asked(UNIT, stored_scores.indicator_medians, "the month", (screen.province, AGENCY, screen.month))
    yield Asked(
        UNIT, stored_scores.cells_between, "a year", (screen.province, before(screen.month, 11), screen.month, one)
    )


def _indicators(screen: _Screen) -> Iterator[Asked]:
    agencies = Chosen(kinds=(AGENCY,))
    yield Asked(
        INDICATORS, stored_scores.cells_between, "a month", (screen.province, screen.month, screen.month, agencies)
    )
    yield Asked(INDICATORS, stored_results.unit_totals, "a month", (screen.province, agencies, screen.month))


def _shifts(screen: _Screen) -> Iterator[Asked]:
    for about, month in (("the month", screen.month), ("the base month", screen.base[AGENCY])):
        yield Asked(SHIFTS, stored_results.unit_totals, about, (screen.province, EVERYONE, month))


def _trends(screen: _Screen) -> Iterator[Asked]:
    sector = Chosen(kinds=(AGENCY,), sectors=("ECO",))
    units = Chosen(units=(screen.unit, screen.other_unit))
    yield Asked(TRENDS, stored_counts.month_counts, "a sector", (screen.province, sector))
    yield Asked(TRENDS, stored_counts.flow_counts, "a sector", (screen.province, {AGENCY: screen.base[AGENCY]}, sector))
    yield Asked(TRENDS, stored_results.mean_totals, "", (screen.province, EVERYONE))
    yield Asked(TRENDS, stored_results.mean_domain, "", (screen.province, screen.domain, EVERYONE))
    yield Asked(TRENDS, stored_scores.mean_indicator, "", (screen.province, screen.indicator, EVERYONE))
    yield Asked(TRENDS, stored_results.unit_totals, "two units", (screen.province, units, None))


def _months(screen: _Screen) -> Iterator[Asked]:
    yield Asked(MONTHS, stored_counts.month_states, "", (screen.province,))


def _units(screen: _Screen) -> Iterator[Asked]:
    yield Asked(UNITS, catalogue.unit_list, "", (screen.province,))
    yield Asked(UNITS, catalogue.scheme_versions)


def _download(screen: _Screen) -> Iterator[Asked]:
    for question in (stored_results.unit_totals, stored_results.domain_percents, stored_scores.scores):
        yield Asked(DOWNLOAD, question, "", (screen.province, EVERYONE))
