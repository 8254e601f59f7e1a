"""Binary Excel workbooks (.xlsb): values by calamine; what calamine doesn't tell (error values, percent formats, hidden
rows and columns, merged cells) by a walk through the records (MS-XLSB 2.1.4 and 2.4)."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import python_calamine
from defusedxml.ElementTree import fromstring

from data.parsing import preflight
from data.parsing.xlsx import hidden_sheets, plain
from data.problems import refusal
from data.sheets import ERROR_VALUE, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, PERCENT, SIZE_LIMITS, Book, Place, Sheet
from data.text import clean

ROW, CELL_ERROR, FORMULA_ERROR, LAST_CELL = 0, 3, 11, 11
COLUMN_INFO, MERGED, SHEET, FORMAT, XF, XFS_BEGIN, XFS_END = 60, 176, 156, 44, 47, 617, 618
BUILT_IN_PERCENT = {9: "0%", 10: "0.00%"}
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
HIDDEN_ROW, HIDDEN_COLUMN = 0x10, 0x01


def read(file_name: str, content: bytes) -> Book:
    """The visible sheets. Raises Refused, and whatever the parsers raise for a damaged file."""
    measured = preflight.measure(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        formats = _formats(archive)
        sheets = [(name, visible, _marks(archive.read(part), formats, name)) for name, visible, part in _parts(archive)]
    if not any(visible for _, visible, _ in sheets):
        raise refusal("no_sheet")
    book = python_calamine.load_workbook(io.BytesIO(content))
    read_sheets = tuple(_sheet(book, name, marks) for name, visible, marks in sheets if visible)
    hidden = [clean(name) for name, visible, _ in sheets if not visible]
    return Book(file_name, read_sheets, (*measured.warnings(), *hidden_sheets(hidden)))


@dataclass
class _Marks:
    special: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, body) of every record. Raises IndexError or ValueError where the part is cut."""
    position = 0
    while position < len(part):
        kind = part[position]
        position += 1
        if kind & 0x80:
            kind = kind & 0x7F | (part[position] & 0x7F) << 7
            position += 1
        size = shift = 0
        while True:
            byte = part[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift == 28:
                break
        if position + size > len(part):
            raise ValueError("a record is cut")
        yield kind, part[position : position + size]
        position += size


def _text(body: bytes, position: int) -> tuple[str, int]:
    """A string behind its length in characters, and where it ends."""
    (length,) = struct.unpack_from("<I", body, position)
    end = position + 4 + (0 if length == 0xFFFFFFFF else 2 * length)
    return body[position + 4 : end].decode("utf-16-le"), end


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, bool, str]]:
    """(name, visible, part) of every sheet of cells."""
    relations = fromstring(archive.read("xl/_rels/workbook.bin.rels"), forbid_dtd=True)
    targets = {each.get("Id"): (each.get("Type", ""), each.get("Target", "")) for each in relations}
    found = []
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind == SHEET:
            relation, end = _text(body, 8)
            name, _ = _text(body, end)
            what, target = targets[relation]
            if what.endswith("/worksheet"):
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                found.append((name, body[0] == 0, re.sub(r"^xl/xl/", "xl/", part)))
    return found


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of every cell style."""
    if "xl/styles.bin" not in archive.namelist():
        return []
    known, found, inside = dict(BUILT_IN_PERCENT), [], False
    for kind, body in _records(archive.read("xl/styles.bin")):
        if kind == FORMAT:
            known[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
        elif kind in (XFS_BEGIN, XFS_END):
            inside = kind == XFS_BEGIN
        elif kind == XF and inside:
            found.append(known.get(struct.unpack_from("<H", body, 2)[0], ""))
    return found


def _marks(part: bytes, formats: list[str], name: str) -> _Marks:
    """What is special in a sheet. Raises Refused where its cells lie too far out."""
    marks, row, cells = _Marks(), 0, 0
    for kind, body in _records(part):
        if kind == ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            if body[11] & HIDDEN_ROW:
                marks.hidden_rows.add(row)
        elif kind <= LAST_CELL:
            column, style = struct.unpack_from("<II", body)
            column, style, cells = column + 1, style & 0xFFFFFF, cells + 1
            if kind != 1 and (row > MAX_ROWS or column > MAX_COLUMNS or cells > MAX_CELLS):
                raise refusal("too_many_cells", **SIZE_LIMITS, sheet=clean(name))
            if kind in (CELL_ERROR, FORMULA_ERROR):
                marks.errors[row, column] = ERRORS.get(body[8], "#ERROR!")
            elif style < len(formats) and "%" in formats[style]:
                marks.special[row, column] = PERCENT
        elif kind == COLUMN_INFO:
            first, last, _, _, flags = struct.unpack_from("<IIIIH", body)
            if flags & HIDDEN_COLUMN:
                marks.hidden_columns |= set(range(first + 1, min(last + 1, MAX_COLUMNS) + 1))
        elif kind == MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            marks.merged.append((top + 1, left + 1, bottom + 1, right + 1))
    return marks


def _sheet(book: python_calamine.CalamineWorkbook, name: str, marks: _Marks) -> Sheet:
    rows, special = [], {}
    for number, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
        row: list[object] = []
        for column, value in enumerate(values, 1):
            place = number, column
            value, kind = _plain(value)
            if place in marks.errors:
                value, kind = marks.errors[place], ERROR_VALUE
            elif isinstance(value, int | float) and not isinstance(value, bool):
                kind = marks.special.get(place)
            if kind:
                special[place] = kind
            row.append(value)
        rows.append(row)
    return Sheet(
        clean(name),
        rows,
        special,
        frozenset(marks.hidden_rows),
        frozenset(marks.hidden_columns),
        merged=tuple(sorted(marks.merged)),
    )


def _plain(value: object) -> tuple[object, str | None]:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return plain(value, "General") if value != "" else (None, None)
