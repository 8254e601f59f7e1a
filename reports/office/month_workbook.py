"""A month as a workbook: what the screens show as numbers that can be added up again, and where they came from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from drawing.palette import KIND_COLOURS
from i18n.figure_sentences import few_sentence, not_comparable
from i18n.months import code
from i18n.numerals import decimals_above_zero, decimals_for_total
from i18n.words import Words
from reports.office.month_sources import column_heads, provenance_sheet, scheme_sheet
from reports.office.sheet_charts import line_chart, stacked_chart
from reports.office.sheets import (
    Book,
    Formula,
    Grid,
    Number,
    book_of,
    colour_bands,
    new_sheet,
    put_grid,
    text_over,
    title,
)
from scoring.comparability import bands_reason
from scoring.frames import records
from scoring.shifts import COUNTS, FLOWS, READINGS
from scoring.totals import EVALUATED, SCORED
from telling.month_facts import MonthFacts

UNIT_HEADS = ("code", "unit", "kind")
UNIT_WIDTHS = (9, 40, 16)
RIGHT_TO_LEFT_MARK = "\u200f"
CHART_PLACES = ("L1", "A19", "L19")  # of the levels, beside and under the weak share


def workbook_name(facts: MonthFacts) -> str:
    return f"month-{facts.province_id}-{code(facts.month)}.xlsx"


def month_workbook(facts: MonthFacts, words: Words) -> bytes:
    """An .xlsx: headline, ranking, domains, indicators, shifts, scheme, provenance."""
    book = Book()
    heading = words("workbook.title", province=words.name(facts), month=words.month(facts.month))
    mark = RIGHT_TO_LEFT_MARK if words.lang == "fa" else ""  # behind a Latin name the commas would turn
    called = f"{mark}{heading.replace(words.name(facts), words.name(facts) + mark)}"
    over = words("list.comma").join([called, words(f"state.{facts.state}"), *([words("demo.label")] * facts.demo)])
    for number, (name, fill) in enumerate(SHEETS.items()):
        sheet = new_sheet(book, words(f"workbook.{name}"), words, first=number == 0, over=over)
        fill(sheet, facts, words)
    return book.content(heading, words("workbook.creator"))


def _headline(sheet: Worksheet, facts: MonthFacts, words: Words) -> None:
    """Counts, shares and changes of every kind; the weak shares and levels of every month with their charts."""
    said = words("card.month", month=words.month(facts.month), state=words(f"state.{facts.state}"))
    title(sheet, 1, words("workbook.title", province=words.name(facts), month=said), 13)
    title(sheet, 2, words("demo.label") if facts.demo else "", 11)
    kinds = [words(f"kind.{kind}.many") for kind in facts.kinds]
    names = (*COUNTS, "weak_pct", "base_month", "base_weak", *READINGS, *FLOWS, "note")
    columns = [_share_cells(facts.share(kind), words) for kind in facts.kinds]
    rows = [[label, *cells] for label, *cells in zip(column_heads(words, *names), *columns, strict=True)]
    widths = [34, *([20] * len(kinds)), *([14] * 4)]
    put_grid(sheet, Grid([*column_heads(words, "kind"), *kinds], widths, rows, top=4), words)
    top = 6 + len(rows)
    by_month = [[words.month(month), *(_share(facts, kind, month) for kind in facts.kinds)] for month in facts.months]
    text = words("chart.weak_share_title")
    title(sheet, top, text, 11)
    put_grid(sheet, Grid([*column_heads(words, "month"), *kinds], (), by_month, top=top + 1), words, widen=False)
    cells = (top + 1, top + 1 + len(by_month), 2, 1 + len(kinds))
    charts = new_sheet(book_of(sheet), words("workbook.charts"), words, over=text_over(sheet))
    sheet.page_setup.fitToHeight, charts.page_setup.fitToHeight = 2, 1
    line_chart(sheet, charts, "A1", text, cells, [KIND_COLOURS[kind] for kind in facts.kinds], words)
    top += len(by_month) + 3
    for number, kind in enumerate(facts.kinds):
        top = _levels(sheet, charts, facts, kind, top, CHART_PLACES[number % len(CHART_PLACES)], words)


def _share(facts: MonthFacts, kind: str, month: int) -> Number | None:
    """Nothing where the month doesn't list the kind."""
    own = facts.shares[(facts.shares["kind"] == kind) & (facts.shares["month"] == month)]
    return Number(own["weak_pct"].iloc[0], 0) if len(own) else None


def _share_cells(share: Mapping[str, Any], words: Words) -> list[object]:
    cells: list[object] = [Number(share[name]) for name in COUNTS]
    cells.append(Number(share["weak_pct"], 0))
    base = share["base_month"]
    cells.append("" if pd.isna(base) else words.month(int(base)))
    cells.append(_known(share["base_weak"]))
    cells += [Number(share[name], _decimals(share[name])) for name in READINGS]
    cells += [_known(share[name]) for name in FLOWS]
    said = [few_sentence(share, words), not_comparable(share["reason"], words) if share["reason"] else ""]
    return [*cells, " ".join(filter(None, said))]


def _decimals(value: float) -> int:
    """As many as keep a difference from reading as nothing."""
    return 0 if pd.isna(value) else decimals_above_zero(value)


def _levels(
    sheet: Worksheet, charts: Worksheet, facts: MonthFacts, kind: str, top: int, place: str, words: Words
) -> int:
    """Units a level and month of a kind, with a chart; the row after it."""
    own = facts.bands[facts.bands["kind"] == kind]
    known = {(row["month"], row["band"]): int(row["units"]) for row in records(own)}
    bands = facts.scheme.bands
    months = [month for month in facts.months if bands_reason(facts.schemes[month], facts.scheme) is None]
    rows = [[words.month(month), *(Number(known.get((month, band.code), 0)) for band in bands)] for month in months]
    text = words("public.bands_title", kind=words(f"kind.{kind}.many"))
    title(sheet, top, text, 11)
    put_grid(
        sheet, Grid([*column_heads(words, "month"), *map(words.name, bands)], (), rows, top=top + 1), words, widen=False
    )
    stacked_chart(sheet, charts, place, text, (top + 1, top + 1 + len(rows), 2, 1 + len(bands)), len(bands), words)
    return top + len(rows) + 3


def _who(unit: Mapping[str, Any], words: Words) -> list[str]:
    return [unit["unit_id"], words.name(unit), words(f"kind.{unit['kind']}.one")]


def _units(facts: MonthFacts) -> list[dict[str, Any]]:
    return [unit for kind in facts.kinds for unit in records(facts.of_kind(kind))]


def _total(unit: Mapping[str, Any], facts: MonthFacts) -> Number | None:
    if unit["status"] != EVALUATED:
        return None
    return Number(unit["total"], decimals_for_total(unit["total"], facts.borders(unit["kind"])))


def _known(value: float | None, decimals: int = 0, *, sign: bool = False) -> Number | None:
    return None if value is None or pd.isna(value) else Number(float(value), decimals, sign)


def _ranking(sheet: Worksheet, facts: MonthFacts, words: Words) -> None:
    columns = ("rank", "ranked", "total", "level", "change", "rank_change", "delta_rank", "progress")
    rows = []
    for unit in _units(facts):
        evaluated = unit["status"] == EVALUATED
        level = facts.scheme.band_by_code[unit["band"]] if evaluated else None
        said = words.name(level) if level else words(f"status.{unit['status']}")
        changes = [_known(unit["change"], 1, sign=True), _known(unit["rank_change"], sign=True)]
        light = words(f"unit.{unit['progress']}") if unit["progress"] else ""
        rank = [_known(unit["rank"]), _known(unit["ranked_units"]) if evaluated else None]
        rows.append([*_who(unit, words), *rank, _total(unit, facts), said, *changes, _known(unit["delta_rank"]), light])
    heads = column_heads(words, *UNIT_HEADS, *columns)
    put_grid(sheet, Grid(heads, [*UNIT_WIDTHS, 8, 10, 11, 15, 12, 12, 12, 14], rows), words)
    colour_bands(sheet, f"G2:G{len(rows) + 1}", "$G2", facts.scheme, words)
    sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows = "C2", f"A1:K{len(rows) + 1}", "1:1"


def _domains(sheet: Worksheet, facts: MonthFacts, words: Words) -> None:
    """Points, maximum and percent of every domain; the percent is reckoned from the other two beside it."""
    found = {(row["unit_id"], row["domain"]): row for row in records(facts.domains)}
    heads, rows = column_heads(words, *UNIT_HEADS), []
    for domain in facts.scheme.domains:
        heads += [
            f"{words.name(domain)} · {words(f'workbook.col_{name}')}" for name in ("points", "ceiling", "percent")
        ]
    for number, unit in enumerate(_units(facts), 2):
        cells: list[object] = []
        for place, domain in enumerate(facts.scheme.domains):
            row = found.get((unit["unit_id"], domain.code))
            points, ceiling = (get_column_letter(4 + 3 * place + shift) for shift in (0, 1))
            cells += _domain_cells(row, f"=100*{points}{number}/{ceiling}{number}")
        rows.append([*_who(unit, words), *cells])
    put_grid(sheet, Grid(heads, [*UNIT_WIDTHS, *([13] * (len(heads) - 3))], rows), words)
    end = f"{get_column_letter(len(heads))}{len(rows) + 1}"
    sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows = "C2", f"A1:{end}", "1:1"


def _domain_cells(row: Mapping[str, Any] | None, formula: str) -> list[object]:
    """Points, maximum, and the percent by its formula; empty where they aren't known."""
    if row is None or row["points"] != row["points"]:
        return [None, None, None]
    percent = Formula(formula, value=float(row["percent"])) if row["percent"] == row["percent"] else None
    return [Number(row["points"], 2), Number(row["ceiling"], 2), percent]


def _indicators(sheet: Worksheet, facts: MonthFacts, words: Words) -> None:
    """Every score as it is in force, the total as it is stored, and the same total reckoned from the cells."""
    items = facts.scheme.indicators
    heads = [*column_heads(words, *UNIT_HEADS), *(f"{item.code} · {words.name(item)}" for item in items)]
    heads += column_heads(words, "total", "again", "differs")
    first, last = get_column_letter(4), get_column_letter(3 + len(items))
    stored, again = get_column_letter(4 + len(items)), get_column_letter(5 + len(items))
    rows: list[list[object]] = [["", words("workbook.maxima"), "", *(Number(item.max_points, 2) for item in items)]]
    for number, unit in enumerate(_units(facts), 3):
        own = f"{first}{number}:{last}{number}"
        reckoned = f"=100*SUM({own})/SUMPRODUCT(ISNUMBER({own})*{first}$2:{last}$2)"
        cells = [_score(facts, unit["unit_id"], item.code, words) for item in items]
        end: list[object] = [None, None, None]
        if unit["status"] == EVALUATED:
            difference = f"=ROUND({stored}{number}-{again}{number},6)"
            end = [_total(unit, facts), Formula(reckoned, 4, float(unit["total"])), Formula(difference, 0, 0.0)]
        rows.append([*_who(unit, words), *cells, *end])
    put_grid(sheet, Grid(heads, [*UNIT_WIDTHS, *([12] * len(items)), 11, 13, 11], rows), words)
    corner = f"{get_column_letter(len(heads))}{len(rows) + 1}"
    sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows = "D3", f"A1:{corner}", "1:2"


def _score(facts: MonthFacts, unit_id: str, indicator: str, words: Words) -> object:
    """The points, else the word for why there are none."""
    points, mark = facts.points.get((unit_id, indicator), (math.nan, "not_reported"))
    return Number(points, 2) if mark == SCORED else words(f"unit.{mark}")


def _shifts(sheet: Worksheet, facts: MonthFacts, words: Words) -> None:
    """Where every unit stood in the base month and stands now."""
    rows = []
    for unit in records(facts.moves):
        then, now = (_stand(unit[side], facts, words) for side in ("then", "now"))
        move = words(f"shifts.{unit['flow']}") if unit["flow"] else ""
        since = words.month(facts.base[unit["kind"]])
        rows.append([*_who(unit, words), since, then, now, move])
    heads = column_heads(words, *UNIT_HEADS, "base_month", "then", "now", "move")
    put_grid(sheet, Grid(heads, [*UNIT_WIDTHS, 18, 18, 18, 28], rows), words)
    end = max(len(rows) + 1, 2)
    if not rows:
        title(sheet, 3, words("workbook.no_shifts"), 11, across=len(heads))
    colour_bands(sheet, f"E2:F{end}", "E2", facts.scheme, words)
    sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows = "C2", f"A1:G{end}", "1:1"


def _stand(stands: str, facts: MonthFacts, words: Words) -> str:
    band = facts.scheme.band_by_code.get(stands)
    if band:
        return words.name(band)
    return words(f"status.{stands}") if words.has(f"status.{stands}") else words("unit.not_listed")


SHEETS = {
    "headline": _headline,
    "ranking": _ranking,
    "domains": _domains,
    "indicators": _indicators,
    "shifts": _shifts,
    "scheme": scheme_sheet,
    "provenance": provenance_sheet,
}
