"""Binary Excel workbooks (.xlsb): a walk through the records that matter (MS-XLSB 2.1.4 and 2.4).

Libraries that read them give the values alone: error cells come as blanks, dates and percentages as plain numbers.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS

from data.files.parsing import preflight
from data.files.parsing.grid import Grid, hidden_sheets, plain, unmarked
from data.files.sheets import ERROR_VALUE, LONGEST_CELL, Book, Sheet, Value
from data.problems import refusal

ROW, RK, ERROR, BOOL, REAL, TEXT, SHARED, RICH_TEXT = 0, 2, 3, 4, 5, 6, 7, 62
FORMULA_TEXT, FORMULA_NUMBER, FORMULA_BOOL, FORMULA_ERROR = 8, 9, 10, 11
CELLS = frozenset({*range(RK, FORMULA_ERROR + 1), RICH_TEXT})
COLUMNS, MERGED, SHEET, SHARED_TEXT, COMMENT = 60, 176, 156, 19, 635
FORMAT, FONT, FILL, XF, XFS_BEGIN, XFS_END = 44, 43, 45, 47, 617, 618
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
HIDDEN_ROW, HIDDEN_COLUMN, STRUCK, SOLID = 0x10, 0x01, 0x08, 1
RGB, INDEXED, THEME = 2, 1, 3
WHITE_INDEXES, WHITE_THEME = frozenset({1, 9, 64, 65}), 0


@dataclass(frozen=True)
class _Text:
    """A text; `whole` as in `Sheet`."""

    value: str
    whole: str = ""


@dataclass(frozen=True)
class _Style:
    number_format: str = ""
    is_struck: bool = False
    is_coloured: bool = False


def read(file_name: str, content: bytes) -> Book:
    """The visible sheets. Raises Refused, and IndexError, KeyError, ValueError or struct.error for a damaged file."""
    measured = preflight.measure(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles, marked = _styles(archive)
        texts, parts = _shared_texts(archive, marked), _parts(archive)
        sheets = tuple(_sheet(archive, name, part, styles, texts, marked) for name, visible, part in parts if visible)
    if not sheets:
        raise refusal("no_sheet")
    hidden = [name for name, visible, _ in parts if not visible]
    return Book(file_name, sheets, (*measured.warnings(), *hidden_sheets(hidden)))


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
    """A string behind its length in characters, and where it ends. Raises ValueError where it is cut."""
    (length,) = struct.unpack_from("<I", body, position)
    length = 0 if length == 0xFFFFFFFF else length
    end = position + 4 + 2 * length
    if end > len(body):
        raise ValueError("a text is cut")
    return body[position + 4 : end].decode("utf-16-le", "replace"), end


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """id -> (last word of the type, part) of what a part refers to."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return {}
    found = {}
    for each in fromstring(archive.read(relations), forbid_dtd=True):
        target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
        found[each.get("Id", "")] = each.get("Type", "").rsplit("/", 1)[-1], target
    return found


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, bool, str]]:
    """(name, visible, part) of every sheet of cells."""
    related, found = _related(archive, "xl/workbook.bin"), []
    for kind, body in _records(archive.read("xl/workbook.bin")):
        if kind == SHEET:
            relation, end = _text(body, 8)
            what, part = related[relation]
            if what == "worksheet":
                found.append((_text(body, end)[0], body[0] == 0, part))
    return found


def _shared_texts(archive: zipfile.ZipFile, marked: list[bool]) -> list[_Text]:
    if "xl/sharedStrings.bin" not in archive.namelist():
        return []
    records = _records(archive.read("xl/sharedStrings.bin"))
    return [_rich(body, 0, marked) for kind, body in records if kind == SHARED_TEXT]


def _rich(body: bytes, position: int, marked: list[bool]) -> _Text:
    """A text with its runs (MS-XLSB, RichStr and StrRun): a flag, the text, (offset, font) of each run. marked: of
    every font, whether it is struck out, raised or lowered."""
    text, end = _text(body, position + 1)
    if not body[position] & 1:
        return _Text(text[:LONGEST_CELL])
    (count,) = struct.unpack_from("<I", body, end)
    starts = [struct.unpack_from("<HH", body, end + 4 + 4 * number) for number in range(min(count, len(text)))]
    starts = [(0, None), *starts]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    runs = [
        (text[start:stop], font is not None and font < len(marked) and marked[font])
        for (start, font), stop in zip(starts, ends, strict=True)
    ]
    value, whole = unmarked(runs)
    return _Text(value[:LONGEST_CELL], whole[:LONGEST_CELL])


def _styles(archive: zipfile.ZipFile) -> tuple[list[_Style], list[bool]]:
    """Number format, strike-through and colour of every cell style; and of every font, whether it is struck out, raised
    or lowered."""
    if "xl/styles.bin" not in archive.namelist():
        return [], []
    formats, struck, coloured, found, inside = dict(BUILTIN_FORMATS), [], [], [], False
    marked: list[bool] = []
    for kind, body in _records(archive.read("xl/styles.bin")):
        if kind == FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
        elif kind == FONT:
            struck.append(bool(body[2] & STRUCK))
            marked.append(struck[-1] or bool(struct.unpack_from("<H", body, 6)[0]))
        elif kind == FILL:
            coloured.append(body[0] == SOLID and not _is_white(body[4:12]))
        elif kind in (XFS_BEGIN, XFS_END):
            inside = kind == XFS_BEGIN
        elif kind == XF and inside:
            _, number, font, fill = struct.unpack_from("<HHHH", body)
            marks = (struck[font] if font < len(struck) else False, coloured[fill] if fill < len(coloured) else False)
            found.append(_Style(formats.get(number, ""), *marks))
    return found, marked


def _is_white(colour: bytes) -> bool:
    kind, index = colour[0] >> 1, colour[1]
    if kind == RGB:
        return colour[4:7] == b"\xff\xff\xff"
    return index in WHITE_INDEXES if kind == INDEXED else kind == THEME and index == WHITE_THEME


def _sheet(
    archive: zipfile.ZipFile, name: str, part: str, styles: list[_Style], texts: list[_Text], marked: list[bool]
) -> Sheet:
    grid, row = Grid(name), 0
    for kind, body in _records(archive.read(part)):
        if kind == ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            if body[11] & HIDDEN_ROW:
                grid.hidden_rows.add(row)
        elif kind in CELLS:
            _put(grid, row, kind, body, styles, texts, marked)
        elif kind == COLUMNS:
            first, last, width, _, flags = struct.unpack_from("<IIIIH", body)
            if flags & HIDDEN_COLUMN or width == 0:
                grid.hide_columns(first + 1, last + 1)
        elif kind == MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            grid.merged.append((top + 1, left + 1, bottom + 1, right + 1))
    for what, target in _related(archive, part).values():
        if what == "comments" and target in archive.namelist():
            grid.notes |= {_first_cell(body) for kind, body in _records(archive.read(target)) if kind == COMMENT}
    return grid.sheet()


def _first_cell(body: bytes) -> tuple[int, int]:
    _, row, _, column, _ = struct.unpack_from("<IIIII", body)
    return row + 1, column + 1


def _put(
    grid: Grid, row: int, kind: int, body: bytes, styles: list[_Style], texts: list[_Text], marked: list[bool]
) -> None:
    column, index = struct.unpack_from("<II", body)
    column, index = column + 1, index & 0xFFFFFF
    style, whole = styles[index] if index < len(styles) else _Style(), ""
    value: Value
    special: str | None
    if kind in (ERROR, FORMULA_ERROR):
        value, special = ERRORS.get(body[8], "#ERROR!"), ERROR_VALUE
    else:
        found = _value(kind, body, texts, marked)
        if isinstance(found, _Text):
            whole, found = found.whole, found.value
        value, special = plain(found, style.number_format)
    grid.put(row, column, value, special, style.number_format, whole)
    if value is not None and style.is_struck:
        grid.struck.add((row, column))
    if value is not None and style.is_coloured:
        grid.coloured.add((row, column))


def _value(kind: int, body: bytes, texts: list[_Text], marked: list[bool]) -> Value | _Text:
    if kind in (BOOL, FORMULA_BOOL):
        return bool(body[8])
    if kind in (REAL, FORMULA_NUMBER):
        real: float = struct.unpack_from("<d", body, 8)[0]
        return real
    if kind == SHARED:
        number: int = struct.unpack_from("<I", body, 8)[0]
        return texts[number]
    if kind in (TEXT, FORMULA_TEXT):
        return _text(body, 8)[0]
    if kind == RICH_TEXT:
        return _rich(body, 8, marked)
    return _rk(struct.unpack_from("<i", body, 8)[0])


def _rk(packed: int) -> float:
    """A number in 30 bits: a whole number, or the upper part of a double; perhaps a hundredfold (MS-XLSB 2.5.122)."""
    number = float(packed >> 2) if packed & 2 else struct.unpack("<d", struct.pack("<q", (packed & ~3) << 32))[0]
    return number / 100 if packed & 1 else number
