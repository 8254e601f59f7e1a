"""One score cell -> points and mark, or the problem with it. No silent zero: an empty cell is not reported."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from data import text, vocabulary
from data.files.sheets import Sheet, is_error_text, typed_text
from data.problems import WARNING
from data.reading.header.marks import SLASH, decimal_reading
from scoring.rounding import judged
from scoring.scheme import Indicator
from scoring.totals import NOT_APPLICABLE, NOT_REPORTED, SCORED

LEAST_OUT_OF = 10


@dataclass(frozen=True)
class CellScore:
    """`typed` is null where it is the canonical text of the points, or the cell is empty."""

    points: float = math.nan
    mark: str = NOT_REPORTED
    typed: str | None = None
    problem: str | None = None
    severity: str = "error"
    hint: str = ""


def read_cell(
    sheet: Sheet, row: int, column: int, indicator: Indicator, *, decimals: frozenset[str] = frozenset()
) -> CellScore:
    """What a cell says for an indicator. decimals: the marks (`marks.DECIMAL_MARKS`) that its owner says are decimal
    ones: 86/4 is 86.4, 7,5 is 7.5."""
    place = (row, column)
    value, special = sheet.value(row, column), sheet.special.get(place)
    if special:
        return CellScore(typed=typed_text(value), problem=f"cell_{special}")
    if value is None or (isinstance(value, str) and not text.clean(value)):
        return CellScore(problem="not_reported", severity=WARNING)
    if isinstance(value, bool):
        return CellScore(typed=typed_text(value), problem="cell_boolean")
    if isinstance(value, str):
        read = _read_text(value, indicator, decimals)
        is_number = read.mark == SCORED or read.problem not in (None, "not_reported")
        if place in sheet.whole and is_number:
            return CellScore(typed=sheet.whole[place], problem="cell_partly_marked", hint=value)
        return read
    if says_words(sheet.shown.get(place)):
        return CellScore(typed=typed_text(value), problem="cell_shows_words", hint=sheet.shown[place])
    try:
        return _read_number(float(value), typed_text(value), indicator)
    except OverflowError:
        return CellScore(typed=typed_text(value), problem="not_number")


def says_words(shown: str | None) -> bool:
    """Whether a number format shows words instead of a number."""
    return bool(shown and not any(map(str.isdigit, shown)) and not vocabulary.is_dash(shown))


def is_filled(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a score cell holds anything at all."""
    value = sheet.value(row, column)
    return value is not None and not (isinstance(value, str) and not text.clean(value))


def _read_text(value: str, indicator: Indicator, decimals: frozenset[str]) -> CellScore:
    if is_error_text(value):
        return CellScore(typed=value, problem="cell_error_value")
    word = text.key(value)
    if word and word in vocabulary.words("marks", "not_applicable"):
        if indicator.not_applicable:
            return CellScore(mark=NOT_APPLICABLE, typed=value)
        return CellScore(typed=value, problem="not_applicable_refused")
    if vocabulary.is_dash(value) or word in vocabulary.words("marks", "not_reported"):
        return CellScore(typed=value, problem="not_reported", severity=WARNING)
    reading = decimal_reading(value)
    if reading and is_out_of(value, indicator.max_points):
        return CellScore(typed=value, problem="score_out_of", hint=value.partition("/")[0].strip())
    if reading and reading[0] in decimals:
        read = _read_number(float(reading[1]), value, indicator)
        return read if read.problem else replace(read, problem="decimal_read", severity=WARNING, hint=reading[1])
    try:
        read = _read_number(text.number(value), value, indicator)
    except text.NotANumber as error:
        return CellScore(typed=value, problem=error.code, hint=error.hint)
    if reading and read.problem == "above_maximum":  # 4,500 of 6: that comma parts no thousands
        code = "slash_decimal" if reading[0] == SLASH else "comma_decimal"
        return CellScore(typed=value, problem=code, hint=reading[1])
    return read


def is_out_of(value: str, maximum: float) -> bool:
    """Whether a text such as 15/20 is rather «15 of 20» than 15.2: behind the slash stands the indicator's maximum, of
    two digits or more (4/5 may well be 4.5)."""
    _, slash, behind = value.translate(vocabulary.DIGITS).partition("/")
    return bool(slash) and maximum >= LEAST_OUT_OF and behind.strip() == text.canonical(maximum)


def _read_number(points: float, typed: str, indicator: Indicator) -> CellScore:
    problem = None
    if not math.isfinite(points):
        problem = "not_number"
    elif points < 0:
        problem = "negative"
    elif judged(points) > judged(indicator.max_points):
        problem = "above_maximum"
    if problem:
        return CellScore(typed=typed, problem=problem)
    points += 0.0  # -0.0 becomes 0.0
    return CellScore(points, SCORED, None if typed == text.canonical(points) else typed)
