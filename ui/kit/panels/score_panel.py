"""What is behind one figure: its last twelve values, the files they came from, the unit's objections."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.asking import analyses
from i18n.figure_sentences import not_comparable
from i18n.words import Words
from scoring.comparability import totals_reason
from scoring.frames import records
from scoring.months import before
from scoring.totals import EVALUATED, SCORED
from ui.asking import cache, figure_queries, month_queries, scopes, setup_queries
from ui.asking.scopes import Scope
from ui.kit.dom import Node, el, show
from ui.kit.filters import openings
from ui.kit.panels.objection_grid import grid
from ui.kit.tables import Cell, Column, table

MONTHS = 12
TOTAL, DOMAIN, INDICATOR = "total", "domain", "indicator"


def open_panel(scope: Scope, unit_id: str, what: str, words: Words) -> None:
    """Open the panel of a unit's total, of a domain (`domain:CODE`) or of an indicator (`indicator:CODE`)."""

    @st.dialog(words("panel.title"), width="large")
    def panel() -> None:
        part, _, code = what.partition(":")
        unit = setup_queries.units(scope.province, words.lang).set_index("unit_id").loc[unit_id]
        heading = el("h3", f"{words.name(unit)} · {_measure(scope, part, code, words)}", cls="sj-chart-title")
        show(heading, _values(scope, unit_id, part, code, words), _objections(scope, unit_id, code, words), key="panel")
        with st.container(horizontal=True):
            if st.button(words("panel.open_unit"), key="panel_unit", type="primary"):
                openings.open_unit(unit_id)
            if part == INDICATOR and st.button(words("panel.open_history"), key="panel_history"):
                openings.open_history(code, unit_id)

    panel()


def _measure(scope: Scope, part: str, code: str, words: Words) -> str:
    scheme = setup_queries.schemes(scope.province)[scope.month]
    if part == TOTAL:
        return words("panel.total")
    items = scheme.domains if part == DOMAIN else scheme.indicators
    return words.name(next(item for item in items if item.code == code))


def _values(scope: Scope, unit_id: str, part: str, code: str, words: Words) -> Node:
    """A row a month, newest first: the value, and where it came from."""
    if part == INDICATOR:
        return _scores(scope, unit_id, code, words)
    narrowed = scopes.one_unit(scope, unit_id)
    units = figure_queries.unit_totals(narrowed).set_index("month").to_dict("index")
    percents = figure_queries.domain_percents(narrowed)
    own = percents[percents["domain"] == code].set_index("month").to_dict("index") if part == DOMAIN else {}
    files = figure_queries.files_of(scope, unit_id).groupby("month")["file_name"].agg(list)
    by_month, rows = setup_queries.schemes(scope.province), []
    for month in sorted(by_month, reverse=True):
        if not before(scope.month, MONTHS - 1) <= month <= scope.month:
            continue
        unit, scheme = units.get(month), by_month[month]
        value = None if unit is None else own.get(month, {}).get("percent") if part == DOMAIN else unit["total"]
        reason = totals_reason(scheme, by_month[scope.month], code or None)
        note = not_comparable(reason, words) if reason else ""
        shown = words.total(value, _borders(scope, month, unit)) if part == TOTAL else words.number(value, 1)
        if unit is None or unit["status"] != EVALUATED:
            shown = words("unit.not_listed") if unit is None else words(f"status.{unit['status']}")
        came = words("list.comma").join(f"\u2068{name}\u2069" for name in files.get(month, []))
        rows.append([Cell(words.month(month), month), Cell(shown, value, note, bar=value), Cell(came, came)])
    return _table(rows, words)


def _borders(scope: Scope, month: int, unit: dict | None) -> tuple[float, ...]:
    return figure_queries.borders(scope.province, month, unit["kind"]) if unit else ()


def _scores(scope: Scope, unit_id: str, code: str, words: Words) -> Node:
    found = cache.ask(analyses.last_scores, scope.province, scope.month, unit_id, code, MONTHS)
    by_month, rows = setup_queries.schemes(scope.province), []
    for score in records(found):
        maximum = by_month[score["month"]].indicator_by_code[code].max_points
        if score["mark"] == SCORED:
            shown = words("panel.of", points=words.exact(score["points"]), maximum=words.exact(maximum))
        else:
            shown = words(f"unit.{score['mark']}")
        note = not_comparable(score["reason"], words) if score["reason"] else ""
        place = words("unit.place", file=score["file_name"], sheet=score["sheet"], cell=score["cell"])
        value = 100 * score["points"] / maximum
        cells = [Cell(words.month(score["month"]), score["month"]), Cell(shown, value, note, bar=value)]
        rows.append([*cells, Cell(place, place)])
    return _table(rows, words)


def _table(rows: list[list[Cell]], words: Words) -> Node:
    columns = [Column(words("chart.month")), Column(words("panel.value"), numeric=True), Column(words("unit.source"))]
    return table(words("panel.values"), columns, rows, words)


def _objections(scope: Scope, unit_id: str, code: str, words: Words) -> Node:
    """The unit's objections of these months, on this indicator or on the unit as a whole."""
    found: pd.DataFrame = month_queries.objections(scope.province)
    first = before(scope.month, MONTHS - 1)
    own = found[(found["unit_id"] == unit_id) & found["month"].between(first, scope.month)]
    scheme = setup_queries.schemes(scope.province)[scope.month]
    if code in scheme.indicator_by_code:
        own = own[own["indicator"].isna() | (own["indicator"] == code)]
    title = el("h3", words("objections.heading"), cls="sj-chart-title")
    if own.empty:
        return el("div", title, el("p", words("panel.no_objections"), cls="sj-note"))
    return el("div", title, grid(own, scheme, words, with_month=True))
