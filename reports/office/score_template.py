"""The empty score file of a month: units and indicators filled in, maxima as limits, everything else locked.

A filled template goes straight back in: its title names the month, its header the indicators by code and name. The
limits are a help while typing, not security (a pasted value passes them): the import checks every cell again.
"""

from __future__ import annotations

import io

import pandas as pd
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from i18n.words import Words
from reports.office.paper import first_sheet, fit_to_width
from reports.office.sheets import number_format
from reports.office.text_cells import put_text
from scoring.frames import records
from scoring.scheme import Indicator, Scheme

TITLE_ROW, MAXIMA_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4
FIRST_SCORE_COLUMN = 4
CONTEXT, LEFT_TO_RIGHT, RIGHT_TO_LEFT = 0, 1, 2  # reading order of a cell
FONT = "Tahoma"
MOST_PROMPT_TITLE = 32  # more, and the spreadsheet program repairs the file
LOCKED = PatternFill("solid", fgColor="E8EEF2")
HEAD = PatternFill("solid", fgColor="0B6272")
WRONG = PatternFill(bgColor="F4C7B0", fill_type="solid")
_LINE = Side(style="thin", color="C3CDD5")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def score_template(units: pd.DataFrame, scheme: Scheme, month: int, province: str, words: Words) -> bytes:
    """An .xlsx for one month. units: unit_id, kind, name_fa, name_en of the units that the month lists, in order."""
    book = Workbook()
    sheet = first_sheet(book)
    sheet.title = words("template.sheet")
    sheet.sheet_view.rightToLeft = words.lang == "fa"
    _head(sheet, scheme, words("template.title", month=words.month(month), province=province), words)
    for row, unit in enumerate(records(units), FIRST_ROW):
        texts = (unit["unit_id"], words.name(unit), words(f"kind.{unit['kind']}.one"))
        for column, text in enumerate(texts, 1):
            _put(sheet, row, column, text, locked=True)
        for column in range(FIRST_SCORE_COLUMN, FIRST_SCORE_COLUMN + len(scheme.indicators)):
            _put(sheet, row, column, None, locked=False)
    for column, item in enumerate(scheme.indicators, FIRST_SCORE_COLUMN):
        _limit(sheet, column, FIRST_ROW + max(len(units), 1) - 1, item, words)
    _lay_out(sheet, scheme)
    _guide(book.create_sheet(words("template.guide")), scheme, words)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _put(sheet: Worksheet, row: int, column: int, value: float | str | None, *, locked: bool) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        put_text(cell, value)
    elif value is not None:
        cell.value = value
    cell.font = Font(name=FONT, size=10)
    cell.border = BOX
    cell.protection = Protection(locked=locked)
    aligned = "center" if column >= FIRST_SCORE_COLUMN else None
    order = RIGHT_TO_LEFT if sheet.sheet_view.rightToLeft else LEFT_TO_RIGHT
    cell.alignment = Alignment(horizontal=aligned, vertical="center", wrap_text=locked, readingOrder=order)
    if locked:
        cell.fill = LOCKED


def _head(sheet: Worksheet, scheme: Scheme, title: str, words: Words) -> None:
    _put(sheet, TITLE_ROW, 1, title, locked=True)
    sheet.cell(TITLE_ROW, 1).font = Font(name=FONT, size=13, bold=True)
    sheet.merge_cells(start_row=TITLE_ROW, end_row=TITLE_ROW, start_column=1, end_column=FIRST_SCORE_COLUMN + 5)
    _put(sheet, MAXIMA_ROW, FIRST_SCORE_COLUMN - 1, words("template.maximum"), locked=True)
    heads = [words("template.code"), words("template.unit"), words("template.kind")]
    heads += [f"{item.code} - {words.name(item)}" for item in scheme.indicators]
    for column, text in enumerate(heads, 1):
        _put(sheet, HEADER_ROW, column, text, locked=True)
        head = sheet.cell(HEADER_ROW, column)
        head.font, head.fill = Font(name=FONT, size=10, bold=True, color="FFFFFF"), HEAD
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True, readingOrder=CONTEXT)
    for column, item in enumerate(scheme.indicators, FIRST_SCORE_COLUMN):
        _put(sheet, MAXIMA_ROW, column, _number(item.max_points), locked=True)
        sheet.cell(MAXIMA_ROW, column).number_format = _format(item.max_points, words)


def _format(points: float, words: Words) -> str:
    return number_format(0 if isinstance(_number(points), int) else 2, words)


def _number(points: float) -> float | int:
    return int(points) if points == int(points) else points


def _limit(sheet: Worksheet, column: int, last_row: int, item: Indicator, words: Words) -> None:
    """What a column takes: a number from 0 to the maximum, or the word for not applicable where it is allowed."""
    letter = get_column_letter(column)
    first, cells = f"{letter}{FIRST_ROW}", f"{letter}{FIRST_ROW}:{letter}{last_row}"
    number = f"AND(ISNUMBER({first}),{first}>=0,{first}<={letter}${MAXIMA_ROW})"
    word = words("unit.not_applicable")
    allowed = f'OR({number},{first}="{word}")' if item.not_applicable else number
    rule = DataValidation(type="custom", formula1=f"={allowed}", allow_blank=True, showErrorMessage=True)
    maximum = words.number(item.max_points, 0 if item.max_points == int(item.max_points) else 2)
    may = "template.error_or_word" if item.not_applicable else "template.error"
    plain = {name: words(name, maximum=maximum, word=word) for name in (may, "template.prompt")}
    rule.errorTitle, rule.error = words("template.error_title"), _bare(plain[may])
    rule.promptTitle, rule.prompt = (
        item.code[:MOST_PROMPT_TITLE],
        _bare(f"{words.name(item)}: {plain['template.prompt']}")[:255],
    )
    rule.showInputMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)
    wrong = f"AND(NOT(ISBLANK({first})),NOT({allowed}))"
    marked = FormulaRule(formula=[wrong], fill=WRONG)  # type: ignore[no-untyped-call]  # no types
    sheet.conditional_formatting.add(cells, marked)


def _bare(text: str) -> str:
    """Without the marks that isolate numbers, which a spreadsheet's message box draws as boxes."""
    return text.replace("\u2066", "").replace("\u2069", "")


def _lay_out(sheet: Worksheet, scheme: Scheme) -> None:
    widths = [12, 42, 14, *([13] * len(scheme.indicators))]
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[TITLE_ROW].height = 28
    sheet.row_dimensions[HEADER_ROW].height = 78
    sheet.freeze_panes = f"{get_column_letter(FIRST_SCORE_COLUMN)}{FIRST_ROW}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # False means allowed
    fit_to_width(sheet)
    sheet.print_title_rows = f"{MAXIMA_ROW}:{HEADER_ROW}"


def _guide(sheet: Worksheet, scheme: Scheme, words: Words) -> None:
    """How to fill the template in, and what each indicator measures."""
    sheet.sheet_view.rightToLeft = words.lang == "fa"
    for row, name in enumerate(("fill", "zero", "blank", "back"), 1):
        _put(sheet, row, 1, words(f"template.guide_{name}", word=words("unit.not_applicable")), locked=True)
        sheet.cell(row, 1).fill = PatternFill()
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    heads: list[float | str] = [words("trends.which_indicator"), words("template.maximum"), words("template.measures")]
    guides = {item.code: item.guide_fa if words.lang == "fa" else item.guide_en for item in scheme.indicators}
    rows: list[list[float | str]] = [
        [f"{words.digits(str(number))}. {item.code} {words.name(item)}", _number(item.max_points), guides[item.code]]
        for number, item in enumerate(scheme.indicators, 1)  # the number keeps a row from reading like a header
    ]
    for row, cells in enumerate([heads, *rows], 6):
        for column, value in enumerate(cells, 1):
            _put(sheet, row, column, value, locked=True)
            if isinstance(value, int | float):
                sheet.cell(row, column).number_format = _format(value, words)
    for letter, width in zip("ABC", (44, 16, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    fit_to_width(sheet)
    sheet.protection.sheet = True
