"""Sheets that the office fills in and gives back: a note, heads, rows, empty rows to write on, what a cell takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from i18n.words import Words
from reports.office.paper import fit_to_width
from reports.office.sheets import BOX, FONT, HEAD, PERSIAN_DIGITS
from reports.office.text_cells import put_text
from reports.plain_text import office_text

NOTE_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3
CONTEXT, LEFT_TO_RIGHT, RIGHT_TO_LEFT = 0, 1, 2  # reading order of a cell
LOCKED = PatternFill("solid", fgColor="E8EEF2")
AS_TEXT = "@"  # what is typed stays as it is: 1399-05 doesn't become a date


@dataclass(frozen=True)
class Field:
    """A column of a form. source: where its list stands (a range), or the words that it takes; least, most: the limits
    of a number (least excluded where `above`); `own`: filled by us, grey, and not to be changed."""

    head: str
    width: float
    is_number: bool = False
    left_to_right: bool = False
    source: str | tuple[str, ...] = ""
    least: float = 0.0
    most: float = 0.0
    above: bool = False
    own: bool = False


def put_form(
    sheet: Worksheet, note: str, fields: Sequence[Field], rows: Sequence[Sequence[object]], spare: int, words: Words
) -> None:
    """Write a form. rows: a text, a number, a flag or None a field; `spare` empty rows follow."""
    sheet.sheet_view.rightToLeft = words.lang == "fa"
    _note(sheet, note, fields, words)
    for column, each in enumerate(fields, 1):
        head = sheet.cell(HEADER_ROW, column)
        put_text(head, office_text(each.head))
        head.font, head.fill, head.border = Font(name=FONT, size=10, bold=True, color="FFFFFF"), HEAD, BOX
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True, readingOrder=CONTEXT)
        sheet.column_dimensions[get_column_letter(column)].width = each.width
        last = FIRST_ROW + len(rows) + spare - 1
        for row in range(FIRST_ROW, last + 1):
            value = rows[row - FIRST_ROW][column - 1] if row - FIRST_ROW < len(rows) else None
            _put(sheet, row, column, value, each, words)
        _limit(sheet, column, last, each, words)
    sheet.row_dimensions[HEADER_ROW].height = 34
    sheet.freeze_panes, sheet.print_title_rows = f"B{FIRST_ROW}", f"{HEADER_ROW}:{HEADER_ROW}"
    fit_to_width(sheet)


def _note(sheet: Worksheet, note: str, fields: Sequence[Field], words: Words) -> None:
    cell = sheet.cell(NOTE_ROW, 1)
    put_text(cell, office_text(note))
    cell.font = Font(name=FONT, size=10, italic=True)
    order = RIGHT_TO_LEFT if words.lang == "fa" else LEFT_TO_RIGHT
    cell.alignment = Alignment(vertical="center", wrap_text=True, readingOrder=order)
    sheet.merge_cells(start_row=NOTE_ROW, end_row=NOTE_ROW, start_column=1, end_column=len(fields))
    letters = sum(each.width for each in fields)
    sheet.row_dimensions[NOTE_ROW].height = 18 * (1 + int(len(note) / letters * 1.1))


def _put(sheet: Worksheet, row: int, column: int, value: object, field: Field, words: Words) -> None:
    cell = sheet.cell(row, column)
    cell.font, cell.border = Font(name=FONT, size=10), BOX
    if isinstance(value, bool):
        put_text(cell, words("form.yes" if value else "form.no"))
    elif isinstance(value, int | float):
        cell.value = int(value) if value == int(value) else value
    elif value:
        put_text(cell, str(value))
    if field.is_number:
        cell.number_format = f"{PERSIAN_DIGITS}General" if words.lang == "fa" else "General"
    else:
        cell.number_format = AS_TEXT
    centred = field.is_number or bool(field.source) and field.width < 20
    order = LEFT_TO_RIGHT if field.left_to_right else CONTEXT
    cell.alignment = Alignment(
        horizontal="center" if centred else None, vertical="center", wrap_text=True, readingOrder=order
    )
    if field.own:
        cell.fill = LOCKED


def _limit(sheet: Worksheet, column: int, last: int, field: Field, words: Words) -> None:
    """What the cells of a column take; a help while typing, every cell is checked again when the form comes back."""
    cells = f"{get_column_letter(column)}{FIRST_ROW}:{get_column_letter(column)}{last}"
    if field.source:
        choose_from(sheet, cells, field.source, words)
    elif field.is_number and field.most:
        least, most = repr(field.least), None if field.above else repr(field.most)
        operator: Literal["greaterThan", "between"] = "greaterThan" if field.above else "between"
        rule = DataValidation(type="decimal", operator=operator, formula1=least, formula2=most)
        _add(sheet, cells, rule, words("form.number"), words)


def choose_from(sheet: Worksheet, cells: str, source: str | tuple[str, ...], words: Words) -> None:
    """Let cells be chosen from words, or from the cells of a range."""
    formula = '"' + ",".join(source) + '"' if isinstance(source, tuple) else source
    _add(sheet, cells, DataValidation(type="list", formula1=formula), words("form.choose"), words)


def _add(sheet: Worksheet, cells: str, rule: DataValidation, error: str, words: Words) -> None:
    rule.allow_blank, rule.showErrorMessage = True, True
    rule.errorTitle, rule.error = words("form.wrong"), error
    rule.add(cells)
    sheet.add_data_validation(rule)


def column_of(sheet: Worksheet, column: int, rows: int) -> str:
    """The range of a form's column, as the list of another sheet's cells."""
    letter = get_column_letter(column)
    return f"{quote_sheetname(sheet.title)}!${letter}${FIRST_ROW}:${letter}${FIRST_ROW + rows - 1}"
