"""Native charts on worksheets of ours, whose text reads in both directions."""

from __future__ import annotations

from collections.abc import Sequence

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
from openpyxl.worksheet.worksheet import Worksheet

from drawing.palette import band_colour
from i18n.words import Words
from reports.office.sheets import FONT, PERSIAN_DIGITS, number_format
from reports.plain_text import office_text

Cells = tuple[int, int, int, int]  # first row (the head), last row, first and last column of a chart's values


def _letters(size: int, *, bold: bool = False, colour: str = "") -> CharacterProperties:
    font, fill = ChartFont(typeface=FONT), colour or None
    return CharacterProperties(sz=size, b=bold, latin=font, cs=ChartFont(typeface=FONT), solidFill=fill)


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


def _finished(chart: LineChart | BarChart, sheet: Worksheet, place: str, text: str, words: Words) -> None:
    chart.title, chart.width, chart.height = _chart_title(text, words), 18, 8.5
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete, axis.txPr = False, _chart_text(900, words)
    chart.y_axis.number_format = number_format(0, words)
    assert chart.legend is not None  # every chart is made with one
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
