"""A unit list as a file brings it: read whole, every problem told with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from data import vocabulary
from data.files.sheets import LONGEST_CELL, Book, Sheet, address, shown_text
from data.month_words import month_with_year
from data.problems import WARNING, Problem, Refused, errors, refusal
from data.text import LONGEST_NAME, clean, code_key, key
from data.units.unit_cells import cell_text, is_nobody_word, odd_cells
from data.units.units import Unit, spellings

COLUMNS = "unit_id province_id kind sector name_fa name_en letter_recipient active_from active_to aliases".split()
MOST_NAMED = 10
OF_PROVINCES = ("province_fa", "province_en")  # columns that say how a province is called, not what a unit is
REQUIRED = ("unit_id", "province_id", "kind")
HEADER_ROWS = 20
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_MONTH = re.compile(r"(1[2-5]\d\d)[-/](0?[1-9]|1[0-2])")
_PROVINCE_WORD = re.compile(r"^استان\s+|\s+province$|^province of\s+", re.I)


class UnitList(list[Unit]):
    """The units of a list. `provinces`: how it calls them: code -> Persian and English name, as far as it says.
    `warnings`: what was odd about the file, and read all the same."""

    def __init__(
        self,
        units: Iterable[Unit] = (),
        provinces: Mapping[str, tuple[str, str]] | None = None,
        warnings: Iterable[Problem] = (),
    ):
        super().__init__(units)
        self.provinces = dict(provinces or {})
        self.warnings = tuple(warnings)


@dataclass(frozen=True)
class _Listed:
    """Where a unit of the list stands; no unit where its row has a problem."""

    sheet: str
    row: int
    columns: Mapping[str, int]
    unit: Unit | None


def read_units(book: Book) -> UnitList:
    """A list, from every visible sheet that has its heads. Raises Refused with every problem: unknown or missing
    columns, cells that are no text, bad codes, kinds and months, codes used twice, names or aliases that two units of a
    province share, a province that is called by two names."""
    rows: list[_Listed] = []
    problems: list[Problem] = []
    called: dict[str, tuple[str, str]] = {}
    warnings = list(book.warnings)
    for sheet in book.sheets:
        header = _header(sheet)
        if header is None:
            continue
        start, columns = header
        for row in range(start + 1, len(sheet.rows) + 1):
            texts = {name: cell_text(sheet.value(row, column)) for name, column in columns.items()}
            if not any(texts.values()) or _is_beside(texts):
                continue
            odd = list(odd_cells(sheet, row, columns))
            reader = _Row(sheet.name, row, columns, texts)
            unit = reader.unit() if not odd else None
            rows.append(_Listed(sheet.name, row, columns, unit))
            problems += odd or reader.problems
            problems += _province_names(sheet, row, columns, texts, unit, called)
        struck = [place for place in sorted(sheet.struck) if place[0] > start and place[1] in columns.values()]
        if struck:
            cells = " ".join(address(*place) for place in struck[:MOST_NAMED])
            warnings.append(Problem("unit_struck", WARNING, sheet.name, address(*struck[0]), cells))
        if sheet.hidden_rows & {each.row for each in rows if each.sheet == sheet.name}:
            warnings.append(Problem("unit_rows_hidden", WARNING, sheet.name))
    if not rows:
        raise refusal("no_units" if any(map(_has_heads, book.sheets)) else "no_unit_header")
    problems += _shared([(each, each.unit) for each in rows if each.unit])
    if errors(problems):
        raise Refused(problems)
    return UnitList((each.unit for each in rows if each.unit), called, warnings)


def _is_beside(texts: Mapping[str, str]) -> bool:
    """Whether a row is a note under the list: one text alone, in which a word of totals or of those who sign begins."""
    said = [clean(text) for text in texts.values() if text]
    words = vocabulary.words("rows", "total_beginnings") | vocabulary.words("signing", "words")
    return len(said) == 1 and any(key(said[0]).startswith(word) for word in words)


def _has_heads(sheet: Sheet) -> bool:
    return _header(sheet) is not None


def _province_names(
    sheet: Sheet,
    row: int,
    columns: Mapping[str, int],
    texts: Mapping[str, str],
    unit: Unit | None,
    called: dict[str, tuple[str, str]],
) -> Iterator[Problem]:
    """Note how a row calls its province; a problem where an earlier one calls it otherwise."""
    fa, en = (_PROVINCE_WORD.sub("", clean(texts.get(name, ""))) for name in OF_PROVINCES)
    if unit is None or not (fa or en):
        return
    before = called.setdefault(unit.province_id, (fa or en, en or fa))
    if before != (fa or en, en or fa):
        column = next(columns[name] for name in OF_PROVINCES if name in columns)
        yield Problem("province_named_twice", sheet=sheet.name, cell=sheet.address(row, column), value=fa or en)


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the heads, and field -> column; None where there are none. A head is known in English or in Persian.
    Raises Refused where a needed one is missing, or one is unknown or stands twice."""
    known = vocabulary.words_of("unit_heads")
    for number, row in enumerate(sheet.rows[:HEADER_ROWS], 1):
        heads = {column: shown_text(value) for column, value in enumerate(row, 1) if shown_text(value)}
        fields = {column: known.get(key(text)) for column, text in heads.items()}
        if "unit_id" not in fields.values() or (
            len(set(fields.values()) - {None}) < 2 and "unit_id" not in heads.values()
        ):
            continue  # «کد» alone stands in many rows
        names: dict[str, int] = {}
        problems = []
        for column, field in fields.items():
            cell = sheet.address(number, column)
            if field is None and key(heads[column]) in vocabulary.words("unit_words", "beside"):
                continue
            if field is None:
                problems.append(Problem("unknown_column", sheet=sheet.name, cell=cell, value=heads[column]))
            elif names.setdefault(field, column) != column:
                problems.append(Problem("repeated_column", sheet=sheet.name, cell=cell, value=heads[column]))
        missing = [name for name in REQUIRED if name not in names]
        missing += ["name_fa"] if not {"name_fa", "name_en"} & set(names) else []
        problems += [
            Problem("missing_column", sheet=sheet.name, value=name, slots=head_names(name)) for name in missing
        ]
        if problems:
            raise Refused(problems)
        return number, names
    return None


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
        if column == "province_id":
            text = vocabulary.province_codes().get(key(text.removeprefix("استان ")), text)
        if not _CODE.fullmatch(text):
            self._problem("bad_unit_code", column)
        return text

    def _month(self, column: str) -> int | None:
        text = clean(self._texts.get(column, ""))
        if not text:
            return None
        match = _MONTH.fullmatch(text.translate(vocabulary.DIGITS))
        month = int(match[1]) * 100 + int(match[2]) if match else month_with_year(text)
        if month is None:
            self._problem("bad_month", column)
        return month

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
        recipient = clean(get("letter_recipient", ""))
        unit = Unit(
            unit_id=self._code("unit_id"),
            province_id=self._code("province_id"),
            kind=kind or "",
            sector=clean(get("sector", "")),
            name_fa=name_fa or name_en,
            name_en=name_en or name_fa,
            letter_recipient="" if is_nobody_word(recipient) else recipient,
            active_from=self._month("active_from"),
            active_to=self._month("active_to"),
            aliases=tuple(filter(None, (clean(alias) for alias in get("aliases", "").split("|")))),
        )
        if unit.active_from and unit.active_to and unit.active_to < unit.active_from:
            self._problem("ends_before_start", "active_to")
        return None if self.problems else unit


def names_of_provinces(units: Iterable[Unit]) -> dict[str, tuple[str, str]]:
    """How a list calls its provinces; nothing of units that come from elsewhere."""
    return units.provinces if isinstance(units, UnitList) else {}


def _shared(listed: list[tuple[_Listed, Unit]]) -> Iterable[Problem]:
    """A problem for each code, and each name, that two units of a province bear."""
    seen: dict[tuple[str, str], _Listed] = {}
    codes = {(unit.province_id, code_key(unit.unit_id)): each for each, unit in reversed(listed)}
    for each, unit in listed:
        province = unit.province_id
        first = codes[province, code_key(unit.unit_id)]
        if first is not each:
            yield _clash("unit_twice", each, unit, each.columns["unit_id"], first)
        for spelling in sorted(spellings(unit)):
            other = seen.setdefault((province, spelling), each)
            owner = codes.get((province, spelling), each)
            if other is not each or owner is not each:
                column = each.columns.get("name_fa", each.columns.get("name_en", 1))
                yield _clash("name_twice", each, unit, column, other if other is not each else owner)


def _clash(code: str, listed: _Listed, unit: Unit, column: int, other: _Listed) -> Problem:
    cell, slots = address(listed.row, column), {"other_row": other.row}
    return Problem(code, sheet=listed.sheet, cell=cell, value=unit.unit_id, slots=slots)
