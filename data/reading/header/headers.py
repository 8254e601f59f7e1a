"""Where in a sheet the table is: its header under the title rows, the unit columns, the indicator columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from data import vocabulary
from data.files.sheets import Sheet, shown_text, typed_text
from data.reading.header.headings import CODE, Spellings, named
from data.text import clean, code_key, key
from scoring.scheme import Scheme

HEADER_ROWS = 20
TALLEST_HEADER = 3
LEAST_NAMED_SHARE = 0.5
LONGEST_HEADER = 400  # letters; a longer text, and one joined of several that is, names no indicator


@dataclass(frozen=True)
class Header:
    """The rows (one to three) that name the columns. `texts[column - 1]`: what may be the column's name: the lowest
    text, the texts of the rows joined, the upper ones; `over[column - 1]`: every text above the lowest row, in the
    rows of the header and over it. `share`: how many of a scheme's indicators it names, 0 to 1."""

    top: int
    bottom: int
    texts: tuple[tuple[str, ...], ...]
    over: tuple[tuple[str, ...], ...] = ()
    share: float = 0.0
    first_indicator: int = 1

    def name(self, column: int) -> str:
        """The lowest text over a column; empty where there is none."""
        return (self.of(column) or ("",))[0]

    def of(self, column: int) -> tuple[str, ...]:
        return self.texts[column - 1] if column <= len(self.texts) else ()


def header_spellings(scheme: Scheme) -> dict[str, str]:
    """Canonical key of a header text -> indicator code: the code, either name where only one indicator bears it, or
    both together («I01 - تولید خبر»)."""
    owners: dict[str, set[str]] = defaultdict(set)
    for item in scheme.indicators:
        for name in (item.name_fa, item.name_en):
            for spelling in (name, item.code + name, name + item.code):
                owners[key(spelling)].add(item.code)
    found = {spelling: next(iter(codes)) for spelling, codes in owners.items() if len(codes) == 1 and spelling}
    return found | {f"{CODE}{code_key(item.code)}": item.code for item in scheme.indicators}


def former_spellings(scheme: Scheme, schemes: Iterable[Scheme]) -> dict[str, str]:
    """Names that an indicator of the scheme bore in other versions, where nothing else bears them."""
    current, found = header_spellings(scheme), defaultdict(set)
    for other in schemes:
        for spelling, code in header_spellings(other).items():
            if not spelling.startswith(CODE) and spelling not in current and code in scheme.indicator_by_code:
                found[spelling].add(code)
    return {spelling: next(iter(codes)) for spelling, codes in found.items() if len(codes) == 1}


def find_header(sheet: Sheet, schemes: Iterable[Scheme]) -> Header | None:
    """The rows among the first twenty that name most indicators of any scheme; the fewest rows where several do."""
    finders = [_Finder(scheme) for scheme in schemes]
    grid = _filled(sheet)
    best, best_score = None, 0.0
    for height in range(1, TALLEST_HEADER + 1):
        for bottom in range(height, len(grid) + 1):
            texts = _texts(grid[bottom - height : bottom])
            shares = [finder.share(texts) for finder in finders]
            named = [round(share * finder.size) for share, finder in zip(shares, finders, strict=True)]
            score = float(max(named, default=0))
            has_units = any(map(is_unit_header, texts))
            score += 0.5 * (score > 0 and has_units)
            if score > best_score:
                finder = finders[shares.index(max(shares))]
                over = tuple(zip(*grid[: bottom - 1], strict=True)) if bottom > 1 else ()
                best = Header(bottom - height + 1, bottom, texts, over, max(shares), finder.first(texts))
                best_score = score
                if best.share == 1.0 and has_units:
                    return best
    return best


class _Finder:
    """Finds the indicators of one scheme in headers; every text is looked up once."""

    def __init__(self, scheme: Scheme):
        self._spellings = header_spellings(scheme)
        self._known: dict[tuple[str, ...], str | None] = {}
        self.size = len(scheme.indicators)

    def _code(self, texts: tuple[str, ...]) -> str | None:
        if texts not in self._known:
            self._known[texts] = indicator_among(texts, self._spellings)
        return self._known[texts]

    def share(self, texts: Iterable[tuple[str, ...]]) -> float:
        """How many of the indicators a header names, 0 to 1."""
        return len({self._code(each) for each in texts} - {None}) / self.size

    def first(self, texts: Iterable[tuple[str, ...]]) -> int:
        """The first column that names one."""
        return next(column for column, each in enumerate(texts, 1) if self._code(each))


def _filled(sheet: Sheet) -> list[list[str]]:
    """The texts of the first twenty rows; a merged block says the same in each of its cells."""
    rows = [[typed_text(value)[:LONGEST_HEADER] for value in row] for row in sheet.rows[:HEADER_ROWS]]
    width = max(map(len, rows), default=0)
    grid = [row + [""] * (width - len(row)) for row in rows]
    for top, left, bottom, right in sheet.merged:
        if top <= len(grid) and left <= width:
            for row in grid[top - 1 : bottom]:
                row[left - 1 : right] = [text or grid[top - 1][left - 1] for text in row[left - 1 : right]]
    return grid


def _texts(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """For each column what its name may be: the lowest text; the two lowest, then all of them, joined; the others."""
    columns = []
    for parts in zip(*rows, strict=True):
        said = list(dict.fromkeys(text for text in parts if clean(text)))
        joined = [" ".join(said[-2:]), " ".join(said)] if len(said) > 1 else []
        joined = [text for text in joined if len(text) <= LONGEST_HEADER]
        columns.append(tuple(dict.fromkeys([*said[-1:], *joined, *reversed(said)])))
    return tuple(columns)


def title_texts(sheet: Sheet, header: Header) -> list[str]:
    """The texts above the table, those of a row together as well («سال», 1399); in a turned sheet those left of the
    first indicator."""
    rows = sheet.rows[: header.top - 1]
    if sheet.is_turned:
        rows = [*rows, *(row[: header.first_indicator - 1] for row in sheet.rows[header.top - 1 : HEADER_ROWS])]
    filled = [[value for value in row if isinstance(value, str | int) and value is not True] for row in rows]
    joined = [" ".join(map(shown_text, row)) for row in filled if len(row) > 1]
    return [value for row in filled for value in row if isinstance(value, str)] + joined


def indicator_of(text: str, spellings: Spellings) -> str | None:
    """The code of the indicator that a header means (see `headings.named`)."""
    found = named(text, spellings)
    return found.code if found else None


def indicator_among(texts: Iterable[str], spellings: Spellings) -> str | None:
    return next(filter(None, (indicator_of(text, spellings) for text in texts)), None)


def is_word(texts: Iterable[str], list_: str) -> bool:
    return any(key(text) in vocabulary.words("headers", list_) for text in texts)


def is_unit_header(texts: Iterable[str]) -> bool:
    """Whether a header is that of the codes or the names of units."""
    return is_word(texts, "unit_code") or is_word(texts, "unit_name")
