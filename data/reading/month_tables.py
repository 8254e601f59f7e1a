"""Everything that a file says of one month: its rows read one by one, and every problem found on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from data.files.sheets import Place, Sheet, shown_text, typed_text
from data.problems import ERROR, WARNING, Problem, errors
from data.reading import other_rows
from data.reading.beside_tables import (
    header_checks,
    month_below,
    moved_indicators,
    note_of_maxima,
    other_months_said,
    units_above,
)
from data.reading.completeness import Recognised, recognised
from data.reading.header.header_checks import rest_problems
from data.reading.header.headers import Header
from data.reading.header.score_layout import Layout, read_layout
from data.reading.maxima import maxima_of, other_maxima, unread_maxima
from data.reading.month_scores import SCORE_COLUMNS, Choices, MonthScores, Rules, Table
from data.reading.oddities import ReadRow, named, oddities
from data.reading.score_cells import CellScore, is_filled, read_cell
from data.text import clean
from data.units.units import Unit
from scoring.scheme import Indicator, Scheme
from scoring.totals import NOT_REPORTED

MOST_NAMES = 10
MOST_SOUGHT = 20
ASKED_ONCE = ("slash_decimal", "comma_decimal", "decimal_read")  # told once for a sheet, not cell by cell


@dataclass
class _Read:
    """Where the scores of a unit were found."""

    table: Table
    layout: Layout
    row: int
    cells: list[CellScore]


class MonthTable:
    """Everything that a file says of one month, from one sheet or several."""

    def __init__(self, month: int, scheme: Scheme, rules: Rules, choices: Choices):
        self._month, self._scheme, self._rules, self._choices = month, scheme, rules, choices
        self._units, listing = rules.units, rules.listed_in(month)
        self._active = {unit.unit_id for unit in self._units.units.values() if unit.is_listed(month)}
        self._listed = self._active if listing is None else listing
        self._rows: dict[str, _Read] = {}
        self._records: list[tuple[str, str, float, str, int, int, int, str | None]] = []
        self._problems: list[Problem] = []
        self._unknowns = 0
        self._once: dict[tuple[str, str], list[Problem]] = defaultdict(list)
        self._clashes: dict[tuple[str, str, str], list[Problem]] = defaultdict(list)

    def read(self, table: Table) -> None:
        """Read the rows of a table; where its header stands once more, from there on by that one's columns."""
        sheet, header = table.sheet, table.header
        layout = read_layout(sheet, header, self._scheme, self._rules.schemes, self._units)
        problems = [*layout.problems, *header_checks(sheet, layout, self._scheme)]
        problems += units_above(sheet, layout, self._units)
        self._problems += problems
        if errors(problems):
            return
        layouts, merged = [layout], other_rows.covered(sheet)
        others: Problem | None = None
        for row in range(header.bottom + 1, len(sheet.rows) + 1):
            known = any(self._units.find(text) for text in other_rows.unit_texts(sheet, row, layout))
            others = other_months_said(sheet, row, layout, self._month, known=known) or others
            if known and others:
                self._problems.append(others)
                return
            self._problems += [] if known else note_of_maxima(sheet, row, self._scheme)
            again = None if known else other_rows.header_again(sheet, row, layout)
            if again:
                found = self._layout_again(sheet, again, layout)
                if found is None:
                    return
                layout = found
                layouts.append(layout)
            elif known or not self._is_beside(table, row, layout):
                self._read_row(table, row, layout, merged)
        self._problems += month_below(others)
        for each in layouts:
            rows = [
                ReadRow(read.row, self._units.units[unit_id], read.cells)
                for unit_id, read in self._rows.items()
                if read.table is table and read.layout is each
            ]
            self._problems += oddities(sheet, each, rows, self._scheme)

    def _layout_again(self, sheet: Sheet, header: Header, before: Layout) -> Layout | None:
        """The columns by a header that stands again; None where they can't be told. What it leaves unsaid of the units'
        columns is as before."""
        found = read_layout(sheet, header, self._scheme, self._rules.schemes, self._units)
        problems = [each for each in found.problems if each.code not in ("no_unit_column", "column_ignored")]
        problems += header_checks(sheet, found, self._scheme)
        if not found.unit_columns:
            found = replace(found, code_column=before.code_column, name_columns=before.name_columns)
        problems += moved_indicators(sheet, before, found, self._scheme)
        self._problems += problems
        return None if errors(problems) else found

    def _is_beside(self, table: Table, row: int, layout: Layout) -> bool:
        """Whether a row of no known unit is no unit's at all: totals, maxima, the rest of a header."""
        sheet = table.sheet
        above_units = not any(read.table is table and read.layout is layout for read in self._rows.values())
        maxima = maxima_of(sheet, row, layout, self._scheme, above_units=above_units)
        if maxima is not None:
            self._problems += other_maxima(sheet, row, layout.indicators, self._scheme, maxima)
            self._problems += unread_maxima(sheet, row, layout)
            return True
        if other_rows.is_total(sheet, row, layout):
            return True
        if other_rows.is_subtotal(sheet, row, layout):
            self._add("subtotal_skipped", WARNING, sheet, row, layout.unit_columns[0])
            return True
        if other_rows.is_numbering_row(sheet, row, layout):
            return True
        if other_rows.is_about_the_paper(sheet, row, layout):
            self._add("row_skipped", WARNING, sheet, row, layout.unit_columns[0])
            return True
        if other_rows.is_header_rest(sheet, row, layout, self._scheme):
            self._problems += rest_problems(sheet, layout, self._scheme, row)
            return True
        return other_rows.is_maxima(sheet, row, layout, self._scheme)

    def _read_row(self, table: Table, row: int, layout: Layout, merged: dict[Place, Place]) -> None:
        sheet = table.sheet
        filled = any(is_filled(sheet, row, column) for column in layout.indicators.values())
        filled = filled and not other_rows.is_signature(sheet, row, layout, self._scheme)
        if (
            filled
            and not any(other_rows.unit_texts(sheet, row, layout))
            and other_rows.is_unread_header(sheet, row, layout, self._scheme)
        ):
            self._add("header_unread", ERROR, sheet, row, min(layout.indicators.values()))
            return
        unit = self._unit(sheet, row, layout, filled)
        if unit is None:
            return
        if sheet.is_delimited and other_rows.is_longer(sheet, row, layout):
            names = {"unit_fa": unit.name_fa, "unit_en": unit.name_en}
            self._add("row_too_long", ERROR, sheet, row, layout.last_column + 1, names)
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
        self._rows[unit.unit_id] = _Read(table, layout, row, cells)
        self._report(sheet, row, layout, unit, cells)
        for item, cell in zip(self._scheme.indicators, cells, strict=True):
            place = (table.number, *sheet.place(row, layout.indicators[item.code]))
            self._records.append((unit.unit_id, item.code, cell.points, cell.mark, *place, cell.typed))

    def _cell(self, sheet: Sheet, row: int, column: int, item: Indicator, merged: dict[Place, Place]) -> CellScore:
        """A score; a cell that a merged block covers says nothing of its own."""
        first = merged.get((row, column))
        if first and is_filled(sheet, *first) and not is_filled(sheet, row, column):
            return CellScore(problem="cell_merged", hint=sheet.address(*first))
        return read_cell(sheet, row, column, item, decimals=self._choices.decimals)

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
        elif unit is None and any(is_filled(sheet, row, each) for each in layout.indicators.values()):
            self._add("row_skipped", WARNING, sheet, row, column)
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

    def _is_repeated(self, unit: Unit, table: Table, row: int, layout: Layout, cells: list[CellScore]) -> bool:
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
            cell, value = sheet.address(row, layout.unit_columns[0]), other_rows.unit_text(sheet, row, layout)
            clash = Problem(code, severity, sheet.name, cell, value, slots)
            self._clashes[other.name, sheet.name, code].append(clash)
        return True

    def _report(self, sheet: Sheet, row: int, layout: Layout, unit: Unit, cells: list[CellScore]) -> None:
        names: dict[str, object] = {"unit_fa": unit.name_fa, "unit_en": unit.name_en}
        if all(cell.problem == "not_reported" for cell in cells):
            self._add("row_empty", WARNING, sheet, row, layout.unit_columns[0], names)
            return
        for item, cell in zip(self._scheme.indicators, cells, strict=True):
            if cell.problem:
                slots = {**names, "name_fa": item.name_fa, "name_en": item.name_en, "code": item.code}
                slots |= {"max_points": item.max_points, "hint": cell.hint}
                if cell.problem in ASKED_ONCE:
                    place = (row, layout.indicators[item.code])
                    value = shown_text(sheet.value(*place))
                    once = Problem(cell.problem, cell.severity, sheet.name, sheet.address(*place), value, slots)
                    self._once[sheet.name, cell.problem].append(once)
                    continue
                whole = cell.typed if cell.problem == "cell_partly_marked" else None
                self._add(cell.problem, cell.severity, sheet, row, layout.indicators[item.code], slots, whole)

    def _add(
        self,
        code: str,
        severity: str,
        sheet: Sheet,
        row: int,
        column: int,
        slots: Mapping[str, object] | None = None,
        typed: str | None = None,
    ) -> None:
        value = shown_text(sheet.value(row, column) if typed is None else typed)
        self._problems.append(Problem(code, severity, sheet.name, sheet.address(row, column), value, slots or {}))

    def finish(self) -> list[Problem]:
        """Every problem of the month, those of the month as a whole at the end."""
        for alike in self._once.values():
            cells = named(each.cell or "" for each in alike)
            self._problems.append(replace(alike[0], slots={**alike[0].slots, "count": len(alike), "cells": cells}))
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
