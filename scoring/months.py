"""Jalali months as integers, jyear * 100 + jmonth (139905), in their order."""

from __future__ import annotations


def previous(month: int) -> int:
    """The calendar month before (139901 -> 139812)."""
    return month - 1 if month % 100 > 1 else month - 100 + 11


def following(month: int) -> int:
    """The calendar month after (139812 -> 139901)."""
    return month + 1 if month % 100 < 12 else month + 100 - 11
