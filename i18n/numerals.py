"""Numbers for the eye: rounded once, half up, in the digits of the language, isolated from the text around them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

LEFT_TO_RIGHT, END = "\u2066", "\u2069"
MINUS = "\u2212"
_PERSIAN = str.maketrans("0123456789.,%", "۰۱۲۳۴۵۶۷۸۹٫٬٪")
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
JUDGED_DECIMALS = 9
MOST_DECIMALS = 9
FULL = 100.0


def localized(text: str, lang: str) -> str:
    """Digits, decimal and thousands marks and the percent sign of the language."""
    return text.translate(_PERSIAN) if lang == "fa" else text


def digits(text: str, lang: str) -> str:
    """Digits of the language alone: of versions, lists and days, whose marks are no marks of a number."""
    return text.translate(_DIGITS) if lang == "fa" else text


def isolated(text: str) -> str:
    """A number that keeps its own order in a right-to-left sentence, cell or label."""
    return f"{LEFT_TO_RIGHT}{text}{END}"


def half_up(value: float, decimals: int) -> Decimal:
    """The value as the eye sees it: float noise removed at 9 decimals, then half up."""
    exact = Decimal(repr(round(float(value), JUDGED_DECIMALS)))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def plain(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """Latin digits with thousands marks, a real minus sign, and a plus sign where `sign` asks for it."""
    rounded = half_up(value, decimals)
    mark = MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
    return f"{mark}{abs(rounded):,.{decimals}f}"


def number(value: float | None, lang: str, decimals: int = 0, *, sign: bool = False, unit: str = "") -> str:
    """A number (with a unit such as %) in the language's digits; an empty text for null."""
    if value is None or value != value:
        return ""
    return isolated(localized(plain(value, decimals, sign=sign) + unit, lang))


def decimals_of(value: float) -> int:
    """How many decimals a number has, noise beyond the 9th left out."""
    exponent = Decimal(repr(round(float(value), JUDGED_DECIMALS))).normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # a text only where the value isn't finite
    return max(0, -exponent)


def decimals_above_zero(value: float, least: int = 0) -> int:
    """Decimals with which a number that isn't zero doesn't read as zero: 0.004 needs three."""
    if half_up(value, JUDGED_DECIMALS) == 0:
        return least
    return next(decimals for decimals in range(least, MOST_DECIMALS + 1) if half_up(value, decimals) != 0)


def decimals_that_add_up(parts: Sequence[float], least: int = 1) -> int:
    """Decimals with which the rounded parts add up to their rounded sum."""
    whole = math.fsum(parts)
    for decimals in range(least, MOST_DECIMALS):
        if sum(half_up(part, decimals) for part in parts) == half_up(whole, decimals):
            return decimals
    return MOST_DECIMALS


def decimals_for_total(total: float, borders: Sequence[float], least: int = 1) -> int:
    """Decimals that keep a total on its own side of every border, and of a full 100: 49.96 needs two, not '50.0'.

    borders: ascending; beside those of levels they may be what parts the totals of a list (`scoring.fences`).
    """
    exact = round(float(total), JUDGED_DECIMALS)
    side = bisect_right(borders, exact), exact >= FULL
    for decimals in range(least, MOST_DECIMALS):
        shown = float(half_up(total, decimals))
        if (bisect_right(borders, shown), shown >= FULL) == side:
            return decimals
    return MOST_DECIMALS


def total(value: float | None, lang: str, borders: Sequence[float]) -> str:
    """A total or percent that is judged against band borders."""
    if value is None or math.isnan(value):
        return ""
    return number(value, lang, decimals_for_total(value, borders))
