"""The sheets of a month's workbook that say what its numbers rest on: the scheme, and the files that they came from."""

from __future__ import annotations

import math

from openpyxl.worksheet.worksheet import Worksheet

from i18n.months import code
from i18n.numerals import decimals_of
from i18n.words import Words
from reports.office.sheets import Formula, Grid, Number, colour_bands, put_cell, put_grid, title
from scoring.frames import records
from scoring.rounding import judged
from telling.month_facts import MonthFacts


def column_heads(words: Words, *names: str) -> list[str]:
    """What stands over columns of the workbook."""
    return [words(f"workbook.col_{name}") for name in names]


def scheme_sheet(sheet: Worksheet, facts: MonthFacts, words: Words) -> None:
    """Indicators with their maxima and how much they add up to; levels with where they start."""
    scheme = facts.scheme
    title(sheet, 1, words.name(scheme))
    domains = {domain.code: words.name(domain) for domain in scheme.domains}
    allowed = {True: words("difference.yes"), False: words("difference.no")}
    items = [
        [item.code, words.name(item), domains[item.domain], Number(item.max_points, 2), allowed[item.not_applicable]]
        for item in scheme.indicators
    ]
    heads = column_heads(words, "code", "indicator", "domain", "ceiling", "not_applicable")
    put_grid(sheet, Grid(heads, [12, 40, 28, 14, 24], items, top=3), words)
    top = 5 + len(items)
    whole = float(judged(math.fsum(item.max_points for item in scheme.indicators)))
    put_cell(sheet, top - 1, 2, words("workbook.sum_of_maxima"), words)
    put_cell(sheet, top - 1, 4, Formula(f"=SUM(D4:D{top - 2})", 2, whole), words)
    bands = [
        [
            band.code,
            words.name(band),
            Number(band.lower, decimals_of(band.lower)),
            allowed[band.weak],
            allowed[band.letter],
        ]
        for band in scheme.bands
    ]
    heads = column_heads(words, "code", "level", "from", "weak_level", "letter")
    put_grid(sheet, Grid(heads, (), bands, top=top + 1), words, widen=False)
    colour_bands(sheet, f"B{top + 2}:B{top + 1 + len(bands)}", f"B{top + 2}", scheme, words)


def provenance_sheet(sheet: Worksheet, facts: MonthFacts, words: Words) -> None:
    """The files that the month's results came from, its state, and the newest entry of the audit chain."""
    lines = [
        (words("workbook.month"), words.month(facts.month)),
        (words("workbook.code"), code(facts.month)),
        (words("months.state"), words(f"state.{facts.state}")),
        (words("workbook.scheme_id"), facts.scheme.scheme_id),
        (words("workbook.chain"), facts.head),
        (words("workbook.data"), words("demo.label") if facts.demo else words("workbook.real")),
    ]
    for row, (label, value) in enumerate(lines, 1):
        put_cell(sheet, row, 1, label, words)
        put_cell(sheet, row, 2, value, words)
    rows = [
        [
            Number(each["import_key"]),
            each["file_name"],
            words.moment(each["imported_at"]),
            each["note"],
            Number(each["in_force"]),
        ]
        for each in records(facts.imports)
    ]
    heads = column_heads(words, "number", "file", "imported_at", "remark", "units_in_force")
    put_grid(sheet, Grid(heads, [28, 70, 30, 40, 16], rows, top=len(lines) + 3), words)
