"""The unit list: a file the office edits. Rows -> units, with every problem found; matching of names in score files."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from data import vocabulary
from data.problems import Problem, Refused, errors, refusal
from data.sheets import (
    DATE,
    ERROR_VALUE,
    FORMULA,
    LONGEST_CELL,
    PERCENT,
    Book,
    Sheet,
    address,
    shown_text,
    typed_text,
)
from data.text import LONGEST_NAME, clean, code_key, key

AGENCY, GOVERNORATE = KINDS = ("agency", "governorate")
COLUMNS = "unit_id province_id kind sector name_fa name_en letter_recipient active_from active_to aliases".split()
OF_PROVINCES = ("province_fa", "province_en")  # columns that say how a province is called, not what a unit is
REQUIRED = ("unit_id", "province_id", "kind")
HEADER_ROWS = 20
SUGGESTIONS = 3
LIVE = "=+-@＝＋－＠"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_MONTH = re.compile(r"(1[2-5]\d\d)[-/](0?[1-9]|1[0-2])")


_NOT_PLAIN = {
    DATE: "unit_cell_date",
    PERCENT: "unit_cell_date",
    FORMULA: "unit_cell_formula",
    ERROR_VALUE: "unit_cell_error",
}
_ROW_NUMBER = re.compile(r"\s*[(\[]?\d{1,3}(?:\s*[-–—.)\]ـ:/]\s*|\s+)(?=\D)")
_ERROR_TEXT = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|GETTING_DATA)")


@dataclass(frozen=True)
class Unit:
    """A unit of the list; months are jyear * 100 + jmonth, null where open."""

    unit_id: str
    province_id: str
    kind: str
    sector: str
    name_fa: str
    name_en: str
    letter_recipient: str
    active_from: int | None
    active_to: int | None
    aliases: tuple[str, ...]

    def is_listed(self, month: int) -> bool:
        return (self.active_from or 0) <= month <= (self.active_to or 999999)


class UnitList(list[Unit]):
    """The units of a list. `provinces`: how it calls them: code -> Persian and English name, as far as it says."""

    def __init__(self, units: Iterable[Unit] = (), provinces: Mapping[str, tuple[str, str]] | None = None):
        super().__init__(units)
        self.provinces = dict(provinces or {})


def read_units(book: Book) -> UnitList:
    """A list (first visible sheet). Raises Refused with every problem: unknown or missing columns, cells that are no
    text, bad codes, kinds and months, codes used twice, names or aliases that two units of a province share, a province
    that is called by two names."""
    sheet = book.sheets[0]
    start, columns = _header(sheet)
    units, problems, called = [], [], {}
    for row in range(start + 1, len(sheet.rows) + 1):
        texts = {name: _text(sheet.value(row, column)) for name, column in columns.items()}
        if any(texts.values()):
            odd = list(_odd_cells(sheet, row, columns))
            reader = _Row(sheet.name, row, columns, texts)
            unit = reader.unit() if not odd else None
            units.append((row, unit))
            problems += odd or reader.problems
            problems += _province_names(sheet, row, columns, texts, unit, called)
    problems += _shared(sheet.name, columns, [(row, unit) for row, unit in units if unit])
    if not units:
        problems.append(Problem("no_units", sheet=sheet.name))
    if errors(problems):
        raise Refused(problems)
    return UnitList((unit for _, unit in units if unit), called)


def _odd_cells(sheet: Sheet, row: int, columns: Mapping[str, int]) -> Iterator[Problem]:
    """A problem for every cell that holds no text and no plain number: an error value would become somebody's name."""
    for column in columns.values():
        value, special = sheet.value(row, column), sheet.special.get((row, column))
        code = _NOT_PLAIN.get(special or "")
        if isinstance(value, bool):
            code = "unit_cell_boolean"
        elif isinstance(value, str) and not special:
            code = "unit_cell_error" if _ERROR_TEXT.match(clean(value)) else None
        if code:
            yield Problem(code, sheet=sheet.name, cell=sheet.address(row, column), value=shown_text(value))


def _province_names(
    sheet: Sheet,
    row: int,
    columns: Mapping[str, int],
    texts: Mapping[str, str],
    unit: Unit | None,
    called: dict[str, tuple[str, str]],
) -> Iterator[Problem]:
    """Note how a row calls its province; a problem where an earlier one calls it otherwise."""
    fa, en = (clean(texts.get(name, "")) for name in OF_PROVINCES)
    if unit is None or not (fa or en):
        return
    before = called.setdefault(unit.province_id, (fa or en, en or fa))
    if before != (fa or en, en or fa):
        column = next(columns[name] for name in OF_PROVINCES if name in columns)
        yield Problem("province_named_twice", sheet=sheet.name, cell=sheet.address(row, column), value=fa or en)


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row of the heads, and field -> column. A head is known in English or in Persian."""
    known = vocabulary.words_of("unit_heads")
    for number, row in enumerate(sheet.rows[:HEADER_ROWS], 1):
        heads = {column: shown_text(value) for column, value in enumerate(row, 1) if shown_text(value)}
        fields = {column: known.get(key(text)) for column, text in heads.items()}
        if "unit_id" not in fields.values() or (len(set(fields.values())) < 2 and "unit_id" not in heads.values()):
            continue  # «کد» alone stands in many rows
        names: dict[str, int] = {}
        problems = []
        for column, field in fields.items():
            place = {"sheet": sheet.name, "cell": sheet.address(number, column), "value": heads[column]}
            if field is None:
                problems.append(Problem("unknown_column", **place))
            elif names.setdefault(field, column) != column:
                problems.append(Problem("repeated_column", **place))
        missing = [name for name in REQUIRED if name not in names]
        missing += ["name_fa"] if not {"name_fa", "name_en"} & set(names) else []
        problems += [
            Problem("missing_column", sheet=sheet.name, value=name, slots=head_names(name)) for name in missing
        ]
        if problems:
            raise Refused(problems)
        return number, names
    raise refusal("no_unit_header")


def heads(lang: str) -> dict[str, str]:
    """Column of the list -> its head as we write it."""
    return {field: names[0 if lang == "fa" else 1] for field, names in vocabulary.names_of("unit_heads").items()}


def head_names(field: str) -> dict[str, object]:
    """How a column of the list is called, as the slots of a sentence."""
    fa, en = vocabulary.names_of("unit_heads")[field]
    return {"name_fa": fa, "name_en": en}


class _Row:
    """One row of the list with the problems found in it."""

    def __init__(self, sheet: str, row: int, columns: dict[str, int], texts: dict[str, str]):
        self._sheet, self._row, self._columns, self._texts = sheet, row, columns, texts
        self.problems: list[Problem] = []

    def _problem(self, code: str, column: str) -> None:
        cell = address(self._row, self._columns.get(column, 1))
        self.problems.append(Problem(code, sheet=self._sheet, cell=cell, value=self._texts.get(column, "")))

    def _code(self, column: str) -> str:
        text = clean(self._texts.get(column, ""))
        text = code_key(text) if text.replace(".", "").isdigit() else text
        if not _CODE.fullmatch(text):
            self._problem("bad_unit_code", column)
        return text

    def _month(self, column: str) -> int | None:
        text = clean(self._texts.get(column, ""))
        if not text:
            return None
        match = _MONTH.fullmatch(text.translate(vocabulary.DIGITS))
        if not match:
            self._problem("bad_month", column)
            return None
        return int(match[1]) * 100 + int(match[2])

    def unit(self) -> Unit | None:
        get = self._texts.get
        kind = vocabulary.kinds().get(key(get("kind", "")))
        if kind is None:
            self._problem("bad_kind", "kind")
        for column, text in self._texts.items():
            parts = text.split("|") if column == "aliases" else [text]
            if len(text) >= LONGEST_CELL or any(len(part.strip()) > LONGEST_NAME for part in parts):
                self._problem("text_too_long", column)
        name_fa, name_en = (clean(get(name, "")) for name in ("name_fa", "name_en"))
        if not key(name_fa + name_en):
            self._problem("no_name", "name_fa")
        unit = Unit(
            unit_id=self._code("unit_id"),
            province_id=self._code("province_id"),
            kind=kind or "",
            sector=clean(get("sector", "")),
            name_fa=name_fa or name_en,
            name_en=name_en or name_fa,
            letter_recipient=clean(get("letter_recipient", "")),
            active_from=self._month("active_from"),
            active_to=self._month("active_to"),
            aliases=tuple(filter(None, (clean(alias) for alias in get("aliases", "").split("|")))),
        )
        if unit.active_from and unit.active_to and unit.active_to < unit.active_from:
            self._problem("ends_before_start", "active_to")
        return None if self.problems else unit


def _text(value: object) -> str:
    """The text of a cell without the apostrophe that keeps a spreadsheet from running it; empty where nothing
    can be seen in it."""
    text = typed_text(value)
    text = text[1:] if text.startswith("'") and len(text) > 2 and text[1] in LIVE else text
    return text if clean(text) else ""


def names_of_provinces(units: Iterable[Unit]) -> dict[str, tuple[str, str]]:
    """How a list calls its provinces; nothing of units that come from elsewhere."""
    return units.provinces if isinstance(units, UnitList) else {}


def spellings(unit: Unit) -> set[str]:
    """The canonical keys of every spelling of a unit's name."""
    return set(filter(None, map(key, (unit.name_fa, unit.name_en, *unit.aliases))))


def _shared(sheet: str, columns: dict[str, int], rows: list[tuple[int, Unit]]) -> Iterable[Problem]:
    seen: dict[tuple[str, str], int] = {}
    codes = {(unit.province_id, code_key(unit.unit_id)): row for row, unit in reversed(rows)}
    for row, unit in rows:
        first = codes[unit.province_id, code_key(unit.unit_id)]
        if first != row:
            yield _clash("unit_twice", sheet, row, columns["unit_id"], unit, first)
        for spelling in sorted(spellings(unit)):
            other = seen.setdefault((unit.province_id, spelling), row)
            owner = codes.get((unit.province_id, spelling), row)
            if {other, owner} != {row}:
                column = columns.get("name_fa", columns.get("name_en", 1))
                yield _clash("name_twice", sheet, row, column, unit, other if other != row else owner)


def _clash(code: str, sheet: str, row: int, column: int, unit: Unit, other_row: int) -> Problem:
    return Problem(code, sheet=sheet, cell=address(row, column), value=unit.unit_id, slots={"other_row": other_row})


class UnitIndex:
    """Finds the unit that a cell of a score file means, by code or by any spelling of its name."""

    def __init__(self, units: Iterable[Unit]):
        self.units = {unit.unit_id: unit for unit in units}
        self._by_code = {code_key(unit.unit_id): unit for unit in self.units.values()}
        self._by_name: dict[str, Unit] = {}
        for unit in self.units.values():
            for spelling in spellings(unit):
                self._by_name[spelling] = unit

    def by_code(self, text: str) -> Unit | None:
        return self._by_code.get(code_key(text))

    def by_name(self, text: str) -> Unit | None:
        return self._by_name.get(key(text)) if key(text) else None

    def find(self, text: str) -> Unit | None:
        """The unit that a text means as a code, else as a name."""
        return self.by_code(text) or self.find_by_name(text)

    def find_by_name(self, text: str) -> Unit | None:
        """The unit that a text in a column of names means: as a name, else as a code; a row's number before the name
        («۱- اداره کل …») is passed over."""
        found = self.by_name(text) or self.by_code(text)
        numbered = _ROW_NUMBER.match(text)
        return found or (self.by_name(text[numbered.end() :]) if numbered else None)

    def nearest(self, text: str) -> list[Unit]:
        """Up to three units whose names look like the text, best first."""
        close = difflib.get_close_matches(key(text), self._by_name, n=3 * SUGGESTIONS, cutoff=0.5)
        found = dict.fromkeys(self._by_name[spelling].unit_id for spelling in close)
        return [self.units[unit_id] for unit_id in list(found)[:SUGGESTIONS]]
