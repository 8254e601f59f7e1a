"""What a unit's page is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pandas as pd

from i18n.words import Words
from reports.typeset.unit_card import card_name, unit_card
from scoring.comparability import totals_reason
from scoring.frames import records
from scoring.months import previous
from scoring.scheme import Indicator, Scheme
from scoring.standings import progress
from scoring.totals import EVALUATED, NOT_REPORTED, SCORED
from ui.asking import figure_queries, month_queries, paper_queries, scopes, setup_queries
from ui.asking.scopes import Scope
from ui.kit import blocks
from ui.kit.blocks import PROGRESS_LOOKS
from ui.kit.charts import file_button
from ui.kit.dom import Node, el, show
from ui.kit.panels.objection_grid import grid
from ui.kit.series import subtitle as month_subtitle
from ui.kit.tables import Cell, Column, table

subtitle = month_subtitle
SOURCE_COLUMNS = (  # the key of a column's head, and whether it holds numbers
    ("trends.which_indicator", False),
    ("trends.which_domain", False),
    ("unit.points", True),
    ("unit.maximum", True),
    ("unit.percent", True),
    ("ranking.median", True),
    ("unit.full_marks", True),
    ("unit.source", False),
)


@dataclass(frozen=True)
class UnitPage:
    """months: the unit's unit_totals rows by month; domains: month, domain, percent; now: the month's row or None."""

    scope: Scope
    scheme: Scheme
    unit_id: str
    name: dict[str, str]
    kind: str
    months: pd.DataFrame
    domains: pd.DataFrame
    medians: pd.DataFrame
    now: dict[str, Any] | None

    @cached_property
    def rows(self) -> dict[int, dict[str, Any]]:
        """The unit's row of each month that lists it."""
        return {row["month"]: row for row in records(self.months)}

    @cached_property
    def borders(self) -> tuple[float, ...]:
        """What the month's total is not rounded across."""
        return figure_queries.borders(self.scope.province, self.scope.month, self.kind)

    @property
    def standing(self) -> dict[str, Any]:
        """The month's row, where the month lists the unit."""
        assert self.now is not None
        return self.now

    @property
    def has_scores(self) -> bool:
        return self.now is not None and self.now["points"] == self.now["points"]


def load(scope: Scope, unit_id: str) -> UnitPage:
    """Everything about a unit up to the scope's month."""
    narrowed = scopes.one_unit(scope, unit_id)
    months = figure_queries.unit_totals(narrowed)
    months = months[months["month"].isin(scope.months)].set_index("month", drop=False)
    known = next(row for row in records(setup_queries.units(scope.province, "fa")) if row["unit_id"] == unit_id)
    now = next((row for row in records(months) if row["month"] == scope.month), None)
    kind = now["kind"] if now else known["kind"]
    return UnitPage(
        scope=scope,
        scheme=setup_queries.schemes(scope.province)[scope.month],
        unit_id=unit_id,
        name={"name_fa": known["name_fa"], "name_en": known["name_en"]},
        kind=kind,
        months=months,
        domains=figure_queries.domain_percents(narrowed),
        medians=figure_queries.peer_medians(scope, kind),
        now=now,
    )


def card(unit: UnitPage, words: Words) -> Node:
    """Total with its band, rank with n, progress since the calendar month before; or the word for why there is none."""
    title = el("h2", words.name(unit.name), cls="sj-card-kind")
    if unit.now is None:
        return el("div", title, el("p", words("unit.not_listed"), cls="sj-counts"), cls="sj-card")
    if unit.now["status"] != EVALUATED:
        return el(
            "div",
            title,
            el("p", words(f"status.{unit.now['status']}"), cls="sj-big"),
            _so_far(unit, words),
            cls="sj-card",
        )
    total = el("span", words.total(unit.now["total"], unit.borders), cls="sj-big")
    rank = words("overview.rank_of", rank=words.number(unit.now["rank"]), count=words.number(unit.now["ranked_units"]))
    chip = blocks.band_chip(unit.now["band"], unit.scheme, words)
    figure = el("div", total, chip, el("span", rank, cls="sj-counts"), cls="sj-figure")
    return el("div", title, figure, _progress(unit, words), _so_far(unit, words), cls="sj-card")


def _progress(unit: UnitPage, words: Words) -> Node | None:
    before = previous(unit.scope.month)
    by_month = setup_queries.schemes(unit.scope.province)
    if before not in unit.rows or totals_reason(by_month[before], unit.scheme):
        return None
    now, then = unit.standing["total"], unit.rows[before]["total"]
    light = progress(now, then, unit.scheme.dead_zone)
    if light is None:
        return None
    change = words.number(now - then, 1, sign=True)
    text = words("unit.progress", light=words(f"unit.{light}"), change=change, month=words.month(before))
    return el("p", text, cls=f"sj-pill {PROGRESS_LOOKS[light]}")


def _so_far(unit: UnitPage, words: Words) -> Node | None:
    if not unit.has_scores:
        return None
    points, ceiling = (words.number(unit.standing[name], 1) for name in ("points", "ceiling"))
    return el("p", words("ranking.so_far", points=points, ceiling=ceiling), cls="sj-muted")


def sources(unit: UnitPage, profile: pd.DataFrame, words: Words) -> Node:
    """The month's indicators against their maximum and the peers' median; behind a click, where each was read."""
    found = figure_queries.scores_of(unit.scope, unit.unit_id, unit.scope.month)
    scores = {score["indicator"]: score for score in records(found)}
    peers_of = figure_queries.indicator_medians(unit.scope, unit.kind, unit.scope.month)
    medians = {row["indicator"]: row["median"] for row in records(peers_of)}
    domains = {domain.code: words.name(domain) for domain in unit.scheme.domains}
    peers = {row["indicator"]: row for row in records(profile)}
    rows = []
    for place, item in enumerate(unit.scheme.indicators):
        score, median = scores[item.code], medians.get(item.code)
        rows.append(
            [
                Cell(words.name(item), place, action=item.code),
                Cell(domains[item.domain], item.domain),
                *_scored(score, item, words),
                Cell(words.number(median, 2), median),
                _full_marks(peers.get(item.code), words),
                _source(score, place, words),
            ]
        )
    columns = [Column(words(key), numeric=numeric) for key, numeric in SOURCE_COLUMNS]
    title = words("unit.sources_of", unit=words.name(unit.name), month=words.month(unit.scope.month))
    body = el("div", table(title, columns, rows, words), cls="sj-body")
    return el("details", el("summary", words("unit.open_sources")), body)


def _scored(score: Mapping[str, Any], item: Indicator, words: Words) -> tuple[Cell, Cell, Cell]:
    """The points of an indicator (or the word for why there are none), its maximum, and the percent of it."""
    scored = score["mark"] == SCORED
    points = Cell(words.number(score["points"], 2), score["points"]) if scored else Cell(words(f"unit.{score['mark']}"))
    percent = 100 * score["points"] / item.max_points if scored else None
    maximum = Cell(words.number(item.max_points, 2), item.max_points)
    return points, maximum, Cell(words.number(percent, 1), percent)


def _source(score: Mapping[str, Any], place: int, words: Words) -> Cell:
    """Where a score was read, with what was typed there; sorted as the indicators stand in the scheme."""
    where = words("unit.place", file=score["file_name"], sheet=score["sheet"], cell=score["cell"])
    return Cell(where, place, _typed(score, words), look="sj-nowrap")


def _full_marks(peers: Mapping[str, Any] | None, words: Words) -> Cell:
    """The share of the peers that have full marks, with its counts."""
    if peers is None or not peers["peers"]:
        return Cell("")
    share = 100 * peers["full"] / peers["peers"]
    counts = words("chart.count_of", weak=words.number(peers["full"]), evaluated=words.number(peers["peers"]))
    return Cell(words.percent(share), share, counts)


def objections(unit: UnitPage, words: Words) -> Node | None:
    """The unit's objections up to the month on screen, with their answers; None where there are none."""
    found = month_queries.objections(unit.scope.province)
    own = found[(found["unit_id"] == unit.unit_id) & (found["month"] <= unit.scope.month)]
    if own.empty:
        return None
    title = words("unit.objections", count=words.number(len(own)))
    body = el("div", grid(own, unit.scheme, words, with_month=True), cls="sj-body")
    return el("details", el("summary", title), body)


def _typed(score: Mapping[str, Any], words: Words) -> str:
    empty = not score["typed"] and score["mark"] == NOT_REPORTED
    return words("unit.typed_nothing") if empty else words("unit.typed", text=score["typed"])


def paper(unit: UnitPage, words: Words) -> None:
    """The unit's report card as a PDF, where the month is final."""
    if unit.now is None:
        return
    if unit.scope.month not in paper_queries.locked_months(unit.scope.province):
        show(el("p", words("papers.card_not_final"), cls="sj-note"), key="card_none")
        return
    facts = paper_queries.facts(unit.scope.province, unit.scope.month)
    content = partial(unit_card, facts, unit.unit_id, words)
    file_button(words("papers.card"), content, card_name(facts, unit.unit_id), "unit_card_pdf")
