"""OpenDocument spreadsheets (.ods): the cells of content.xml, read as a stream.

No library that reads them keeps error values, percent formats and truth values apart from plain numbers, so the few
elements that matter are read here (OASIS OpenDocument 1.3, part 3, section 9).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from data.files.parsing import preflight
from data.files.parsing.grid import ERROR_TEXTS, Grid, hidden_sheets, unmarked
from data.files.parsing.ods_styles import CALC, DATES, HIDDEN, NUMBERS, OFFICE, TABLE, TEXT, Styles
from data.files.sheets import (
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
    Value,
)
from data.problems import refusal

_MANIFEST, _ENCRYPTED = "META-INF/manifest.xml", b"encryption-data"
_BLANKS = frozenset(f"{TEXT}{name}" for name in ("s", "tab", "line-break"))
LOCALISED_ERRORS = ("Err:", "#")


def read(file_name: str, content: bytes) -> Book:
    """The visible sheets. Raises Refused, and whatever the XML parser raises for a damaged file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _MANIFEST in archive.namelist():
            with archive.open(_MANIFEST) as part:
                if _ENCRYPTED in part.read(preflight.MAX_TAG_BYTES):
                    raise refusal("file_encrypted")
        measured = preflight.measure(content)
        reader = _Reader()
        if "styles.xml" in archive.namelist():
            with archive.open("styles.xml") as stream:
                reader.read(iterparse(stream, events=("start", "end"), forbid_dtd=True))
        with archive.open("content.xml") as stream:
            reader.read(iterparse(stream, events=("start", "end"), forbid_dtd=True))
    if not reader.grids:
        raise refusal("no_sheet")
    sheets = tuple(grid.sheet() for grid in reader.grids)
    return Book(file_name, sheets, (*measured.warnings(), *hidden_sheets(reader.hidden)))


class _Reader:
    """Walks through content.xml; a row's elements are dropped as soon as they are read."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.hidden: list[str] = []
        self._styles = Styles()

    def read(self, events: Iterator[tuple[str, Element]]) -> None:
        depth, table = 0, None
        for event, element in events:
            if element.tag == f"{TABLE}table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    table = _Table(element.get(f"{TABLE}name", ""), self._styles)
                elif event == "end" and depth == 0 and table:
                    self._keep(element, table.grid)
                    element.clear()
            elif event == "end" and depth == 0:
                self._styles.add(element)
            elif event == "end" and depth == 1 and table and element.tag == f"{TABLE}table-column":
                table.add_column(element)
            elif event == "end" and depth == 1 and table and element.tag == f"{TABLE}table-row":
                table.add_row(element)
                element.clear()

    def _keep(self, element: Element, grid: Grid) -> None:
        if self._styles.is_hidden(element.get(f"{TABLE}style-name", "")):
            self.hidden.append(grid.name)
        else:
            self.grids.append(grid)


class _Table:
    """One table while it is read: where the next row and column stand, and the styles of columns."""

    def __init__(self, name: str, styles: Styles):
        self.grid = Grid(name)
        self._styles = styles
        self._rows = self._columns = 0
        self._column_styles: list[tuple[int, str]] = []  # the last column of a run, its style

    def add_column(self, element: Element) -> None:
        first, self._columns = self._columns + 1, self._columns + _count(element, "number-columns-repeated")
        self._column_styles.append((self._columns, element.get(f"{TABLE}default-cell-style-name", "")))
        if element.get(f"{TABLE}visibility") in HIDDEN:
            self.grid.hide_columns(first, self._columns)

    def add_row(self, element: Element) -> None:
        """Put a row in as often as it stands there. Raises Refused where that is too often."""
        first, self._rows = self._rows + 1, self._rows + _count(element, "number-rows-repeated")
        cells = list(self._cells(element))
        if not cells:
            return
        if self._rows > MAX_ROWS or len(cells) * (self._rows - first + 1) > MAX_CELLS:
            raise refusal("too_many_cells", sheet=self.grid.name, **SIZE_LIMITS)
        for row in range(first, self._rows + 1):
            for column, cell in cells:
                self._put((row, column), cell)
            if element.get(f"{TABLE}visibility") in HIDDEN:
                self.grid.hidden_rows.add(row)

    def _cells(self, element: Element) -> Iterator[tuple[int, Element]]:
        """(column, cell) of the cells of a row that hold something; empty runs may be as long as they like."""
        column = 0
        for cell in element:
            if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                times = _count(cell, "number-columns-repeated")
                if len(cell) or cell.attrib.keys() & {f"{OFFICE}value-type", f"{TABLE}formula"}:
                    if column + times > MAX_COLUMNS:
                        raise refusal("too_many_cells", sheet=self.grid.name, **SIZE_LIMITS)
                    for each in range(column + 1, column + times + 1):
                        yield each, cell
                column += times

    def _put(self, place: Place, cell: Element) -> None:
        style = cell.get(f"{TABLE}style-name") or self._column_style(place[1])
        value, kind, whole = _plain(cell, self._styles, style)
        if value in (0, 1) and self._styles.is_boolean(style):
            value = bool(value)
        self.grid.put(*place, value, kind, whole=whole)
        if kind is None and isinstance(value, int | float) and not isinstance(value, bool):
            self.grid.show(*place, _other_text(cell))
        if cell.find(f"{OFFICE}annotation") is not None:
            self.grid.notes.add(place)
        if value is not None and self._styles.is_struck(style):
            self.grid.struck.add(place)
        if value is not None and self._styles.is_coloured(style):
            self.grid.coloured.add(place)
        down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if (down, right) != (1, 1):
            bottom, last = min(place[0] + down - 1, MAX_ROWS), min(place[1] + right - 1, MAX_COLUMNS)
            self.grid.merged.append((*place, bottom, last))

    def _column_style(self, column: int) -> str:
        return next((style for last, style in self._column_styles if column <= last), "")


def _count(element: Element, name: str) -> int:
    """A repeat count; at least 1."""
    return max(1, int(element.get(f"{TABLE}{name}", "1")))


def _runs(part: Element, styles: Styles | None = None, marked: bool = False) -> Iterator[tuple[str, bool]]:
    """The text of a paragraph in runs, each with whether it is struck out, raised or lowered (where styles are given);
    repeated spaces, tabs and line breaks are elements of their own."""
    yield part.text or "", marked
    for child in part:
        if child.tag in _BLANKS:
            yield " ", marked
        elif child.tag != f"{OFFICE}annotation":
            style = child.get(f"{TEXT}style-name", "")
            yield from _runs(child, styles, styles.is_marked(style, marked) if styles and style else marked)
        yield child.tail or "", marked


def _shown(cell: Element) -> str:
    return "\n".join("".join(text for text, _ in _runs(part)) for part in cell.findall(f"{TEXT}p"))[:LONGEST_CELL]


def _other_text(cell: Element) -> str | None:
    """What a cell with a number shows, where that is nothing, holds letters or is another number; None where it shows
    the number."""
    if not cell.findall(f"{TEXT}p"):
        return None
    text = _shown(cell).strip()
    return None if _shows(text, float(cell.get(f"{OFFICE}value", "nan"))) else text


def _shows(text: str, value: float) -> bool:
    """Whether a text is a number as far as its decimals go, with whatever marks parts its decimals and thousands."""
    plain = re.sub(r"[\s\u200e\u200f\u00a0\u202f'$€£¥﷼]", "", text).replace("\u2212", "-")
    plain = f"-{plain[1:-1]}" if plain.startswith("(") and plain.endswith(")") else plain
    readings = {plain, plain.replace(",", "").replace("٬", ""), re.sub("[,٫]", ".", plain)}
    readings.add(re.sub("[,٫]", ".", plain.replace(".", "")))
    for reading in readings:
        if re.fullmatch(r"[+-]?\d+(?:\.\d*)?(?:E[+-]?\d+)?", reading):
            decimals = len(reading.partition(".")[2].partition("E")[0])
            step = 10.0**-decimals * (abs(value) if "E" in reading else 1)
            if abs(float(reading) - value) <= step:
                return True
    return False


def _plain(cell: Element, styles: Styles, style: str) -> tuple[Value, str | None, str]:
    """Value, what is special about it, and the whole text (as in `Sheet`). A number a part of whose text is marked is
    read as that text."""
    value, kind = _typed(cell)
    paragraphs = cell.findall(f"{TEXT}p")
    if kind or value is None or isinstance(value, bool) or not paragraphs:
        return value, kind, ""
    is_marked = styles.is_marked(style)
    parts = [[("\n" * bool(number), False), *_runs(part, styles, is_marked)] for number, part in enumerate(paragraphs)]
    plain, whole = unmarked([run for part in parts for run in part])
    return (plain[:LONGEST_CELL], kind, whole) if whole else (value, kind, "")


def _typed(cell: Element) -> tuple[Value, str | None]:
    kind, formula = cell.get(f"{OFFICE}value-type"), cell.get(f"{TABLE}formula", "")[:LONGEST_CELL]
    paragraphs = cell.findall(f"{TEXT}p")
    shown = _shown(cell)
    if cell.get(f"{CALC}value-type") == "error" or shown in ERROR_TEXTS:
        return shown or "#ERROR!", ERROR_VALUE
    if formula and kind in (None, "string") and shown.startswith(LOCALISED_ERRORS):
        return shown, ERROR_VALUE
    if kind is None:
        return (formula, FORMULA) if formula and not paragraphs else (shown or None, None)
    if kind in DATES:
        return cell.get(f"{OFFICE}date-value") or cell.get(f"{OFFICE}time-value") or shown, DATE
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true", None
    if kind in NUMBERS:
        typed = cell.get(f"{OFFICE}value")
        if typed is None:
            return formula or shown, FORMULA
        number = float(typed)
        return int(number) if number.is_integer() else number, PERCENT if kind == "percentage" else None
    return (cell.get(f"{OFFICE}string-value") or shown)[:LONGEST_CELL] or None, None
