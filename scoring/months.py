"""Jalali months as integers, jyear * 100 + jmonth (139905), in their order."""

from __future__ import annotations

from collections.abc import Collection


def previous(month: int) -> int:
    """The calendar month before (139901 -> 139812)."""
    return month - 1 if month % 100 > 1 else month - 100 + 11


def before(month: int, count: int) -> int:
    """The month `count` calendar months earlier (139901, 2 -> 139811)."""
    number = month // 100 * 12 + month % 100 - 1 - count
    return number // 12 * 100 + number % 12 + 1


def following(month: int) -> int:
    """The calendar month after (139812 -> 139901)."""
    return month + 1 if month % 100 < 12 else month + 100 - 11


def every_month(months: Collection[int]) -> list[int]:
    """Every calendar month from the first to the last of some months, those between them that are missing too."""
    found = [min(months)] if months else []
    while months and found[-1] < max(months):
        found.append(following(found[-1]))
    return found
