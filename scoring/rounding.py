"""The one rounding on which ties, borders and signs are judged: 9 decimals, so that float noise never parts equals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

JUDGED_DECIMALS = 9


def judged(values: np.ndarray | pd.Series[Any] | float) -> np.ndarray:
    """Values as ties and borders see them, and as files write them: rounded to 9 decimals, no negative zero (NaN stays
    NaN)."""
    return np.round(np.asarray(values, dtype="float64"), JUDGED_DECIMALS) + 0.0


def judged_frame(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every column of floats judged."""
    floats = table.select_dtypes(np.floating).columns
    return table.assign(**{name: judged(table[name].to_numpy(dtype="float64", na_value=np.nan)) for name in floats})


def exact_percents(points: np.ndarray, ceilings: np.ndarray) -> np.ndarray:
    """100 x points / ceiling, rounded once to 9 decimals (a half to the even digit) in whole numbers, whatever the
    order in which the points were added up; NaN where either is, or the ceiling is 0.

    Points and ceilings are sums of decimals as people type them, so a sum is that decimal at 9 decimals.
    """
    scale = 10**JUDGED_DECIMALS
    found = np.full(len(points), np.nan)
    known = ~np.isnan(points) & (ceilings > 0)
    parts, wholes = (np.rint(values[known] * scale).astype("int64").tolist() for values in (points, ceilings))
    found[known] = [_divided(100 * scale * part, whole) / scale for part, whole in zip(parts, wholes, strict=True)]
    return found


def rounded_percents(points: np.ndarray, ceilings: np.ndarray) -> np.ndarray:
    """The same by the rule that earlier versions stored ranks and bands with: floats divided, then rounded."""
    ratio = np.divide(points, ceilings, out=np.full(len(points), np.nan), where=ceilings > 0)
    return judged(100 * ratio)


def _divided(part: int, whole: int) -> int:
    """part / whole to the nearest whole number, a half to the even one."""
    quotient, rest = divmod(part, whole)
    return quotient + (2 * rest > whole or (2 * rest == whole and quotient % 2 == 1))
