"""A book of sheets -> the scores of one or more months, and every problem found on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from data import vocabulary
from data.cells import CellScore, is_filled, read_cell
from data.layout import Layout, find_header, read_layout
from data.oddities import ReadRow, oddities
from data.problems import ERROR, WARNING, Problem, errors
from data.recognised import Recognised, recognised
from data.text import clean, key
from data.titles import month_of, other_province
from data.units import Unit, UnitIndex
from data.workbook import Book, Sheet, address, typed_text
from scoring.scheme import Scheme
from scoring.totals import NOT_REPORTED

SCORE_COLUMNS = ["unit_id", "indicator", "points", "mark", "sheet_no", "row_no", "column_no", "typed"]
MOST_NAMES = 10
LEAST_NAMED_SHARE = 0.5


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
    months: tuple[MonthScores, ...]
    problems: tuple[Problem, ...]
    recognised: tuple[Recognised, ...]


def check_book(book: Book, rules: Rules, chosen_month: int | None = None) -> Checked:
    """Read every visible sheet that has a table. `months` is empty where any problem is an error."""
    tables: dict[int, _MonthTable] = {}
    problems = list(book.warnings)
    found = False
    for number, sheet, header_row in _sheets_with_tables(book, rules):
        found = True
        month, trouble = month_of(book, sheet, header_row, chosen_month)
        problems += [*trouble, *other_province(book, sheet, header_row, rules.province_id)]
        scheme = rules.scheme_of(month) if month else None
        if month and scheme is None:
            problems.append(Problem("no_scheme", sheet=sheet.name, slots={"month": month}))
        elif month:
            table = tables.setdefault(month, _MonthTable(month, scheme, rules.units, rules.listed_in(month)))
            table.read(number, sheet, header_row)
    if not found:
        expected = rules.schemes[-1].indicators[0] if rules.schemes else None
        names = (
            {"name_fa": expected.name_fa, "name_en": expected.name_en} if expected else {"name_fa": "", "name_en": ""}
        )
        problems.append(Problem("no_header", slots=names))
    for table in tables.values():
        problems += table.finish()
    months = tuple(tables[month].scores() for month in sorted(tables)) if not errors(problems) else ()
    found = [row for month in sorted(tables) for row in tables[month].recognised()]
    return Checked(months, tuple(problems), tuple(found))


def _sheets_with_tables(book: Book, rules: Rules) -> list[tuple[int, Sheet, int]]:
    """(number, sheet, header row) of the sheets whose header names at least half of a scheme's indicators; where there
    is none, of those that name any, so that what is missing can be told."""
    guides = vocabulary.words("sheets", "guides") if len(book.sheets) > 1 else ()
    sheets = [(number, sheet) for number, sheet in enumerate(book.sheets, 1) if key(sheet.name) not in guides]
    headers = [(number, sheet, *find_header(sheet, rules.schemes)) for number, sheet in sheets]
    named = [(number, sheet, row, share) for number, sheet, row, share in headers if row is not None]
    tables = [entry for entry in named if entry[3] >= LEAST_NAMED_SHARE]
    return [entry[:3] for entry in tables or named]


class _MonthTable:
    """Everything that a file says of one month, from one sheet or several."""

    def __init__(self, month: int, scheme: Scheme, units: UnitIndex, listing: frozenset[str] | None):
        self._month, self._scheme, self._units = month, scheme, units
        self._active = {unit.unit_id for unit in units.units.values() if unit.is_listed(month)}
        self._listed = self._active if listing is None else listing
        self._rows: dict[str, tuple[Sheet, int, list[CellScore]]] = {}
        self._records: list[tuple] = []
        self._problems: list[Problem] = []

    def read(self, sheet_no: int, sheet: Sheet, header_row: int) -> None:
        layout = read_layout(sheet, header_row, self._scheme, self._units)
        self._problems += layout.problems
        if errors(layout.problems):
            return
        for row in range(header_row + 1, len(sheet.rows) + 1):
            self._read_row(sheet_no, sheet, row, layout)
        rows = [
            ReadRow(row, self._units.units[unit_id], cells)
            for unit_id, (where, row, cells) in self._rows.items()
            if where is sheet
        ]
        self._problems += oddities(sheet, layout, rows, self._scheme)

    def _read_row(self, sheet_no: int, sheet: Sheet, row: int, layout: Layout) -> None:
        filled = any(is_filled(sheet, row, column) for column in layout.indicators.values())
        known = any(self._units.find(text) for text in _unit_texts(sheet, row, layout))
        if not known and (_is_total(sheet, row, layout) or _is_header_again(sheet, row, layout)):
            return
        unit = self._unit(sheet, row, layout, filled)
        if unit is None:
            return
        may_have_scores = unit.unit_id in self._active or unit.unit_id in self._listed
        if not may_have_scores and not filled:
            self._add("row_skipped", WARNING, sheet, row, _unit_column(layout))
            return
        if not may_have_scores:
            self._add("unit_not_listed", ERROR, sheet, row, _unit_column(layout), {"month": self._month})
            return
        cells = [read_cell(sheet, row, layout.indicators[item.code], item) for item in self._scheme.indicators]
        if self._is_repeated(unit, sheet, row, layout, cells):
            return
        self._rows[unit.unit_id] = (sheet, row, cells)
        self._report(sheet, row, layout, unit, cells)
        for item, cell in zip(self._scheme.indicators, cells, strict=True):
            place = (sheet_no, row, layout.indicators[item.code])
            self._records.append((unit.unit_id, item.code, cell.points, cell.mark, *place, cell.typed))

    def _unit(self, sheet: Sheet, row: int, layout: Layout, filled: bool) -> Unit | None:
        code = clean(typed_text(sheet.value(row, layout.code_column))) if layout.code_column else ""
        names = {column: clean(typed_text(sheet.value(row, column))) for column in layout.name_columns}
        by_name = {self._units.find_by_name(name) for name in names.values() if name} - {None}
        by_code = self._units.find(code) if code else None
        column = _unit_column(layout)
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
        nearest = self._units.nearest(typed_text(sheet.value(row, column)))
        slots = {"nearest": [(unit.unit_id, unit.name_fa, unit.name_en) for unit in nearest]}
        self._add("unknown_unit" if filled else "row_skipped", ERROR if filled else WARNING, sheet, row, column, slots)

    def _is_repeated(self, unit: Unit, sheet: Sheet, row: int, layout: Layout, cells: list[CellScore]) -> bool:
        if unit.unit_id not in self._rows:
            return False
        other_sheet, other_row, other_cells = self._rows[unit.unit_id]
        same = [_said(cell) for cell in cells] == [_said(cell) for cell in other_cells]
        slots = {"other_row": other_row, "other_sheet": other_sheet.name}
        code, severity = ("unit_repeated_same", WARNING) if same else ("unit_repeated", ERROR)
        self._add(code, severity, sheet, row, _unit_column(layout), slots)
        return True

    def _report(self, sheet: Sheet, row: int, layout: Layout, unit: Unit, cells: list[CellScore]) -> None:
        names = {"unit_fa": unit.name_fa, "unit_en": unit.name_en}
        if all(cell.problem == "not_reported" for cell in cells):
            self._add("row_empty", WARNING, sheet, row, _unit_column(layout), names)
            return
        for item, cell in zip(self._scheme.indicators, cells, strict=True):
            if cell.problem:
                slots = names | {"name_fa": item.name_fa, "name_en": item.name_en, "code": item.code}
                slots |= {"max_points": item.max_points, "hint": cell.hint}
                self._add(cell.problem, cell.severity, sheet, row, layout.indicators[item.code], slots)

    def _add(
        self, code: str, severity: str, sheet: Sheet, row: int, column: int, slots: dict[str, object] | None = None
    ) -> None:
        value = typed_text(sheet.value(row, column))
        self._problems.append(Problem(code, severity, sheet.name, address(row, column), value, slots or {}))

    def finish(self) -> list[Problem]:
        """Every problem of the month, those of the month as a whole at the end."""
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


def _unit_column(layout: Layout) -> int:
    return layout.code_column or layout.name_columns[0]


def _unit_texts(sheet: Sheet, row: int, layout: Layout) -> list[str]:
    columns = [*([layout.code_column] if layout.code_column else []), *layout.name_columns]
    return [clean(typed_text(sheet.value(row, column))) for column in columns]


def _is_total(sheet: Sheet, row: int, layout: Layout) -> bool:
    """A row whose unit cell (or, where that is empty, whose first text) is a word such as «جمع»."""
    texts = list(filter(None, _unit_texts(sheet, row, layout)))
    columns = set(range(1, len(sheet.rows[row - 1]) + 1)) - set(layout.indicators.values())
    others = [text for column in sorted(columns) if isinstance(text := sheet.value(row, column), str) and clean(text)]
    return any(key(text) in vocabulary.words("rows", "totals") for text in texts or others[:1])


def _is_header_again(sheet: Sheet, row: int, layout: Layout) -> bool:
    columns = list(layout.indicators.values())
    same = sum(
        isinstance(sheet.value(row, column), str)
        and key(sheet.value(row, column)) == key(typed_text(sheet.value(layout.header_row, column)))
        for column in columns
    )
    return 2 * same > len(columns)


def with_file(problem: Problem, file_name: str) -> Problem:
    """The problem with the file's name among its slots."""
    return replace(problem, slots={**problem.slots, "file": file_name})
