"""The maxima that a file itself says of its indicators, in headers or in a row: where they differ from the scheme's,
the scores are on another scale."""

from __future__ import annotations

from collections.abc import Mapping

from data.layout import TALLEST_HEADER, Layout, indicator_of
from data.marks import bare_bracket, is_of_maxima, said_maximum
from data.problems import Problem
from data.rows import first_texts, unit_texts
from data.sheets import Sheet, typed_text
from data.text import NotANumber, canonical, number
from scoring.rounding import judged
from scoring.scheme import Scheme


def header_maxima(sheet: Sheet, layout: Layout, scheme: Scheme) -> list[Problem]:
    """A problem where headers say other maxima than the scheme's: the scores are on another scale."""
    header, indicators = layout.header, layout.indicators
    said: dict[str, float] = {}
    bare: dict[str, float] = {}
    for code, column in indicators.items():
        texts = [text for text in header.of(column) if indicator_of(text, layout.spellings) == code] + [
            header.name(column)
        ]
        found = next((value for text in texts if (value := said_maximum(text)) is not None), None)
        if found is not None:
            said[code] = found
        elif (number := next((n for text in texts if (n := bare_bracket(text)) is not None), None)) is not None:
            bare[code] = number
    ordered = [bare[code] for code in sorted(bare, key=indicators.__getitem__)]
    is_numbering = ordered == [ordered[0] + step for step in range(len(ordered))] if ordered else True
    if not is_numbering and 2 * len(bare) >= len(indicators):
        said |= bare
    return other_maxima(sheet, header.bottom, indicators, scheme, said)


def other_maxima(
    sheet: Sheet, row: int, indicators: Mapping[str, int], scheme: Scheme, said: Mapping[str, float]
) -> list[Problem]:
    """One problem for all indicators whose maximum a row says otherwise than the scheme. said: code -> maximum."""
    wrong = [code for code, value in said.items() if judged(value) != judged(scheme.indicator_by_code[code].max_points)]
    if not wrong:
        return []
    first = scheme.indicator_by_code[wrong[0]]
    slots = {"name_fa": first.name_fa, "name_en": first.name_en, "max_points": first.max_points}
    slots |= {"said": said[first.code], "count": len(wrong)}
    cell = sheet.address(row, indicators[first.code])
    return [Problem("maxima_differ", sheet=sheet.name, cell=cell, value=canonical(said[first.code]), slots=slots)]


def maxima_of(sheet: Sheet, row: int, layout: Layout, scheme: Scheme, *, above_units: bool) -> dict[str, float] | None:
    """What a row of maxima says: code -> maximum; None where it is no such row."""
    texts = first_texts(sheet, row, layout)
    if any(is_of_maxima(text, above_units=above_units) for text in texts):
        values = {code: sheet.value(row, column) for code, column in layout.indicators.items()}
        return {code: number for code, value in values.items() if (number := _maximum(value)) is not None}
    if any(unit_texts(sheet, row, layout)) or row >= layout.header.bottom + TALLEST_HEADER:
        return None
    said = {code: said_maximum(typed_text(sheet.value(row, column))) for code, column in layout.indicators.items()}
    found = {code: number for code, number in said.items() if number is not None}
    return found if 2 * len(found) > len(said) else None


def _maximum(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    try:
        return number(str(value))
    except NotANumber:
        return said_maximum(str(value))
