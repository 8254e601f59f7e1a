"""The words of vocabulary.toml by canonical key, and the months that a text names."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from data.text import clean, key

_HERE = Path(__file__).parent
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_NUMERIC_MONTH = re.compile(r"(?<!\d)(?<!\d[-/.])(1[2-5]\d\d)([-/_.])(1[0-2]|0?[1-9])(?!\d|\2\d|[-/.]\d)")
_SHORT_MONTH = re.compile(r"(?<!\d)(?<!\d[-/_.])([89]\d)[-/](1[0-2]|0?[1-9])(?!\d|[-/_.]\d)")
_PACKED_MONTH = re.compile(r"(?<!\d)(1[2-5]\d\d)(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)1[2-5]\d\d(?!\d)")
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_MONTH_NUMBER = re.compile(r"0?[1-9]|1[0-2]")
_SHORT_YEAR = re.compile(r"[089]\d")  # 1380 to 1399, 1400 to 1409
EARLIEST_SHORT = 80


@cache
def _content() -> dict:
    return tomllib.loads((_HERE / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def words(section: str, name: str) -> frozenset[str]:
    """The canonical keys of a list of words. Words without letters or digits have no key; see `is_dash`."""
    return frozenset(filter(None, (key(word) for word in _content()[section][name])))


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


@cache
def _month_words() -> dict[str, int]:
    names = _content()["months"]["names"]
    return {key(word): number for number, spellings in enumerate(names, 1) for word in spellings}


def months_in(text: str) -> set[int]:
    """The months that a title, sheet name or file name speaks of.

    A month with its year is jyear * 100 + jmonth (139905); one without a year is 1..12. A year of two digits is one
    from 80 to 99 or 00 to 09 right behind the month (1380-1409): other numbers there are counts. A full date
    (1399/05/12) or a day of a month («۱۲ خرداد») is not a month.
    """
    plain = clean(text.replace("_", " _ ").replace("\u200c", " ")).translate(DIGITS)
    tight = clean(text).translate(DIGITS)
    found = {_month(match[1], match[3]) for match in _NUMERIC_MONTH.finditer(tight)}
    found |= {_month(*match.groups()) for match in (*_SHORT_MONTH.finditer(tight), *_PACKED_MONTH.finditer(tight))}
    return found | _named_months(re.findall(r"[^\W\d_]+|\d+(?:[-/.]\d+)*", plain))


def years_in(text: str) -> set[int]:
    """The years of four digits that a text names."""
    return {int(match[0]) for match in _YEAR.finditer(clean(text).translate(DIGITS))}


def packed(month: int) -> str:
    """The month as six digits: 139905."""
    return str(month)


def _named_months(parts: list[str]) -> set[int]:
    fillers, parts_of = words("months", "fillers"), [key(part) for part in parts]
    places = [place for place, part in enumerate(parts_of) if part not in fillers]
    keys = [parts_of[place] for place in places]
    years = {part for part in keys if _YEAR.fullmatch(part)}
    found = set()
    for position, part in enumerate(keys):
        number = _month_number(part)
        if number is None or (part in words("months", "ambiguous") and not _is_month_here(parts_of, places[position])):
            continue
        behind, before = keys[position + 1 : position + 2], keys[max(position - 1, 0) : position]
        if any(_DAY.fullmatch(day) for day in before):
            continue
        near = [year for year in behind + before if _YEAR.fullmatch(year)] or (list(years) if len(years) == 1 else [])
        short = [year for year in behind if _SHORT_YEAR.fullmatch(year)]
        year = next(iter(near or short), None)
        found.add(_month(year, number) if year else number)
    for position, part in enumerate(parts_of[:-1]):  # «ماه ۵»
        is_counted = position > 0 and bool(_DAY.fullmatch(parts_of[position - 1]))  # «۳ ماه»
        if part in words("months", "beside") and not is_counted and _MONTH_NUMBER.fullmatch(parts_of[position + 1]):
            number = int(parts_of[position + 1])
            found.add(_month(next(iter(years)), number) if len(years) == 1 else number)
    return found


def _is_month_here(parts: list[str], place: int) -> bool:
    """Whether a word such as «مهر» means the month: alone, or beside a year, «ماه» or «دوره»; a stamp never."""
    behind = parts[place + 1 : place + 3]
    if any(part.startswith(word) for part in behind for word in words("signing", "words")):
        return False
    around = [*parts[max(place - 2, 0) : place], *behind]
    others = [part for part in parts if part not in words("months", "fillers") and not _YEAR.fullmatch(part)]
    return others == [parts[place]] or any(
        part in words("months", "beside") or _YEAR.fullmatch(part) or _SHORT_YEAR.fullmatch(part) for part in around
    )


def _month_number(part: str) -> int | None:
    names = _month_words()
    return names.get(part) or names.get(part.removesuffix("ماه"))


def _month(year: str, month: str | int) -> int:
    full = int(year) if len(year) == 4 else int(year) + (1300 if int(year) >= EARLIEST_SHORT else 1400)
    return full * 100 + int(month)


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


def month_with_year(text: str) -> int | None:
    """The one month with its year of four digits that a text names: 1399-05, 1399/5, 139905, «مرداد ۱۳۹۹»."""
    found = {month for month in months_in(text) if month > 12}
    if len(found) != 1:
        return None
    month = found.pop()
    says_year = month // 100 in years_in(text) or packed(month) in clean(text).translate(DIGITS)
    return month if says_year else None
