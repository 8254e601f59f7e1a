"""What stands over, between and beside the tables of a sheet and makes their scores something else: other maxima, units
over the header, another month, a second line of a header in another order."""

from __future__ import annotations

from dataclasses import replace

from data import vocabulary
from data.files.sheets import Sheet, shown_text
from data.month_words import years_in
from data.problems import ERROR, WARNING, Problem
from data.reading.header.header_checks import header_problems
from data.reading.header.score_layout import Layout
from data.reading.maxima import header_maxima, other_maximum_said
from data.reading.month_and_province import other_months
from data.units.units import UnitIndex
from scoring.scheme import Scheme


def header_checks(sheet: Sheet, layout: Layout, scheme: Scheme) -> list[Problem]:
    """Every problem of what a header says."""
    return [*header_problems(sheet, layout, scheme), *header_maxima(sheet, layout, scheme)]


def moved_indicators(sheet: Sheet, before: Layout, found: Layout, scheme: Scheme) -> list[Problem]:
    """A problem where the header of `found` stands right under that of `before` in another order: the names and the
    codes of one header contradict each other."""
    moved = [code for code, column in found.indicators.items() if before.indicators.get(code) != column]
    if not moved or found.header.top != before.header.bottom + 1:
        return []
    item, column = scheme.indicator_by_code[moved[0]], found.indicators[moved[0]]
    cell, value = sheet.address(found.header.top, column), shown_text(found.header.name(column))
    slots = {"name_fa": item.name_fa, "name_en": item.name_en}
    return [Problem("header_names_two", sheet=sheet.name, cell=cell, value=value, slots=slots)]


def units_above(sheet: Sheet, layout: Layout, units: UnitIndex) -> list[Problem]:
    """A problem where a unit with numbers for half of the indicators stands over the header: the rows of a table that
    isn't read."""
    for row, values in enumerate(sheet.rows[: layout.header.top - 1], 1):
        names = [value for value in values if isinstance(value, str) and units.by_name(value)]
        numbers = sum(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
        if names and numbers > 1 and 2 * numbers >= len(layout.indicators):
            cell = sheet.address(row, values.index(names[0]) + 1)
            return [Problem("units_above", ERROR, sheet.name, cell, shown_text(names[0]))]
    return []


def other_months_said(sheet: Sheet, row: int, layout: Layout, month: int, *, known: bool) -> Problem | None:
    """A problem where a row says that what follows, or the row itself, is of another month."""
    columns = layout.period_columns if known else range(1, len(sheet.rows[row - 1]) + 1)
    cells = [(column, shown_text(sheet.value(row, column))) for column in columns]
    cells = [(column, text) for column, text in cells if text]
    if not cells:
        return None
    said = " ".join(text for _, text in cells)
    if known and said.translate(vocabulary.DIGITS).isdecimal() and len(said) < 3:
        said = vocabulary.month_word(int(said.translate(vocabulary.DIGITS)))
    months = other_months([said], month)
    years = years_in(said) if known else set()
    if not months and (not years or month // 100 in years):
        return None
    slots = {"month": month, "months": months}
    return Problem("month_within", ERROR, sheet.name, sheet.address(row, cells[0][0]), said, slots)


def note_of_maxima(sheet: Sheet, row: int, scheme: Scheme) -> list[Problem]:
    """A warning where a note within or under a table says another maximum."""
    texts = [shown_text(value) for value in sheet.rows[row - 1] if isinstance(value, str)]
    return other_maximum_said(sheet, texts, scheme)


def month_below(others: Problem | None) -> list[Problem]:
    """A warning for another month that no unit came after."""
    return [replace(others, code="month_perhaps", severity=WARNING)] if others else []
