"""What a book's title rows, sheet names and file name say: which month it is, and whose province."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data import month_words, vocabulary
from data.files.sheets import DATE, Book, Sheet, shown_text
from data.problems import WARNING, Problem
from data.reading.header.headers import Header, title_texts
from data.text import clean, key


def says_month(book: Book, sheet: Sheet, header: Header) -> bool:
    """Whether title, sheet name or file name name any month with its year."""
    return month_of(book, sheet, header, None)[0] is not None


def month_of(book: Book, sheet: Sheet, header: Header, chosen: int | None) -> tuple[int | None, list[Problem]]:
    """The month that title, sheet name, file name and the caller agree on; None with the problem where they don't."""
    texts = _texts(book, sheet, header)
    said = {name: set().union(*map(month_words.months_in, parts)) for name, parts in texts.items()}
    years = set().union(*(month_words.years_in(text) for parts in texts.values() for text in parts))
    said = {name: _with_year(months, years) for name, months in said.items() if months}
    if chosen:
        said["chosen"] = {chosen}
    full = {month for months in said.values() for month in months if month > 12}
    agreed = [month for month in sorted(full) if all(_allows(months, month) for months in said.values())]
    if len(agreed) == 1:
        return agreed[0], _short_year(agreed[0], texts, chosen, sheet)
    if not full:
        return None, [Problem("month_unknown", sheet=sheet.name)]
    code = "month_ambiguous" if agreed else "month_contradiction"
    return None, [Problem(code, sheet=sheet.name, slots={"months": sorted(full)})]


def _short_year(month: int, texts: dict[str, Iterable[str]], chosen: int | None, sheet: Sheet) -> list[Problem]:
    """A warning where only a year of two digits says which year it is."""
    said = [text for parts in texts.values() for text in parts]
    packed = month_words.packed(month)
    if chosen or any(month // 100 in month_words.years_in(text) for text in said):
        return []
    if any(packed in text.translate(vocabulary.DIGITS) for text in said):
        return []
    return [Problem("short_year", WARNING, sheet.name, slots={"month": month})]


def longer_period(sheet: Sheet, header: Header) -> list[Problem]:
    """A warning where the title speaks of a quarter, half a year or the like."""
    said = [text for text in (*title_texts(sheet, header), sheet.name) if month_words.says_longer_period(text)]
    return [Problem("longer_period", WARNING, sheet.name, value=clean(said[0]))] if said else []


def perhaps_another(sheet: Sheet, header: Header, month: int) -> list[Problem]:
    """A warning where the title may speak of another month, in words that alone don't say so."""
    for text in (*title_texts(sheet, header), sheet.name):
        if month_words.says_longer_period(text):
            continue
        others = month_words.perhaps_in(text) - {month}
        if others:
            slots = {"month": month, "months": sorted(others)}
            return [Problem("month_perhaps", WARNING, sheet.name, value=clean(text), slots=slots)]
    return []


def other_months(texts: Iterable[str], month: int) -> list[int]:
    """The months, other than the one given, that texts beside a table say its scores are of; one without a year is of
    the same year."""
    texts = list(texts)
    said = set().union(*map(month_words.months_in, texts))
    years = set().union(*map(month_words.years_in, texts)) or {month // 100}
    full = {each if each > 12 else max(years) * 100 + each for each in said}
    return sorted(full - {month})


def title_dates(sheet: Sheet, header: Header) -> list[Problem]:
    """A warning for each date above the table: a Jalali one that the spreadsheet program took for a Gregorian one says
    nothing certain."""
    return [
        Problem("title_date", WARNING, sheet.name, sheet.address(row, column), shown_text(sheet.value(row, column)))
        for (row, column), kind in sorted(sheet.special.items())
        if kind == DATE and row < header.top
    ]


def other_province(book: Book, sheet: Sheet, header: Header, province_id: str) -> list[Problem]:
    """A problem where a text names another province («استان لرستان») and none names the one that is imported into."""
    texts = [text for parts in _texts(book, sheet, header).values() for text in parts]
    named = {code for text in texts for code in provinces_in(text)}
    if not named or province_id in named or province_id not in vocabulary.provinces():
        return []
    fa, en = vocabulary.provinces()[sorted(named)[0]]
    return [Problem("other_province", sheet=sheet.name, slots={"name_fa": fa, "name_en": en})]


def provinces_in(text: str) -> set[str]:
    """The provinces that a text calls by the word «استان» before the name, or `province` beside it."""
    words = re.findall(r"[^\W_]+", text)
    found = set()
    for code, (fa, en) in vocabulary.provinces().items():
        forms = [(fa, ["استان"], []), (fa, ["استانداری"], []), (en, ["province", "of"], []), (en, [], ["province"])]
        for spelling, before, after in forms:
            pattern = [*map(key, before), *map(key, spelling.split()), *map(key, after)]
            if _holds([key(word) for word in words], pattern):
                found.add(code)
    return found


def _holds(words: list[str], pattern: list[str]) -> bool:
    return any(words[start : start + len(pattern)] == pattern for start in range(len(words)))


def _texts(book: Book, sheet: Sheet, header: Header) -> dict[str, Iterable[str]]:
    return {"title": title_texts(sheet, header), "sheet": [sheet.name], "file": [book.file_name]}


def _with_year(months: set[int], years: set[int]) -> set[int]:
    """Months without a year get the only year that the file names."""
    year = next(iter(years)) if len(years) == 1 else None
    return {month if month > 12 or year is None else year * 100 + month for month in months}


def _allows(months: set[int], month: int) -> bool:
    """Whether what one source says leaves room for a month: it names it (with or without its year), or it names a
    range that holds it («1399-01 to 1399-03»)."""
    full = [each for each in months if each > 12]
    return bool({month, month % 100} & months) or (len(full) == 2 and min(full) < month < max(full))
