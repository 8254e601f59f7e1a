"""What the page of indicators is made of: the heat map, distributions, the domains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from data.asking import analyses
from drawing.palette import KIND_COLOURS
from figures.indicators import domain_bars, spreads
from i18n.months import code
from i18n.words import Words
from reports.tables import month_table
from scoring.frames import records
from scoring.scheme import Indicator, Scheme
from scoring.totals import EVALUATED, NOT_APPLICABLE, NOT_REPORTED, SCORED
from ui.asking import cache, download_labels, figure_queries, month_queries, setup_queries
from ui.asking.scopes import Scope
from ui.kit.charts import ChartParts, Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.tables import Cell, Column, change_look, table

MARKS = {NOT_APPLICABLE: "\u2013", NOT_REPORTED: "\u2026"}
LEAST_UNITS = 5  # of weak units or of others that a difference of their means must rest on
MOST_ROWS = 250  # units of the heat map; more are in the CSV
# From nothing to full marks; text stays readable on each (contrast at least 4.5).
SHADES = (
    ("#fbe3d0", "#1c2733"),
    ("#f4ead9", "#1c2733"),
    ("#e8edf2", "#1c2733"),
    ("#a9cbea", "#1c2733"),
    ("#2166a5", "#ffffff"),
)


@dataclass(frozen=True)
class IndicatorPage:
    """One kind in one month. profiles: `scoring.indicators.indicator_profiles` over the whole kind, with weak_group and
    other_group (how many units are weak, and evaluated but not weak) and few (whether the difference of the two rests
    on few of them); changes: `indicator_changes` since the base month; percents: unit_id, indicator, mark, percent;
    units: the chosen ones."""

    scope: Scope
    scheme: Scheme
    base: int | None
    profiles: pd.DataFrame
    changes: pd.DataFrame
    percents: pd.DataFrame
    units: pd.DataFrame

    @property
    def kind(self) -> str:
        return self.scope.kinds[0]

    def item(self, indicator: str) -> Indicator:
        return self.scheme.indicator_by_code[indicator]


def load(scope: Scope) -> IndicatorPage:
    kind, base = scope.kinds[0], figure_queries.base_by_kind(scope).get(scope.kinds[0])
    asked = (scope.province, scope.month)
    units = figure_queries.unit_totals(scope, scope.month)
    units = units[units["kind"] == kind].sort_values(["rank", "unit_id"], na_position="last")
    return IndicatorPage(
        scope=scope,
        scheme=setup_queries.schemes(scope.province)[scope.month],
        base=base,
        profiles=_with_groups(cache.ask(analyses.indicators, *asked, kind), month_queries.month_units(*asked), kind),
        changes=cache.ask(analyses.indicator_shifts, *asked, base, kind),
        percents=cache.ask(analyses.percents, *asked, kind),
        units=units,
    )


def _with_groups(profiles: pd.DataFrame, units: pd.DataFrame, kind: str) -> pd.DataFrame:
    weak = units.loc[(units["kind"] == kind) & (units["status"] == EVALUATED), "is_weak"].astype(bool)
    groups = {"weak": int(weak.sum()), "other": int((~weak).sum())}
    few = pd.Series(False, index=profiles.index)
    for name, size in groups.items():
        few |= (profiles[f"{name}_units"] < LEAST_UNITS) | (2 * profiles[f"{name}_units"] < size)
    return profiles.assign(**{f"{name}_group": size for name, size in groups.items()}, few=few)


def heat_title(page: IndicatorPage, words: Words) -> str:
    return filtered.titled(words("indicators.heat_title"), page.scope, [page.kind], words)


def heat_map(page: IndicatorPage, words: Words) -> Node:
    """Units by rank, indicators in the scheme's order; a cell is the percent of the maximum and opens what is behind
    it."""
    columns = [Column(words("ranking.unit")), *(Column(words.name(item)) for item in page.scheme.indicators)]
    cells = {(row.unit_id, row.indicator): row for row in page.percents.itertuples()}
    rows = []
    for unit in records(page.units.head(MOST_ROWS)):
        row = [Cell(words.name(unit), unit[f"sort_{words.lang}"], action=f"unit {unit['unit_id']}")]
        for item in page.scheme.indicators:
            row.append(_heat_cell(cells.get((unit["unit_id"], item.code)), unit["unit_id"], item, words))
        rows.append(row)
    return el("div", table(heat_title(page, words), columns, rows, words, tall=True), cls="sj-heat")


def _heat_cell(score: Any, unit_id: str, item: Indicator, words: Words) -> Cell:
    if score is None:
        return Cell("")
    action = f"indicator:{item.code} {unit_id}"
    if score.mark != SCORED:
        hint = f"{words.name(item)}: {words(f'unit.{score.mark}')}"
        return Cell(MARKS[score.mark], None, action=action, hint=hint)
    shade = SHADES[min(len(SHADES) - 1, int(score.percent // (100 / len(SHADES))))]
    return Cell(words.number(score.percent), score.percent, action=action, hint=words.name(item), shade=shade)


def shades(words: Words) -> Node:
    """What the colours mean."""
    step = 100 // len(SHADES)
    entries = [
        el(
            "span",
            words("indicators.from_to", low=words.number(step * place), high=words.number(step * (place + 1))),
            __c=fill,
        )
        for place, (fill, _) in enumerate(SHADES)
    ]
    return el("div", *entries, cls="sj-legend", aria_hidden="true")


def heat_csv(page: IndicatorPage, words: Words) -> Download:
    named = page.units[["unit_id", "kind", "name_fa", "name_en"]].rename(
        columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"}
    )
    month, province_id, percents, units = page.scope.month, page.scope.province_id, page.percents, page.units

    def make() -> pd.DataFrame:
        return filtered.with_sectors(month_table(named.merge(percents, on="unit_id"), month, province_id), units)

    name = filtered.file_name(file_name(page, "indicator-percents").removesuffix(".csv"), page.scope)
    return Download(words("chart.csv"), name, download_labels.labelled_when_made(make))


def file_name(page: IndicatorPage, name: str) -> str:
    return f"{name}-{page.kind}-{page.scope.province_id}-{code(page.scope.month)}.csv"


def distribution_chart(page: IndicatorPage, words: Words) -> ChartParts:
    """quartiles of every indicator, with full marks and the change in its table."""
    title = words("indicators.spread_title", kind=words(f"kind.{page.kind}.in_text"))
    profiles = page.profiles.assign(hover=[_spread_text(row, page, words) for row in records(page.profiles)])
    names = [words.name(page.item(each)) for each in profiles["indicator"]]
    csv = download_labels.labelled_when_made(partial(profiles_csv, page))
    return ChartParts(
        figure=spreads(profiles, names, words, axis=words("chart.percent_axis_plain")),
        key="spreads",
        title=title,
        lead=filtered.whole_kind_note(page.scope, words(f"kind.{page.kind}.in_text"), words),
        alt=words("indicators.spread_alt", title=title, summary=words("list.comma").join(profiles["hover"].head(3))),
        about=words("indicators.spread_about"),
        table=_profiles_grid(page, title, words),
        downloads=[Download(words("chart.csv"), file_name(page, "indicators"), csv)],
    )


def _spread_text(row: dict, page: IndicatorPage, words: Words) -> str:
    values = {name: words.number(row[name]) for name in ("lower", "median", "upper")}
    full = words("chart.count_of", weak=words.number(row["full"]), evaluated=words.number(row["units"]))
    name = f"\u2068{words.name(page.item(row['indicator']))}\u2069"
    return words("indicators.spread_point", indicator=name, full=full, **values)


def profiles_csv(page: IndicatorPage) -> pd.DataFrame:
    changes = page.changes[["indicator", "change", "reason"]].rename(columns={"change": "mean_change"})
    table_ = page.profiles.merge(changes, on="indicator").assign(kind=page.kind)
    table_ = table_.assign(base_month=code(page.base) if page.base else None)
    return month_table(table_, page.scope.month, page.scope.province_id)


def _profiles_grid(page: IndicatorPage, title: str, words: Words) -> Node:
    names = ("mean", "change", "median", "full", "zero", "weak_mean", "other_mean")
    columns = [
        Column(words("trends.which_indicator")),
        *(Column(words(f"indicators.{name}"), numeric=True) for name in names),
    ]
    changes = page.changes.set_index("indicator").to_dict("index")
    rows = []
    for row in records(page.profiles):
        share = 100 * row["full"] / row["units"] if row["units"] else None
        of = words("chart.count_of", weak=words.number(row["full"]), evaluated=words.number(row["units"]))
        cells = [Cell(words.name(page.item(row["indicator"])), row["indicator"])]
        cells += [
            Cell(words.number(row["mean"], 1), row["mean"], bar=row["mean"]),
            _change(changes[row["indicator"]], page, words),
        ]
        cells += [Cell(words.number(row["median"], 1), row["median"]), Cell(words.percent(share), share, of)]
        cells.append(Cell(words.number(row["zero"]), row["zero"]))
        cells += [Cell(words.number(row[name], 1), row[name]) for name in ("weak_mean", "other_mean")]
        rows.append(cells)
    return table(title, columns, rows, words)


def _change(change: dict, page: IndicatorPage, words: Words) -> Cell:
    """The change of the mean since the base month, or why there is none."""
    if page.base == page.scope.month:
        return Cell("", None, words("overview.base_now"))
    if change["reason"]:
        return Cell("", None, words(f"reason.{change['reason']}"))
    number = change["change"]
    return Cell(
        words.number(number, 1, sign=True),
        number,
        words("chart.mean_of", units=words.number(change["units"])),
        look=change_look(number),
    )


def domain_chart(page: IndicatorPage, words: Words) -> ChartParts:
    """mean percent of every domain, agencies against governorates."""
    names = {domain.code: words.name(domain) for domain in page.scheme.domains}
    means = _domain_means(page, names, words)
    title = words("indicators.domain_title")
    legend = [el("span", words(f"kind.{kind}.many"), __c=KIND_COLOURS[kind]) for kind in dict.fromkeys(means["kind"])]
    csv = means[["domain", "kind", "value", "units"]].rename(columns={"value": "mean_percent"})
    csv = download_labels.for_download(month_table(csv, page.scope.month, page.scope.province_id))
    file = f"domains-{page.scope.province_id}-{code(page.scope.month)}.csv"
    return ChartParts(
        figure=domain_bars(means, list(names.items()), words, axis=words("chart.percent_axis_plain")),
        key="domains",
        title=title,
        lead=[
            el("div", *legend, cls="sj-legend", aria_hidden="true"),
            *filtered.whole_kind_note(page.scope, words("filtered.every_unit"), words),
        ],
        alt=words("indicators.domain_alt", title=title, summary=words("list.comma").join(means["hover"])),
        about=words("indicators.domain_about"),
        table=_domain_grid(means, names, title, words),
        downloads=[Download(words("chart.csv"), file, lambda: csv)],
    )


def _domain_means(page: IndicatorPage, names: dict[str, str], words: Words) -> pd.DataFrame:
    """domain, kind, value (the mean percent of the evaluated units), units, and their texts: kind_name, text, hover."""
    units = month_queries.month_units(page.scope.province, page.scope.month)
    evaluated = units[units["status"] == EVALUATED].set_index("unit_id")["kind"]
    percents = figure_queries.month_domains(page.scope.province, page.scope.month).dropna(subset=["percent"])
    percents = percents.assign(kind=percents["unit_id"].map(evaluated)).dropna(subset=["kind"])
    means = percents.groupby(["domain", "kind"])["percent"].agg(value="mean", units="count").reset_index()
    means = means.assign(
        kind_name=[words(f"kind.{kind}.many") for kind in means["kind"]],
        text=[words.number(value, 1) for value in means["value"]],
    )
    return means.assign(hover=[_domain_text(row, names, words) for row in records(means)])


def _domain_grid(means: pd.DataFrame, names: dict[str, str], title: str, words: Words) -> Node:
    """A row a domain and kind: the mean percent, and of how many units it is."""
    columns = [Column(words("trends.which_domain")), Column(words("kind.label"))]
    columns += [Column(words("indicators.mean"), numeric=True), Column(words("ranking.unit"), numeric=True)]
    rows = [
        [
            Cell(names[row["domain"]], row["domain"], action=f"{row['kind']} {row['domain']}"),
            Cell(row["kind_name"], row["kind"]),
            Cell(row["text"], row["value"]),
            Cell(words.number(row["units"]), row["units"]),
        ]
        for row in records(means)
    ]
    return table(title, columns, rows, words)


def _domain_text(row: dict, names: dict[str, str], words: Words) -> str:
    count = words("chart.mean_of", units=words.number(row["units"]))
    return words(
        "indicators.domain_point",
        domain=f"\u2068{names[row['domain']]}\u2069",
        kind=row["kind_name"],
        value=row["text"],
        count=count,
    )
