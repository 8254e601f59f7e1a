"""Texts in letters that the font has: the typesetter refuses a PDF with a letter missing, or loses it silently."""

from __future__ import annotations

import unicodedata
from functools import cache

import fontpkg
from fontTools.ttLib import TTFont

FONT = "IBM Plex Sans Arabic"
UNKNOWN = "?"
_HYPHENS = {"\u2010": "-", "\u2011": "-"}


def drawable(text: str) -> str:
    """The text with letters that the font lacks in a plainer form (Unicode's compatible one), else a question mark."""
    return text if all(map(_is_known, text)) else "".join(map(_plainer, text))


def _plainer(character: str) -> str:
    if _is_known(character):
        return character
    form = _HYPHENS.get(character) or unicodedata.normalize("NFKC", character)
    return form if all(map(_is_known, form)) else UNKNOWN


def _is_known(character: str) -> bool:
    return ord(character) in _characters() or unicodedata.category(character) == "Cf" or character in "\n\t"


@cache
def _characters() -> frozenset[int]:
    with TTFont(fontpkg.path(FONT, weight=400)) as font:
        return frozenset(font.getBestCmap())
