"""The cells of a unit list: their texts, and those that are no text that could name anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from data import vocabulary
from data.files.sheets import DATE, ERROR_VALUE, FORMULA, PERCENT, Sheet, is_error_text, shown_text, typed_text
from data.problems import Problem
from data.text import clean, key

NAMES = ("name_fa", "name_en", "letter_recipient", "aliases", "province_fa", "province_en")
LIVE = "=+-@＝＋－＠"
_MOJIBAKE = re.compile("[ÃÂØÙÛ][\u0080-\u00bf†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸƒ„…]")
NOBODY_SIGNS = ("؟", "?", ".", "…", "/")
_LOOKUP = re.compile(
    r"[=＝]\s*(?:\$?[A-Z]{1,3}\$?\d+\s*$|[VHX]?LOOKUP\(|INDEX\(|IF(?:ERROR|NA|S)?\(|CONCAT|TEXT|TRIM\()", re.I
)
_NUMBER_ALONE = re.compile(r"[\d.,/#*_-]+")
_WORDS = frozenset("true false null none nan undefined".split())
_NOT_PLAIN = {
    DATE: "unit_cell_date",
    PERCENT: "unit_cell_date",
    FORMULA: "unit_cell_formula",
    ERROR_VALUE: "unit_cell_error",
}


def odd_cells(sheet: Sheet, row: int, columns: Mapping[str, int]) -> Iterator[Problem]:
    """A problem for every cell that holds no text and no plain number: an error value would become somebody's name."""
    names = {columns[name] for name in NAMES if name in columns}
    for column in columns.values():
        value, special = sheet.value(row, column), sheet.special.get((row, column))
        code = _NOT_PLAIN.get(special or "")
        if isinstance(value, bool):
            code = "unit_cell_boolean"
        elif not special and value is not None and column in names:
            parts = cell_text(value).split("|") if column == columns.get("aliases") else [cell_text(value)]
            nobody = column == columns.get("letter_recipient") and is_nobody_word(cell_text(value))
            code = "unit_cell_error" if not nobody and any(map(is_no_name, parts)) else None
        if code:
            yield Problem(code, sheet=sheet.name, cell=sheet.address(row, column), value=shown_text(value))


def is_nobody_word(text: str) -> bool:
    """Whether a text in the place of a recipient says that there is none: «ندارد», «—», a question mark."""
    plain = clean(text)
    return vocabulary.is_dash(plain) or plain in NOBODY_SIGNS or key(plain) in vocabulary.words("unit_words", "nobody")


def is_no_name(text: str) -> bool:
    """Whether a text can't be anybody's name: an error value, a lookup, a truth value, a number alone, or letters
    that a wrong encoding has made."""
    plain = clean(text)
    if not plain:
        return False
    is_word = plain.casefold() in _WORDS
    is_live = bool(_LOOKUP.match(plain)) or is_error_text(plain)
    is_broken = "\ufffd" in text or "??" in plain or len(_MOJIBAKE.findall(text)) > 2
    return is_word or is_live or is_broken or bool(_NUMBER_ALONE.fullmatch(plain))


def cell_text(value: object) -> str:
    """The text of a cell without the apostrophe that keeps a spreadsheet from running it; empty where nothing
    can be seen in it."""
    text = typed_text(value)
    text = text[1:] if text.startswith("'") and len(text) > 2 and text[1] in LIVE else text
    return text if clean(text) else ""
