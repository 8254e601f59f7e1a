"""What the columns of a table hold: units, scores, months, remarks, and what is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data import vocabulary
from data.files.sheets import Sheet, shown_text, typed_text
from data.problems import ERROR, WARNING, Problem
from data.reading.header.headers import Header, former_spellings, header_spellings, indicator_among, is_word
from data.reading.header.headings import OTHER, SCORE, Spellings, meaning
from data.text import clean, key
from data.units.units import UnitIndex
from scoring.scheme import Scheme


@dataclass(frozen=True)
class Layout:
    """Columns are 1-based. `indicators` maps a code to its column."""

    header: Header
    code_column: int | None
    name_columns: tuple[int, ...]
    indicators: dict[str, int]
    problems: tuple[Problem, ...]
    spellings: Spellings

    @property
    def period_columns(self) -> list[int]:
        """The columns that say of each row which month it is of."""
        return [n for n, texts in enumerate(self.header.texts, 1) if is_word(texts, "periods")]

    @property
    def remark_columns(self) -> list[int]:
        """The columns for words behind the scores."""
        return [n for n, texts in enumerate(self.header.texts, 1) if is_word(texts, "remarks")]

    @property
    def last_column(self) -> int:
        """The last column that anything stands over."""
        return max((n for n, texts in enumerate(self.header.texts, 1) if any(texts)), default=0)

    @property
    def unit_columns(self) -> list[int]:
        return [*([self.code_column] if self.code_column else []), *self.name_columns]


def read_layout(sheet: Sheet, header: Header, scheme: Scheme, schemes: Sequence[Scheme], units: UnitIndex) -> Layout:
    """The columns of a table, with every problem of its header."""
    spellings, former = header_spellings(scheme), former_spellings(scheme, schemes)
    indicators: dict[str, int] = {}
    code_column, name_columns, others, problems = None, [], [], []
    for column, texts in enumerate(header.texts, 1):
        code = indicator_among(texts, spellings)
        if code is None and (code := indicator_among(texts, former)) and code not in indicators:
            name = {"code": code, "name_fa": scheme.indicator_by_code[code].name_fa}
            name["name_en"] = scheme.indicator_by_code[code].name_en
            problems.append(_header_problem("former_name", sheet, header, column, name, WARNING))
        if code in indicators and (better := _score_of(sheet, header, indicators[code], column)):
            indicators[code] = better
        elif code in indicators:
            slots = {"other": sheet.address(header.bottom, indicators[code])}
            problems.append(_header_problem("indicator_twice", sheet, header, column, slots))
        elif code:
            indicators[code] = column
        elif is_word(texts, "unit_code") and code_column is None:
            code_column = column
        elif is_word(texts, "unit_name"):
            name_columns.append(column)
        elif any(map(clean, texts)):
            others.append(column)
    if code_column is None and not name_columns:
        name_columns = _unit_columns_by_content(sheet, header, units, set(indicators.values()))
    elif not name_columns:  # a code may be a number that somebody else counts by
        name_columns = [column for column in others if _holds_names(sheet, header, units, column)]
    others = [column for column in others if column not in name_columns]
    problems += _missing(sheet, scheme, indicators)
    if code_column is None and not name_columns:
        problems.append(Problem("no_unit_column", sheet=sheet.name, cell=sheet.address(header.bottom, 1)))
    problems += _ignored(sheet, header, scheme, others)
    all_spellings = {**former, **spellings}
    return Layout(header, code_column, tuple(name_columns), indicators, tuple(problems), all_spellings)


def _score_of(sheet: Sheet, header: Header, first: int, second: int) -> int | None:
    """Which of two columns under one name holds its score: the one that is called so, in the lowest row of the header
    or right under it, where the other is called by a word of other columns; None where that can't be told."""
    below = {column: typed_text(sheet.value(header.bottom + 1, column)) for column in (first, second)}
    for texts in ({column: header.name(column) for column in (first, second)}, below):
        said = {column: meaning(text) for column, text in texts.items()}
        scores = [column for column, meant in said.items() if meant == SCORE and key(texts[column])]
        if len(scores) == 1 and OTHER in said.values():
            return scores[0]
    return None


def _holds_names(sheet: Sheet, header: Header, units: UnitIndex, column: int) -> bool:
    """Whether most texts of a column are names of units."""
    values = [row[column - 1] for row in sheet.rows[header.bottom :] if column <= len(row)]
    texts = [value for value in values if isinstance(value, str)]
    return bool(texts) and 2 * sum(units.by_name(text) is not None for text in texts) > len(texts)


def _unit_columns_by_content(sheet: Sheet, header: Header, units: UnitIndex, taken: set[int]) -> list[int]:
    """The columns that hold most units where no head says which: by names, else by codes. A column that is headed as
    numbers of rows, ranks or the like is none; several that hold as many are all taken, so that one who contradicts
    the other is seen."""
    free = [
        column
        for column in range(1, max(map(len, sheet.rows), default=0) + 1)
        if column not in taken and not is_word(header.of(column), "ignored")
    ]
    for find in (units.by_name, units.by_code):
        hits: dict[int, int] = defaultdict(int)
        for row in sheet.rows[header.bottom :]:
            for column in free:
                value = row[column - 1] if column <= len(row) else None
                hits[column] += value is not None and find(typed_text(value)) is not None
        most = max(hits.values(), default=0)
        if most:
            return [column for column in free if hits[column] == most]
    return []


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


def domain_names(scheme: Scheme) -> set[str]:
    """The canonical keys of what a header may call a domain."""
    return {key(name) for domain in scheme.domains for name in (domain.code, domain.name_fa, domain.name_en)}


def _ignored(sheet: Sheet, header: Header, scheme: Scheme, columns: list[int]) -> list[Problem]:
    known = vocabulary.words("headers", "ignored") | vocabulary.words("headers", "periods") | domain_names(scheme)
    return [
        _header_problem("column_ignored", sheet, header, column, {}, WARNING)
        for column in columns
        if not (sheet.is_turned and column < header.first_indicator)  # the rows above a turned table
        and not any(key(text) in known for text in header.of(column))
    ]


def _header_problem(
    code: str, sheet: Sheet, header: Header, column: int, slots: Mapping[str, object], severity: str = ERROR
) -> Problem:
    cell = sheet.address(header.bottom, column)
    return Problem(code, severity, sheet.name, cell, shown_text(header.name(column)), slots)
