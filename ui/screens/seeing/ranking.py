"""What the ranking is made of: the league matrix, its filters, a unit in context, status against progress."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import pandas as pd

from data.asking import analyses
from data.text import key
from figures.corners import corners
from i18n.figure_sentences import not_comparable
from i18n.months import code
from i18n.words import Words
from reports.tables import month_table, ranking_table
from scoring.comparability import totals_reason
from scoring.completeness import TOO_FEW
from scoring.flows import weak_border
from scoring.months import previous
from scoring.scheme import Scheme
from scoring.standings import medians
from scoring.totals import EVALUATED
from telling.letter_figures import largest_rises
from ui.asking import cache, download_labels, figure_queries, setup_queries
from ui.asking.figure_queries import Chosen
from ui.asking.scopes import Scope
from ui.kit import blocks, filtered
from ui.kit.blocks import PROGRESS_LOOKS
from ui.kit.charts import Download
from ui.kit.dom import Node, el
from ui.kit.filters import WEAK
from ui.kit.series import subtitle as month_subtitle
from ui.kit.tables import Cell, Column, change_look, table

LIGHTS = ("rising", "steady", "falling")
TOP, AROUND = 5, 5
CORNER_COLUMNS = ("band", "is_weak", "progress")


@dataclass(frozen=True)
class Standings:
    """units: the chosen units of the kind (`data.asking.analyses.league`); domains: unit_id x domain percent;
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
    def percents(self) -> dict[str, dict[str, float]]:
        """unit_id -> domain -> percent; a lookup here costs a hundredth of one in the frame."""
        return self.domains.to_dict("index")

    @cached_property
    def percent_changes(self) -> dict[str, dict[str, float]]:
        return self.domain_changes.to_dict("index")


def subtitle(scope: Scope, words: Words) -> str:
    return f"{filtered.group_name(scope, scope.kinds[0], words)} · {month_subtitle(scope, words)}"


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
    return ["", WEAK, *(band.code for band in standings.scheme.bands), *lights]


def standing_as(standings: Standings, wanted: str) -> Standings:
    """The units of a band, of all weak bands, or with a light; all of them where nothing is wanted."""
    return replace(standings, units=standings.units[_matching(standings.units, wanted)]) if wanted else standings


def _matching(units: pd.DataFrame, wanted: str) -> pd.Series:
    if wanted == WEAK:
        return units["is_weak"].fillna(False).astype(bool)
    return units["progress" if wanted in LIGHTS else "band"] == wanted


def cards(standings: Standings, chosen: str, words: Words) -> Node:
    """Buttons that count the units of every band and light, and filter by it."""
    units, scheme = standings.units, standings.scheme
    rows = [("", el("span", words("league.everything")))]
    if weak_border(scheme) is not None:
        rows.append((WEAK, el("span", words("league.weak"))))
    rows += [(band.code, blocks.band_chip(band.code, scheme, words)) for band in reversed(scheme.bands)]
    if standings.reason_before is None:
        rows += [(light, el("span", words(f"unit.{light}"), cls=PROGRESS_LOOKS[light])) for light in LIGHTS]
    buttons = []
    for name, shown in rows:
        count = len(units) if not name else int(_matching(units, name).sum())
        pressed = "true" if name == chosen else "false"
        number = el("strong", words.number(count))
        buttons.append(
            el("button", shown, number, type="button", cls="sj-filter", data_action=name, aria_pressed=pressed)
        )
    return el("div", *buttons, cls="sj-filters", role="group", aria_label=words("league.filters"))


def around(standings: Standings, me: str | None) -> Standings:
    """The five best, and a unit with the five above and the five below it; all of them where none is asked for."""
    if me is None or me not in set(standings.units["unit_id"]):
        return standings
    place = standings.units["unit_id"].tolist().index(me)
    kept = [index for index in range(len(standings.units)) if index < TOP or abs(index - place) <= AROUND]
    return replace(standings, units=standings.units.iloc[kept])


def notes(standings: Standings, shown: Standings, words: Words) -> list[Node]:
    """How many are shown of how many, and against which months; or why there is no comparison."""
    count = words("ranking.count", shown=words.number(len(shown.units)), all=words.number(len(standings.units)))
    if standings.base == standings.scope.month:
        against = words("overview.base_now")
    elif standings.reason:
        against = not_comparable(standings.reason, words)
        if standings.reason == TOO_FEW:  # of ranks and movers; each unit's own change stands
            against = f"{words('ranking.against', month=words.month(standings.base))} · {against}"
    else:
        against = words("ranking.against", month=words.month(standings.base))
    before = words.month(previous(standings.scope.month))
    zone = words.number(standings.scheme.dead_zone, 1)
    light = words("league.light_about", month=before, zone=zone)
    if standings.reason_before:
        light = words("league.no_light", reason=words(f"reason.{standings.reason_before}"))
    said = [el("p", f"{count} · {against} · {light}", cls="sj-note")]
    return [*said, *(el("p", text, cls="sj-note") for text in _refused_domains(standings, words))]


def _refused_domains(standings: Standings, words: Words) -> list[str]:
    """Which domains show no change since the base month, and why."""
    by_month = setup_queries.schemes(standings.scope.province)
    if standings.base not in by_month:
        return []
    found = []
    for domain in standings.scheme.domains:
        reason = totals_reason(by_month[standings.base], standings.scheme, domain.code)
        if reason:
            slots = {"domain": words.name(domain), "reason": words(f"reason.{reason}")}
            found.append(words("league.domain_refused", **slots))
    return found


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
    stars = _best(standings.units)
    rows = [_row(unit, standings, stars, me, words) for unit in shown.units.to_dict("records")]
    return table(words("page.ranking"), columns, rows, words, pinned=pinned, tall=True)


def _best(units: pd.DataFrame) -> tuple[set[str], set[str]]:
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
        _change(unit["rank_change"], words.number(_plain(unit["rank_change"]), sign=True)),
        Cell(total, value, best, chip, action=f"total {unit_id}", hint=opens, bar=value),
        _change(unit["change"], words.number(unit["change"], 1, sign=True), improved),
        _delta(unit, words),
        _standing(unit, standings.scheme, previous(standings.scope.month), words),
    ]
    for domain in domains:
        percent = standings.percents.get(unit_id, {}).get(domain.code)
        action = f"domain:{domain.code} {unit_id}"
        cells.append(Cell(words.number(percent, 1), percent, action=action, hint=opens, bar=percent))
        change = _domain_change(standings, unit_id, domain.code)
        cells.append(_change(change, words.number(change, 1, sign=True)))
    return cells


def _domain_change(standings: Standings, unit_id: str, domain: str) -> float | None:
    change = standings.percent_changes.get(unit_id, {}).get(domain)
    return None if change is None else _plain(change)


def _delta(unit: dict, words: Words) -> Cell:
    """The rank by change, best first."""
    if pd.isna(unit["delta_rank"]):
        return Cell("")
    return Cell(words.number(unit["delta_rank"]), unit["delta_rank"])


def _standing(unit: dict, scheme: Scheme, before: int, words: Words) -> Cell:
    """Two lights with the change since the month before, which the second one tells."""
    cell = _lights(unit, scheme, words)
    if cell.sort is None:
        return cell
    change = words.number(unit["change_before"], 1, sign=True)
    return replace(cell, note=words("league.since", change=change, month=words.month(before, with_year=False)))


def _lights(unit: dict, scheme: Scheme, words: Words) -> Cell:
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


def _plain(value: object) -> float | None:
    return None if pd.isna(value) else float(value)


def _change(value: object, text: str, star: str = "") -> Cell:
    number = _plain(value)
    if number is None:
        return Cell("")
    return Cell(text, number, star, _star(star) if star else None, look=change_look(number))


def corner_chart(standings: Standings, words: Words) -> dict[str, Any]:
    """The arguments of `charts.chart` for status against progress: total across, change since the month before up."""
    units = standings.units.dropna(subset=["total", "change_before"])
    border = weak_border(standings.scheme)
    title = filtered.titled(words("league.corners_title"), standings.scope, [standings.kind], words)
    before = words.month(previous(standings.scope.month))
    points = [
        (unit["unit_id"], words.name(unit), *(unit[name] for name in ("total", "change_before", *CORNER_COLUMNS)))
        for unit in units.to_dict("records")
    ]
    table_ = pd.DataFrame(points, columns=["unit_id", "name", "total", "change", *CORNER_COLUMNS])
    counts = words("list.comma").join(
        words("league.corner", corner=words(f"league.{name}"), count=words.number(count))
        for name, count in corner_counts(table_).items()
    )
    csv = table_.rename(columns={"change": "change_before"}).drop(columns="name")
    csv = download_labels.labelled_when_made(partial(_corner_csv, csv, units, standings.scope))
    name = _file("status-progress", standings)
    return {
        "figure": corners(table_, standings.scheme, border, words, before=before, fences=standings.borders),
        "words": words,
        "key": "corners",
        "title": title,
        "lead": [blocks.legend(standings.scheme.bands, words), el("p", counts, cls="sj-note")],
        "alt": words("league.corners_alt", summary=counts),
        "about": words("league.corners_about", month=before),
        "table": _corner_grid(table_, standings, title, previous(standings.scope.month), words),
        "downloads": [Download(words("chart.csv"), name, csv)],
    }


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
        for unit in units.to_dict("records")
    ]
    return table(title, columns, rows, words)


def download(standings: Standings, words: Words) -> Download:
    """The table as it is shown."""
    csv = download_labels.labelled_when_made(partial(_ranking_csv, standings))
    return Download(words("chart.csv"), _file("ranking", standings), csv)


def _file(name: str, standings: Standings) -> str:
    scope = standings.scope
    return filtered.file_name(f"{name}-{standings.kind}-{scope.province_id}-{code(scope.month)}", scope)


def _corner_csv(points: pd.DataFrame, units: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    return filtered.with_sectors(month_table(points, scope.month, scope.province_id), units)


def _ranking_csv(standings: Standings) -> pd.DataFrame:
    codes, units = [domain.code for domain in standings.scheme.domains], standings.units
    made = ranking_table(units, standings.domains, codes, standings.scope.province_id, standings.base)
    return filtered.with_sectors(made.assign(change_before=units["change_before"]), units)
