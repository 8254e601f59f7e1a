"""OpenDocument spreadsheets (.ods): the cells of content.xml, read as a stream.

No library that reads them keeps error values and percent formats apart from plain numbers, so the few elements that
matter are read here (OASIS OpenDocument 1.3, part 3, section 9).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from data.parsing import preflight
from data.parsing.xlsx import ERROR_TEXTS, hidden_sheets
from data.problems import refusal
from data.sheets import (
    DATE,
    ERROR_VALUE,
    FORMULA,
    LONGEST_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    PERCENT,
    SIZE_LIMITS,
    Book,
    Place,
    Sheet,
)
from data.text import clean

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{{{_NAMES}{part}:1.0}}" for part in ("table", "office", "text", "style"))
_FO = f"{{{_NAMES}xsl-fo-compatible:1.0}}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ENCRYPTED = b"encryption-data"
_NUMBERS, _DATES = ("float", "currency", "percentage"), ("date", "time")
_BLANKS = frozenset(f"{_TEXT}{name}" for name in ("s", "tab", "line-break"))
_PLAIN_COLOURS = frozenset({"transparent", "#ffffff"})
LOCALISED_ERRORS = ("Err:", "#")


def read(file_name: str, content: bytes) -> Book:
    """The visible sheets. Raises Refused, and whatever the XML parser raises for a damaged file."""
    measured = preflight.measure(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "META-INF/manifest.xml" in archive.namelist() and _ENCRYPTED in archive.read("META-INF/manifest.xml"):
            raise refusal("file_encrypted")
        with archive.open("content.xml") as stream:
            reader = _Reader()
            reader.read(iterparse(stream, events=("start", "end"), forbid_dtd=True))
    if not reader.sheets:
        raise refusal("no_sheet")
    return Book(file_name, tuple(reader.sheets), (*measured.warnings(), *hidden_sheets(reader.hidden)))


class _Reader:
    """Walks through content.xml; a table's elements are dropped as soon as they are read."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.hidden: list[str] = []
        self._styles: dict[str, Element] = {}
        self._cells = 0

    def read(self, events: Iterator[tuple[str, Element]]) -> None:
        depth, grid = 0, None
        for event, element in events:
            if element.tag == f"{_TABLE}table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    grid = _Grid(element)
                elif event == "end" and depth == 0 and grid:
                    self._keep(element, grid)
                    element.clear()
            elif event == "end" and depth == 0 and element.tag == f"{_STYLE}style":
                self._styles[element.get(f"{_STYLE}name", "")] = element
            elif event == "end" and depth == 1 and grid and element.tag == f"{_TABLE}table-column":
                grid.add_column(element)
            elif event == "end" and depth == 1 and grid and element.tag == f"{_TABLE}table-row":
                self._cells += grid.add_row(element, self._styles)
                if self._cells > MAX_CELLS:
                    raise refusal("too_many_cells", **SIZE_LIMITS, sheet=grid.name)
                element.clear()

    def _keep(self, table: Element, grid: _Grid) -> None:
        style = self._styles.get(table.get(f"{_TABLE}style-name", ""))
        properties = style.find(f"{_STYLE}table-properties") if style is not None else None
        if properties is not None and properties.get(f"{_TABLE}display") == "false":
            self.hidden.append(grid.name)
        else:
            self.sheets.append(grid.sheet())


class _Grid:
    """One table while it is read. Runs of empty cells and rows are counted, not stored, until something follows."""

    def __init__(self, table: Element):
        self.name = clean(table.get(f"{_TABLE}name", ""))
        self._rows: list[list[object]] = []
        self._empty_rows = self._columns = 0
        self._special: dict[Place, str] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._marks: dict[str, set[Place]] = {"notes": set(), "struck": set(), "coloured": set()}
        self._merged: list[tuple[int, int, int, int]] = []

    def add_column(self, element: Element) -> None:
        count = _count(element, "number-columns-repeated")
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            last = min(self._columns + count, MAX_COLUMNS)
            self._hidden_columns |= set(range(self._columns + 1, last + 1))
        self._columns += count

    def add_row(self, element: Element, styles: dict[str, Element]) -> int:
        """Add a row as often as it stands there; how many cells it has."""
        times = _count(element, "number-rows-repeated")
        number = len(self._rows) + self._empty_rows + 1
        row = self._row(element, number, styles)
        if not row:
            self._empty_rows += times
            return 0
        if number + times - 1 > MAX_ROWS or len(row) * times > MAX_CELLS:
            raise refusal("too_many_cells", **SIZE_LIMITS, sheet=self.name)
        self._rows += [[] for _ in range(self._empty_rows)]
        self._empty_rows = 0
        for again in range(times):
            self._rows.append(list(row))
            self._repeat_marks(number, number + again)
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            self._hidden_rows |= set(range(number, number + times))
        return len(row) * times

    def _repeat_marks(self, first: int, other: int) -> None:
        """A row that stands there several times has its marks in each."""
        if first == other:
            return
        for (row, column), kind in list(self._special.items()):
            if row == first:
                self._special[other, column] = kind
        for places in self._marks.values():
            places |= {(other, column) for row, column in places if row == first}

    def _row(self, element: Element, number: int, styles: dict[str, Element]) -> list[object]:
        row: list[object] = []
        empty = 0
        for cell in element:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            times = _count(cell, "number-columns-repeated")
            value, kind = _plain(cell)
            if value is None:
                empty += times
                continue
            row += [None] * min(empty, MAX_COLUMNS)
            empty = 0
            if len(row) + times > MAX_COLUMNS:
                raise refusal("too_many_cells", **SIZE_LIMITS, sheet=self.name)
            for column in range(len(row) + 1, len(row) + times + 1):
                self._mark(cell, kind, (number, column), styles)
            row += [value] * times
        return row

    def _mark(self, cell: Element, kind: str | None, place: Place, styles: dict[str, Element]) -> None:
        if kind:
            self._special[place] = kind
        if cell.find(f"{_OFFICE}annotation") is not None:
            self._marks["notes"].add(place)
        style = styles.get(cell.get(f"{_TABLE}style-name", ""))
        if style is not None:
            text, box = style.find(f"{_STYLE}text-properties"), style.find(f"{_STYLE}table-cell-properties")
            if text is not None and text.get(f"{_STYLE}text-line-through-style", "none") != "none":
                self._marks["struck"].add(place)
            if box is not None and box.get(f"{_FO}background-color", "transparent").lower() not in _PLAIN_COLOURS:
                self._marks["coloured"].add(place)
        down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if (down, right) != (1, 1):
            bottom, last = min(place[0] + down - 1, MAX_ROWS), min(place[1] + right - 1, MAX_COLUMNS)
            self._merged.append((*place, bottom, last))

    def sheet(self) -> Sheet:
        return Sheet(
            self.name,
            self._rows,
            self._special,
            frozenset(self._hidden_rows),
            frozenset(self._hidden_columns),
            merged=tuple(sorted(self._merged)),
            **{name: frozenset(places) for name, places in self._marks.items()},
        )


def _count(element: Element, name: str) -> int:
    """A repeat count; at least 1."""
    return max(1, int(element.get(f"{_TABLE}{name}", "1")))


def _letters(part: Element) -> Iterator[str]:
    """The text of a paragraph; repeated spaces, tabs and line breaks are elements of their own."""
    yield part.text or ""
    for child in part:
        if child.tag in _BLANKS:
            yield " "
        elif child.tag != f"{_OFFICE}annotation":
            yield from _letters(child)
        yield child.tail or ""


def _plain(cell: Element) -> tuple[object, str | None]:
    kind = cell.get(f"{_OFFICE}value-type")
    shown = "\n".join("".join(_letters(part)) for part in cell.findall(f"{_TEXT}p"))[:LONGEST_CELL]
    if cell.get(f"{_CALC}value-type") == "error" or shown in ERROR_TEXTS:
        return shown or "#ERROR!", ERROR_VALUE
    formula = cell.get(f"{_TABLE}formula")
    if formula and shown.startswith(LOCALISED_ERRORS):
        return shown, ERROR_VALUE
    if kind is None:
        return (formula[:LONGEST_CELL], FORMULA) if formula else (shown or None, None)
    if kind in _DATES:
        return cell.get(f"{_OFFICE}date-value") or cell.get(f"{_OFFICE}time-value") or shown, DATE
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true", None
    if kind in _NUMBERS:
        typed = cell.get(f"{_OFFICE}value")
        if typed is None:
            return formula[:LONGEST_CELL] if formula else shown, FORMULA
        number = float(typed)
        whole = int(number) if number.is_integer() else number
        return whole, PERCENT if kind == "percentage" else None
    return (cell.get(f"{_OFFICE}string-value") or shown)[:LONGEST_CELL] or None, None
