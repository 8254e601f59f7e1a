"""The shapes in which scores come: a row a unit, a column a unit, a row a score, columns that are only numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.files.sheets import Sheet, typed_text
from data.reading.header.headers import (
    HEADER_ROWS,
    LEAST_NAMED_SHARE,
    LONGEST_HEADER,
    Header,
    find_header,
    header_spellings,
    indicator_of,
)
from data.text import code_key
from data.units.units import UnitIndex
from scoring.scheme import Scheme

MOST_TURNED_ROWS = 300
LOOKED_AT = 400  # rows, to see whether each holds one score


def find_table(sheet: Sheet, schemes: Sequence[Scheme]) -> tuple[Sheet, Header | None]:
    """The sheet with its header (None where it has none, or has one row a score); turned where the indicators stand in
    a column instead (addresses stay the file's)."""
    header = find_header(sheet, schemes)
    if header and header.share >= LEAST_NAMED_SHARE:
        return sheet, header
    if long_column(sheet, schemes):
        return sheet, None
    if len(sheet.rows) <= MOST_TURNED_ROWS:
        turned = sheet.turned()
        other = find_header(turned, schemes)
        if other and other.share >= LEAST_NAMED_SHARE:
            return turned, other
    return sheet, header


def long_column(sheet: Sheet, schemes: Sequence[Scheme]) -> str | None:
    """The address of the column where a sheet has one row a score, its indicator among the values, as DHIS2 exports it;
    None where it isn't so."""
    spellings = {spelling: code for scheme in schemes for spelling, code in header_spellings(scheme).items()}
    size = min((len(scheme.indicators) for scheme in schemes), default=0)
    width = max(map(len, sheet.rows[:LOOKED_AT]), default=0)
    for column in range(1, width + 1):
        texts = [typed_text(row[column - 1])[:LONGEST_HEADER] for row in sheet.rows[:LOOKED_AT] if len(row) >= column]
        codes = [code for text in texts if (code := indicator_of(text, spellings))]
        rows = [row for row in sheet.rows[:LOOKED_AT] if len(row) >= column]
        named_rows = [row for row, text in zip(rows, texts, strict=True) if indicator_of(text, spellings)]
        is_long = 2 * sum(_numbers_of(row) > 2 for row in named_rows) <= len(named_rows)
        if is_long and len(set(codes)) >= max(2, size / 2) and len(codes) >= 2 * len(set(codes)):
            first = next(row for row in range(1, len(sheet.rows) + 1) if sheet.value(row, column) is not None)
            return sheet.address(first, column)
    return None


def _numbers_of(row: Sequence[object]) -> int:
    return sum(isinstance(value, int | float) and not isinstance(value, bool) for value in row)


def numbered_header(sheet: Sheet, schemes: Iterable[Scheme], units: UnitIndex) -> str | None:
    """The address where the columns are only numbered, from 1 to the number of indicators of a scheme."""
    sizes = {len(scheme.indicators) for scheme in schemes}
    for number, row in enumerate(sheet.rows[:HEADER_ROWS], 1):
        if any(isinstance(value, str) and units.find_by_name(value) for value in row):
            continue  # somebody's scores may well be 1, 2, 3
        columns = [column for column, value in enumerate(row, 1) if code_key(typed_text(value)).isdecimal()]
        numbers = [int(code_key(typed_text(row[column - 1]))) for column in columns]
        if len(numbers) > 1 and len(numbers) in sizes and numbers == list(range(1, len(numbers) + 1)):
            return sheet.address(number, columns[0])
    return None
