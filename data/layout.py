"""Where in a sheet the table is: its header row under the title rows, the unit columns, the indicator columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from data import vocabulary
from data.problems import WARNING, Problem
from data.text import clean, code_key, key
from data.units import UnitIndex
from data.workbook import Sheet, address, typed_text
from scoring.scheme import Scheme

HEADER_ROWS = 20
_CODE = "code:"  # parts the keys of codes, where punctuation counts, from the keys of names
_LAST_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]\s*$")


@dataclass(frozen=True)
class Layout:
    """Columns are 1-based. `indicators` maps a code to its column."""

    header_row: int
    code_column: int | None
    name_columns: tuple[int, ...]
    indicators: dict[str, int]
    problems: tuple[Problem, ...]


def header_spellings(scheme: Scheme) -> dict[str, str]:
    """Canonical key of a header text -> indicator code: the code, either name where only one indicator bears it, or
    both together («I01 - تولید خبر»)."""
    owners: dict[str, set[str]] = defaultdict(set)
    for item in scheme.indicators:
        for name in (item.name_fa, item.name_en):
            for spelling in (name, item.code + name, name + item.code):
                owners[key(spelling)].add(item.code)
    found = {spelling: next(iter(codes)) for spelling, codes in owners.items() if len(codes) == 1 and spelling}
    return found | {f"{_CODE}{code_key(item.code)}": item.code for item in scheme.indicators}


def find_header(sheet: Sheet, schemes: Iterable[Scheme]) -> tuple[int | None, float]:
    """The row among the first twenty that names most indicators of any scheme, and what share of them (0-1)."""
    known = [header_spellings(scheme) for scheme in schemes]
    best, best_score, best_share = None, 0.0, 0.0
    for number, row in enumerate(sheet.rows[:HEADER_ROWS], 1):
        texts = [typed_text(value) for value in row if value is not None]
        named = [{_indicator(text, spellings) for text in texts} - {None} for spellings in known]
        matches = max(map(len, named), default=0)
        score = matches + 0.5 * any(_is_unit_header(text) for text in texts) if matches else 0.0
        if score > best_score:
            share = max(len(found) / len(set(every.values())) for found, every in zip(named, known, strict=True))
            best, best_score, best_share = number, score, share
    return best, best_share


def title_texts(sheet: Sheet, header_row: int) -> list[str]:
    """The texts above the header."""
    return [value for row in sheet.rows[: header_row - 1] for value in row if isinstance(value, str)]


def read_layout(sheet: Sheet, header_row: int, scheme: Scheme, units: UnitIndex) -> Layout:
    """The columns of a table, with every problem of its header."""
    spellings = header_spellings(scheme)
    indicators: dict[str, int] = {}
    code_column, name_columns, others, problems = None, [], [], []
    for column, value in enumerate(sheet.rows[header_row - 1], 1):
        text = typed_text(value)
        code = _indicator(text, spellings)
        if code in indicators:
            slots = {"other": address(header_row, indicators[code])}
            problems.append(_header_problem("indicator_twice", sheet, header_row, column, slots))
        elif code:
            indicators[code] = column
        elif key(text) in vocabulary.words("headers", "unit_code") and code_column is None:
            code_column = column
        elif key(text) in vocabulary.words("headers", "unit_name"):
            name_columns.append(column)
        elif clean(text):
            others.append(column)
    if code_column is None and not name_columns:
        name_columns = _unit_column_by_content(sheet, header_row, units, set(indicators.values()))
        others = [column for column in others if column not in name_columns]
    problems += _missing(sheet, scheme, indicators)
    if code_column is None and not name_columns:
        problems.append(Problem("no_unit_column", sheet=sheet.name, cell=address(header_row, 1)))
    problems += _ignored(sheet, header_row, scheme, others)
    return Layout(header_row, code_column, tuple(name_columns), indicators, tuple(problems))


def _indicator(text: str, spellings: dict[str, str]) -> str | None:
    """The indicator that a header means: «N1 - name» by its code, else by the whole text."""
    code, dash, _ = text.partition(" - ")
    if dash and f"{_CODE}{code_key(code)}" in spellings:
        return spellings[f"{_CODE}{code_key(code)}"]
    plain = _LAST_BRACKET.sub("", text)
    return spellings.get(f"{_CODE}{code_key(text)}") or spellings.get(key(text)) or spellings.get(key(plain))


def _is_unit_header(text: str) -> bool:
    return key(text) in vocabulary.words("headers", "unit_code") | vocabulary.words("headers", "unit_name")


def _unit_column_by_content(sheet: Sheet, header_row: int, units: UnitIndex, taken: set[int]) -> list[int]:
    hits: dict[int, int] = defaultdict(int)
    for row in sheet.rows[header_row:]:
        for column, value in enumerate(row, 1):
            hits[column] += column not in taken and value is not None and units.find(typed_text(value)) is not None
    best = max(hits, key=lambda column: (hits[column], -column), default=None)
    return [best] if best is not None and hits[best] else []


def _missing(sheet: Sheet, scheme: Scheme, indicators: dict[str, int]) -> list[Problem]:
    return [
        Problem(
            "indicator_missing",
            sheet=sheet.name,
            value=item.code,
            slots={"name_fa": item.name_fa, "name_en": item.name_en},
        )
        for item in scheme.indicators
        if item.code not in indicators
    ]


def _ignored(sheet: Sheet, header_row: int, scheme: Scheme, columns: list[int]) -> list[Problem]:
    names = {key(name) for domain in scheme.domains for name in (domain.code, domain.name_fa, domain.name_en)}
    known = vocabulary.words("headers", "ignored") | names
    return [
        _header_problem("column_ignored", sheet, header_row, column, {}, WARNING)
        for column in columns
        if key(typed_text(sheet.value(header_row, column))) not in known
    ]


def _header_problem(
    code: str, sheet: Sheet, row: int, column: int, slots: dict[str, object], severity: str = "error"
) -> Problem:
    return Problem(code, severity, sheet.name, address(row, column), typed_text(sheet.value(row, column)), slots)
