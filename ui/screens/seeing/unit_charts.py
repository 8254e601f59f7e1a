"""The charts of a unit's page: its total, its domains and its rank by month."""

from __future__ import annotations

from functools import partial

import pandas as pd

from figures.lines import trend_lines
from figures.ranks import rank_line
from i18n.months import code
from i18n.words import Words
from reports.tables import rank_history_table, unit_history_table
from scoring.comparability import totals_reason
from scoring.frames import records
from scoring.scheme import Scheme
from scoring.totals import EVALUATED
from ui.asking import download_labels, figure_queries, setup_queries
from ui.kit.charts import ChartParts, Download
from ui.kit.dom import Node
from ui.kit.series import last_values, point_text
from ui.kit.tables import Cell, Column, table
from ui.screens.seeing.unit import UnitPage


def charts(unit: UnitPage, words: Words) -> list[ChartParts]:
    """The unit's total, then what stands two in a row: each domain and the rank."""
    measures = ["", *(domain.code for domain in unit.scheme.domains)]
    return [*(history(unit, measure, words) for measure in measures), rank_history(unit, words)]


def history(unit: UnitPage, measure: str, words: Words) -> ChartParts:
    """The unit's total or one domain by month against the peers' median."""
    title = words("unit.total_title") if not measure else _domain_title(unit, measure, words)
    points = _points(unit, measure, words)
    borders = [(band.lower, words.name(band)) for band in unit.scheme.bands[1:]] if not measure else []
    csv = partial(unit_history_table, points, unit.unit_id, unit.scope.province_id, measure)
    return ChartParts(
        figure=trend_lines(
            points,
            list(unit.scope.months),
            words,
            y_title=words("chart.unit_total_axis" if not measure else "chart.unit_percent_axis"),
            breaks=figure_queries.breaks(unit.scope, partial(totals_reason, domain=measure or None)),
            borders=borders,
            gaps=_gaps(unit, points[points["series"] == "unit"], words),
        ),
        key=f"unit_{measure or 'total'}",
        title=title,
        alt=words("chart.trend_alt", title=title, summary=last_values(points, words)),
        about=words("unit.about_domain" if measure else "unit.about"),
        table=_grid(unit, points, title, words) if not measure else _domain_grid(unit, points, title, words),
        downloads=[
            Download(
                words("chart.csv"),
                f"unit-{unit.unit_id}-{measure or 'total'}-{code(unit.scope.month)}.csv",
                download_labels.labelled_when_made(csv),
            )
        ],
    )


def _gaps(unit: UnitPage, own: pd.DataFrame, words: Words) -> dict[int, str]:
    """The months in which the unit has no value, with the word for why."""
    by_month = setup_queries.schemes(unit.scope.province)
    gaps = {}
    for month in own.loc[own["value"].isna(), "month"]:
        row = unit.rows.get(month)
        evaluated = row is not None and row["status"] == EVALUATED
        gaps[month] = words("unit.not_applicable") if evaluated else _word(row, by_month[month], words)
    return gaps


def rank_history(unit: UnitPage, words: Words) -> ChartParts:
    """The unit's rank by month, with how many units were ranked."""
    title = words("unit.rank_title")
    points = _ranks(unit, words)
    name = f"unit-{unit.unit_id}-rank-{code(unit.scope.month)}.csv"
    csv = partial(rank_history_table, points, unit.unit_id, unit.scope.province_id)
    columns = [Column(words("chart.month")), Column(words("ranking.rank"), numeric=True)]
    rows = [
        [Cell(words.month(row["month"]), row["month"]), Cell(row["said"], row["value"], action=str(row["month"]))]
        for row in records(points)
    ]
    last = points.dropna(subset=["value"]).tail(1)
    return ChartParts(
        figure=rank_line(
            points,
            list(unit.scope.months),
            words,
            y_title=words("unit.rank_axis"),
            breaks=figure_queries.breaks(unit.scope, totals_reason),
            gaps=_gaps(unit, points, words),
        ),
        key="unit_rank",
        title=title,
        alt=words("chart.trend_alt", title=title, summary=words("list.comma").join(last["hover"])),
        about=words("unit.rank_about"),
        table=table(title, columns, rows, words),
        downloads=[Download(words("chart.csv"), name, download_labels.labelled_when_made(csv))],
    )


def _ranks(unit: UnitPage, words: Words) -> pd.DataFrame:
    """month, value (rank or null), of (units ranked), text, said (rank of n), hover."""
    rows: list[tuple[int, int | None, int | None, str, str, str]] = []
    for month in unit.scope.months:
        row = unit.rows.get(month)
        if row is None or row["status"] != EVALUATED:
            rows.append((month, None, None, "", "", ""))
            continue
        rank, of = int(row["rank"]), int(row["ranked_units"])
        said = words("overview.rank_of", rank=words.number(rank), count=words.number(of))
        hover = point_text(words.name(unit.name), month, said, words)
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
            text = words.number(value, 1) if measure else words.total(value, _borders(unit, month, series))
            hover = point_text(name, month, text, words)
            rows.append((month, series, name, value, text, hover, str(month)))
    table_ = pd.DataFrame(rows, columns=["month", "series", "label", "value", "text", "hover", "opens"])
    return table_.astype({"value": "float64"})


def _borders(unit: UnitPage, month: int, series: str) -> tuple[float, ...]:
    """What a total is not rounded across; a median is no unit's total and has no rank."""
    if series == "median":
        return setup_queries.schemes(unit.scope.province)[month].borders
    return figure_queries.borders(
        unit.scope.province, month, unit.rows[month]["kind"] if month in unit.rows else unit.kind
    )


def _percents(unit: UnitPage, measure: str) -> pd.Series:
    chosen = unit.domains[unit.domains["domain"] == measure]
    return chosen.set_index("month")["percent"]


def _grid(unit: UnitPage, points: pd.DataFrame, title: str, words: Words) -> Node:
    """Months as rows: the value with the band or the word for why there is none, the peers' median, the rank with n."""
    columns = [Column(words("chart.month")), Column(words.name(unit.name), numeric=True)]
    columns += [Column(words("ranking.median"), numeric=True), Column(words("ranking.rank"), numeric=True)]
    by_month, rows = setup_queries.schemes(unit.scope.province), []
    of_series = {name: records(line) for name, line in points.groupby("series")}
    for value, median in zip(of_series["unit"], of_series["median"], strict=True):
        month = value["month"]
        row = unit.rows.get(month)
        rank = Cell("")
        if row and row["status"] == EVALUATED:
            of = words("overview.counts", weak=words.number(row["rank"]), evaluated=words.number(row["ranked_units"]))
            rank = Cell(of, row["rank"])
        cells = [
            Cell(words.month(month), month),
            Cell(value["text"], value["value"], _word(row, by_month[month], words), action=value["opens"]),
        ]
        rows.append([*cells, Cell(median["text"], median["value"]), rank])
    return table(title, columns, rows, words)


def _domain_grid(unit: UnitPage, points: pd.DataFrame, title: str, words: Words) -> Node:
    """The same of a domain, which has neither a band nor a rank of its own."""
    columns = [Column(words("chart.month")), Column(words.name(unit.name), numeric=True)]
    columns.append(Column(words("ranking.median"), numeric=True))
    by_month, rows = setup_queries.schemes(unit.scope.province), []
    of_series = {name: records(line) for name, line in points.groupby("series")}
    for value, median in zip(of_series["unit"], of_series["median"], strict=True):
        month = value["month"]
        missing = "" if value["text"] else _word(unit.rows.get(month), by_month[month], words)
        own = Cell(value["text"], value["value"], missing, action=value["opens"])
        rows.append([Cell(words.month(month), month), own, Cell(median["text"], median["value"])])
    return table(title, columns, rows, words)


def _word(row: dict | None, scheme: Scheme, words: Words) -> str:
    if row is None:
        return words("unit.not_listed")
    if row["status"] != EVALUATED:
        return words(f"status.{row['status']}")
    return words.name(scheme.band_by_code[row["band"]])
