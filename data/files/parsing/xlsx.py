"""Excel workbooks (.xlsx, .xlsm) by openpyxl, after they were measured."""

from __future__ import annotations

import io
import re

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.colors import Color
from openpyxl.styles.styleable import StyleableObject
from openpyxl.worksheet.worksheet import Worksheet

from data.files.parsing import forgiving, preflight
from data.files.parsing.grid import Grid, hidden_sheets, plain, unmarked
from data.files.sheets import FORMULA, LONGEST_CELL, Book, Place, Sheet
from data.problems import Refused, refusal
from data.text import clean

WHITE, WHITE_INDEXES, WHITE_THEME = frozenset({"00000000", "FFFFFFFF", "00FFFFFF"}), frozenset({1, 9, 64, 65}), 0
UNSEEN_WIDTH = 0.5  # in letters
RAISED = ("superscript", "subscript")
_ESCAPED = re.compile("_x(005F|00[01][0-9A-Fa-f])_")


def read(file_name: str, content: bytes) -> Book:
    """The visible sheets. Raises Refused, and whatever openpyxl raises for a damaged file."""
    measured = preflight.measure(content)
    if measured.is_strict:
        raise refusal("strict_workbook")
    try:
        return _read(file_name, content, measured)
    except (Refused, MemoryError):
        raise
    except Exception:  # openpyxl raises anything for what Excel would forgive
        content = forgiving.mended(content)
    return _read(file_name, content, preflight.measure(content))


def _read(file_name: str, content: bytes, measured: preflight.Measured) -> Book:
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    runs = openpyxl.load_workbook(io.BytesIO(content), keep_links=False, rich_text=True) if measured.is_rich else None
    formulas = openpyxl.load_workbook(io.BytesIO(content), keep_links=False) if measured.formulas else None
    visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise refusal("no_sheet")
    empty = preflight.empty_results(content) if formulas else {}
    sheets = tuple(
        _sheet(
            sheet,
            _pending(formulas[sheet.title], empty.get(sheet.title, set())) if formulas else {},
            _rich(runs[sheet.title]) if runs else {},
            measured,
        )
        for sheet in visible
    )
    hidden = [sheet.title for sheet in values.worksheets if sheet.sheet_state != "visible"]
    return Book(file_name, sheets, (*measured.warnings(), *hidden_sheets(hidden)))


def _pending(formulas: Worksheet, empty: set[str]) -> dict[Place, str]:
    """The formulas of a sheet by their cells, but for those whose stored result is an empty text."""
    return {
        place: str(getattr(cell.value, "text", cell.value))[:LONGEST_CELL]
        for place, cell in formulas._cells.items()
        if cell.data_type == "f" and cell.coordinate not in empty
    }


def _rich(sheet: Worksheet) -> dict[Place, CellRichText]:
    """The cells whose text has runs of looks of their own."""
    return {place: cell.value for place, cell in sheet._cells.items() if isinstance(cell.value, CellRichText)}


def _sheet(
    sheet: Worksheet, formulas: dict[Place, str], rich: dict[Place, CellRichText], measured: preflight.Measured
) -> Sheet:
    """A sheet; `_cells` holds the cells that the file has, where iterating would make all those between them."""
    grid, looks = Grid(clean(sheet.title)), _Looks()
    for place, cell in sheet._cells.items():
        text, whole = _text_of(rich.get(place, cell.value), looks.is_marked(cell))
        value, kind = plain(_unescaped(text), looks.number_format(cell))
        # a zero under a formula that waits to be computed is a program's filler (XlsxWriter writes it)
        if place in formulas and (cell.value is None or (measured.recalculates and cell.value == 0)):
            value, kind = formulas[place], FORMULA
        grid.put(*place, value, kind, looks.number_format(cell), whole)
        if value is not None and (looks.is_struck(cell) or _is_struck_through(rich.get(place))):
            grid.struck.add(place)
        if value is not None and looks.is_coloured(cell):
            grid.coloured.add(place)
        if getattr(cell, "comment", None) is not None:
            grid.notes.add(place)
    grid.hidden_rows = {number for number, row in sheet.row_dimensions.items() if row.hidden or row.height == 0}
    for columns in sheet.column_dimensions.values():
        if columns.hidden or columns.width < UNSEEN_WIDTH:
            grid.hide_columns(columns.min or 0, columns.max or 0)
    grid.merged = [(b.min_row, b.min_col, b.max_row, b.max_col) for b in sheet.merged_cells.ranges]
    return grid.sheet()


def _text_of(value: object, is_marked: bool) -> tuple[object, str]:
    """A value, and the whole text of a cell with marked parts (as in `Sheet`). A run without a font of its own has the
    cell's."""
    if not isinstance(value, CellRichText):
        return value, ""
    return unmarked([(str(part), _is_marked(part) if isinstance(part, TextBlock) else is_marked) for part in value])


def _is_marked(part: TextBlock) -> bool:
    return bool(part.font.strike) or part.font.vertAlign in RAISED


def _is_struck_through(value: object) -> bool:
    """Whether a text of several runs is struck out all through."""
    parts = value if isinstance(value, CellRichText) else []
    return bool(parts) and all(isinstance(part, TextBlock) and part.font.strike for part in parts if str(part).strip())


def _unescaped(value: object) -> object:
    """A text with the controls that XML can't hold, which are written _x000D_, and with the _ that keeps other texts
    from being read so (ECMA-376 part 1, 22.9.2.19); openpyxl leaves both to its caller."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else value


class _Looks:
    """Number format, strike-through and colour of cells; each style is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, bool, bool, bool]] = {}

    def _of(self, cell: StyleableObject) -> tuple[str, bool, bool, bool]:
        if not cell.has_style:
            return "", False, False, False
        if cell.style_id not in self._known:
            is_coloured = getattr(cell.fill, "fill_type", None) == "solid" and not _is_white(cell.fill.fgColor)
            struck, raised = bool(cell.font.strike), cell.font.vertAlign in RAISED
            self._known[cell.style_id] = cell.number_format, struck, is_coloured, struck or raised
        return self._known[cell.style_id]

    def number_format(self, cell: StyleableObject) -> str:
        return self._of(cell)[0]

    def is_struck(self, cell: StyleableObject) -> bool:
        return self._of(cell)[1]

    def is_coloured(self, cell: StyleableObject) -> bool:
        return self._of(cell)[2]

    def is_marked(self, cell: StyleableObject) -> bool:
        """Whether the cell's own font strikes out, raises or lowers its text."""
        return self._of(cell)[3]


def _is_white(colour: Color) -> bool:
    if colour.type == "rgb":
        return colour.rgb in WHITE
    return colour.indexed in WHITE_INDEXES if colour.type == "indexed" else colour.theme == WHITE_THEME
