"""Marks that are read two ways: 86/4 and 7,5 in a score; and what a header or a row says an indicator is out of."""

from __future__ import annotations

import re
import unicodedata

from data import vocabulary
from data.text import clean, key

SLASH, COMMA = DECIMAL_MARKS = ("/", ",")
_MARKED = re.compile(r"[+-]?\d+([/,،])\d+")
_NUMBER = r"(\d+(?:[.٫/]\d+)?)"
_POINTS = r"(?:امتیاز|نمره|points?|pts?)"
_SAID = r"(?:از|سقف(?: امتیاز)?|حداکثر(?: امتیاز)?|out of|of|max(?:imum)?(?: points)?|/)"
_MAXIMUM = re.compile(rf"\W*(?:{_SAID}\s*[:=]?\s*{_NUMBER}\s*{_POINTS}?|{_NUMBER}\s*{_POINTS})\W*", re.I)
_AT_THE_END = re.compile(rf"(?:\bاز|\bout of|/)\s*{_NUMBER}\s*{_POINTS}?\W*$", re.I)
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$")
_PERCENT = frozenset({"%", "٪", "درصد", "percent"})


def decimal_reading(text: str) -> tuple[str, str] | None:
    """The mark and the number that a text with one slash or comma between digits may mean: 86/4 -> ("/", "86.4")."""
    plain = "".join(character for character in text.strip() if unicodedata.category(character) != "Cf")
    plain = plain.lstrip("'").strip().translate(vocabulary.DIGITS)
    found = _MARKED.fullmatch(plain)
    if not found:
        return None
    return SLASH if found[1] == "/" else COMMA, re.sub("[/,،]", ".", plain)


def said_maximum(text: str) -> float | None:
    """The maximum that a header says of its indicator, in the last bracket or at its end: «خبر (از ۱۰)», `News /10`; or
    that a cell is: «از ۱۰», «۶ امتیاز». A percentage is out of 100. None where nothing is said."""
    plain = clean(text).translate(vocabulary.DIGITS)
    bracket = _BRACKET.search(plain)
    inner = bracket[1].strip() if bracket else ""
    if inner.casefold() in _PERCENT:
        return 100.0
    found = _MAXIMUM.fullmatch(inner) or _MAXIMUM.fullmatch(plain) or _AT_THE_END.search(plain)
    return float(re.sub("[٫/]", ".", next(filter(None, found.groups())))) if found else None


def bare_bracket(text: str) -> float | None:
    """The number that stands alone in a header's last bracket: a maximum, or the header's own number."""
    bracket = _BRACKET.search(clean(text).translate(vocabulary.DIGITS))
    found = re.fullmatch(_NUMBER, bracket[1].strip()) if bracket else None
    return float(re.sub("[٫/]", ".", found[1])) if found else None


def is_of_maxima(text: str, *, above_units: bool) -> bool:
    """Whether a row that begins so gives the maxima. Below the units «حداکثر» is the highest score that was given."""
    name = key(text)
    return name in vocabulary.words("rows", "maxima") or (above_units and name in vocabulary.words("rows", "highest"))
