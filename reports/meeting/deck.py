"""The slides of a month as a PowerPoint file: native charts and tables, right to left in Persian, speaker's notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Unpack

from lxml import etree
from pptx import Presentation
from pptx.chart.chart import Chart as PowerChart
from pptx.chart.data import ChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.slide import Slide as PowerSlide
from pptx.table import _Cell as PowerCell
from pptx.util import Inches, Pt

from i18n.months import code
from i18n.words import Words
from reports.csv_file import safe_text
from reports.glyphs import FONT
from reports.meeting.deck_text import INK, Look, Writer, rgb
from reports.meeting.slide_model import Chart, Figure, Slide
from reports.plain_text import office_text
from scoring.version import VERSION
from telling.month_facts import MonthFacts

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
TABLE_TOP, HEAD_HEIGHT, ROW_HEIGHT = 1.55, 0.5, 0.56
ACCENT, MUTED, ALARM = "0B6272", "4A5764", "9E3A06"
LONGEST_CELL = 120
MOST_LETTERS = 4  # of a big number


def deck_name(facts: MonthFacts, words: Words) -> str:
    return f"deck-{facts.province_id}-{code(facts.month)}-{words.lang}.pptx"


def deck(facts: MonthFacts, slides: Sequence[Slide], words: Words) -> bytes:
    """A .pptx (16:9) of the slides in their order."""
    show = Presentation()
    show.slide_width, show.slide_height = Inches(WIDTH), Inches(HEIGHT)
    write = Writer(rtl=words.lang == "fa")
    write.theme(show)
    for number, slide in enumerate(slides, 1):
        _slide(show.slides.add_slide(show.slide_layouts[6]), slide, number, facts, words, write)
    show.core_properties.title = words("slides.title", province=words.name(facts))
    show.core_properties.version = VERSION
    show.core_properties.author, show.core_properties.language = "", "fa-IR" if write.rtl else "en"
    target = io.BytesIO()
    show.save(target)
    return target.getvalue()


def _slide(page: PowerSlide, slide: Slide, number: int, facts: MonthFacts, words: Words, write: Writer) -> None:
    if slide.code == "title":
        _box(page, (1, 2.2, WIDTH - 2, 1.6), [slide.title], 40, write, bold=True, colour=ACCENT, align="ctr")
        _box(page, (1, 3.9, WIDTH - 2, 0.8), [slide.subtitle], 24, write, align="ctr")
        _box(page, (1, 4.9, WIDTH - 2, 1.6), slide.lines, 16, write, colour=MUTED, align="ctr")
    else:
        _box(page, (MARGIN, 0.3, WIDTH - 2 * MARGIN, 0.8), [slide.title], 28, write, bold=True, colour=ACCENT)
        _box(page, (MARGIN, 1.0, WIDTH - 2 * MARGIN, 0.4), [slide.subtitle], 14, write, colour=MUTED)
        _body(page, slide, words, write)
    if facts.demo:
        _box(page, (3, 7.02, WIDTH - 6, 0.35), [words("demo.label")], 12, write, bold=True, colour=ALARM, align="ctr")
    _number(page, number, write)
    if slide.notes:
        notes = page.notes_slide.notes_text_frame
        assert notes is not None  # the library's page of notes has a place for them
        write.text(notes, slide.notes, 12)


def _box(
    page: PowerSlide,
    area: tuple[float, float, float, float],
    lines: Sequence[str],
    size: float,
    write: Writer,
    **look: Unpack[Look],
) -> None:
    """A text box; area: left, top, width and height in inches."""
    shape = page.shapes.add_textbox(*map(Inches, area))
    write.text(shape.text_frame, list(lines) or [""], size, **look)


def _number(page: PowerSlide, number: int, write: Writer) -> None:
    """The number of the slide as a field, so that it follows when slides are moved."""
    shape = page.shapes.add_textbox(
        Inches(WIDTH - 1.2 if not write.rtl else 0.4), Inches(7.02), Inches(0.8), Inches(0.35)
    )
    paragraph = shape.text_frame.paragraphs[0]
    field = paragraph._p.makeelement(qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"})
    properties = etree.SubElement(field, qn("a:rPr"), {"sz": "1200"})
    etree.SubElement(field, qn("a:t")).text = str(number)
    paragraph._p.append(field)
    write.letters(properties)
    write.direct(paragraph._p.get_or_add_pPr())


def _body(page: PowerSlide, slide: Slide, words: Words, write: Writer) -> None:
    top = 1.5
    if slide.figures:
        _figures(page, slide.figures, write)
        top = 3.3
    if slide.charts:
        _charts(page, slide.charts, top, write)
    if slide.rows:
        _table(page, slide, write)
        top = TABLE_TOP + HEAD_HEIGHT + ROW_HEIGHT * len(slide.rows) + 0.1
    if slide.lines:
        size = 14 if slide.rows else 20
        _box(page, (MARGIN, top, WIDTH - 2 * MARGIN, 6.7 - top), slide.lines, size, write, space=10)


def _figures(page: PowerSlide, figures: Sequence[Figure], write: Writer) -> None:
    """The big number on the side where reading begins, its lines beside it."""
    width = (WIDTH - 2 * MARGIN) / len(figures)
    for place, figure in enumerate(reversed(figures) if write.rtl else figures):
        left = MARGIN + place * width
        number, lines = (left + width - 2.2, left) if write.rtl else (left, left + 2.2)
        size = 48 if len(office_text(figure.number)) <= MOST_LETTERS else 32
        _box(page, (number, 1.75, 2.2, 1.0), [figure.number], size, write, bold=True, colour=ACCENT)
        _box(page, (left, 1.35, width, 0.45), [figure.label], 18, write, bold=True)
        _box(page, (lines, 1.85, width - 2.3, 1.4), figure.lines, 14, write)


def _charts(page: PowerSlide, charts: Sequence[Chart], top: float, write: Writer) -> None:
    width = (WIDTH - 2 * MARGIN) / len(charts)
    for place, chart in enumerate(reversed(charts) if write.rtl else charts):
        data = ChartData(number_format="0")  # type: ignore[no-untyped-call]  # the library has no types here
        data.categories = [_plain(name) for name in chart.categories]
        for series in chart.series:
            data.add_series(_plain(series.name), series.values)  # type: ignore[no-untyped-call]  # nor here
        kind = XL_CHART_TYPE.LINE_MARKERS if chart.kind == "lines" else XL_CHART_TYPE.COLUMN_STACKED_100
        area = Inches(MARGIN + place * width), Inches(top), Inches(width - 0.1), Inches(6.9 - top)
        drawn = page.shapes.add_chart(kind, *area, data).chart  # type: ignore[attr-defined]  # it gives a frame
        _look(drawn, chart, write, titled=len(charts) > 1)
        for axis in drawn._chartSpace.iter(qn("c:axId"), qn("c:crossAx")):  # the library writes signed ones
            axis.set("val", str(int(axis.get("val")) % 2**32))


def _plain(text: str) -> str:
    """A name in the workbook behind a chart: text, never a formula."""
    return safe_text(office_text(text))


def _look(drawn: PowerChart, chart: Chart, write: Writer, *, titled: bool) -> None:
    drawn.font.size, drawn.font.name = Pt(13), FONT
    write.chart_text(drawn._chartSpace.find(qn("c:txPr")))
    drawn.has_title = titled
    if titled:
        write.text(drawn.chart_title.text_frame, [chart.title], 15, bold=True, align="ctr")
    drawn.has_legend = True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    plot = drawn.plots[0]
    if chart.kind == "lines":
        drawn.value_axis.minimum_scale, drawn.value_axis.maximum_scale, drawn.value_axis.major_unit = 0, 100, 25
    else:
        drawn.value_axis.visible = drawn.value_axis.has_major_gridlines = False
        plot.gap_width = 50
    for series, own in zip(plot.series, chart.series, strict=True):
        colour, ink = (rgb(each[1:]) for each in (own.colour, own.ink))
        if chart.kind == "lines":
            series.smooth = False
            series.format.line.color.rgb, series.format.line.width = colour, Pt(3)
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = colour
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = _digits(write, zeros=chart.kind == "lines"), False
        labels.font.size, labels.font.color.rgb = Pt(12), ink
        if chart.kind == "lines":
            labels.position = XL_LABEL_POSITION.ABOVE
    drawn.value_axis.tick_labels.number_format = _digits(write, zeros=True)
    drawn.value_axis.tick_labels.number_format_is_linked = False


def _digits(write: Writer, *, zeros: bool) -> str:
    """Numbers in the language's digits; a piece of no units has no label."""
    digits = "[$-3000429]0" if write.rtl else "0"
    return digits if zeros else f'{digits};;""'


def _table(page: PowerSlide, slide: Slide, write: Writer) -> None:
    """A table as wide as the slide."""
    heads, rows = slide.heads, slide.rows
    columns, width = len(heads), WIDTH - 2 * MARGIN
    frame = page.shapes.add_table(
        len(rows) + 1, columns, Inches(MARGIN), Inches(TABLE_TOP), Inches(width), Inches(0.45)
    )
    grid = frame.table
    if write.rtl:
        grid._tbl.get_or_add_tblPr().set("rtl", "1")
    for place in range(columns):
        grid.columns[place].width = Inches(width * slide.shares[place] / sum(slide.shares))
        _cell(grid.cell(0, place), heads[place], write, bold=True, ink="FFFFFF", fill=ACCENT)
    grid.rows[0].height = Inches(HEAD_HEIGHT)
    for number, row in enumerate(rows, 1):
        grid.rows[number].height = Inches(ROW_HEIGHT)
        shade = "FFFFFF" if number % 2 else "F3F6F8"
        for place, text in enumerate(row.cells):
            own = place == row.place
            fill, ink = (row.fill[1:], row.ink[1:]) if own else (shade, INK)
            _cell(grid.cell(number, place), text, write, bold=own, ink=ink, fill=fill)


def _cell(cell: PowerCell, text: str, write: Writer, *, ink: str, fill: str, bold: bool = False) -> None:
    cell.margin_top = cell.margin_bottom = Pt(0)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    short = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1].rstrip() + "…"
    write.text(cell.text_frame, [short], 16, bold=bold, colour=ink)
    cell.fill.solid()  # type: ignore[no-untyped-call]  # the library has no types here
    cell.fill.fore_color.rgb = rgb(fill)
