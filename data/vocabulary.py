"""The words of vocabulary.toml by canonical key."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from data.text import clean, key

_HERE = Path(__file__).parent
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((_HERE / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def words(section: str, name: str) -> frozenset[str]:
    """The canonical keys of a list of words. Words without letters or digits have no key; see `is_dash`."""
    return frozenset(filter(None, (key(word) for word in _content()[section][name])))


@cache
def province_codes() -> dict[str, str]:
    """Canonical key of a province's Persian name -> its code."""
    return {key(fa): code for code, (fa, _) in provinces().items()}


@cache
def number_words() -> dict[str, int]:
    """Canonical key of a number in words -> the number, of those that maxima are."""
    return {key(word): number for word, number in _content()["rows"]["number_words"].items()}


@cache
def _dashes() -> frozenset[str]:
    return frozenset(word for word in _content()["marks"]["not_reported"] if not key(word))


def is_dash(text: str) -> bool:
    """A text of one or more dashes: the sign for 'nothing here'."""
    return bool(text) and all(character in _dashes() for character in clean(text).replace(" ", ""))


@cache
def kinds() -> dict[str, str]:
    """Canonical key of a word -> agency or governorate."""
    return {key(word): kind for kind, names in _content()["units"]["kinds"].items() for word in names}


@cache
def provinces() -> dict[str, tuple[str, str]]:
    """Province code -> Persian and English name."""
    names = tomllib.loads((_HERE / "provinces.toml").read_text(encoding="utf-8"))
    return {code: (fa, en) for code, (fa, en) in names.items()}


def month_word(number: int) -> str:
    """The name of a month of the year; empty where there is none of that number."""
    names = _content()["months"]["names"]
    return names[number - 1][0] if 0 < number <= len(names) else ""


@cache
def month_numbers() -> dict[str, int]:
    """Canonical key of a month's name -> its number."""
    names = _content()["months"]["names"]
    return {key(word): number for number, spellings in enumerate(names, 1) for word in spellings}


def form(section: str) -> dict[str, str]:
    """Canonical key of a word -> what it stands for, of a section of `forms`."""
    return words_of(f"forms.{section}")


def form_names(section: str) -> dict[str, tuple[str, str]]:
    """What each word of a section of `forms` is called in our own files, in Persian and in English."""
    return names_of(f"forms.{section}")


@cache
def words_of(section: str) -> dict[str, str]:
    """Canonical key of a word -> what it stands for, of a section whose lists hold spellings."""
    return {key(word): name for name, spellings in _section(section).items() for word in spellings}


@cache
def names_of(section: str) -> dict[str, tuple[str, str]]:
    """What each word of such a section is called in our own files, in Persian and in English."""
    return {name: (spellings[0], spellings[1]) for name, spellings in _section(section).items()}


def _section(name: str) -> dict[str, list[str]]:
    found = _content()
    for part in name.split("."):
        found = found[part]
    return found
