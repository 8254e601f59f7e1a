"""What the page of shifts is made of: the flow between two months by name, the units close to the border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.asking import analyses
from figures.flow import flow_ribbons
from i18n.months import code
from i18n.words import Words
from scoring.flows import UNLISTED, weak_border
from scoring.frames import records
from scoring.scheme import Scheme
from scoring.totals import INCOMPLETE, MISSING
from ui.asking import cache, download_labels, figure_queries, setup_queries
from ui.asking.scopes import Scope
from ui.kit import blocks
from ui.kit.charts import ChartParts, Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.tables import Cell, Column, table

NAMED_MOVES = ("left_weak", "fell_weak", "joined_weak", "gone_weak")
BETTER = ("left_weak",)


@dataclass(frozen=True)
class Shift:
    """One kind between its base month and the month on screen. moves: `data.asking.analyses.flows` of the chosen units;
    share: the kind's row of `scoring.shifts.shifts`; reason: why not comparable (moves is empty then)."""

    scope: Scope
    scheme: Scheme
    kind: str
    base: int | None
    moves: pd.DataFrame
    share: Mapping[str, Any]
    reason: str | None


def shift(scope: Scope, kind: str, share: Mapping[str, Any]) -> Shift:
    base, scheme = figure_queries.base_by_kind(scope).get(kind), setup_queries.schemes(scope.province)[scope.month]
    if base is None or base not in setup_queries.schemes(scope.province):
        empty = pd.DataFrame(columns=["unit_id", "kind", "then", "now", "flow", "name_fa", "name_en"])
        return Shift(scope, scheme, kind, None, empty, share, "no_base")
    moves, reasons = cache.ask(analyses.flows, scope.province, base, scope.month, scope.chosen)
    return Shift(scope, scheme, kind, base, moves[moves["kind"] == kind], share, share["reason"] or reasons.get(kind))


def near(scope: Scope) -> pd.DataFrame:
    """The units that are close to a border of a level (`analyses.near`)."""
    return cache.ask(analyses.near, scope.province, scope.month)


def stands(scheme: Scheme, words: Words) -> dict[str, str]:
    """What a unit may be in a month, by code: bands, then what has no total."""
    names = {band.code: words.name(band) for band in scheme.bands}
    return names | {name: words(f"status.{name}") for name in (INCOMPLETE, MISSING)} | {
        UNLISTED: words("shifts.unlisted")
    }  # fmt: skip


def flow_chart(shift_: Shift, words: Words) -> ChartParts:
    """The arguments of `charts.chart` for the ribbons of one kind."""
    kind, names = filtered.group_name(shift_.scope, shift_.kind, words), stands(shift_.scheme, words)
    base = shift_.base
    assert base is not None  # the chart is drawn where the two months are compared
    months = {"then": words.month(base), "now": words.month(shift_.scope.month)}
    title = words("shifts.flow_title", kind=kind, **months)
    moves = shift_.moves[shift_.moves["flow"].notna()].assign(name=lambda rows: rows[f"name_{words.lang}"])
    csv = _flow_csv(shift_, base)
    parts = ("flow", shift_.kind, shift_.scope.province_id, code(base), code(shift_.scope.month))
    return ChartParts(
        figure=flow_ribbons(moves, shift_.scheme.bands, names, months, words),
        key=f"flow_{shift_.kind}",
        title=title,
        lead=[blocks.legend(shift_.scheme.bands, words)],
        alt=words("shifts.flow_alt", title=title, summary=identity_text(shift_, words)),
        about=words("shifts.flow_about", **months),
        table=_moves_grid(moves, names, title, months, words),
        downloads=[Download(words("chart.csv"), filtered.file_name("-".join(parts), shift_.scope), lambda: csv)],
    )


def _flow_csv(shift_: Shift, base: int) -> pd.DataFrame:
    table_ = shift_.moves.assign(month=code(shift_.scope.month), province_id=shift_.scope.province_id)
    table_ = table_.assign(base_month=code(base))
    table_ = table_.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    names = ["month", "province_id", "kind", "unit_id", "unit_name_fa", "unit_name_en", "base_month"]
    units = setup_queries.units(shift_.scope.province, "en")
    return download_labels.for_download(filtered.with_sectors(table_[[*names, "then", "now", "flow"]], units))


def _moves_grid(moves: pd.DataFrame, names: dict[str, str], title: str, months: dict[str, str], words: Words) -> Node:
    columns = [
        Column(words("ranking.unit")),
        Column(months["then"]),
        Column(months["now"]),
        Column(words("shifts.move")),
    ]
    order = list(names)
    rows = [
        [
            Cell(move["name"], move["name"]),
            *(Cell(names[move[side]], order.index(move[side])) for side in ("then", "now")),
            Cell(words(f"shifts.{move['flow']}"), move["flow"]),
        ]
        for move in records(moves)
    ]
    return table(title, columns, rows, words)


def identity_text(shift_: Shift, words: Words) -> str:
    """weak then - left + fell + joined - gone = weak now, in numbers."""
    left, fell, joined, gone = (words.number(shift_.share[name]) for name in NAMED_MOVES)
    then, now = words.number(shift_.share["base_weak"]), words.number(shift_.share["weak"])
    return f"\u2066{then} \u2212 {left} + {fell} + {joined} \u2212 {gone} = {now}\u2069"


def who_moved(shift_: Shift, words: Words) -> list[Node]:
    """The identity, and who left weak, who fell, who joined and who went, by name."""
    lists = []
    for name in NAMED_MOVES:
        own = shift_.moves[shift_.moves["flow"] == name].sort_values(f"name_{words.lang}")
        items = [_mover(move, name, shift_, words) for move in records(own)]
        title = words("shifts.list", move=words(f"shifts.{name}"), count=words.number(len(items)))
        lists.append(blocks.unit_list(title, items, words("shifts.nobody")))
    return [
        el("p", identity_text(shift_, words), cls="sj-identity"),
        el("p", words("overview.identity"), cls="sj-note"),
        el("div", *lists, cls="sj-lists sj-moves"),
    ]


def _mover(move: dict, name: str, shift_: Shift, words: Words) -> Node:
    """A name with where the unit stood and stands."""
    names = stands(shift_.scheme, words)
    look = (
        "sj-rank sj-better sj-up"
        if name in BETTER
        else "sj-rank sj-worse sj-down"
        if name == "fell_weak"
        else "sj-rank"
    )
    way = words("impact.change", old=names[move["then"]], new=names[move["now"]])
    opener = el("button", el("bdi", words.name(move)), type="button", cls="sj-link", data_action=move["unit_id"])
    return el("li", el("span", cls=look), el("span", opener, el("span", way, cls="sj-note"), cls="sj-name"))


def near_grid(near: pd.DataFrame, scope: Scope, words: Words) -> Node:
    """The units close to the border of weak: how many points part them from it."""
    borders = {kind: figure_queries.borders(scope.province, scope.month, kind) for kind in scope.kinds}
    columns = [Column(words("ranking.unit")), Column(words("kind.label")), Column(words("shifts.side"))]
    columns += [Column(words(f"shifts.{name}"), numeric=True) for name in ("total", "gap")]
    rows = []
    for unit in records(near):
        below = unit["side"] == "below"
        look = "sj-worse sj-down" if below else "sj-better sj-up"
        gap = words("shifts.lacks" if below else "shifts.spare", points=words.number(abs(unit["gap_points"]), 2))
        rows.append(
            [
                Cell(words.name(unit), words.name(unit), action=unit["unit_id"]),
                Cell(words(f"kind.{unit['kind']}.one"), unit["kind"]),
                Cell(words(f"shifts.{unit['side']}"), unit["side"], look=look),
                Cell(words.total(unit["total"], borders[unit["kind"]]), unit["total"]),
                Cell(gap, unit["gap_points"]),
            ]
        )
    return table(words("shifts.near_title"), columns, rows, words)


def near_csv(near: pd.DataFrame, scope: Scope, words: Words) -> Download:
    table_ = near.assign(month=code(scope.month), province_id=scope.province_id)
    table_ = table_.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    names = ["month", "province_id", "kind", "unit_id", "unit_name_fa", "unit_name_en"]
    table_ = table_[[*names, "side", "total", "border", "gap_points"]]
    csv = download_labels.for_download(filtered.with_sectors(table_, figure_queries.unit_totals(scope, scope.month)))
    name = filtered.file_name(f"near-misses-{scope.province_id}-{code(scope.month)}", scope)
    return Download(words("chart.csv"), name, lambda: csv)


def near_note(scheme: Scheme, words: Words) -> str:
    border = weak_border(scheme)
    return words("shifts.no_border") if border is None else words("shifts.near_about", border=words.exact(border))
