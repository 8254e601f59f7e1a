"""Worksheets of ours: direction, digits, column widths, paper."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from drawing.palette import band_colour
from i18n.words import Words
from reports.office.paper import first_sheet, fit_to_width
from reports.office.text_cells import put_text
from reports.plain_text import office_text
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.version import VERSION

FONT = "Tahoma"
HEAD = PatternFill("solid", fgColor="0B6272")
_LINE = Side(style="thin", color="C3CDD5")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
ROW, LINE = 20, 15  # points: a row at least, and each line of it
READING_ORDER = {"fa": 2, "en": 1}  # of a cell: right to left, left to right
_EMPTY_VALUE = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v ?(?:/>|></v>)')
PERSIAN_DIGITS = "[$-3000429]"  # the digits 03 of the language 0429: the number stays a number


@dataclass(frozen=True)
class Number:
    """A number that a cell shows with some decimals; sign: with + or − in front."""

    value: float
    decimals: int = 0
    sign: bool = False


@dataclass(frozen=True)
class Formula:
    """What a cell reckons by itself, with the decimals that it shows, and its value as we reckon it (programs that
    don't reckon, such as previews and phones, show that)."""

    text: str
    decimals: int = 1
    value: float = 0.0


@dataclass(frozen=True)
class Grid:
    """A table on a sheet: headings with their widths, rows of cells (a text, a Number, a Formula, or None)."""

    heads: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[object]]
    top: int = 1


def number_format(decimals: int, words: Words, *, sign: bool = False) -> str:
    """Of positive numbers, negative ones and zero; the sign keeps to the left in a right-to-left sheet."""
    digits = PERSIAN_DIGITS if words.lang == "fa" else ""
    plain = f"0.{'0' * decimals}" if decimals else "0"
    positive = f'{digits}"\u200e+"{plain}' if sign else f"{digits}{plain}"
    return f'{positive};{digits}"\u200e\u2212"{plain};{digits}{plain}'


def new_sheet(book: Workbook, title: str, words: Words, *, first: bool = False, over: str = "") -> Worksheet:
    """A sheet of the book, printed on wide A4 with page numbers; over: what stands over every page."""
    sheet: Worksheet = first_sheet(book) if first else book.create_sheet()
    sheet.title = office_text(title)
    sheet.sheet_view.rightToLeft = words.lang == "fa"
    sheet.sheet_format.defaultRowHeight = ROW
    fit_to_width(sheet)
    assert sheet.oddHeader is not None and sheet.oddFooter is not None  # a sheet is made with them
    sheet.oddHeader.center.text = office_text(over).replace("&", "&&")
    sheet.oddFooter.center.text = "&P / &N"
    return sheet


def text_over(sheet: Worksheet) -> str:
    """What stands over every page of a sheet of ours."""
    assert sheet.oddHeader is not None and sheet.oddHeader.center.text is not None  # `new_sheet` has put it there
    return sheet.oddHeader.center.text


def put_grid(sheet: Worksheet, grid: Grid, words: Words, *, widen: bool = True) -> None:
    """Write a table with its head in bold; columns get their widths, rows the height that their longest text needs."""
    if widen:
        for column, width in enumerate(grid.widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
    for column, head in enumerate(grid.heads, 1):
        cell = sheet.cell(grid.top, column)
        put_text(cell, office_text(head))
        cell.font, cell.fill, cell.border = Font(name=FONT, size=10, bold=True, color="FFFFFF"), HEAD, BOX
        cell.alignment = Alignment(
            horizontal="center", vertical="center", wrap_text=True, readingOrder=READING_ORDER[words.lang]
        )
    _heighten(sheet, grid.top, grid.heads)
    for row, values in enumerate(grid.rows, grid.top + 1):
        for column, value in enumerate(values, 1):
            put_cell(sheet, row, column, value, words)
        _heighten(sheet, row, values)


def _heighten(sheet: Worksheet, row: int, values: Sequence[object]) -> None:
    """Give a row the height of its longest text, as it breaks in the widths of the columns."""
    lines = 1
    for column, value in enumerate(values, 1):
        if isinstance(value, str) and value:
            width = max(sheet.column_dimensions[get_column_letter(column)].width - 1, 4)
            lines = max(lines, _lines(value, width))
    sheet.row_dimensions[row].height = max(ROW, LINE * lines + 4)


def _lines(text: str, width: float) -> int:
    """How many lines of so many letters a text needs; a word that doesn't fit begins a new one."""
    lines, room = 1, width
    for word in text.split():
        if len(word) > room and room < width:
            lines, room = lines + 1, width
        lines += int(len(word) // width) if len(word) > width else 0
        room -= len(word) % width + 1
    return lines


def put_cell(sheet: Worksheet, row: int, column: int, value: object, words: Words) -> None:
    cell = sheet.cell(row, column)
    cell.font, cell.border = Font(name=FONT, size=10), BOX
    centred = column == 1 or isinstance(value, Number | Formula)
    edge = "right" if words.lang == "fa" else "left"
    cell.alignment = Alignment(
        vertical="center",
        horizontal="center" if centred else edge,
        wrap_text=column > 1 or isinstance(value, str),
        readingOrder=READING_ORDER[words.lang],
    )
    if isinstance(value, Number):
        if value.value is not None and value.value == value.value:
            cell.value = float(judged(value.value))
            cell.number_format = number_format(value.decimals, words, sign=value.sign)
    elif isinstance(value, Formula):
        cell.value = value.text
        cell.number_format = number_format(value.decimals, words)
        book_of(sheet).reckoned[sheet.title, cell.coordinate] = value.value
    elif value:
        put_text(cell, office_text(str(value)))


class Book(Workbook):
    """A workbook whose formulas are saved with their values."""

    def __init__(self) -> None:
        super().__init__()
        self._named_styles["Normal"].font = Font(name=FONT, size=10)  # type: ignore[attr-defined]  # not in the stubs
        self.reckoned: dict[tuple[str, str], float] = {}

    def content(self, title: str, creator: str) -> bytes:
        """The bytes of the .xlsx, with its title and its maker among the properties."""
        self.properties.title, self.properties.creator, self.properties.version = title, creator, VERSION
        target = io.BytesIO()
        self.save(target)
        return self._with_values(target.getvalue()) if self.reckoned else target.getvalue()

    def _with_values(self, content: bytes) -> bytes:
        """openpyxl writes a formula with an empty value; ours is put in its place."""
        names = {f"xl/worksheets/sheet{number}.xml": sheet.title for number, sheet in enumerate(self.worksheets, 1)}
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.infolist():
                text = old.read(part)
                if part.filename in names:
                    text = _EMPTY_VALUE.sub(partial(self._valued, names[part.filename]), text)
                new.writestr(part, text)
        return target.getvalue()

    def _valued(self, title: str, found: re.Match[bytes]) -> bytes:
        value = self.reckoned.get((title, found[2].decode()))
        return found[0] if value is None else found[1] + f"<v>{value!r}</v>".encode()


def book_of(sheet: Worksheet) -> Book:
    """The workbook of ours that a sheet belongs to."""
    assert isinstance(sheet.parent, Book)
    return sheet.parent


def title(sheet: Worksheet, row: int, text: str, size: float = 12, *, across: int = 0) -> None:
    """A line of bold text; across: how many columns it may break in, where it is long."""
    cell = sheet.cell(row, 1)
    put_text(cell, office_text(text))
    cell.font = Font(name=FONT, size=size, bold=True)
    is_rtl = bool(sheet.sheet_view.rightToLeft)
    cell.alignment = Alignment(
        horizontal="right" if is_rtl else "left",
        vertical="center",
        wrap_text=bool(across),
        readingOrder=2 if is_rtl else 1,
    )
    if across:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=across)
        width = sum(sheet.column_dimensions[get_column_letter(column)].width for column in range(1, across + 1))
        sheet.row_dimensions[row].height = max(ROW, 1.6 * size * _lines(text, width * 10 / size) + 4)


def colour_bands(sheet: Worksheet, cells: str, first: str, scheme: Scheme, words: Words) -> None:
    """Fill every cell of a range that names a level with its colour. first: the first cell of the range."""
    for place, band in enumerate(scheme.bands):
        fill, ink = band_colour(place, len(scheme.bands))
        name = words.name(band).replace('"', '""')
        look = {"fill": PatternFill(bgColor=fill[1:], fill_type="solid"), "font": Font(color=ink[1:], bold=True)}
        rule = FormulaRule(formula=[f'{first}="{name}"'], **look)  # type: ignore[no-untyped-call]  # no types
        sheet.conditional_formatting.add(cells, rule)
