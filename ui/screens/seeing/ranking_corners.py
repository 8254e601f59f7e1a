"""Who stands where and moves how: the chart of corners."""

from __future__ import annotations

from functools import partial

import pandas as pd

from figures.corners import corners
from i18n.words import Words
from reports.tables import month_table
from scoring.flows import weak_border
from scoring.frames import records
from scoring.months import previous
from scoring.scheme import Scheme
from ui.asking import download_labels
from ui.asking.scopes import Scope
from ui.kit import blocks
from ui.kit.blocks import PROGRESS_LOOKS
from ui.kit.charts import ChartParts, Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.tables import Cell, Column, change_look, table
from ui.screens.seeing.ranking_standings import LIGHTS, Standings, file_of, plain_name

CORNER_COLUMNS = ("band", "is_weak", "progress")


def corner_chart(standings: Standings, words: Words) -> ChartParts:
    """The arguments of `charts.chart` for status against progress: total across, change since the month before up."""
    units = standings.units.dropna(subset=["total", "change_before"])
    border = weak_border(standings.scheme)
    title = filtered.titled(words("league.corners_title"), standings.scope, [standings.kind], words)
    before = words.month(previous(standings.scope.month))
    points = [
        (unit["unit_id"], words.name(unit), *(unit[name] for name in ("total", "change_before", *CORNER_COLUMNS)))
        for unit in records(units)
    ]
    table_ = pd.DataFrame(points, columns=["unit_id", "name", "total", "change", *CORNER_COLUMNS])
    counts = words("list.comma").join(
        words("league.corner", corner=words(f"league.{name}"), count=words.number(count))
        for name, count in corner_counts(table_).items()
    )
    csv = table_.rename(columns={"change": "change_before"}).drop(columns="name")
    made = download_labels.labelled_when_made(partial(_corner_csv, csv, units, standings.scope))
    name = file_of("status-progress", standings)
    return ChartParts(
        figure=corners(table_, standings.scheme, border, words, before=before, fences=standings.borders),
        key="corners",
        title=title,
        lead=[blocks.legend(standings.scheme.bands, words), el("p", counts, cls="sj-note")],
        alt=words("league.corners_alt", summary=counts),
        about=words("league.corners_about", month=before),
        table=_corner_grid(table_, standings, title, previous(standings.scope.month), words),
        downloads=[Download(words("chart.csv"), name, made)],
    )


def corner_counts(units: pd.DataFrame) -> dict[str, int]:
    """How many units are weak or not, and rising or falling: units with is_weak and progress."""
    weak = units["is_weak"].astype(bool)
    lights = {light: units["progress"] == light for light in ("rising", "falling")}
    return {
        f"{side}_{light}": int((chosen & lights[light]).sum())
        for side, chosen in (("weak", weak), ("not_weak", ~weak))
        for light in lights
    }


def _corner_grid(units: pd.DataFrame, standings: Standings, title: str, before: int, words: Words) -> Node:
    columns = [Column(words("ranking.unit")), Column(words("ranking.total"), numeric=True)]
    columns.append(Column(words("league.change_axis", month=words.month(before)), numeric=True))
    columns.append(Column(words("league.standing")))
    rows = [
        [
            Cell(unit["name"], unit["name"]),
            Cell(words.total(unit["total"], standings.borders), unit["total"]),
            _change(unit["change"], words.number(unit["change"], 1, sign=True)),
            _lights(unit, standings.scheme, words),
        ]
        for unit in records(units)
    ]
    return table(title, columns, rows, words)


def _corner_csv(points: pd.DataFrame, units: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    return filtered.with_sectors(month_table(points, scope.month, scope.province_id), units)


def _lights(unit: dict, scheme: Scheme, words: Words) -> Cell:
    """Two lights: the band, and where the unit is going."""
    if unit["progress"] is None:
        return Cell("")
    band = words.name(scheme.band_by_code[unit["band"]])
    text = words("league.two_lights", band=band, light=words(f"league.{unit['progress']}"))
    order = [each.code for each in scheme.bands].index(unit["band"]) * len(LIGHTS) - LIGHTS.index(unit["progress"])
    return Cell(text, order, look=PROGRESS_LOOKS[unit["progress"]])


def _change(value: float | None, text: str) -> Cell:
    number = plain_name(value)
    if number is None:
        return Cell("")
    return Cell(text, number, look=change_look(number))
