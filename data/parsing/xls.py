"""Old Excel workbooks (.xls) by xlrd, which says of every cell whether it is an error, a date or a percentage."""

from __future__ import annotations

import math

import xlrd
from xlrd.sheet import Sheet as XlrdSheet

from data.parsing.xlsx import hidden_sheets
from data.problems import WARNING, Problem, refusal
from data.sheets import (
    DATE,
    ERROR_VALUE,
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

ENCRYPTED, WORKBOOKS = "EncryptedPackage", ("Workbook", "Book")
MACROS, EMBEDDED = "_VBA_PROJECT", "MBD0"
AUTOMATIC_COLOURS = frozenset({64, 65})


def read(file_name: str, content: bytes) -> Book:
    """The visible sheets. Raises Refused, and whatever xlrd raises for a damaged file."""
    if _holds(content, ENCRYPTED):
        raise refusal("file_encrypted")
    if not any(_holds(content, name) for name in WORKBOOKS):
        raise refusal("not_a_workbook")
    book = _open(content)
    visible = [sheet for sheet in book.sheets() if sheet.visibility == 0]
    if not visible:
        raise refusal("no_sheet")
    hidden = [clean(sheet.name) for sheet in book.sheets() if sheet.visibility != 0]
    sheets = tuple(_sheet(book, sheet) for sheet in visible)
    return Book(file_name, sheets, (*_active(content), *hidden_sheets(hidden)))


def _holds(content: bytes, name: str) -> bool:
    """Whether the compound file's directory has an entry whose name starts so."""
    return name.encode("utf-16-le") in content


def _open(content: bytes) -> xlrd.Book:
    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, on_demand=False)
    except xlrd.XLRDError as error:
        raise refusal("file_encrypted" if "encrypted" in str(error).lower() else "file_broken") from error


def _active(content: bytes) -> list[Problem]:
    found = [name for name in (MACROS, EMBEDDED) if _holds(content, name)]
    return [Problem("active_content", WARNING, slots={"part": " ".join(found)})] if found else []


def _sheet(book: xlrd.Book, sheet: XlrdSheet) -> Sheet:
    width = max((sheet.row_len(row) for row in range(sheet.nrows)), default=0)
    if sheet.nrows > MAX_ROWS or width > MAX_COLUMNS or sum(map(sheet.row_len, range(sheet.nrows))) > MAX_CELLS:
        raise refusal("too_many_cells", **SIZE_LIMITS, sheet=clean(sheet.name))
    rows, special, struck, coloured = [], {}, set(), set()
    for number in range(sheet.nrows):
        row: list[object] = []
        for column, cell in enumerate(sheet.row(number)):
            place = number + 1, column + 1
            value, kind = _plain(book, cell)
            if kind:
                special[place] = kind
            if value is not None:
                style = book.xf_list[cell.xf_index]
                if book.font_list[style.font_index].struck_out:
                    struck.add(place)
                if (
                    style.background.fill_pattern == 1
                    and style.background.pattern_colour_index not in AUTOMATIC_COLOURS
                ):
                    coloured.add(place)
            row.append(value)
        rows.append(row)
    return Sheet(
        clean(sheet.name),
        rows,
        special,
        frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden),
        frozenset(_places(sheet.cell_note_map)),
        frozenset(struck),
        frozenset(coloured),
        tuple(sorted((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)),
    )


def _places(notes: dict[Place, object]) -> list[Place]:
    return [(row + 1, column + 1) for row, column in notes]


def _plain(book: xlrd.Book, cell: xlrd.sheet.Cell) -> tuple[object, str | None]:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None, None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!"), ERROR_VALUE
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value), None
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return cell.value[:LONGEST_CELL] or None, None
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date_text(book, cell.value), DATE
    number = int(cell.value) if math.isfinite(cell.value) and cell.value.is_integer() else cell.value
    percent = "%" in book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return number, PERCENT if percent else None


def _date_text(book: xlrd.Book, value: float) -> str:
    try:
        return str(xlrd.xldate_as_datetime(value, book.datemode))
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return str(value)
