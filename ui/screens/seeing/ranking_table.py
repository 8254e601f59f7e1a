"""The table of a ranking, cell by cell, and the file of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from i18n.words import Words
from reports.tables import ranking_table
from scoring.frames import records
from scoring.months import previous
from scoring.scheme import Scheme
from scoring.totals import EVALUATED
from telling.letter_figures import largest_rises
from ui.asking import download_labels
from ui.kit import blocks
from ui.kit.blocks import PROGRESS_LOOKS
from ui.kit.charts import Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.tables import Cell, Column, change_look, table
from ui.screens.seeing.ranking_standings import LIGHTS, Standings, file_of, plain_name


def grid(standings: Standings, shown: Standings, me: str | None, words: Words) -> Node:
    """Unit, rank with its change, total with band and change, delta rank, progress, every domain with its change; the
    peers' median pinned on top. A value opens what is behind it."""
    names = ("rank", "rank_change", "total", "change", "delta_rank")
    columns = [Column(words("ranking.unit")), *(Column(words(f"ranking.{name}"), numeric=True) for name in names)]
    columns.append(Column(words("league.standing")))
    for domain in standings.scheme.domains:
        columns += [Column(words.name(domain), numeric=True), Column(words("league.change_short"), numeric=True)]
    median, blank = standings.median, Cell("")
    pinned = [
        Cell(words("ranking.median")),
        blank,
        blank,
        Cell(words.total(median["total"], standings.scheme.borders), bar=median["total"]),
    ]
    pinned += [blank, blank, blank]
    for domain in standings.scheme.domains:
        percent = median.get(domain.code)
        pinned += [Cell(words.number(percent, 1), bar=percent), blank]
    stars = best(standings.units)
    rows = [_row(unit, standings, stars, me, words) for unit in records(shown.units)]
    return table(words("page.ranking"), columns, rows, words, pinned=pinned, tall=True)


def best(units: pd.DataFrame) -> tuple[set[str], set[str]]:
    """The best of the kind and the most improved of it; several share where they are equal."""
    return set(units.loc[units["rank"] == 1, "unit_id"]), set(largest_rises(units)["unit_id"])


def _star(word: str) -> Node:
    return el("span", cls="sj-star", role="img", aria_label=word, title=word)


def _row(unit: dict, standings: Standings, stars: tuple[set, set], me: str | None, words: Words) -> list[Cell]:
    unit_id, domains = unit["unit_id"], standings.scheme.domains
    here = words("league.me") if unit_id == me else ""
    name = Cell(words.name(unit), unit[f"sort_{words.lang}"], here, action=f"unit {unit_id}")
    if unit["status"] != EVALUATED:
        status = Cell(words(f"status.{unit['status']}"), None, _points_so_far(unit, words), action=f"total {unit_id}")
        return [name, Cell(""), Cell(""), status] + [Cell("")] * (3 + 2 * len(domains))
    rank = words("overview.counts", weak=words.number(unit["rank"]), evaluated=words.number(unit["ranked_units"]))
    best = words("league.best") if unit_id in stars[0] else ""
    improved = words("league.most_improved") if unit_id in stars[1] else ""
    chip = el("span", blocks.band_chip(unit["band"], standings.scheme, words), _star(best) if best else None)
    opens, value = words("league.opens"), unit["total"]
    total = words.total(value, standings.borders)
    cells = [
        name,
        Cell(rank, unit["rank"]),
        change_cell(unit["rank_change"], words.number(plain_name(unit["rank_change"]), sign=True)),
        Cell(total, value, best, chip, action=f"total {unit_id}", hint=opens, bar=value),
        change_cell(unit["change"], words.number(unit["change"], 1, sign=True), improved),
        _delta(unit, words),
        _standing(unit, standings.scheme, previous(standings.scope.month), words),
    ]
    for domain in domains:
        percent = standings.percents.get(unit_id, {}).get(domain.code)
        action = f"domain:{domain.code} {unit_id}"
        cells.append(Cell(words.number(percent, 1), percent, action=action, hint=opens, bar=percent))
        change = _domain_change(standings, unit_id, domain.code)
        cells.append(change_cell(change, words.number(change, 1, sign=True)))
    return cells


def _domain_change(standings: Standings, unit_id: str, domain: str) -> float | None:
    change = standings.percent_changes.get(unit_id, {}).get(domain)
    return None if change is None else plain_name(change)


def _delta(unit: dict, words: Words) -> Cell:
    """The rank by change, best first."""
    if pd.isna(unit["delta_rank"]):
        return Cell("")
    return Cell(words.number(unit["delta_rank"]), unit["delta_rank"])


def _standing(unit: dict, scheme: Scheme, before: int, words: Words) -> Cell:
    """Two lights with the change since the month before, which the second one tells."""
    cell = lights_cell(unit, scheme, words)
    if cell.sort is None:
        return cell
    change = words.number(unit["change_before"], 1, sign=True)
    return replace(cell, note=words("league.since", change=change, month=words.month(before, with_year=False)))


def lights_cell(unit: dict, scheme: Scheme, words: Words) -> Cell:
    """Two lights: the band, and where the unit is going."""
    if unit["progress"] is None:
        return Cell("")
    band = words.name(scheme.band_by_code[unit["band"]])
    text = words("league.two_lights", band=band, light=words(f"league.{unit['progress']}"))
    order = [each.code for each in scheme.bands].index(unit["band"]) * len(LIGHTS) - LIGHTS.index(unit["progress"])
    return Cell(text, order, look=PROGRESS_LOOKS[unit["progress"]])


def _points_so_far(unit: dict, words: Words) -> str:
    """Points out of reported points: never a total."""
    if unit["points"] != unit["points"]:
        return ""
    points, ceiling = words.number(unit["points"], 1), words.number(unit["ceiling"], 1)
    return words("ranking.so_far", points=points, ceiling=ceiling)


def change_cell(value: float | None, text: str, star: str = "") -> Cell:
    number = plain_name(value)
    if number is None:
        return Cell("")
    return Cell(text, number, star, _star(star) if star else None, look=change_look(number))


def download(standings: Standings, words: Words) -> Download:
    """The table as it is shown."""
    csv = download_labels.labelled_when_made(partial(_ranking_csv, standings))
    return Download(words("chart.csv"), file_of("ranking", standings), csv)


def _ranking_csv(standings: Standings) -> pd.DataFrame:
    codes, units = [domain.code for domain in standings.scheme.domains], standings.units
    made = ranking_table(units, standings.domains, codes, standings.scope.province_id, standings.base)
    return filtered.with_sectors(made.assign(change_before=units["change_before"]), units)
