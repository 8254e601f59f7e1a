"""What the overview's charts and lists are made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from figures.bars import band_bars
from figures.lines import trend_lines
from i18n.figure_sentences import not_compared
from i18n.months import code
from i18n.numerals import decimals_above_zero
from i18n.words import Words
from reports.tables import shares_table, totals_table
from scoring.comparability import bands_reason
from scoring.frames import records
from scoring.rounding import judged
from ui.asking import download_labels, figure_queries, setup_queries
from ui.asking.scopes import Scope
from ui.kit import blocks
from ui.kit.charts import ChartParts, Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.series import last_values, only_base, share_points
from ui.kit.tables import Cell, Column, table

LISTED_UNITS = 5


def weak_share_chart(shares: pd.DataFrame, scope: Scope, words: Words) -> ChartParts:
    """The arguments of `charts.chart` for the weak share of both kinds by month."""
    points = share_points(shares, scope, words)
    title = filtered.titled(words("chart.weak_share_title"), scope, dict.fromkeys(shares["kind"]), words)
    csv = filtered.with_filters(shares_table(shares, scope.province_id), scope)
    csv = download_labels.for_download(csv)
    file = filtered.file_name(f"weak-share-{scope.province_id}-{code(scope.month)}", scope)
    return ChartParts(
        figure=trend_lines(
            points,
            list(scope.months),
            words,
            y_title=words("chart.share_axis"),
            breaks=figure_queries.breaks(scope, bands_reason),
            base=only_base(scope),
        ),
        key="weak_share",
        title=title,
        alt=words("chart.weak_share_alt", summary=last_values(points, words)),
        about=words("chart.weak_share_about"),
        table=shares_grid(shares, title, scope, words),
        downloads=[Download(words("chart.csv"), file, lambda: csv)],
    )


def shares_grid(shares: pd.DataFrame, title: str, scope: Scope, words: Words) -> Node:
    """Months as rows; for each kind the share with its counts, and its change since the base month."""
    kinds = list(dict.fromkeys(shares["kind"]))
    columns = [Column(words("chart.month"))]
    for kind in kinds:
        name = filtered.group_name(scope, kind, words)
        columns += [
            Column(name, numeric=True),
            Column(f"{words('overview.change')} ({words('chart.points_unit')})", numeric=True),
        ]
    rows = []
    by_month_and_kind = {(share["month"], share["kind"]): share for share in records(shares)}
    for month in sorted(shares["month"].unique()):
        cells = [Cell(words.month(month), month)]
        for kind in kinds:
            cells += _share_cells(by_month_and_kind.get((month, kind)), words)
        rows.append(cells)
    return table(title, columns, rows, words)


def _share_cells(share: dict | None, words: Words) -> list[Cell]:
    if share is None or share["evaluated"] == 0:
        return [Cell("", None), Cell("", None)]
    counts = words("chart.count_of", weak=words.number(share["weak"]), evaluated=words.number(share["evaluated"]))
    opens = f"{share['month']} {share['kind']}"
    shown = counts if share["weak_pct"] != share["weak_pct"] else words.percent(share["weak_pct"])
    first = Cell(shown, share["weak_pct"], counts if shown != counts else "", action=opens)
    if share["reason"]:
        return [first, Cell(not_compared(share["reason"], words), None, words(f"reason.{share['reason']}"))]
    change = -share["decrease_points"]
    return [first, Cell(words.number(change, decimals_above_zero(change), sign=True), change)]


def band_chart(kind: str, scope: Scope, words: Words) -> ChartParts:
    """The arguments of `charts.chart` for the bands of one kind by month."""
    by_month = setup_queries.schemes(scope.province)
    scheme = by_month[scope.month]
    months = [month for month in scope.months if bands_reason(by_month[month], scheme) is None]
    counts = figure_queries.band_counts(scope)
    counts = counts[(counts["kind"] == kind) & counts["month"].isin(months)]
    left_out = words("chart.months_left_out", months=words.number(len(scope.months) - len(months)))
    group = filtered.group_name(scope, kind, words, in_text=True)
    title = words("chart.bands_title", kind=group)
    csv = counts.assign(province_id=scope.province_id, month=counts["month"].map(code))
    csv = filtered.with_filters(csv[["month", "province_id", "kind", "band", "units"]], scope)
    csv = download_labels.for_download(csv)
    file = filtered.file_name(f"bands-{kind}-{scope.province_id}-{code(scope.month)}", scope)
    now = counts[counts["month"] == scope.month].set_index("band")["units"]
    summary = [f"{words.name(band)} {words.number(now.get(band.code, 0))}" for band in scheme.bands]
    return ChartParts(
        figure=band_bars(counts, months, scheme.bands, words),
        key=f"bands_{kind}",
        title=title,
        lead=[
            blocks.legend(scheme.bands, words),
            *([el("p", left_out, cls="sj-note")] if len(months) < len(scope.months) else []),
        ],
        alt=words("chart.bands_alt", kind=group, summary=words("list.comma").join(summary)),
        about=words("chart.bands_about"),
        table=_bands_grid(counts, scope, title, words),
        downloads=[Download(words("chart.csv"), file, lambda: csv)],
    )


def _bands_grid(counts: pd.DataFrame, scope: Scope, title: str, words: Words) -> Node:
    bands = setup_queries.schemes(scope.province)[scope.month].bands
    columns = [Column(words("chart.month")), *(Column(words.name(band), numeric=True) for band in bands)]
    known = dict(zip(zip(counts["month"], counts["band"], strict=True), counts["units"].tolist(), strict=True))
    rows = []
    for month in sorted(set(counts["month"].tolist())):
        units = [known.get((month, band.code), 0) for band in bands]
        opened = zip(bands, units, strict=True)
        cells = [Cell(words.number(n), n, action=f"{month} {band.code}") for band, n in opened]
        rows.append([Cell(words.month(month), month), *cells])
    return table(title, columns, rows, words)


def standings(kind: str, scope: Scope, words: Words) -> list[Node]:
    """Highest and lowest totals and the biggest improvers of one kind."""
    scheme = setup_queries.schemes(scope.province)[scope.month]
    units = figure_queries.unit_totals(scope, scope.month)
    ranked = units[(units["kind"] == kind) & units["total"].notna()].sort_values(["rank", f"sort_{words.lang}"])
    top, bottom = ranked.head(LISTED_UNITS), ranked.iloc[::-1].head(LISTED_UNITS)
    changes, reason = figure_queries.movers(scope, kind)
    base = figure_queries.base_by_kind(scope).get(kind)
    rose = changes[judged(changes["change"].to_numpy()) > 0].head(LISTED_UNITS) if len(changes) else changes
    borders, borders_then = (figure_queries.borders(scope.province, month, kind) for month in (scope.month, base))
    note = _movers_note(base, reason, scope, words)
    movers_title = words("overview.movers", month=words.month(base)) if base else words("overview.change")
    lists = (
        blocks.unit_list(words("overview.top"), _items(top, blocks.ranked_unit, scheme, borders, words)),
        blocks.unit_list(words("overview.bottom"), _items(bottom, blocks.ranked_unit, scheme, borders, words)),
        blocks.unit_list(movers_title, _items(rose, blocks.moved_unit, borders_then, borders, words), note),
    )
    return [el("h2", filtered.group_name(scope, kind, words), cls="sj-section"), el("div", *lists, cls="sj-lists")]


def _items(units: pd.DataFrame, item: Callable[..., Node], *values: object) -> list[Node]:
    return [item(unit, *values) for unit in records(units)]


def _movers_note(base: int | None, reason: str | None, scope: Scope, words: Words) -> str:
    if base == scope.month:
        return words("overview.movers_none")
    if base is None or reason:
        month = words.month(base) if base else ""
        return words("overview.movers_refused", month=month, reason=words(f"reason.{reason or 'no_base'}"))
    return words("overview.movers_nobody")


def standings_csv(kind: str, scope: Scope, words: Words) -> Download:
    """All units of a kind in the month: totals, domains, bands, ranks."""
    units = figure_queries.unit_totals(scope, scope.month)
    codes = [domain.code for domain in setup_queries.schemes(scope.province)[scope.month].domains]
    domains = figure_queries.domain_percents(scope, scope.month)
    shown = units[units["kind"] == kind], domains, codes, scope.province_id
    name = filtered.file_name(f"totals-{kind}-{scope.province_id}-{code(scope.month)}", scope)
    label = words("chart.csv_shown_units" if filtered.is_filtered(scope) else "chart.csv_list")
    return Download(label, name, download_labels.labelled_when_made(partial(_totals_csv, *shown)))


def _totals_csv(units: pd.DataFrame, domains: pd.DataFrame, codes: list[str], province_id: str) -> pd.DataFrame:
    return filtered.with_sectors(totals_table(units, domains, codes, province_id), units)
