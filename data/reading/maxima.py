"""The maxima that a file itself says of its indicators, in headers or in a row: where they differ from the scheme's,
the scores are on another scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from data import vocabulary
from data.files.sheets import PERCENT, Sheet, shown_text, typed_text
from data.problems import WARNING, Problem
from data.reading.header.header_checks import beside_names
from data.reading.header.headers import TALLEST_HEADER, title_texts
from data.reading.header.headings import peeled
from data.reading.header.marks import bare_number, is_numbering, is_of_maxima, last_bracket, said_maximum
from data.reading.header.score_layout import Layout
from data.reading.other_rows import first_texts, unit_texts
from data.text import NotANumber, canonical, clean, key, number
from scoring.rounding import judged
from scoring.scheme import Domain, Scheme

LARGEST = 1_000  # a larger number over a column is a year, or no maximum
_DOMAIN_WORD = re.compile(r"^(?:حوزه|حوزهٔ|حیطه|محور|domain)\s+", re.I)
_TITLE_MAXIMUM = re.compile(
    r"(?:(?:امتیاز|نمره|score|points)\S*\s+(?:\S+\s+)?(?:از|out of)|مقیاس(?:\s+1)?(?:\s+تا)?|سقف هر شاخص|هر شاخص)"
    r"\D{0,6}?(\d+(?:\.\d+)?)",
    re.I,
)


def header_maxima(sheet: Sheet, layout: Layout, scheme: Scheme) -> list[Problem]:
    """A problem for each place in or over the header that says other maxima than the scheme's: beside the names, in a
    row of their own, beside the name of a domain, in the title."""
    header, indicators = layout.header, layout.indicators
    beside = {code: list(beside_names(layout, scheme, code)) for code in indicators}
    said = {code: next(filter(None, map(said_maximum, texts)), None) for code, texts in beside.items()}
    bare = {code: next((n for n in map(bare_number, texts) if n is not None), None) for code, texts in beside.items()}
    found = {code: value for code, value in said.items() if value is not None}
    numbers = {code: value for code, value in bare.items() if value is not None and code not in found}
    if 2 * len(numbers) >= len(indicators) and not _is_numbering(numbers, indicators):
        found |= numbers
    problems = other_maxima(sheet, header.bottom, indicators, scheme, found)
    for row, texts in enumerate(zip(*header.over, strict=True), 1):
        problems += other_maxima(sheet, row, indicators, scheme, _row_of_maxima(texts, layout))
    return (
        problems[:1]
        or _domain_maxima(sheet, layout, scheme)
        or other_maximum_said(sheet, title_texts(sheet, header), scheme)
    )


def _row_of_maxima(texts: Sequence[str], layout: Layout) -> dict[str, float]:
    """code -> maximum, of a row over the names that says maxima; nothing where it says something else."""
    own = {code: texts[column - 1] for code, column in layout.indicators.items() if column <= len(texts)}
    said = {code: value for code, text in own.items() if (value := said_maximum(text)) is not None}
    bare = {code: value for code, text in own.items() if (value := bare_number(text)) is not None and value < LARGEST}
    labels = [text for column, text in enumerate(texts, 1) if column not in layout.indicators.values()]
    if any(is_of_maxima(text, above_units=True) for text in labels) or 2 * len(said) > len(layout.indicators):
        return bare | said
    return bare if 2 * len(bare) > len(own) and not _is_numbering(bare, layout.indicators) else {}


def _is_numbering(numbers: Mapping[str, float], indicators: Mapping[str, int]) -> bool:
    return is_numbering([numbers[code] for code in sorted(numbers, key=indicators.__getitem__)])


def _domain_maxima(sheet: Sheet, layout: Layout, scheme: Scheme) -> list[Problem]:
    """The first domain whose heading over the names says another maximum than that of its indicators."""
    totals = {
        domain: sum(i.max_points for i in scheme.indicators if i.domain == domain.code) for domain in scheme.domains
    }
    for column in layout.indicators.values():
        texts = layout.header.over[column - 1] if column <= len(layout.header.over) else ()
        for row, text in enumerate(texts, 1):
            for domain, total in totals.items():
                names = {key(domain.name_fa), key(domain.name_en), key(domain.code)}
                said = _said_of(text, names)
                if said is not None and judged(said) != judged(total):
                    slots = {"name_fa": domain.name_fa, "name_en": domain.name_en, "max_points": total}
                    slots |= {"said": said, "count": 1}
                    cell = sheet.address(row, column)
                    return [Problem("maxima_differ", sheet=sheet.name, cell=cell, value=canonical(said), slots=slots)]
    return []


def _said_of(text: str, names: set[str]) -> float | None:
    """The maximum that a heading says of what it names: «حوزه خبر - ۴۰ امتیاز»."""
    for name, beside in peeled(text):
        if key(_DOMAIN_WORD.sub("", name)) in names:
            return next(filter(None, map(said_maximum, beside)), None)
    return None


def _domain_totals(scheme: Scheme) -> dict[Domain, float]:
    """What the indicators of each domain are out of together."""
    return {
        domain: sum(item.max_points for item in scheme.indicators if item.domain == domain.code)
        for domain in scheme.domains
    }


def other_maximum_said(sheet: Sheet, texts: Iterable[str], scheme: Scheme) -> list[Problem]:
    """A warning where a text says a maximum («امتیازها از ۱۰ است») that nothing in the scheme has."""
    maxima = [item.max_points for item in scheme.indicators]
    known = {judged(value) for value in (*maxima, sum(maxima), scheme.manager_points, *_domain_totals(scheme).values())}
    for text in texts:
        found = _TITLE_MAXIMUM.search(clean(text).translate(vocabulary.DIGITS))
        if found and judged(float(found[1])) not in known:
            slots = {"said": float(found[1])}
            return [Problem("title_maximum", WARNING, sheet.name, value=clean(text), slots=slots)]
    return []


def other_maxima(
    sheet: Sheet, row: int, indicators: Mapping[str, int], scheme: Scheme, said: Mapping[str, float]
) -> list[Problem]:
    """One problem for all indicators whose maximum a row says otherwise than the scheme. said: code -> maximum."""
    wrong = [code for code, value in said.items() if judged(value) != judged(scheme.indicator_by_code[code].max_points)]
    if not wrong:
        return []
    first = scheme.indicator_by_code[wrong[0]]
    slots = {"name_fa": first.name_fa, "name_en": first.name_en, "max_points": first.max_points}
    slots |= {"said": said[first.code], "count": len(wrong)}
    cell = sheet.address(row, indicators[first.code])
    return [Problem("maxima_differ", sheet=sheet.name, cell=cell, value=canonical(said[first.code]), slots=slots)]


def maxima_of(sheet: Sheet, row: int, layout: Layout, scheme: Scheme, *, above_units: bool) -> dict[str, float] | None:
    """What a row of maxima says: code -> maximum; None where it is no such row."""
    texts = first_texts(sheet, row, layout)
    if any(is_of_maxima(text, above_units=above_units) for text in texts):
        places = {code: (row, column) for code, column in layout.indicators.items()}
        read = {code: _maximum(sheet.value(*place), sheet.special.get(place)) for code, place in places.items()}
        return {code: number for code, number in read.items() if number is not None}
    if any(unit_texts(sheet, row, layout)) or row >= layout.header.bottom + TALLEST_HEADER:
        return None
    typed = {code: typed_text(sheet.value(row, column)) for code, column in layout.indicators.items()}
    said = {code: value for code, text in typed.items() if (value := said_maximum(text)) is not None}
    in_brackets = {code: bare_number(text) for code, text in typed.items() if last_bracket(text)}
    bare = {code: value for code, value in in_brackets.items() if value is not None}
    found = said | ({} if _is_numbering(bare, layout.indicators) else bare)
    return found if 2 * len(found) > len(typed) else None


def unread_maxima(sheet: Sheet, row: int, layout: Layout) -> list[Problem]:
    """A warning where a row that is labelled as one of maxima says them in a way that nobody here can read."""
    for column in sorted(layout.indicators.values()):
        value = sheet.value(row, column)
        if value is not None and _maximum(value, sheet.special.get((row, column))) is None:
            cell = sheet.address(row, column)
            return [Problem("maxima_unread", WARNING, sheet.name, cell, shown_text(value))]
    return []


def _maximum(value: object, special: str | None) -> float | None:
    if isinstance(value, bool) or value is None or special not in (None, PERCENT):
        return None
    if isinstance(value, int | float):
        return 100.0 * value if special else float(value)
    try:
        return number(str(value))
    except NotANumber:
        found = said_maximum(str(value))
        return bare_number(str(value)) if found is None else found
