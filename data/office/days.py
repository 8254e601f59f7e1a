"""Days that can be: nothing about a month happened before it began, and nothing that has happened lies ahead."""

from __future__ import annotations

from datetime import date, timedelta

from persiantools.jdatetime import JalaliDate

from data.problems import refusal

LONGEST_WINDOW = timedelta(days=366)
FARTHEST = date(2100, 1, 1)  # nothing that anybody plans lies behind it


def first_day(month: int) -> date:
    """The day on which a Jalali month (jyear * 100 + jmonth) begins."""
    return gregorian(month // 100, month % 100, 1)


def gregorian(year: int, month: int, day: int) -> date:
    """The day of a Jalali date. Raises ValueError where there is no such day."""
    return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]  # it tells no types of its own


def refuse_before(day: date, month: int) -> None:
    """Raises Refused `day_before_month`."""
    if day < first_day(month):
        raise refusal("day_before_month", month=month, day=day.isoformat(), first=first_day(month).isoformat())


def refuse_ahead(day: date, today: date) -> None:
    """Raises Refused `day_ahead`."""
    if day > today:
        raise refusal("day_ahead", day=day.isoformat())


def refuse_far(day: date, today: date) -> None:
    """A last day a year away or further is a year typed wrong. Raises Refused `day_far`."""
    if day > today + LONGEST_WINDOW:
        raise refusal("day_far", day=day.isoformat())


def refuse_beyond(day: date) -> None:
    """Raises Refused `day_far` where a day lies beyond anything that is planned."""
    if day >= FARTHEST:
        raise refusal("day_far", day=day.isoformat())
