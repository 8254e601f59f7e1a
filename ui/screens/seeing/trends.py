"""What the trends page's chart, table and files are made of.

A series is a frame with a row a point: month, series (kind or unit_id), kind, unit_id, name_fa, name_en, label, value
(0-100 or null), text, note, base_month, change (value now minus value at the base month), reason (why not comparable).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from figures.lines import trend_lines
from i18n.figure_sentences import not_compared
from i18n.months import code
from i18n.numerals import decimals_above_zero
from i18n.words import Words
from reports.tables import trend_table, whole_series_table
from scoring.comparability import bands_reason, indicator_reason, totals_reason
from scoring.frames import records
from scoring.scheme import Domain, Indicator, Scheme
from scoring.shifts import BEFORE_BASE
from scoring.states import LOCKED
from scoring.totals import EVALUATED
from ui.asking import download_labels, figure_queries, setup_queries
from ui.asking.scopes import Scope
from ui.kit.charts import ChartParts, Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.filters.measures import Measure
from ui.kit.series import last_values, only_base, point_text
from ui.kit.tables import Cell, Column, table

MOST_NAMED = 3  # months that are not final, the newest
Reason = Callable[[Scheme, Scheme], str | None]
AXES = {"weak_share": "share_axis", "total": "total_axis", "units": "unit_total_axis"}


def subtitle(scope: Scope, words: Words) -> str:
    said = words("trends.subtitle", province=scope.province_name, span=_span(scope, words))
    states = setup_queries.months(scope.province).set_index("month")["state"]
    unsettled = [month for month in scope.months if states[month] not in LOCKED]
    if not unsettled:
        return said
    named = words("list.comma").join(words.month(month) for month in unsettled[-MOST_NAMED:])
    return words("trends.unsettled", subtitle=said, months=named)


def _span(scope: Scope, words: Words) -> str:
    first, last = words.month(scope.months[0]), words.month(scope.months[-1])
    return first if first == last else words("trends.span", first=first, last=last)


def comparability(measure: Measure) -> Reason:
    """The rule by which two months of a measure may be compared."""
    if measure.name == "weak_share":
        return bands_reason
    if measure.name == "indicator":
        return lambda then, now: indicator_reason(then, now, measure.code)
    return partial(totals_reason, domain=measure.code if measure.name == "domain" else None)


def series(scope: Scope, measure: Measure, words: Words) -> pd.DataFrame:
    """Every point of the measure in the scope, with its change since the base month (even outside the span)."""
    whole = replace(scope, months=tuple(setup_queries.schemes(scope.province)))
    if measure.name == "weak_share":
        points = _weak_points(whole, words)
    elif measure.name == "units":
        points = _unit_points(whole, words)
    else:
        points = _mean_points(whole, measure, words)
    if measure.name == "weak_share":
        points = points.assign(change=-points["decrease_points"])
    else:
        points = _with_changes(points, scope, comparability(measure))
    return points[points["month"].isin(scope.months)]


def _weak_points(scope: Scope, words: Words) -> pd.DataFrame:
    shares = figure_queries.weak_shares(scope)
    rows = shares.assign(series=shares["kind"], value=shares["weak_pct"], units=shares["evaluated"], unit_id="")
    rows["text"] = [words.percent(value) for value in rows["value"]]
    rows["note"] = [
        words("chart.count_of", weak=words.number(weak), evaluated=words.number(evaluated)) if evaluated else ""
        for weak, evaluated in zip(rows["weak"], rows["evaluated"], strict=True)
    ]
    return _named_by_kind(rows, scope, words)


def _mean_points(scope: Scope, measure: Measure, words: Words) -> pd.DataFrame:
    means = figure_queries.means(scope, measure.name, measure.code)
    rows = means.assign(series=means["kind"], unit_id="", weak=None)
    rows["text"] = [words.number(value, 1) for value in rows["value"]]
    rows["note"] = [words("chart.mean_of", units=words.number(units)) for units in rows["units"]]
    return _named_by_kind(rows, scope, words)


def _named_by_kind(rows: pd.DataFrame, scope: Scope, words: Words) -> pd.DataFrame:
    names = {kind: filtered.group_name(scope, kind, words) for kind in dict.fromkeys(rows["kind"])}
    rows["label"] = [names[kind] for kind in rows["kind"]]
    rows = rows.assign(name_fa="", name_en="")
    order = {kind: place for place, kind in enumerate(scope.kinds)}
    return rows[rows["kind"].isin(scope.kinds)].sort_values("kind", key=lambda kinds: kinds.map(order), kind="stable")


def _unit_points(scope: Scope, words: Words) -> pd.DataFrame:
    totals = figure_queries.unit_totals(scope) if scope.chosen.units else figure_queries.unit_totals(scope).iloc[:0]
    rows = totals[totals["month"].isin(scope.months)]
    by_month = setup_queries.schemes(scope.province)
    rows = rows.assign(
        series=rows["unit_id"], value=rows["total"], label=rows[f"name_{words.lang}"], units=1, weak=None
    )
    rows["text"] = [
        words.total(total, figure_queries.borders(scope.province, month, kind))
        for total, month, kind in zip(rows["total"], rows["month"], rows["kind"], strict=True)
    ]
    rows["note"] = [
        words.name(by_month[month].band_by_code[band]) if status == EVALUATED else words(f"status.{status}")
        for month, band, status in zip(rows["month"], rows["band"], rows["status"], strict=True)
    ]
    return rows.sort_values([f"sort_{words.lang}", "unit_id"], kind="stable")


def _with_changes(points: pd.DataFrame, scope: Scope, reason_between: Reason) -> pd.DataFrame:
    base, by_month = figure_queries.base_by_kind(scope), setup_queries.schemes(scope.province)
    points = points.assign(base_month=points["kind"].map(base))
    all_values = _values_at_base(points)
    reasons: list[str | None] = []
    changes: list[float | None] = []
    for row in records(points):
        month = row["base_month"]
        then = all_values.get(row["series"])
        known = month == month and then is not None
        if known and row["month"] < month:
            reasons.append(BEFORE_BASE)
        else:
            reasons.append(reason_between(by_month[month], by_month[row["month"]]) if known else "no_base")
        changes.append(row["value"] - then if reasons[-1] is None else None)
    return points.assign(
        reason=pd.Series(reasons, index=points.index, dtype=object),
        change=pd.Series(changes, index=points.index, dtype="float64"),
    )


def _values_at_base(points: pd.DataFrame) -> dict[str, float]:
    """Value of each series at its base month."""
    at_base = points[points["month"] == points["base_month"]].dropna(subset=["value"])
    return dict(zip(at_base["series"], at_base["value"], strict=True))


def trend_chart(points: pd.DataFrame, scope: Scope, measure: Measure, words: Words) -> ChartParts:
    """The arguments of `charts.chart`."""
    title = _title(scope, measure, dict.fromkeys(points["kind"]), words)
    points = points.assign(hover=[_hover(row, words) for row in records(points)])
    points["opens"] = [f"{month} {series}" for month, series in zip(points["month"], points["series"], strict=True)]
    of_totals = measure.name in ("total", "units")
    shown = trend_table(points, measure.name, measure.code, scope.province_id)
    shown = download_labels.for_download(filtered.with_filters(shown, scope))
    parts = (measure.name.replace("_", "-"), measure.code, scope.province_id, *map(code, _ends(scope)))
    name = filtered.file_name("-".join(filter(None, ("trend", *parts))), scope)
    return ChartParts(
        figure=trend_lines(
            points,
            list(scope.months),
            words,
            y_title=words(f"chart.{AXES.get(measure.name, 'percent_axis')}"),
            breaks=figure_queries.breaks(scope, comparability(measure)),
            base=only_base(scope),
        ),
        key="trend",
        title=title,
        lead=[el("p", _scope_line(scope, dict.fromkeys(points["kind"]), words), cls="sj-note")],
        alt=words("chart.trend_alt", title=title, summary=last_values(points, words)),
        about=words(f"chart.{measure.name}_about"),
        table=_grid(points, title, words(f"trends.change_{'total' if of_totals else 'percent'}"), words),
        downloads=[
            Download(words("chart.csv"), name, lambda: shown),
            Download(words("chart.csv_all"), f"series-{scope.province_id}.csv", partial(_whole_series, scope)),
        ],
    )


def _ends(scope: Scope) -> tuple[int, int]:
    return scope.months[0], scope.months[-1]


def _whole_series(scope: Scope) -> pd.DataFrame:
    return whole_series_table(**download_labels.whole_series(scope.province, scope.province_id))


def _title(scope: Scope, measure: Measure, kinds: Collection[str], words: Words) -> str:
    if measure.name == "units":
        return words("trends.title_units")
    scheme = setup_queries.schemes(scope.province)[scope.month]
    items: dict[str, Sequence[Domain | Indicator]] = {"domain": scheme.domains, "indicator": scheme.indicators}
    name = next((words.name(item) for item in items.get(measure.name, ()) if item.code == measure.code), "")
    key = "chart.weak_share_title" if measure.name == "weak_share" else f"trends.title_{measure.name}"
    return filtered.titled(words(key, name=name), scope, kinds, words)


def _scope_line(scope: Scope, kinds: Collection[str], words: Words) -> str:
    """For whom and since when, in words."""
    kinds = words("list.comma").join(filtered.group_name(scope, kind, words) for kind in kinds)
    base = only_base(scope)
    base_name = words.month(base) if base else words("filter.base_first")
    parts = [words("trends.scope", kinds=kinds, span=_span(scope, words), base=base_name)]
    if scope.chosen.sectors:
        names = words("list.comma").join(words.sector(sector) for sector in scope.chosen.sectors)
        parts.append(words("trends.sectors", sectors=names))
    return " · ".join(parts)


def _hover(row: dict, words: Words) -> str:
    value = f"{row['text']} ({row['note']})" if row["note"] else row["text"]
    return point_text(row["label"], row["month"], value, words)


def _grid(points: pd.DataFrame, title: str, change: str, words: Words) -> Node:
    """Months as rows; for each series its value and its change since the base month, under the head `change`."""
    labels = dict(zip(points["series"], points["label"], strict=True))
    columns = [Column(words("chart.month"))]
    for label in labels.values():
        columns += [Column(label, numeric=True), Column(change, numeric=True)]
    rows = []
    by_month_and_series = {(row["month"], row["series"]): row for row in records(points)}
    for month in sorted(points["month"].unique()):
        cells = [Cell(words.month(month), month)]
        for name in labels:
            cells += _cells(by_month_and_series.get((month, name)), words)
        rows.append(cells)
    return table(title, columns, rows, words)


def _cells(row: dict | None, words: Words) -> list[Cell]:
    if row is None or row["value"] != row["value"]:
        return [Cell(row["note"] if row else "", None), Cell("", None)]
    value = Cell(row["text"], row["value"], row["note"], action=row["opens"])
    if row["reason"] is not None:
        return [value, Cell(not_compared(row["reason"], words), None, words(f"reason.{row['reason']}"))]
    least = 0 if row["weak"] is not None else 1
    return [
        value,
        Cell(words.number(row["change"], decimals_above_zero(row["change"], least), sign=True), row["change"]),
    ]
