"""A book of sheets -> the scores of one or more months, and every problem found on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from data import vocabulary
from data.cells import CellScore, is_filled, read_cell
from data.layout import LEAST_NAMED_SHARE, Header, Layout, find_table, numbered_header, read_layout
from data.oddities import ReadRow, oddities
from data.problems import ERROR, WARNING, Problem, errors
from data.recognised import Recognised, recognised
from data.rows import is_header_again, is_header_rest, is_maxima, is_total, unit_texts
from data.sheets import Book, Place, Sheet, shown_text, typed_text
from data.text import clean, key
from data.titles import month_of, other_province, says_month, title_dates
from data.units import Unit, UnitIndex
from scoring.scheme import Indicator, Scheme
from scoring.totals import NOT_REPORTED

SCORE_COLUMNS = ["unit_id", "indicator", "points", "mark", "sheet_no", "row_no", "column_no", "typed"]
MOST_NAMES = 10
MOST_SOUGHT = 20


@dataclass(frozen=True)
class Choices:
    """What the user says of a file that it doesn't say itself: its month; which of its sheets are meant (numbers of
    visible sheets from 1, or names; a name that no sheet has may be a number; None for all); whether 86/4 in it means
    86.4."""

    month: int | None = None
    sheets: tuple[int | str, ...] | None = None
    slash_decimals: bool = False


@dataclass(frozen=True)
class Rules:
    """What a file is checked against: its province and that one's units, the scheme of each month (None before any),
    the units that a stored month lists (None for a new one)."""

    province_id: str
    units: UnitIndex
    schemes: tuple[Scheme, ...]
    scheme_of: Callable[[int], Scheme | None]
    listed_in: Callable[[int], frozenset[str] | None]


@dataclass(frozen=True, eq=False)
class MonthScores:
    """The scores of one month: frame with SCORE_COLUMNS, one row a unit and indicator of `scheme`."""

    month: int
    scheme: Scheme
    scores: pd.DataFrame


@dataclass(frozen=True)
class Checked:
    """`tables`: the numbers of the visible sheets that hold a table, whether or not they are meant."""

    months: tuple[MonthScores, ...]
    problems: tuple[Problem, ...]
    recognised: tuple[Recognised, ...]
    tables: tuple[int, ...]


@dataclass(frozen=True)
class _Table:
    """A sheet (perhaps turned) with its number and its header."""

    number: int
    sheet: Sheet
    header: Header


def check_book(book: Book, rules: Rules, choices: Choices = Choices()) -> Checked:
    """Read every visible sheet that has a table. `months` is empty where any problem is an error."""
    found = _tables(book, rules)
    meant = [table for table in found if _is_meant(table, book, choices)]
    undated = [table for table in meant if not says_month(book, table.sheet, table.header)]
    months: dict[int, _MonthTable] = {}
    problems = list(book.warnings)
    for table in meant:
        sheet, header = table.sheet, table.header
        chosen = choices.month if not undated or table in undated else None
        month, trouble = month_of(book, sheet, header, chosen)
        problems += [*trouble, *title_dates(sheet, header), *other_province(book, sheet, header, rules.province_id)]
        scheme = rules.scheme_of(month) if month else None
        if month and scheme is None:
            problems.append(Problem("no_scheme", sheet=sheet.name, slots={"month": month}))
        elif month:
            if month not in months:
                months[month] = _MonthTable(month, scheme, rules, choices)
            months[month].read(table)
    if not meant:
        problems.append(_no_table(book, rules, found))
    for each in months.values():
        problems += each.finish()
    scores = tuple(months[month].scores() for month in sorted(months)) if not errors(problems) else ()
    rows = [row for month in sorted(months) for row in months[month].recognised()]
    return Checked(scores, tuple(problems), tuple(rows), tuple(table.number for table in found))


def _tables(book: Book, rules: Rules) -> list[_Table]:
    """The sheets whose header names at least half of a scheme's indicators; where there is none, those that name any,
    so that what is missing can be told."""
    guides = vocabulary.words("sheets", "guides") if len(book.sheets) > 1 else ()
    sheets = [(number, sheet) for number, sheet in enumerate(book.sheets, 1) if key(sheet.name) not in guides]
    found = [(number, *find_table(sheet, rules.schemes)) for number, sheet in sheets]
    named = [_Table(number, sheet, header) for number, sheet, header in found if header]
    return [table for table in named if table.header.share >= LEAST_NAMED_SHARE] or named


def _is_meant(table: _Table, book: Book, choices: Choices) -> bool:
    names = [each.name for each in book.sheets]
    return choices.sheets is None or any(table.number in _numbers(each, names) for each in choices.sheets)


def _numbers(sheet: int | str, names: Sequence[str]) -> list[int]:
    """The sheets that a number or a name means; a name that is a number is a sheet's name where a sheet has it."""
    if isinstance(sheet, int):
        return [sheet]
    named = [number for number, name in enumerate(names, 1) if name == sheet]
    return named or ([int(sheet)] if sheet.isdecimal() else [])


def _no_table(book: Book, rules: Rules, found: list[_Table]) -> Problem:
    if found:
        return Problem("sheet_not_found")
    for sheet in book.sheets:
        cell = numbered_header(sheet, rules.schemes)
        if cell:
            return Problem("header_numbers", sheet=sheet.name, cell=cell)
    expected = rules.schemes[-1].indicators[0] if rules.schemes else None
    names = {"name_fa": expected.name_fa, "name_en": expected.name_en} if expected else {"name_fa": "", "name_en": ""}
    return Problem("no_header", slots=names)


@dataclass
class _Read:
    """Where the scores of a unit were found."""

    table: _Table
    row: int
    cells: list[CellScore]


class _MonthTable:
    """Everything that a file says of one month, from one sheet or several."""

    def __init__(self, month: int, scheme: Scheme, rules: Rules, choices: Choices):
        self._month, self._scheme, self._rules, self._choices = month, scheme, rules, choices
        self._units, listing = rules.units, rules.listed_in(month)
        self._active = {unit.unit_id for unit in self._units.units.values() if unit.is_listed(month)}
        self._listed = self._active if listing is None else listing
        self._rows: dict[str, _Read] = {}
        self._records: list[tuple] = []
        self._problems: list[Problem] = []
        self._unknowns = 0
        self._clashes: dict[tuple[str, str, str], list[Problem]] = defaultdict(list)

    def read(self, table: _Table) -> None:
        sheet, header = table.sheet, table.header
        layout = read_layout(sheet, header, self._scheme, self._rules.schemes, self._units)
        self._problems += layout.problems
        if errors(layout.problems):
            return
        merged = _covered(sheet)
        for row in range(header.bottom + 1, len(sheet.rows) + 1):
            self._read_row(table, row, layout, merged)
        rows = [
            ReadRow(read.row, self._units.units[unit_id], read.cells)
            for unit_id, read in self._rows.items()
            if read.table is table
        ]
        self._problems += oddities(sheet, layout, rows, self._scheme)

    def _read_row(self, table: _Table, row: int, layout: Layout, merged: dict[Place, Place]) -> None:
        sheet = table.sheet
        filled = any(is_filled(sheet, row, column) for column in layout.indicators.values())
        known = any(self._units.find(text) for text in unit_texts(sheet, row, layout))
        if not known and (
            is_total(sheet, row, layout)
            or is_header_again(sheet, row, layout)
            or is_header_rest(sheet, row, layout, self._scheme)
            or is_maxima(sheet, row, layout, self._scheme)
        ):
            return
        unit = self._unit(sheet, row, layout, filled)
        if unit is None:
            return
        may_have_scores = unit.unit_id in self._active or unit.unit_id in self._listed
        if not may_have_scores and not filled:
            self._add("row_skipped", WARNING, sheet, row, layout.unit_columns[0])
            return
        if not may_have_scores:
            self._add("unit_not_listed", ERROR, sheet, row, layout.unit_columns[0], {"month": self._month})
            return
        cells = [self._cell(sheet, row, layout.indicators[item.code], item, merged) for item in self._scheme.indicators]
        if self._is_repeated(unit, table, row, layout, cells):
            return
        self._rows[unit.unit_id] = _Read(table, row, cells)
        self._report(sheet, row, layout, unit, cells)
        for item, cell in zip(self._scheme.indicators, cells, strict=True):
            place = (table.number, *sheet.place(row, layout.indicators[item.code]))
            self._records.append((unit.unit_id, item.code, cell.points, cell.mark, *place, cell.typed))

    def _cell(self, sheet: Sheet, row: int, column: int, item: Indicator, merged: dict[Place, Place]) -> CellScore:
        """A score; a cell that a merged block covers says nothing of its own."""
        first = merged.get((row, column))
        if first and is_filled(sheet, *first) and not is_filled(sheet, row, column):
            return CellScore(problem="cell_merged", hint=sheet.address(*first))
        return read_cell(sheet, row, column, item, slash_decimals=self._choices.slash_decimals)

    def _unit(self, sheet: Sheet, row: int, layout: Layout, filled: bool) -> Unit | None:
        code = clean(typed_text(sheet.value(row, layout.code_column))) if layout.code_column else ""
        names = {column: clean(typed_text(sheet.value(row, column))) for column in layout.name_columns}
        by_name = {self._units.find_by_name(name) for name in names.values() if name} - {None}
        by_code = self._units.find(code) if code else None
        column = layout.unit_columns[0]
        if len(by_name | ({by_code} - {None})) > 1:
            self._add("unit_contradiction", ERROR, sheet, row, column)
            return None
        unit = by_code or next(iter(by_name), None)
        if unit is None and (code or any(names.values())):
            self._unknown(sheet, row, column if code else next(c for c, name in names.items() if name), filled)
        elif unit is None and filled:
            self._add("row_without_unit", ERROR, sheet, row, column)
        elif unit and code and by_code is None:
            self._add("code_unknown", WARNING, sheet, row, column)
        elif unit and any(names.values()) and not by_name:
            self._add("name_unknown", WARNING, sheet, row, next(c for c, name in names.items() if name))
        return unit

    def _unknown(self, sheet: Sheet, row: int, column: int, filled: bool) -> None:
        """A row of no known unit: an error where it has scores. The nearest units are sought for the first few only:
        that takes its time in a long list."""
        if not filled:
            self._add("row_skipped", WARNING, sheet, row, column)
            return
        self._unknowns += 1
        nearest = self._units.nearest(typed_text(sheet.value(row, column))) if self._unknowns <= MOST_SOUGHT else []
        slots = {"nearest": [(unit.unit_id, unit.name_fa, unit.name_en) for unit in nearest]}
        self._add("unknown_unit", ERROR, sheet, row, column, slots)

    def _is_repeated(self, unit: Unit, table: _Table, row: int, layout: Layout, cells: list[CellScore]) -> bool:
        """Whether the unit stood before; told row by row within a sheet, as one problem for two sheets that differ."""
        read = self._rows.get(unit.unit_id)
        if read is None:
            return False
        sheet, other = table.sheet, read.table.sheet
        same = [_said(cell) for cell in cells] == [_said(cell) for cell in read.cells]
        severity = WARNING if same else ERROR
        slots = {"other_row": other.address(read.row, layout.unit_columns[0]), "other_sheet": other.name}
        if read.table is table:
            code = "unit_repeated_same" if same else "unit_repeated"
            self._add(code, severity, sheet, row, layout.unit_columns[0], slots)
        else:
            code = "sheets_repeat" if same else "sheets_disagree"
            cell, value = sheet.address(row, layout.unit_columns[0]), _unit_text(sheet, row, layout)
            clash = Problem(code, severity, sheet.name, cell, value, slots)
            self._clashes[other.name, sheet.name, code].append(clash)
        return True

    def _report(self, sheet: Sheet, row: int, layout: Layout, unit: Unit, cells: list[CellScore]) -> None:
        names = {"unit_fa": unit.name_fa, "unit_en": unit.name_en}
        if all(cell.problem == "not_reported" for cell in cells):
            self._add("row_empty", WARNING, sheet, row, layout.unit_columns[0], names)
            return
        for item, cell in zip(self._scheme.indicators, cells, strict=True):
            if cell.problem:
                slots = names | {"name_fa": item.name_fa, "name_en": item.name_en, "code": item.code}
                slots |= {"max_points": item.max_points, "hint": cell.hint}
                self._add(cell.problem, cell.severity, sheet, row, layout.indicators[item.code], slots)

    def _add(
        self, code: str, severity: str, sheet: Sheet, row: int, column: int, slots: dict[str, object] | None = None
    ) -> None:
        value = shown_text(sheet.value(row, column))
        self._problems.append(Problem(code, severity, sheet.name, sheet.address(row, column), value, slots or {}))

    def finish(self) -> list[Problem]:
        """Every problem of the month, those of the month as a whole at the end."""
        for clashes in self._clashes.values():
            self._problems.append(replace(clashes[0], slots={**clashes[0].slots, "count": len(clashes)}))
        if not self._rows and not errors(self._problems):
            self._problems.append(Problem("no_rows", slots={"month": self._month}))
        absent: dict[str, list[Unit]] = defaultdict(list)
        for unit in self._units.units.values():
            if unit.unit_id in self._listed and unit.unit_id not in self._rows:
                absent[unit.kind].append(unit)
        for kind, units in absent.items() if self._rows else ():
            names = [(unit.unit_id, unit.name_fa, unit.name_en) for unit in units[:MOST_NAMES]]
            slots = {"month": self._month, "kind": kind, "count": len(units), "nearest": names}
            self._problems.append(Problem("units_absent", WARNING, slots=slots))
        return self._problems

    def recognised(self) -> list[Recognised]:
        """What was found of each kind, whether or not the file can be taken."""
        listed = [unit for key_, unit in self._units.units.items() if key_ in self._listed or key_ in self._rows]
        frame = pd.DataFrame(self._records, columns=SCORE_COLUMNS)
        return recognised(self._month, frame, listed, self._scheme)

    def scores(self) -> MonthScores:
        frame = pd.DataFrame(self._records, columns=SCORE_COLUMNS)
        order = {item.code: position for position, item in enumerate(self._scheme.indicators)}
        frame = frame.sort_values(
            ["unit_id", "indicator"], key=lambda part: part.map(order) if part.name == "indicator" else part
        )
        return MonthScores(self._month, self._scheme, frame.reset_index(drop=True))


def _said(cell: CellScore) -> tuple[str, float | None, str | None]:
    return cell.mark, None if cell.mark == NOT_REPORTED or cell.points != cell.points else cell.points, cell.problem


def _unit_text(sheet: Sheet, row: int, layout: Layout) -> str:
    return next(filter(None, unit_texts(sheet, row, layout)), "")


def _covered(sheet: Sheet) -> dict[Place, Place]:
    """Cells that a merged block covers -> its first cell. (Blocks never overlap, unless a file lies.)"""
    width = max(map(len, sheet.rows), default=0)
    found: dict[Place, Place] = {}
    for top, left, bottom, right in sheet.merged:
        rows, columns = range(top, min(bottom, len(sheet.rows)) + 1), range(left, min(right, width) + 1)
        if len(found) + len(rows) * len(columns) > len(sheet.rows) * width:
            break
        found |= {(row, column): (top, left) for row in rows for column in columns if (row, column) != (top, left)}
    return found


def with_file(problem: Problem, file_name: str) -> Problem:
    """The problem with the file's name among its slots."""
    return replace(problem, slots={**problem.slots, "file": file_name})
