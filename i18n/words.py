"""The words of one language, from its file, and everything that is printed through them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from i18n import months, numerals

LANGUAGES = ("fa", "en")
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")


class Words:
    """`words("key", slot=…)` gives a text; the other methods give numbers, months and names in the same language."""

    def __init__(self, lang: str):
        self.lang = lang
        self._texts = texts(lang)

    def __call__(self, key: str, /, **slots: object) -> str:
        """The text of a key with its {slots} filled. Raises KeyError for an unknown key or a missing slot."""
        return self._texts[key].format(**slots)

    def has(self, key: str) -> bool:
        return key in self._texts

    def number(self, value: float | None, decimals: int = 0, *, sign: bool = False) -> str:
        return numerals.number(value, self.lang, decimals, sign=sign)

    def exact(self, value: float) -> str:
        """A number with all the decimals that it was typed with (reckoned ones to the 9th)."""
        return self.number(value, numerals.decimals_of(value))

    def percent(self, value: float | None, decimals: int = 0, *, sign: bool = False) -> str:
        return numerals.number(value, self.lang, decimals, sign=sign, unit="%")

    def points(self, value: float) -> str:
        """How large a difference in percentage points is, without its sign: whole, or as many decimals as keep it from
        reading as nothing."""
        return self.number(abs(value), numerals.decimals_above_zero(value))

    def total(self, value: float | None, borders: Sequence[float] = ()) -> str:
        return numerals.total(value, self.lang, borders)

    def total_percent(self, value: float | None, borders: Sequence[float] = ()) -> str:
        """A total among other percents: the same figure with the percent sign."""
        return "" if value is None else self.percent(value, numerals.decimals_for_total(value, borders))

    def digits(self, text: str) -> str:
        """A text of ours in the language's digits (axis ticks, years, versions)."""
        return numerals.digits(text, self.lang)

    def month(self, month: int, *, with_year: bool = True) -> str:
        return months.name(int(month), self.lang, with_year=with_year)

    def day(self, iso: str) -> str:
        """An ISO day in the language's calendar and digits."""
        return months.day(iso, self.lang)

    def moment(self, at: datetime | str) -> str:
        """A UTC moment by the clock and calendar of Iran: day and time."""
        day, time = months.moment(at, self.lang)
        return self("history.when", day=day, time=time)

    def day_of(self, at: datetime | str) -> str:
        """The day of a UTC moment by the calendar of Iran."""
        return months.moment(at, self.lang)[0]

    def in_label(self, text: str) -> str:
        """A text of a file inside a label, which the framework reads as Markdown: every mark of it is a plain letter
        here (a word joiner keeps a colon from starting the name of a picture)."""
        plain = _MARKS.sub(r"\\\1", " ".join(text.split())).replace(":", ":\u2060")
        return f"\u2068{plain}\u2069"

    def typed_day(self, iso: object) -> str:
        """An ISO day as a field takes it again; empty for none."""
        return months.typed_day(iso, self.lang) if isinstance(iso, str) else ""

    def months(self, values: Sequence[int]) -> list[str]:
        return months.short_names(list(values), self.lang)

    def name(self, item: Any) -> str:
        """The name of anything that has name_fa and name_en: an object, a mapping or a row."""
        key = f"name_{self.lang}"
        name: str = item[key] if hasattr(item, "__getitem__") else getattr(item, key)
        return name

    def sector(self, code: str) -> str:
        return self(f"sector.names.{code}") if self.has(f"sector.names.{code}") else code


@cache
def texts(lang: str) -> dict[str, str]:
    """All texts of a language by dotted key. Raises FileNotFoundError for a language that we don't have."""
    content = tomllib.loads((Path(__file__).parent / f"{lang}.toml").read_text(encoding="utf-8"))
    return dict(_flat(content, ""))


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        rows += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
    return rows
