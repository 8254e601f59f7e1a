"""What the ranking is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from data.questions import Chosen
from data.text import key
from i18n.months import code
from i18n.words import Words
from reports.tables import ranking_table
from scoring.comparability import totals_reason
from scoring.scheme import Scheme
from scoring.standings import medians, with_changes
from scoring.totals import EVALUATED
from ui import blocks, queries
from ui.charts import Download
from ui.dom import Node, el
from ui.overview_parts import subtitle as month_subtitle
from ui.queries import Scope
from ui.tables import Cell, Column, table


@dataclass(frozen=True)
class Standings:
    """units: the chosen units of the kind with `scoring.standings.with_changes`; domains: unit_id x domain percent;
    median: of all evaluated units of the kind; base: the month compared with (or None), reason: why not comparable."""

    scope: Scope
    scheme: Scheme
    units: pd.DataFrame
    domains: pd.DataFrame
    median: dict[str, float]
    base: int | None
    reason: str | None


def subtitle(scope: Scope, words: Words) -> str:
    return f"{words(f'kind.{scope.kinds[0]}.many')} · {month_subtitle(scope, words)}"


def standings(scope: Scope) -> Standings:
    """The month's table of the scope's one kind. Ranks and median are those of the whole kind, whatever is chosen."""
    by_month, kind = queries.schemes(scope.province), scope.kinds[0]
    scheme, base = by_month[scope.month], queries.base_by_kind(scope).get(kind)
    reason = "no_base" if base not in by_month else totals_reason(by_month[base], scheme)
    everyone = replace(scope, chosen=Chosen(kinds=(kind,)))
    now = queries.unit_totals(everyone, scope.month)
    then = queries.unit_totals(everyone, base) if reason is None else now.iloc[:0]
    domains = queries.domain_percents(everyone, scope.month)
    table_ = with_changes(now, then, comparable=reason is None)
    chosen = table_[table_["unit_id"].isin(queries.unit_totals(scope, scope.month)["unit_id"])]
    wide = domains.pivot(index="unit_id", columns="domain", values="percent")
    return Standings(scope, scheme, chosen, wide, medians(now, domains), base, reason)


def named(standings: Standings, searched: str) -> Standings:
    """The units whose Persian or English name or code holds what was typed, in order of rank, unranked ones last."""
    units, wanted = standings.units, key(searched)
    names = [key(" ".join(row)) for row in units[["unit_id", "name_fa", "name_en"]].itertuples(index=False)]
    found = units[[wanted in name for name in names]]
    return replace(standings, units=found.sort_values(["rank", "unit_id"], na_position="last"))


def notes(standings: Standings, shown: Standings, words: Words) -> list[Node]:
    """How many are shown of how many, and against which month; or why there is no comparison."""
    count = words("ranking.count", shown=words.number(len(shown.units)), all=words.number(len(standings.units)))
    if standings.base == standings.scope.month:
        against = words("overview.base_now")
    elif standings.reason:
        against = f"{words('chart.not_comparable')}: {words('reason.' + standings.reason)}"
    else:
        against = words("ranking.against", month=words.month(standings.base))
    return [el("p", f"{count} · {against}", cls="sj-note")]


def grid(standings: Standings, words: Words) -> Node:
    """Unit, rank, total with band, change of total and of rank, domains; the peers' median pinned on top."""
    domains = standings.scheme.domains
    columns = [
        Column(words("ranking.unit")),
        Column(words("ranking.rank"), numeric=True),
        Column(words("ranking.total"), numeric=True),
        Column(words("ranking.change"), numeric=True),
        Column(words("ranking.rank_change"), numeric=True),
        *(Column(words.name(domain), numeric=True) for domain in domains),
    ]
    median = standings.median
    pinned = [Cell(words("ranking.median")), Cell(""), Cell(words.total(median["total"])), Cell(""), Cell("")]
    pinned += [Cell(words.number(median.get(domain.code), 1)) for domain in domains]
    rows = [_row(unit, standings, words) for unit in standings.units.to_dict("records")]
    return table(words("page.ranking"), columns, rows, words, pinned=pinned, tall=True)


def _row(unit: dict, standings: Standings, words: Words) -> list[Cell]:
    name = Cell(words.name(unit), unit[f"sort_{words.lang}"], action=unit["unit_id"])
    if unit["status"] != EVALUATED:
        return [name, Cell(""), Cell(words(f"status.{unit['status']}"), None, _points_so_far(unit, words))] + [
            Cell("")
        ] * (2 + len(standings.scheme.domains))
    rank = words("overview.counts", weak=words.number(unit["rank"]), evaluated=words.number(unit["ranked_units"]))
    total = words.total(unit["total"], standings.scheme.borders)
    chip = blocks.band_chip(unit["band"], standings.scheme, words)
    percents = standings.domains.loc[unit["unit_id"]]
    values = [percents.get(domain.code) for domain in standings.scheme.domains]
    return [
        name,
        Cell(rank, unit["rank"]),
        Cell(total, unit["total"], chip=chip),
        _change(unit["change"], words.number(unit["change"], 1, sign=True)),
        _change(unit["rank_change"], words.number(_plain(unit["rank_change"]), sign=True)),
        *(Cell(words.number(value, 1), value) for value in values),
    ]


def _points_so_far(unit: dict, words: Words) -> str:
    """Points out of reported points: never a total."""
    if unit["points"] != unit["points"]:
        return ""
    points, ceiling = words.number(unit["points"], 1), words.number(unit["ceiling"], 1)
    return words("ranking.so_far", points=points, ceiling=ceiling)


def _plain(value: object) -> float | None:
    return None if pd.isna(value) else float(value)


def _change(value: object, text: str) -> Cell:
    number = _plain(value)
    if number is None:
        return Cell("")
    look = "sj-better sj-up" if number > 0 else "sj-worse sj-down" if number < 0 else ""
    return Cell(text, number, look=look)


def download(standings: Standings, words: Words) -> Download:
    """The table as it is shown."""
    scope, kind = standings.scope, standings.scope.kinds[0]
    codes = [domain.code for domain in standings.scheme.domains]
    csv = ranking_table(standings.units, standings.domains, codes, scope.province_id, standings.base)
    csv = queries.for_download(csv)
    return Download(words("chart.csv"), f"ranking-{kind}-{scope.province_id}-{code(scope.month)}.csv", lambda: csv)
