"""The table of a ranking, cell by cell, and the file of it."""

from __future__ import annotations

from functools import partial

import pandas as pd

from drawing.palette import band_colour
from i18n.words import Words
from reports.tables import ranking_table
from scoring.frames import records
from scoring.months import previous
from scoring.totals import EVALUATED
from telling.letter_figures import largest_rises
from ui.asking import download_labels, setup_queries
from ui.kit import blocks
from ui.kit.blocks import PROGRESS_LOOKS
from ui.kit.charts import Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.tables import Cell, Column, table
from ui.screens.seeing.ranking_standings import Standings, file_of, plain_name


def grid(standings: Standings, shown: Standings, me: str | None, words: Words) -> Node:
    """Unit, rank, total with band, the change since the month before, rank by change, months weak in a row, the bands
    of the last months, every domain; under a value its change since the base month, in the colour of where it goes.
    The peers' median is pinned on top. A value opens what is behind it."""
    scope, scheme, median = standings.scope, standings.scheme, standings.median
    since = words("league.since_before", month=words.month(previous(scope.month), with_year=False))
    columns = [Column(words("ranking.unit")), Column(words("ranking.rank"), numeric=True)]
    columns += [Column(words("ranking.total"), numeric=True), Column(since, numeric=True)]
    columns += [Column(words("ranking.delta_rank"), numeric=True), Column(words("league.weak_months"), numeric=True)]
    columns += [Column(words("league.strip")), *(Column(words.name(domain), numeric=True) for domain in scheme.domains)]
    pinned = [Cell(words("ranking.median")), Cell("")]
    pinned += [Cell(words.total(median["total"], scheme.borders), bar=median["total"]), *[Cell("")] * 4]
    for domain in scheme.domains:
        percent = median.get(domain.code)
        pinned.append(Cell(words.number(percent, 1), bar=percent))
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
    strip = Cell("", chip=_strip(unit_id, standings, words))
    if unit["status"] != EVALUATED:
        status = Cell(words(f"status.{unit['status']}"), None, _points_so_far(unit, words), action=f"total {unit_id}")
        return [name, Cell(""), status, *[Cell("")] * 3, strip, *[Cell("")] * len(domains)]
    rank = words("overview.counts", weak=words.number(unit["rank"]), evaluated=words.number(unit["ranked_units"]))
    best = words("league.best") if unit_id in stars[0] else ""
    improved = words("league.most_improved") if unit_id in stars[1] else ""
    chip = el("span", blocks.band_chip(unit["band"], standings.scheme, words), _star(best) if best else None)
    opens, value = words("league.opens"), unit["total"]
    moved = _changed(unit["rank_change"], words.number(plain_name(unit["rank_change"]), sign=True))
    change = _changed(unit["change"], words.number(unit["change"], 1, sign=True))
    note, total = words("list.comma").join(filter(None, (change, best))), words.total(value, standings.borders)
    cells = [
        name,
        Cell(rank, unit["rank"], moved),
        Cell(total, value, note, chip, action=f"total {unit_id}", hint=opens, bar=value),
        _since_before(unit, words),
        _delta(unit, improved, words),
        Cell(words.number(unit["weak_months"]) if unit["weak_months"] else "", unit["weak_months"]),
        strip,
    ]
    for domain in domains:
        percent = standings.percents.get(unit_id, {}).get(domain.code)
        moved_by = standings.percent_changes.get(unit_id, {}).get(domain.code)
        note = _changed(moved_by, words.number(None if moved_by is None else plain_name(moved_by), 1, sign=True))
        action = f"domain:{domain.code} {unit_id}"
        cells.append(Cell(words.number(percent, 1), percent, note, action=action, hint=opens, bar=percent))
    return cells


def _changed(value: float | None, text: str) -> str:
    """A change since the base month, for under a value; nothing where there is none to tell."""
    return "" if value is None or pd.isna(value) else text


def _since_before(unit: dict, words: Words) -> Cell:
    """The change of the total since the month before, in the look of its direction."""
    if unit["progress"] is None:
        return Cell("")
    change = words.number(unit["change_before"], 1, sign=True)
    return Cell(change, unit["change_before"], words(f"unit.{unit['progress']}"), look=PROGRESS_LOOKS[unit["progress"]])


def _strip(unit_id: str, standings: Standings, words: Words) -> Node:
    """The bands of the last months as squares, oldest first, each by name; an empty one where there was no total."""
    known, schemes = standings.bands.get(unit_id, {}), setup_queries.schemes(standings.scope.province)
    squares, said = [], []
    for month in standings.strip_months:
        band = known.get(month)
        scheme = schemes.get(month)
        name = words("league.no_total")
        fill = None
        if band and scheme and band in scheme.band_by_code:
            name = words.name(scheme.band_by_code[band])
            fill = band_colour([each.code for each in scheme.bands].index(band), len(scheme.bands))[0]
        text = f"{words.month(month)}: {name}"
        squares.append(el("span", title=text, **({"__c": fill} if fill else {})))
        said.append(text)
    return el("span", *squares, cls="sj-strip", role="img", aria_label=words("list.comma").join(said))


def _delta(unit: dict, improved: str, words: Words) -> Cell:
    """The rank by change, best first."""
    if pd.isna(unit["delta_rank"]):
        return Cell("")
    chip = _star(improved) if improved else None
    return Cell(words.number(unit["delta_rank"]), unit["delta_rank"], improved, chip)


def _points_so_far(unit: dict, words: Words) -> str:
    """Points out of reported points: never a total."""
    if unit["points"] != unit["points"]:
        return ""
    points, ceiling = words.number(unit["points"], 1), words.number(unit["ceiling"], 1)
    return words("ranking.so_far", points=points, ceiling=ceiling)


def download(standings: Standings, words: Words) -> Download:
    """The table as it is shown."""
    csv = download_labels.labelled_when_made(partial(_ranking_csv, standings))
    return Download(words("chart.csv"), file_of("ranking", standings), csv)


def _ranking_csv(standings: Standings) -> pd.DataFrame:
    codes, units = [domain.code for domain in standings.scheme.domains], standings.units
    made = ranking_table(units, standings.domains, codes, standings.scope.province_id, standings.base)
    more = {name: units[name] for name in ("change_before", "weak_months")}
    return filtered.with_sectors(made.assign(**more), units)
