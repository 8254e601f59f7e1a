"""The months that a title, a sheet's name or a file's name speaks of: only what is said of the scores, not what stands
in a date, in a number of a letter, or in a name that sounds like a month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from data import vocabulary
from data.text import clean, key
from data.vocabulary import DIGITS, words

_NUMERIC_MONTH = re.compile(r"(?<!\d)(?<!\d[-/.])(1[2-5]\d\d)([-/_.])(1[0-2]|0?[1-9])(?!\d|\2\d|[-/.]\d)")
_SHORT_MONTH = re.compile(r"(?<!\d)(?<!\d[-/_.])([89]\d)[-/](1[0-2]|0?[1-9])(?!\d|[-/_.]\d)")
_PACKED_MONTH = re.compile(r"(?<!\d)(1[34]\d\d)(0[1-9]|1[0-2])(?!\d)")
_FULL_DATE = re.compile(r"\d{1,4}([-/._])\d{1,2}\1\d{1,4}")
_YEAR = re.compile(r"1[2-5]\d\d")
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_MONTH_NUMBER = re.compile(r"0?[1-9]|1[0-2]")
_SHORT_YEAR = re.compile(r"[089]\d")  # 1380 to 1399, 1400 to 1409
_PART = re.compile(r"[^\W\d_]+|\d+(?:[-/.]\d+)*|[^\w\s]")
EARLIEST_SHORT = 80
MOST_BEFORE = 4  # words before a month that may make it one of a date
PACKED_YEARS = range(1380, 1450)  # six digits of other years are rather the number of a letter


@dataclass(frozen=True)
class _Words:
    """The words and numbers of a text by their keys; `marks`: the places that a mark such as a dash or a colon stands
    before."""

    keys: tuple[str, ...]
    marks: frozenset[int]

    @classmethod
    def of(cls, text: str) -> _Words:
        keys, marks = [], set()
        for part in _PART.findall(clean(text.replace("_", " _ ").replace("\u200c", " ")).translate(DIGITS)):
            if part[0].isalnum():
                keys.append(part if part[0].isdecimal() else key(part))
            else:
                marks.add(len(keys))
        return cls(tuple(keys), frozenset(marks))

    def before(self, place: int, count: int = 2) -> tuple[str, ...]:
        return self.keys[max(place - count, 0) : place]


def months_in(text: str) -> set[int]:
    """The months that a text says the scores are of.

    A month with its year is jyear * 100 + jmonth (139905); one without a year is 1..12. A year of two digits is one
    from 80 to 99 or 00 to 09 right behind the month (1380-1409): other numbers there are counts. A full date
    (1399/05/12), a day of a month («۱۲ خرداد»), the month of an issue («چاپ: خرداد ۱۳۹۹») and of a longer period
    («سه ماههٔ منتهی به خرداد») are no month of scores.
    """
    if says_longer_period(text):
        return set()
    tight = clean(text).translate(DIGITS)
    found = {_month(match[1], match[3]) for match in _NUMERIC_MONTH.finditer(tight) if not _is_dated(tight, match)}
    found |= {_month(*match.groups()) for match in _SHORT_MONTH.finditer(tight) if _is_period(tight, match)}
    packed_ = (match for match in _PACKED_MONTH.finditer(tight) if int(match[1]) in PACKED_YEARS)
    found |= {_month(*match.groups()) for match in packed_ if not _is_dated(tight, match)}
    return found | _named_months(_Words.of(text))


def perhaps_in(text: str) -> set[int]:
    """The months that stand right before a year in a text, whether or not they are read as those of the scores."""
    said, found = _Words.of(text), set()
    for place, part in enumerate(said.keys):
        after = [other for other in said.keys[place + 1 :] if other not in words("months", "fillers")]
        number = _month_number(part)
        if not (number and after and _YEAR.fullmatch(after[0])):
            continue
        is_other = any(word in words("months", "other_lives") for word in said.before(place))
        is_date = _is_issue(said.before(place, MOST_BEFORE)) or any(map(_DAY.fullmatch, said.before(place, 1)))
        if not is_other and not is_date:
            found.add(_month(after[0], number))
    return found


def years_in(text: str) -> set[int]:
    """The years of four digits that a text says the scores are of: none of a date, a rule or a number of a letter."""
    said = _Words.of(_FULL_DATE.sub(" ", clean(text).translate(DIGITS)))
    years = {int(part) for place, part in enumerate(said.keys) if _YEAR.fullmatch(part) and not _is_ruled(said, place)}
    numeric = {int(match[1]) for match in _NUMERIC_MONTH.finditer(clean(text).translate(DIGITS))}
    return years | numeric


def says_longer_period(text: str) -> bool:
    """Whether a text speaks of a quarter, half a year, a year or «from … to»: «شش‌ماههٔ نخست», `annual`."""
    said = _Words.of(text).keys
    pairs = {"".join(pair) for pair in zip(said, said[1:], strict=False)} | set(said)
    triples = {"".join(three) for three in zip(said, said[1:], said[2:], strict=False)}
    return bool((pairs | triples) & words("months", "longer"))


def packed(month: int) -> str:
    """The month as six digits: 139905."""
    return str(month)


def month_with_year(text: str) -> int | None:
    """The one month with its year of four digits that a text names: 1399-05, 1399/5, 139905, «مرداد ۱۳۹۹»."""
    found = {month for month in months_in(text) if month > 12}
    if len(found) != 1:
        return None
    month = found.pop()
    says_year = month // 100 in years_in(text) or packed(month) in clean(text).translate(DIGITS)
    return month if says_year else None


def _named_months(said: _Words) -> set[int]:
    fillers = words("months", "fillers")
    places = [place for place, part in enumerate(said.keys) if part not in fillers]
    keys = [said.keys[place] for place in places]
    years = {part for place, part in enumerate(said.keys) if _YEAR.fullmatch(part) and not _is_ruled(said, place)}
    found = set()
    for position, part in enumerate(keys):
        number, place = _month_number(part), places[position]
        if number is None or (part in words("months", "ambiguous") and not _is_month_here(said, place)):
            continue
        if _is_issue(said.before(place, MOST_BEFORE)):
            continue
        behind, before = keys[position + 1 : position + 2], keys[max(position - 1, 0) : position]
        if any(_DAY.fullmatch(day) for day in before):
            continue
        near = [year for year in behind + before if _YEAR.fullmatch(year)] or (list(years) if len(years) == 1 else [])
        short = [year for year in behind if _SHORT_YEAR.fullmatch(year)]
        year = next(iter(near or short), None)
        found.add(_month(year, number) if year else number)
    for position, part in enumerate(said.keys[:-1]):  # «ماه ۵»
        is_counted = position > 0 and bool(_DAY.fullmatch(said.keys[position - 1]))  # «۳ ماه»
        if part in words("months", "beside") and not is_counted and _MONTH_NUMBER.fullmatch(said.keys[position + 1]):
            number = int(said.keys[position + 1])
            found.add(_month(next(iter(years)), number) if len(years) == 1 else number)
    return found


def _is_month_here(said: _Words, place: int) -> bool:
    """Whether a word such as «مهر» means the month: alone but for its year; beside «ماه» or «دوره»; with its year
    behind a mark or a word that speaks of results. A stamp («مهر و امضا») never."""
    behind = said.keys[place + 1 : place + 3]
    if any(part.startswith(word) for part in behind for word in words("signing", "words")):
        return False
    fillers, beside = words("months", "fillers"), words("months", "beside")
    others = [part for part in said.keys if part not in fillers and not _YEAR.fullmatch(part)]
    if others == [said.keys[place]]:
        return True
    if beside & {*said.before(place, 1), *behind[:1]}:
        return True
    after = [part for part in said.keys[place + 1 :] if part not in fillers]
    if after[1:] and after[0] in words("months", "joins") and _month_number(after[1]):
        return True
    has_year = bool(after) and bool(_YEAR.fullmatch(after[0]) or _SHORT_YEAR.fullmatch(after[0]))
    return has_year and _leads_to_a_month(said, place)


def _leads_to_a_month(said: _Words, place: int) -> bool:
    before = said.before(place, 1)
    if not before or place in said.marks:
        return not any(word in words("months", "other_lives") for word in before)
    if before[0] in fillers_of_time() or before[0] in words("months", "results"):
        return True
    joined = said.before(place, 3)[:-1] if before[0] in words("months", "joins") else ()
    is_month = any(_month_number(part) or _YEAR.fullmatch(part) for part in joined)
    return is_month or any(before[0] == key(fa.split()[-1]) for fa, _ in vocabulary.provinces().values())


def fillers_of_time() -> frozenset[str]:
    """The keys of words that stand before a month."""
    return words("months", "fillers") | words("months", "beside")


def _is_issue(before: Sequence[str]) -> bool:
    """Whether the words before a month make it one of a date or a comparison: the nearest one decides that speaks of
    either a paper or of results."""
    pairs = {"".join(pair) for pair in zip(before, before[1:], strict=False)}
    if pairs & words("months", "compared"):
        return True
    for word in reversed(before):
        if word in words("months", "issued"):
            return True
        if word in words("months", "results") - words("months", "little"):
            return False
    return False


def _is_dated(text: str, match: re.Match[str]) -> bool:
    """Whether digits are a date of issue or the number of a letter, by the word before them."""
    before = _Words.of(text[: match.start()]).keys[-MOST_BEFORE:]
    return bool(before) and (_is_issue(before) or before[-1] in words("months", "numbered"))


def _is_period(text: str, match: re.Match[str]) -> bool:
    """Whether a year of two digits with a month stands alone, or behind a word that leads to a month: 86/4 may be a
    mean."""
    before = _Words.of(text[: match.start()]).keys
    is_alone = not any(part[0].isalpha() for part in before)
    return is_alone or before[-1] in fillers_of_time() | words("months", "results")


def _is_ruled(said: _Words, place: int) -> bool:
    """Whether a year is that of a rule or a document: «دستورالعمل سال ۱۳۹۷»."""
    before = [part for part in said.before(place, 3) if part not in words("months", "fillers")]
    return any(part in words("months", "documents") | words("months", "numbered") for part in before[-2:])


def _month_number(part: str) -> int | None:
    names = vocabulary.month_numbers()
    return names.get(part) or names.get(part.removesuffix("ماه"))


def _month(year: str, month: str | int) -> int:
    full = int(year) if len(year) == 4 else int(year) + (1300 if int(year) >= EARLIEST_SHORT else 1400)
    return full * 100 + int(month)
