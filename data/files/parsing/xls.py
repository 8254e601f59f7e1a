"""Old Excel workbooks (.xls) by xlrd, which says of every cell whether it is an error, a date or a percentage."""

from __future__ import annotations

import xlrd
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as XlrdSheet

from data.files.parsing.grid import Grid, hidden_sheets, plain, unmarked
from data.files.sheets import DATE, ERROR_VALUE, Book, Sheet, Value
from data.problems import WARNING, Problem, refusal

ENCRYPTED, WORKBOOKS = "EncryptedPackage", ("Workbook", "Book")
MACROS, EMBEDDED = "_VBA_PROJECT", "MBD0"
WHITE_INDEXES = frozenset({1, 9, 64, 65})


def read(file_name: str, content: bytes) -> Book:
    """The visible sheets. Raises Refused, and whatever xlrd raises for a damaged file."""
    directory = content.lower()  # names of streams may be in any case
    if _holds(directory, ENCRYPTED):
        raise refusal("file_encrypted")
    if not any(_holds(directory, name) for name in WORKBOOKS):
        raise refusal("not_a_workbook")
    book = _open(content)
    visible = [sheet for sheet in book.sheets() if sheet.visibility == 0]
    if not visible:
        raise refusal("no_sheet")
    hidden = [sheet.name for sheet in book.sheets() if sheet.visibility != 0]
    sheets = tuple(_sheet(book, sheet) for sheet in visible)
    return Book(file_name, sheets, (*_active(directory), *hidden_sheets(hidden)))


def _holds(directory: bytes, name: str) -> bool:
    """Whether the compound file's directory has an entry whose name starts so."""
    return name.lower().encode("utf-16-le") in directory


def _open(content: bytes) -> xlrd.Book:
    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True)
    except xlrd.XLRDError as error:
        raise refusal("file_encrypted" if "encrypted" in str(error).lower() else "file_broken") from error


def _active(directory: bytes) -> list[Problem]:
    found = [name for name in (MACROS, EMBEDDED) if _holds(directory, name)]
    return [Problem("active_content", WARNING, slots={"part": " ".join(found)})] if found else []


def _sheet(book: xlrd.Book, sheet: XlrdSheet) -> Sheet:
    grid = Grid(sheet.name)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            value, kind = _plain(book, cell)
            style, whole = book.xf_list[cell.xf_index], ""
            runs = sheet.rich_text_runlist_map.get((row, column))
            if runs and isinstance(value, str):
                value, whole = unmarked(_runs(book, value, style.font_index, runs))
            number_format = book.format_map[style.format_key].format_str if style.format_key in book.format_map else ""
            grid.put(row + 1, column + 1, value, kind, number_format, whole)
            if value is not None:
                if book.font_list[style.font_index].struck_out:
                    grid.struck.add((row + 1, column + 1))
                if style.background.fill_pattern == 1 and style.background.pattern_colour_index not in WHITE_INDEXES:
                    grid.coloured.add((row + 1, column + 1))
    grid.notes = {(row + 1, column + 1) for row, column in sheet.cell_note_map}
    grid.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    grid.hidden_columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden or info.width == 0}
    grid.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    return grid.sheet()


def _runs(book: xlrd.Book, text: str, font: int, runs: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The runs of a text; each begins at an offset, with a font (offset 0 where none begins there: the cell's own)."""
    starts = [(0, font), *runs]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [
        (text[start:end], bool(book.font_list[of].struck_out or book.font_list[of].escapement))
        for (start, of), end in zip(starts, ends, strict=True)
        if end > start
    ]


def _plain(book: xlrd.Book, cell: Cell) -> tuple[Value, str | None]:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None, None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!"), ERROR_VALUE
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value), None
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date_text(book, cell.value), DATE
    return plain(cell.value, book.format_map[book.xf_list[cell.xf_index].format_key].format_str)


def _date_text(book: xlrd.Book, value: float) -> str:
    try:
        return str(xlrd.xldate_as_datetime(value, book.datemode))
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return str(value)
