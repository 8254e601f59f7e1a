"""A book of sheets -> the scores of one or more months, and every problem found on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data import vocabulary
from data.files.sheets import Book, typed_text
from data.problems import Problem, errors
from data.reading.completeness import Recognised
from data.reading.header.headers import LEAST_NAMED_SHARE, is_unit_header
from data.reading.header.shapes import find_table, long_column, numbered_header
from data.reading.month_and_province import (
    longer_period,
    month_of,
    other_province,
    perhaps_another,
    says_month,
    title_dates,
)
from data.reading.month_scores import Choices, MonthScores, Rules, Table
from data.reading.month_tables import MonthTable
from data.text import key

NO_CHOICES = Choices()


@dataclass(frozen=True)
class Checked:
    """`tables`: the numbers of the visible sheets that hold a table, whether or not they are meant."""

    months: tuple[MonthScores, ...]
    problems: tuple[Problem, ...]
    recognised: tuple[Recognised, ...]
    tables: tuple[int, ...]


def check_book(book: Book, rules: Rules, choices: Choices = NO_CHOICES) -> Checked:
    """Read every visible sheet that has a table. `months` is empty where any problem is an error."""
    found = _tables(book, rules)
    meant = [table for table in found if _is_meant(table, book, choices)]
    undated = [table for table in meant if not says_month(book, table.sheet, table.header)]
    months: dict[int, MonthTable] = {}
    problems = list(book.warnings)
    for table in meant:
        sheet, header = table.sheet, table.header
        chosen = choices.month if not undated or table in undated else None
        month, trouble = month_of(book, sheet, header, chosen)
        problems += [*trouble, *title_dates(sheet, header), *longer_period(sheet, header)]
        problems += other_province(book, sheet, header, rules.province_id)
        problems += perhaps_another(sheet, header, month) if month else []
        scheme = rules.scheme_of(month) if month else None
        if month and scheme is None:
            problems.append(Problem("no_scheme", sheet=sheet.name, slots={"month": month}))
        elif month and scheme is not None:
            if month not in months:
                months[month] = MonthTable(month, scheme, rules, choices)
            months[month].read(table)
    if not meant:
        problems.append(_no_table(book, rules, found))
    for each in months.values():
        problems += each.finish()
    scores = tuple(months[month].scores() for month in sorted(months)) if not errors(problems) else ()
    rows = [row for month in sorted(months) for row in months[month].recognised()]
    return Checked(scores, tuple(problems), tuple(rows), tuple(table.number for table in found))


def _tables(book: Book, rules: Rules) -> list[Table]:
    """The sheets whose header names at least half of a scheme's indicators; where there is none, those that name any,
    so that what is missing can be told."""
    guides = vocabulary.words("sheets", "guides") if len(book.sheets) > 1 else ()
    sheets = [(number, sheet) for number, sheet in enumerate(book.sheets, 1) if key(sheet.name) not in guides]
    found = [(number, *find_table(sheet, rules.schemes)) for number, sheet in sheets]
    named = [Table(number, sheet, header) for number, sheet, header in found if header]
    whole = [table for table in named if table.header.share >= LEAST_NAMED_SHARE] or named
    return [table for table in whole if _has_units(table, rules)] or whole


def _has_units(table: Table, rules: Rules) -> bool:
    """Whether any unit stands in a sheet: lists of indicators and summaries name none."""
    rows = table.sheet.rows[table.header.bottom :]
    texts = {value for row in rows for value in row if isinstance(value, str)}
    columns = [n for n, names in enumerate(table.header.texts, 1) if is_unit_header(names)]
    codes = {typed_text(row[n - 1]) for row in rows for n in columns if n <= len(row) and row[n - 1] is not None}
    return any(map(rules.units.find_by_name, texts)) or any(map(rules.units.by_code, codes)) or not rules.units.units


def _is_meant(table: Table, book: Book, choices: Choices) -> bool:
    names = [each.name for each in book.sheets]
    return choices.sheets is None or any(table.number in _numbers(each, names) for each in choices.sheets)


def _numbers(sheet: int | str, names: Sequence[str]) -> list[int]:
    """The sheets that a number or a name means; a name that is a number is a sheet's name where a sheet has it."""
    if isinstance(sheet, int):
        return [sheet]
    named = [number for number, name in enumerate(names, 1) if name == sheet]
    return named or ([int(sheet)] if sheet.isdecimal() else [])


def _no_table(book: Book, rules: Rules, found: list[Table]) -> Problem:
    if found:
        return Problem("sheet_not_found")
    for sheet in book.sheets:
        cell = long_column(sheet, rules.schemes)
        if cell:
            return Problem("long_table", sheet=sheet.name, cell=cell)
        cell = numbered_header(sheet, rules.schemes, rules.units)
        if cell:
            return Problem("header_numbers", sheet=sheet.name, cell=cell)
    expected = rules.schemes[-1].indicators[0] if rules.schemes else None
    names = {"name_fa": expected.name_fa, "name_en": expected.name_en} if expected else {"name_fa": "", "name_en": ""}
    return Problem("no_header", slots=names)


def with_file(problem: Problem, file_name: str) -> Problem:
    """The problem with the file's name among its slots."""
    return replace(problem, slots={**problem.slots, "file": file_name})
