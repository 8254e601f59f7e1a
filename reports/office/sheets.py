"""Worksheets of ours: direction, digits, column widths, paper, and charts whose text reads in both directions."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.drawing.text import Font as ChartFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from drawing.palette import band_colour
from i18n.words import Words
from reports.office.text_cells import put_text
from reports.plain_text import office_text
from scoring.rounding import judged
from scoring.scheme import Scheme

FONT = "Tahoma"
HEAD = PatternFill("solid", fgColor="0B6272")
_LINE = Side(style="thin", color="C3CDD5")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
ROW, LINE = 20, 15  # points: a row at least, and each line of it
READING_ORDER = {"fa": 2, "en": 1}  # of a cell: right to left, left to right
_EMPTY_VALUE = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v ?(?:/>|></v>)')
PERSIAN_DIGITS = "[$-3000429]"  # the digits 03 of the language 0429: the number stays a number


Cells = tuple[int, int, int, int]  # first row (the head), last row, first and last column of a chart's values


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


def new_sheet(book, title: str, words: Words, *, first: bool = False, over: str = "") -> Worksheet:
    """A sheet of the book, printed on wide A4 with page numbers; over: what stands over every page."""
    sheet = book.active if first else book.create_sheet()
    sheet.title = office_text(title)
    sheet.sheet_view.rightToLeft = words.lang == "fa"
    sheet.sheet_format.defaultRowHeight = ROW
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.oddHeader.center.text = office_text(over).replace("&", "&&")
    sheet.oddFooter.center.text = "&P / &N"
    return sheet


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
        sheet.parent.reckoned[sheet.title, cell.coordinate] = value.value
    elif value:
        put_text(cell, office_text(str(value)))


class Book(Workbook):
    """A workbook whose formulas are saved with their values."""

    def __init__(self) -> None:
        super().__init__()
        self._named_styles["Normal"].font = Font(name=FONT, size=10)
        self.reckoned: dict[tuple[str, str], float] = {}

    def content(self, title: str, creator: str) -> bytes:
        """The bytes of the .xlsx, with its title and its maker among the properties."""
        self.properties.title, self.properties.creator = title, creator
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
        sheet.conditional_formatting.add(cells, FormulaRule(formula=[f'{first}="{name}"'], **look))


def _letters(size: int, *, bold: bool = False, colour: str = "") -> CharacterProperties:
    fill = {"solidFill": colour} if colour else {}
    return CharacterProperties(sz=size, b=bold, latin=ChartFont(typeface=FONT), cs=ChartFont(typeface=FONT), **fill)


def _chart_title(text: str, words: Words) -> Title:
    look = ParagraphProperties(rtl=words.lang == "fa", defRPr=_letters(1200, bold=True))
    run = RegularTextRun(rPr=_letters(1200, bold=True), t=office_text(text))
    rich = RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=look, r=[run])])
    return Title(tx=Text(rich=rich), overlay=False)


def _chart_text(size: int, words: Words, colour: str = "") -> RichText:
    look = ParagraphProperties(rtl=words.lang == "fa", defRPr=_letters(size, colour=colour))
    return RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=look, endParaRPr=CharacterProperties())])


def _labels(words: Words, decimals: int, colour: str = "") -> DataLabelList:
    labels = DataLabelList()
    labels.showVal, labels.numFmt = True, number_format(decimals, words)
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.txPr = _chart_text(900, words, colour)
    return labels


def _finished(chart, sheet: Worksheet, place: str, text: str, words: Words) -> None:
    chart.title, chart.width, chart.height = _chart_title(text, words), 18, 8.5
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete, axis.txPr = False, _chart_text(900, words)
    chart.y_axis.number_format = number_format(0, words)
    chart.legend.position, chart.legend.txPr = "b", _chart_text(900, words)
    sheet.add_chart(chart, place)


def line_chart(
    sheet: Worksheet, onto: Worksheet, place: str, text: str, cells: Cells, colours: Sequence[str], words: Words
) -> None:
    """A native chart of percents on the sheet `onto`, of cells of `sheet`; the months stand in the column before the
    values. Time runs from left to right."""
    top, bottom, first, last = cells
    chart = LineChart()
    chart.add_data(Reference(sheet, min_col=first, max_col=last, min_row=top, max_row=bottom), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=bottom))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = 0, 100, 25
    for series, colour in zip(chart.series, colours, strict=True):
        series.graphicalProperties.line.solidFill, series.graphicalProperties.line.width = colour[1:], 28000
        series.smooth, series.marker.symbol, series.marker.size = False, "circle", 7
        series.marker.graphicalProperties = GraphicalProperties(solidFill=colour[1:])
        series.dLbls = _labels(words, 0)
    _finished(chart, onto, place, text, words)


def stacked_chart(
    sheet: Worksheet, onto: Worksheet, place: str, text: str, cells: Cells, count: int, words: Words
) -> None:
    """A native chart of units a level as shares, a bar a month; cells as in `line_chart`."""
    top, bottom, first, last = cells
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "percentStacked", 100, 50
    chart.add_data(Reference(sheet, min_col=first, max_col=last, min_row=top, max_row=bottom), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=bottom))
    for number, series in enumerate(chart.series):
        fill, ink = band_colour(number, count)
        series.graphicalProperties.solidFill = fill[1:]
        series.dLbls = _labels(words, 0, ink[1:])
    _finished(chart, onto, place, text, words)
    digits = PERSIAN_DIGITS if words.lang == "fa" else ""
    chart.y_axis.number_format, chart.y_axis.majorUnit = f"{digits}0%", 0.25
