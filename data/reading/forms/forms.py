"""Forms of ours that the office fills in and gives back: heads -> columns, rows of texts, and every cell that holds
something else than a text or a plain number, with its address."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from data import vocabulary
from data.files.sheets import DATE, ERROR_VALUE, FORMULA, LONGEST_CELL, PERCENT, Sheet, Value, shown_text, typed_text
from data.problems import WARNING, Problem
from data.text import canonical, clean, key
from data.units.unit_cells import LIVE

HEADER_ROWS = 20
LARGEST = 1e15  # beyond it a number of a cell is no longer exact


@dataclass(frozen=True)
class Row:
    """A row of a form; `bad`: the fields whose cell holds what can't be taken."""

    number: int
    texts: Mapping[str, str]
    bad: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")


@dataclass(frozen=True)
class Form:
    """A sheet that was read: field -> column, and its rows that hold anything."""

    sheet: Sheet
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()

    def cell(self, row: int, name: str) -> str:
        """The address of a field; of the row's first column where the form lacks it."""
        return self.sheet.address(row, self.columns.get(name, 1))

    def problem(self, code: str, row: Row, name: str, **slots: object) -> Problem:
        """What is wrong with a field of a row."""
        return Problem(code, sheet=self.sheet.name, cell=self.cell(row.number, name), value=row[name], slots=slots)


def read_form(sheet: Sheet, section: str, needed: Collection[str], flags: Collection[str] = ()) -> Form | None:
    """The sheet as the form of a section of the vocabulary; None where no row bears two of its heads. A head that isn't
    known, stands twice or is missing is a problem of the form; so is every cell that isn't plain. flags: the fields
    that may hold TRUE or FALSE."""
    header = _header(sheet, section)
    if header is None:
        return None
    problems = list(_head_problems(sheet, header, section, needed))
    columns = {name: column for column, name, _ in _heads(sheet, header, section) if name}
    rows = tuple(_rows(sheet, header, columns, flags, problems))
    return Form(sheet, columns, rows, (*problems, *_hidden(sheet, rows)))


def _heads(sheet: Sheet, row: int, section: str) -> Iterator[tuple[int, str | None, str]]:
    """Column, field (None where the head isn't known) and text of every head of a row."""
    for column, value in enumerate(sheet.rows[row - 1], 1):
        text = shown_text(value)
        if text:
            yield column, vocabulary.form(section).get(key(text)), text


def _header(sheet: Sheet, section: str) -> int | None:
    """The row of the first ones that bears most heads, at least two."""
    counts = [
        len({name for _, name, _ in _heads(sheet, row, section) if name})
        for row in range(1, min(len(sheet.rows), HEADER_ROWS) + 1)
    ]
    return counts.index(max(counts)) + 1 if max(counts, default=0) >= 2 else None


def _head_problems(sheet: Sheet, header: int, section: str, needed: Collection[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for column, name, text in _heads(sheet, header, section):
        if name is None:
            yield Problem("form_column_unknown", sheet=sheet.name, cell=sheet.address(header, column), value=text)
        elif name in seen:
            yield Problem("repeated_column", sheet=sheet.name, cell=sheet.address(header, column), value=text)
        seen.add(name or "")
    for name in needed:
        if name not in seen:
            fa, en = vocabulary.form_names(section)[name]
            yield Problem("form_column_missing", sheet=sheet.name, slots={"name_fa": fa, "name_en": en})


def _rows(
    sheet: Sheet, header: int, columns: Mapping[str, int], flags: Collection[str], problems: list[Problem]
) -> Iterator[Row]:
    for number in range(header + 1, len(sheet.rows) + 1):
        texts, bad = {}, set()
        for name, column in columns.items():
            value = sheet.value(number, column)
            code = _not_plain(sheet, number, column)
            if code and not (code == "form_boolean" and name in flags):
                cell = sheet.address(number, column)
                problems.append(Problem(code, sheet=sheet.name, cell=cell, value=shown_text(value)))
                bad.add(name)
            texts[name] = plain_text(value)
        if bad or any(texts.values()):
            yield Row(number, texts, frozenset(bad))


def _not_plain(sheet: Sheet, row: int, column: int) -> str | None:
    """The problem of a cell that holds neither a text nor a plain number; None for one that does, or is empty."""
    value = sheet.value(row, column)
    special = sheet.special.get((row, column))
    if special:
        return _SPECIAL_PROBLEMS[special]
    if isinstance(value, bool):
        return "form_boolean"
    return "form_too_long" if isinstance(value, str) and len(value) > LONGEST_CELL else None


_SPECIAL_PROBLEMS = {
    DATE: "form_date",
    PERCENT: "form_percent",
    FORMULA: "form_formula",
    ERROR_VALUE: "form_error_value",
}


def plain_text(value: Value) -> str:
    """The text of a cell in one line, without the apostrophe that keeps a spreadsheet from running it; empty where
    nothing can be seen in it."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST:
        text = canonical(value)
    else:
        text = typed_text(value)
    text = text[1:] if text.startswith("'") and len(text) > 2 and text[1] in LIVE else text
    return " ".join(text.split()) if clean(text) else ""


def _hidden(sheet: Sheet, rows: tuple[Row, ...]) -> Iterator[Problem]:
    hidden = sorted({row.number for row in rows} & sheet.hidden_rows)
    if hidden:
        yield Problem("hidden_rows", WARNING, sheet.name, value=", ".join(map(str, hidden)))
