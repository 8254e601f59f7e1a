"""What a unit's page is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from figures.lines import trend_lines
from figures.ranks import rank_line
from i18n.months import code, previous
from i18n.words import Words
from reports.tables import rank_history_table, unit_history_table
from scoring.comparability import totals_reason
from scoring.scheme import Scheme
from scoring.standings import progress
from scoring.totals import EVALUATED, NOT_REPORTED, SCORED
from ui import blocks, queries
from ui.charts import Download
from ui.dom import Node, el
from ui.overview_parts import last_values
from ui.overview_parts import subtitle as month_subtitle
from ui.queries import Scope
from ui.tables import Cell, Column, table

PROGRESS_LOOKS = {"rising": "sj-better sj-up", "falling": "sj-worse sj-down", "steady": "sj-same"}
subtitle = month_subtitle


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
    now: dict | None

    @property
    def has_scores(self) -> bool:
        return self.now is not None and self.now["points"] == self.now["points"]


def load(scope: Scope, unit_id: str) -> UnitPage:
    """Everything about a unit up to the scope's month."""
    narrowed = queries.one_unit(scope, unit_id)
    months = queries.unit_totals(narrowed)
    months = months[months["month"].isin(scope.months)].set_index("month", drop=False)
    known = queries.units(scope.province, "fa").set_index("unit_id").loc[unit_id]
    now = months.loc[scope.month].to_dict() if scope.month in months.index else None
    kind = now["kind"] if now else known["kind"]
    return UnitPage(
        scope=scope,
        scheme=queries.schemes(scope.province)[scope.month],
        unit_id=unit_id,
        name={"name_fa": known["name_fa"], "name_en": known["name_en"]},
        kind=kind,
        months=months,
        domains=queries.domain_percents(narrowed),
        medians=queries.peer_medians(scope, kind),
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
    total = el("span", words.total(unit.now["total"], unit.scheme.borders), cls="sj-big")
    rank = words("overview.rank_of", rank=words.number(unit.now["rank"]), count=words.number(unit.now["ranked_units"]))
    chip = blocks.band_chip(unit.now["band"], unit.scheme, words)
    figure = el("div", total, chip, el("span", rank, cls="sj-counts"), cls="sj-figure")
    return el("div", title, figure, _progress(unit, words), _so_far(unit, words), cls="sj-card")


def _progress(unit: UnitPage, words: Words) -> Node | None:
    before = previous(unit.scope.month)
    by_month = queries.schemes(unit.scope.province)
    if before not in unit.months.index or totals_reason(by_month[before], unit.scheme):
        return None
    then = unit.months.loc[before, "total"]
    light = progress(unit.now["total"], then, unit.scheme.dead_zone)
    if light is None:
        return None
    change = words.number(unit.now["total"] - then, 1, sign=True)
    text = words("unit.progress", light=words(f"unit.{light}"), change=change, month=words.month(before))
    return el("p", text, cls=f"sj-pill {PROGRESS_LOOKS[light]}")


def _so_far(unit: UnitPage, words: Words) -> Node | None:
    if not unit.has_scores:
        return None
    points, ceiling = (words.number(unit.now[name], 1) for name in ("points", "ceiling"))
    return el("p", words("ranking.so_far", points=points, ceiling=ceiling), cls="sj-muted")


def sources(unit: UnitPage, words: Words) -> Node:
    """The month's indicators against their maximum and the peers' median; behind a click, where each was read."""
    scores = queries.scores_of(unit.scope, unit.unit_id, unit.scope.month).set_index("indicator")
    medians = queries.indicator_medians(unit.scope, unit.kind, unit.scope.month).set_index("indicator")["median"]
    columns = [
        Column(words("trends.which_indicator")),
        Column(words("trends.which_domain")),
        Column(words("unit.points"), numeric=True),
        Column(words("unit.maximum"), numeric=True),
        Column(words("unit.percent"), numeric=True),
        Column(words("ranking.median"), numeric=True),
        Column(words("unit.source")),
    ]
    domains = {domain.code: words.name(domain) for domain in unit.scheme.domains}
    rows = []
    for place, item in enumerate(unit.scheme.indicators):
        score = scores.loc[item.code]
        scored = score["mark"] == SCORED
        points = (
            Cell(words.number(score["points"], 2), score["points"]) if scored else Cell(words(f"unit.{score['mark']}"))
        )
        percent = 100 * score["points"] / item.max_points if scored else None
        rows.append(
            [
                Cell(words.name(item), place),
                Cell(domains[item.domain], item.domain),
                points,
                Cell(words.number(item.max_points, 2), item.max_points),
                Cell(words.number(percent, 1), percent),
                Cell(words.number(medians.get(item.code), 2), medians.get(item.code)),
                Cell(
                    words("unit.place", file=score["file_name"], sheet=score["sheet"], cell=score["cell"]),
                    place,
                    _typed(score, words),
                    look="sj-nowrap",
                ),
            ]
        )
    title = words("unit.sources_of", unit=words.name(unit.name), month=words.month(unit.scope.month))
    body = el("div", table(title, columns, rows, words), cls="sj-body")
    return el("details", el("summary", words("unit.open_sources")), body)


def _typed(score: pd.Series, words: Words) -> str:
    empty = not score["typed"] and score["mark"] == NOT_REPORTED
    return words("unit.typed_nothing") if empty else words("unit.typed", text=score["typed"])


def charts(unit: UnitPage, words: Words) -> list[dict[str, Any]]:
    """The unit's total, then what stands two in a row: each domain and the rank."""
    measures = ["", *(domain.code for domain in unit.scheme.domains)]
    return [*(history(unit, measure, words) for measure in measures), rank_history(unit, words)]


def history(unit: UnitPage, measure: str, words: Words) -> dict[str, Any]:
    """The arguments of `charts.chart`: the unit's total or one domain by month against the peers' median."""
    title = words("unit.total_title") if not measure else _domain_title(unit, measure, words)
    points = _points(unit, measure, words)
    borders = [(band.lower, words.name(band)) for band in unit.scheme.bands[1:]] if not measure else []
    csv = queries.for_download(unit_history_table(points, unit.unit_id, unit.scope.province_id, measure))
    return {
        "figure": trend_lines(
            points,
            list(unit.scope.months),
            words,
            y_title=words("chart.unit_total_axis" if not measure else "chart.unit_percent_axis"),
            breaks=queries.breaks(unit.scope, partial(totals_reason, domain=measure or None)),
            borders=borders,
            gaps=_gaps(unit, points[points["series"] == "unit"], words),
        ),
        "words": words,
        "key": f"unit_{measure or 'total'}",
        "title": title,
        "alt": words("chart.trend_alt", title=title, summary=last_values(points, words)),
        "about": words("unit.about"),
        "table": _grid(unit, points, title, words),
        "downloads": [
            Download(
                words("chart.csv"),
                f"unit-{unit.unit_id}-{measure or 'total'}-{code(unit.scope.month)}.csv",
                lambda: csv,
            )
        ],
    }


def _gaps(unit: UnitPage, own: pd.DataFrame, words: Words) -> dict[int, str]:
    """The months in which the unit has no value, with the word for why."""
    by_month = queries.schemes(unit.scope.province)
    gaps = {}
    for month in own.loc[own["value"].isna(), "month"]:
        row = unit.months.loc[month].to_dict() if month in unit.months.index else None
        evaluated = row is not None and row["status"] == EVALUATED
        gaps[month] = words("unit.not_applicable") if evaluated else _word(row, by_month[month], words)
    return gaps


def rank_history(unit: UnitPage, words: Words) -> dict[str, Any]:
    """The arguments of `charts.chart`: the unit's rank by month, with how many units were ranked."""
    title = words("unit.rank_title")
    points = _ranks(unit, words)
    name = f"unit-{unit.unit_id}-rank-{code(unit.scope.month)}.csv"
    csv = queries.for_download(rank_history_table(points, unit.unit_id, unit.scope.province_id))
    columns = [Column(words("chart.month")), Column(words("ranking.rank"), numeric=True)]
    rows = [
        [Cell(words.month(row["month"]), row["month"]), Cell(row["said"], row["value"])]
        for row in points.to_dict("records")
    ]
    last = points.dropna(subset=["value"]).tail(1)
    return {
        "figure": rank_line(
            points,
            list(unit.scope.months),
            words,
            y_title=words("unit.rank_axis"),
            breaks=queries.breaks(unit.scope, totals_reason),
            gaps=_gaps(unit, points, words),
        ),
        "words": words,
        "key": "unit_rank",
        "title": title,
        "alt": words("chart.trend_alt", title=title, summary=words("list.comma").join(last["hover"])),
        "about": words("unit.rank_about"),
        "table": table(title, columns, rows, words),
        "downloads": [Download(words("chart.csv"), name, lambda: csv)],
    }


def _ranks(unit: UnitPage, words: Words) -> pd.DataFrame:
    """month, value (rank or null), of (units ranked), text, said (rank of n), hover."""
    rows = []
    for month in unit.scope.months:
        row = unit.months.loc[month].to_dict() if month in unit.months.index else None
        if row is None or row["status"] != EVALUATED:
            rows.append((month, None, None, "", "", ""))
            continue
        rank, of = int(row["rank"]), int(row["ranked_units"])
        said = words("overview.rank_of", rank=words.number(rank), count=words.number(of))
        hover = words("chart.series_point", series=words.name(unit.name), month=words.month(month), value=said)
        rows.append((month, rank, of, words.number(rank), said, hover))
    frame = pd.DataFrame(rows, columns=["month", "value", "of", "text", "said", "hover"])
    return frame.astype({"value": "float64", "of": "float64"})


def _domain_title(unit: UnitPage, measure: str, words: Words) -> str:
    return words("trends.title_domain", name=words.name(next(d for d in unit.scheme.domains if d.code == measure)))


def _points(unit: UnitPage, measure: str, words: Words) -> pd.DataFrame:
    """The unit's line and the median's, as `figures.lines.trend_lines` takes them."""
    own = unit.months["total"] if not measure else _percents(unit, measure)
    chosen = unit.medians[unit.medians["domain"] == measure].set_index("month")["median"]
    rows = []
    for series, name, values in (("unit", words.name(unit.name), own), ("median", words("ranking.median"), chosen)):
        for month in unit.scope.months:
            value = values.get(month)
            text = words.number(value, 1)
            hover = words("chart.series_point", series=name, month=words.month(month), value=text)
            rows.append((month, series, name, value, text, hover))
    table_ = pd.DataFrame(rows, columns=["month", "series", "label", "value", "text", "hover"])
    return table_.astype({"value": "float64"})


def _percents(unit: UnitPage, measure: str) -> pd.Series:
    chosen = unit.domains[unit.domains["domain"] == measure]
    return chosen.set_index("month")["percent"]


def _grid(unit: UnitPage, points: pd.DataFrame, title: str, words: Words) -> Node:
    """Months as rows: the value with the band or the word for why there is none, the peers' median, the rank with n."""
    columns = [Column(words("chart.month")), Column(words.name(unit.name), numeric=True)]
    columns += [Column(words("ranking.median"), numeric=True), Column(words("ranking.rank"), numeric=True)]
    by_month, rows = queries.schemes(unit.scope.province), []
    for month, group in points.groupby("month"):
        value, median = (group[group["series"] == name].iloc[0] for name in ("unit", "median"))
        row = unit.months.loc[month].to_dict() if month in unit.months.index else None
        rank = ""
        if row and row["status"] == EVALUATED:
            rank = words("overview.counts", weak=words.number(row["rank"]), evaluated=words.number(row["ranked_units"]))
        cells = [
            Cell(words.month(month), month),
            Cell(value["text"], value["value"], _word(row, by_month[month], words)),
        ]
        rows.append([*cells, Cell(median["text"], median["value"]), Cell(rank, row["rank"] if rank else None)])
    return table(title, columns, rows, words)


def _word(row: dict | None, scheme: Scheme, words: Words) -> str:
    if row is None:
        return words("unit.not_listed")
    if row["status"] != EVALUATED:
        return words(f"status.{row['status']}")
    return words.name(scheme.band_by_code[row["band"]])
