"""Marks that are read two ways: 86/4 and 7,5 in a score; and what a header or a row says an indicator is out of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from data import vocabulary
from data.text import clean, key

SLASH, COMMA = DECIMAL_MARKS = ("/", ",")
_MARKED = re.compile(r"[+-]?\d+([/,،٬])\d+")
_PART = re.compile(r"\d+(?:[.٫/]\d+)?|[^\W\d_]+(?:\u200c[^\W\d_]+)*|[%٪]")
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]\s*$")
PERCENT_SIGNS = frozenset("%٪")


def decimal_reading(text: str) -> tuple[str, str] | None:
    """The mark and the number that a text with one slash or comma between digits may mean: 86/4 -> ("/", "86.4")."""
    plain = "".join(character for character in text.strip() if unicodedata.category(character) != "Cf")
    plain = plain.lstrip("'").strip().translate(vocabulary.DIGITS)
    found = _MARKED.fullmatch(plain)
    if not found:
        return None
    return SLASH if found[1] == "/" else COMMA, re.sub("[/,،٬]", ".", plain)


def said_maximum(text: str) -> float | None:
    """The maximum that a text says, and nothing else: «از ۱۰», «(تا ۱۰ امتیاز)», «۰-۱۰», «از صد», `max score: 10`. A
    percentage is out of 100. None where it says no maximum, or is a number alone."""
    parts = _PART.findall(clean(text).translate(vocabulary.DIGITS))
    words = [key(part) for part in parts if part[0].isalpha()]
    values = [_value(part) for part in parts if part[0].isdecimal()]
    values += [found for word in words if (found := vocabulary.number_words().get(word)) is not None]
    rest = [word for word in words if word not in vocabulary.number_words()]
    is_percent = bool(PERCENT_SIGNS & set(parts)) or any(word in vocabulary.words("rows", "percent") for word in rest)
    known = vocabulary.words("rows", "of_maxima") | vocabulary.words("rows", "percent")
    if not parts or any(word not in known for word in rest):
        return None
    if is_percent and len(values) <= 1:
        return 100.0
    if len(values) == 2 and min(values) == 0:  # from nothing to the maximum
        return max(values)
    is_alone = "/" not in text and not set(words) - vocabulary.words("rows", "neutral")
    return values[0] if len(values) == 1 and not is_alone else None


def bare_number(text: str) -> float | None:
    """The number that a text is, within a bracket or without: a maximum, or a header's own number."""
    plain = clean(text).translate(vocabulary.DIGITS).strip("()[]{} ")
    return _value(plain) if re.fullmatch(r"\d+(?:[.٫]\d+)?", plain) else None


def _value(text: str) -> float:
    return float(re.sub("[٫/]", ".", text))


def is_numbering(values: Sequence[float]) -> bool:
    """Whether numbers only count columns: each one more than the one before, or from one again (in every domain)."""
    if len(values) < 2:
        return False
    steps = zip(values, values[1:], strict=False)
    return all(after - before in (1, 2) or after == 1 for before, after in steps) and any(
        after - before == 1 for before, after in zip(values, values[1:], strict=False)
    )


def last_bracket(text: str) -> str | None:
    """What stands in the bracket at the end of a text."""
    found = _BRACKET.search(clean(text))
    return found[1].strip() if found else None


def is_of_maxima(text: str, *, above_units: bool) -> bool:
    """Whether a row that begins so gives the maxima. Below the units «حداکثر» is the highest score that was given."""
    name = key(text)
    return name in vocabulary.words("rows", "maxima") or (above_units and name in vocabulary.words("rows", "highest"))
