"""What the text of a header says: which indicator it names, and what stands beside the name: a maximum, a number, a
group, words that make it something else than the score («تعداد», «رتبه»)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from data import vocabulary
from data.reading.header.marks import PERCENT_SIGNS, bare_number, said_maximum
from data.text import clean, code_key, key

CODE = "code:"  # parts the keys of codes, where punctuation counts, from the keys of names
MOST_PEELED = 3  # things that may stand around a name
Spellings = Mapping[str, str]

_BEHIND = (
    re.compile(r"^(?P<name>.+?)\s*(?P<beside>[(\[{][^()\[\]{}]*[)\]}])\s*$"),
    re.compile(  # «خبر از ۶», «خبر - ۶ امتیاز», `news /6`
        r"^(?P<name>.+?)(?P<beside>(?:\s(?:از|سقف|حداکثر|out of|of|max\.?)\s*"
        r"|\s*[/\-–ـ:،]\s*|\s+(?=\d+(?:[.٫]\d+)?\s*\D))"
        r"\d+(?:[.٫]\d+)?\s*(?:امتیاز|نمره|points?|pts)?)\s*$"
    ),
    re.compile(r"^(?P<name>.+?)[_\s](?P<beside>scores?|points)$", re.I),
    re.compile(r"^(?P<name>.+?)(?P<beside>[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡]+)$"),
)
_BEFORE = (
    re.compile(  # the number of a row or of an indicator, which is never a maximum
        r"^(?:(?:شاخص|indicator)\s*\d{1,2}\s*[-–:.)ـ،]|\(?\d{1,2}(?:[-–./]\d{1,2})?\s*[-–.)ـ:]|[(\[]\d{1,2}[)\]]"
        r"|\d{1,2}[-–.]\d{1,2}\s)\s*(?P<name>\D.*)(?P<beside>)$",
        re.I,
    ),
    re.compile(r"^(?P<beside>(?:امتیاز|نمره|شاخص)(?:ۀ|هٔ|ی)?|sum of|score of|points? of)\s+(?P<name>.+)$", re.I),
    re.compile(r"^(?P<beside>[^/:.\-]+)\s*[/:.\-]\s*(?P<name>.+)$"),  # `scores/I1`, as KoboToolbox writes a group
    re.compile(r"^(?P<beside>[^\[\]]+?)\s*\[(?P<name>[^\[\]]+)\]$"),  # the grid of an online form
)


@dataclass(frozen=True)
class Named:
    """An indicator that a header names, and the texts beside its name."""

    code: str
    beside: tuple[str, ...] = ()


def named(text: str, spellings: Spellings) -> Named | None:
    """The indicator that a header means: «N1 - name» by its code, else by the whole text, else by what is left of it
    when the fewest of the things that may stand around a name are taken off."""
    text = clean(text)
    code, dash, name = text.partition(" - ")
    if dash and f"{CODE}{code_key(code)}" in spellings:
        found = spellings[f"{CODE}{code_key(code)}"]
        other = named(name, spellings)
        return Named(found, (name,) if other and other.code != found else ())
    for name, beside in peeled(text):
        meant = spellings.get(f"{CODE}{code_key(name)}") or spellings.get(key(name))
        if meant:
            sign = next((sign for sign in PERCENT_SIGNS if sign in name), None)  # punctuation is not in a key
            return Named(meant, (*beside, sign) if sign else beside)
    return None


@lru_cache(maxsize=4096)
def peeled(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The text, then what is left of it with one, two and three things taken off, and what those are."""
    level: list[tuple[str, tuple[str, ...]]] = [(text, ())]
    found = level
    for _ in range(MOST_PEELED):
        level = [(name, (*beside, *filter(None, [off]))) for before, beside in level for name, off in _shorter(before)]
        found = [*found, *level]
    return tuple(found)


def _shorter(text: str) -> Iterator[tuple[str, str]]:
    digits = text.translate(vocabulary.DIGITS)  # letter for letter, so that places stay
    for pattern in (*_BEHIND, *_BEFORE):
        match = pattern.match(digits)
        if match and any(map(str.isalpha, match["name"])):
            yield text[slice(*match.span("name"))].strip(), match["beside"].strip(" ()[]{}")


SCORE, NUMBER, MAXIMUM, OTHER, UNKNOWN = "score", "number", "maximum", "other", "unknown"


def meaning(text: str) -> str:
    """What a text beside an indicator's name makes of its column: the score itself (or nothing), a number of the
    header, a maximum, something else than the score, or what nobody here knows."""
    name = key(text)
    is_note = not any(letter.isalpha() or letter.isdecimal() for letter in text)
    if is_note or not name or name in vocabulary.words("headers", "scores"):
        return MAXIMUM if said_maximum(text) is not None else SCORE
    if said_maximum(text) is not None:
        return MAXIMUM
    if bare_number(text) is not None or re.fullmatch(r"(شاخص|indicator)\d{1,2}", name):
        return NUMBER
    if name in vocabulary.words("headers", "other_numbers") | vocabulary.words("headers", "ignored"):
        return OTHER
    says_phrase = any(phrase in name for phrase in vocabulary.words("headers", "other_phrases"))
    first = key(clean(text).split(" ")[0])
    return OTHER if says_phrase or first in vocabulary.words("headers", "other_firsts") else UNKNOWN
