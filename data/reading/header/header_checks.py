"""What a header says beside the names of the indicators, where that makes a column something else than the scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from data import vocabulary
from data.files.sheets import Sheet, shown_text, typed_text
from data.problems import WARNING, Problem
from data.reading.header.headers import TALLEST_HEADER, indicator_of
from data.reading.header.headings import MAXIMUM, NUMBER, OTHER, SCORE, UNKNOWN, meaning, named
from data.reading.header.marks import bare_number, is_numbering
from data.reading.header.score_layout import Layout, domain_names
from data.text import clean, code_key, key
from scoring.rounding import judged
from scoring.scheme import Scheme


def beside_names(layout: Layout, scheme: Scheme, code: str) -> Iterator[str]:
    """What the header of an indicator's column says beside its name, and below it; no part of its own name."""
    item = scheme.indicator_by_code[code]
    texts = layout.header.of(layout.indicators[code])
    for number, text in enumerate(texts):
        found = named(text, layout.spellings)
        if found and found.code == code:
            lower = [other for other in texts[:number] if text not in other]
            lowest = layout.header.name(layout.indicators[code])
            is_name = code_key(text) == code_key(code) and meaning(lowest) == UNKNOWN  # a code, its name under it
            is_lower = lowest in lower and not (is_name and not _is_nameless(layout, layout.indicators[code] + 1))
            said = (*found.beside, *([lowest] if is_lower else []))
            yield from (each for each in said if each not in item.name_fa and each not in item.name_en)
            return


def header_problems(sheet: Sheet, layout: Layout, scheme: Scheme) -> list[Problem]:
    """An error for a column whose header calls it something else than the score, or that is one of several under the
    same name; one warning for each text beside the names that nobody here knows."""
    beside = {code: list(beside_names(layout, scheme, code)) for code in layout.indicators}
    below = {
        column + 1: layout.header.name(column + 1)
        for code, column in layout.indicators.items()
        if indicator_of(layout.header.name(column), layout.spellings) != code and _is_nameless(layout, column + 1)
    }
    return [
        *_problems(sheet, layout, scheme, layout.header.bottom, beside, below),
        *_others_over(sheet, layout, scheme),
    ]


def _others_over(sheet: Sheet, layout: Layout, scheme: Scheme) -> list[Problem]:
    """A problem where right over a name stands another indicator's name or code."""
    right_over = {
        code: layout.header.over[column - 1][-1]
        for code, column in layout.indicators.items()
        if column <= len(layout.header.over) and layout.header.over[column - 1]
    }
    others = {code: text for code, text in right_over.items() if meaning(text) == OTHER}
    if 2 * len(others) > len(layout.indicators):
        item = scheme.indicator_by_code[next(iter(others))]
        cell = sheet.address(layout.header.bottom - 1, layout.indicators[item.code])
        slots = {"name_fa": item.name_fa, "name_en": item.name_en}
        return [Problem("header_other", sheet=sheet.name, cell=cell, value=shown_text(others[item.code]), slots=slots)]
    for item in scheme.indicators:
        column = layout.indicators.get(item.code, 0)
        over = layout.header.over[column - 1] if 0 < column <= len(layout.header.over) else ()
        for text in over[1 - TALLEST_HEADER :]:
            other = named(text, layout.spellings)
            if other and other.code != item.code and key(text) not in domain_names(scheme):
                slots = {"name_fa": item.name_fa, "name_en": item.name_en}
                cell = sheet.address(layout.header.bottom, column)
                return [Problem("header_names_two", sheet=sheet.name, cell=cell, value=shown_text(text), slots=slots)]
    return []


def rest_problems(sheet: Sheet, layout: Layout, scheme: Scheme, row: int) -> list[Problem]:
    """The same for a row right under the names that explains the columns."""
    said = {column: typed_text(sheet.value(row, column)) for column in range(1, len(sheet.rows[row - 1]) + 1)}
    beside = {code: [said[column]] for code, column in layout.indicators.items() if said.get(column)}
    below = {column: text for column, text in said.items() if not any(layout.header.of(column))}
    return _problems(sheet, layout, scheme, row, beside, below)


def _problems(
    sheet: Sheet,
    layout: Layout,
    scheme: Scheme,
    row: int,
    beside: Mapping[str, Sequence[str]],
    nameless: Mapping[int, str],
) -> list[Problem]:
    """beside: code -> the texts beside its name; nameless: column -> the text of a column without a name over it."""
    found: list[Problem] = []
    unknown: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    counted = _is_counted(layout, beside)
    for number, item in enumerate(scheme.indicators, 1):
        if item.code not in beside:
            continue
        column, names = layout.indicators[item.code], {"name_fa": item.name_fa, "name_en": item.name_en}
        for text in beside[item.code]:
            other = named(text, layout.spellings)
            if other and other.code != item.code and key(text) not in domain_names(scheme):
                value, cell = shown_text(text), sheet.address(row, column)
                found.append(Problem("header_names_two", sheet=sheet.name, cell=cell, value=value, slots=names))
                break
            said, sibling = _said(text, scheme), nameless.get(column + 1, "")
            does_harm = said != SCORE or key(sibling) not in vocabulary.words("headers", "ignored")
            if said == OTHER or (said not in (MAXIMUM, NUMBER) and clean(sibling) and does_harm):
                value, cell = shown_text(text), sheet.address(row, column)
                found.append(Problem("header_other", sheet=sheet.name, cell=cell, value=value, slots=names))
                break
            is_own = counted or _is_own(text, number, item.max_points, layout, column)
            if said == UNKNOWN or (said == NUMBER and not is_own):
                unknown[text].append((column, names))
    for text, columns in unknown.items():
        column, names = columns[0]
        cell, slots = sheet.address(row, column), {**names, "count": len(columns)}
        found.append(Problem("header_beside", WARNING, sheet.name, cell, shown_text(text), slots))
    return found


def _is_counted(layout: Layout, beside: Mapping[str, Sequence[str]]) -> bool:
    """Whether the numbers beside the names count the columns."""
    numbers = {
        code: next((n for n in map(bare_number, texts) if n is not None), None) for code, texts in beside.items()
    }
    ordered = sorted(layout.indicators, key=layout.indicators.__getitem__)
    said = [numbers.get(code) for code in ordered]
    return is_numbering([number for number in said if number is not None])


def _is_nameless(layout: Layout, column: int) -> bool:
    """Whether a column has nothing over the lowest text of the header."""
    taken = {*layout.indicators.values(), *layout.unit_columns}
    return len(layout.header.of(column)) == 1 and column not in taken


def _said(text: str, scheme: Scheme) -> str:
    """The meaning of a text beside a name; a domain's name, or the indicator's other one, says nothing new."""
    names = domain_names(scheme) | {key(name) for i in scheme.indicators for name in (i.code, i.name_fa, i.name_en)}
    found = meaning(text)
    return SCORE if found == UNKNOWN and key(text) in names else found


def _is_own(text: str, number: int, maximum: float, layout: Layout, column: int) -> bool:
    """Whether a number beside a name is the maximum, or counts the indicators."""
    digits = "".join(filter(str.isdecimal, text.translate(vocabulary.DIGITS)))
    value = bare_number(text)
    place = sorted(layout.indicators.values()).index(column) + 1
    return (value is not None and judged(value) == judged(maximum)) or digits in (str(number), str(place), str(column))
