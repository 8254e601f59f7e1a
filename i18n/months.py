"""Jalali months: the integer jyear * 100 + jmonth (139905), printed 1399-05, with names for the eye."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from persiantools.jdatetime import MONTH_NAMES_EN, MONTH_NAMES_FA, JalaliDate

from i18n.numerals import localized


def code(month: int) -> str:
    """139905 -> '1399-05'."""
    return f"{month // 100:04d}-{month % 100:02d}"


def name(month: int, lang: str, *, with_year: bool = True) -> str:
    """139905 -> «مرداد ۱۳۹۹» or 'Mordad 1399'. The year isn't isolated, so that the text can stand in a label."""
    names = MONTH_NAMES_FA if lang == "fa" else MONTH_NAMES_EN
    year = f" {localized(str(month // 100), lang)}" if with_year else ""
    said = names[month % 100]
    assert said is not None  # only a month 0 has no name
    return said + year


def day(iso: str, lang: str) -> str:
    """'2020-09-05' -> «۱۵ شهریور ۱۳۹۹» or '15 Shahrivar 1399 (2020-09-05)'."""
    jalali = JalaliDate.to_jalali(*map(int, iso.split("-")))  # type: ignore[no-untyped-call]  # it has no types
    said = f"{jalali.day} {name(jalali.year * 100 + jalali.month, lang)}"
    return localized(said, lang) if lang == "fa" else f"{said} ({iso})"


def moment(at: datetime | str, lang: str) -> tuple[str, str]:
    """Day and time of day in Iran of a UTC moment (a datetime, or its ISO text), as `day` says it and as 14:05."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    here = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo("Asia/Tehran"))
    return day(f"{here:%Y-%m-%d}", lang), localized(f"{here:%H:%M}", lang)


def this_month() -> int:
    """The Jalali month of today."""
    today = JalaliDate.today()  # type: ignore[no-untyped-call]  # it has no types
    month: int = today.year * 100 + today.month
    return month


def short_names(months: list[int], lang: str) -> list[str]:
    """Axis labels: the month's name, with the year where it is the first or the year has changed."""
    labels = []
    for position, month in enumerate(months):
        new_year = position == 0 or months[position - 1] // 100 != month // 100
        names = name(month, lang, with_year=False)
        labels.append(f"{names}<br>{localized(str(month // 100), lang)}" if new_year else names)
    return labels


def typed_day(iso: str, lang: str) -> str:
    """An ISO day as a field takes it: Jalali with the year first, in the language's digits (1399/06/15)."""
    day = JalaliDate(date.fromisoformat(iso))  # type: ignore[no-untyped-call]  # it has no types
    return localized(f"{day.year}/{day.month:02d}/{day.day:02d}", lang)
