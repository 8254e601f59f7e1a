"""Rows of a table that belong to no unit: totals, repeated or second header rows, the maxima."""

from __future__ import annotations

from data import vocabulary
from data.files.sheets import Place, Sheet, typed_text
from data.reading.header.headers import LONGEST_HEADER, TALLEST_HEADER, Header, indicator_of
from data.reading.header.marks import bare_number, is_numbering
from data.reading.header.score_layout import Layout
from data.reading.score_cells import CellScore, is_filled, read_cell
from data.text import clean, key
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.totals import SCORED


def unit_texts(sheet: Sheet, row: int, layout: Layout) -> list[str]:
    """What stands in the unit columns of a row."""
    return [clean(typed_text(sheet.value(row, column))) for column in layout.unit_columns]


def unit_text(sheet: Sheet, row: int, layout: Layout) -> str:
    """The first of them that says anything."""
    return next(filter(None, unit_texts(sheet, row, layout)), "")


def is_total(sheet: Sheet, row: int, layout: Layout) -> bool:
    """A row whose unit cell (or, where that is empty, whose first text) is a word such as «جمع»."""
    return any(key(text) in vocabulary.words("rows", "totals") for text in first_texts(sheet, row, layout))


def is_subtotal(sheet: Sheet, row: int, layout: Layout) -> bool:
    """A row of no unit that begins with such a word: «جمع دستگاه‌ها», `Average of all`."""
    firsts = [clean(text).split(" ")[0] for text in first_texts(sheet, row, layout) if clean(text)]
    return any(key(first) in vocabulary.words("rows", "total_beginnings") for first in firsts)


def is_about_the_paper(sheet: Sheet, row: int, layout: Layout) -> bool:
    """A row of no unit such as «تاریخ ارسال | ۱۳۹۹/۰۲», «صفحه ۱ از ۲», «تلفن تماس: …»."""
    texts = [key(text) for text in first_texts(sheet, row, layout)]
    return any(text.startswith(word) for text in texts for word in vocabulary.words("rows", "about"))


def first_texts(sheet: Sheet, row: int, layout: Layout) -> list[str]:
    texts = list(filter(None, unit_texts(sheet, row, layout)))
    columns = set(range(1, len(sheet.rows[row - 1]) + 1)) - set(layout.indicators.values())
    others = [text for column in sorted(columns) if isinstance(text := sheet.value(row, column), str) and clean(text)]
    return texts or others[:1]


def header_again(sheet: Sheet, row: int, layout: Layout) -> Header | None:
    """The row as a header where it names most indicators once more, over whatever columns: its own order counts from
    there on."""
    texts = [typed_text(value)[:LONGEST_HEADER] for value in sheet.rows[row - 1]]
    if 2 * sum(any(map(str.isalpha, text)) for text in texts) <= len(layout.indicators):
        return None
    codes = [indicator_of(text, layout.spellings) for text in texts]
    same = [key(text) == key(layout.header.name(column)) != "" for column, text in enumerate(texts, 1)]
    repeats = sum(same[column - 1] for column in layout.indicators.values() if column <= len(same))
    if 2 * max(len(set(codes) - {None}), repeats) <= len(layout.indicators):
        return None
    columns = enumerate(zip(texts, same, strict=True), 1)
    own = tuple(layout.header.of(column) if is_same else (text,) for column, (text, is_same) in columns)
    first = next((column for column, code in enumerate(codes, 1) if code), 1)
    return Header(row, row, own, (), 1.0, first)


def is_header_rest(sheet: Sheet, row: int, layout: Layout, scheme: Scheme) -> bool:
    """A row right under a header, or over one that stands again, that explains the columns: no unit, and only words
    that are no scores."""
    is_over = any(header_again(sheet, below, layout) for below in (row + 1, row + 2) if below <= len(sheet.rows))
    if any(unit_texts(sheet, row, layout)) or not (is_over or _may_be_header(sheet, row, layout)):
        return False
    filled = [cell for _, cell in _cells(sheet, row, layout, scheme)]
    return bool(filled) and all(cell.problem == "not_number" for cell in filled)


def is_maxima(sheet: Sheet, row: int, layout: Layout, scheme: Scheme) -> bool:
    """A row without a unit, right under the header, that gives the maximum of every indicator."""
    if not _may_be_header(sheet, row, layout):
        return False
    read = _cells(sheet, row, layout, scheme)
    return len(read) == len(scheme.indicators) and all(
        cell.mark == SCORED and judged(cell.points) == judged(maximum) for maximum, cell in read
    )


def is_signature(sheet: Sheet, row: int, layout: Layout, scheme: Scheme) -> bool:
    """A row of no unit whose few filled cells hold words alone: «تهیه‌کننده: …», «مهر و امضا»."""
    filled = [cell for _, cell in _cells(sheet, row, layout, scheme)]
    is_few = 2 * len(filled) <= len(layout.indicators) or _is_signed(sheet, row)
    return is_few and all(cell.problem in ("not_number", "cell_date") for cell in filled)


def is_unread_header(sheet: Sheet, row: int, layout: Layout, scheme: Scheme) -> bool:
    """A row of no unit with words in most of the score cells: names of columns that nobody here knows."""
    words_ = [cell for _, cell in _cells(sheet, row, layout, scheme) if cell.problem == "not_number"]
    return 2 * len(words_) > len(layout.indicators) and not _is_signed(sheet, row)


def _is_signed(sheet: Sheet, row: int) -> bool:
    """Whether a row holds a word of those who sign: «تهیه‌کننده», «تأیید»."""
    texts = [key(typed_text(value)) for value in sheet.rows[row - 1]]
    return any(text.startswith(word) for text in texts for word in vocabulary.words("signing", "words"))


def is_longer(sheet: Sheet, row: int, layout: Layout) -> bool:
    """Whether a row has a number beyond the last column that is named, or alone where only remarks stand."""
    width = layout.last_column
    beyond = [typed_text(sheet.value(row, column)) for column in range(width + 1, len(sheet.rows[row - 1]) + 1)]
    remarks = [typed_text(sheet.value(row, column)) for column in layout.remark_columns]
    return any(any(map(str.isdecimal, text)) for text in beyond) or any(
        bare_number(text) is not None for text in remarks
    )


def is_numbering_row(sheet: Sheet, row: int, layout: Layout) -> bool:
    """A row right under the header that numbers the columns: 1 to 20, or from 1 again in every domain."""
    units = unit_texts(sheet, row, layout)
    if row >= layout.header.bottom + TALLEST_HEADER or any(bare_number(text) is None for text in units if text):
        return False
    numbers = [bare_number(typed_text(sheet.value(row, column))) for column in sorted(layout.indicators.values())]
    known = [number for number in numbers if number is not None]
    return len(known) == len(numbers) > 2 and is_numbering(known)


def _may_be_header(sheet: Sheet, row: int, layout: Layout) -> bool:
    return row < layout.header.bottom + TALLEST_HEADER and not any(unit_texts(sheet, row, layout))


def _cells(sheet: Sheet, row: int, layout: Layout, scheme: Scheme) -> list[tuple[float, CellScore]]:
    """(maximum, cell) of every filled score cell of a row."""
    return [
        (item.max_points, read_cell(sheet, row, layout.indicators[item.code], item))
        for item in scheme.indicators
        if is_filled(sheet, row, layout.indicators[item.code])
    ]


def covered(sheet: Sheet) -> dict[Place, Place]:
    """Cells that a merged block covers -> its first cell. (Blocks never overlap, unless a file lies.)"""
    width = max(map(len, sheet.rows), default=0)
    found: dict[Place, Place] = {}
    for top, left, bottom, right in sheet.merged:
        rows, columns = range(top, min(bottom, len(sheet.rows)) + 1), range(left, min(right, width) + 1)
        if len(found) + len(rows) * len(columns) > len(sheet.rows) * width:
            break
        found |= {(row, column): (top, left) for row in rows for column in columns if (row, column) != (top, left)}
    return found
