"""Competition ranks (1, 2, 2, 4) within groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scoring.rounding import judged

Values = np.ndarray | pd.Series
Groups = Sequence[Any] | pd.Series | pd.api.extensions.ExtensionArray


def competition_ranks(values: Values, groups: Groups) -> pd.arrays.IntegerArray:
    """Rank of each value among its group, largest first, equals sharing the better rank; null where the value is.

    Equality is judged at 9 decimals. One a value, in their order, dtype Int64.
    """
    falling = -judged(values)
    ranks = np.zeros(len(falling), dtype="int64")
    for members in _members(falling, groups):
        ranks[members] = 1 + np.searchsorted(np.sort(falling[members]), falling[members], side="left")
    return pd.arrays.IntegerArray(ranks, np.isnan(falling))


def ranked_counts(values: Values, groups: Groups) -> np.ndarray:
    """How many of each value's group have a value: the n beside a rank. One a value, in their order, dtype int64."""
    numbers, names = _numbered(groups)
    having = ~np.isnan(np.asarray(values, dtype="float64"))
    counts: np.ndarray = np.bincount(numbers[having], minlength=len(names))[numbers].astype("int64")
    return counts


def _members(values: np.ndarray, groups: Groups) -> Iterator[np.ndarray]:
    """The places of each group's values that aren't null."""
    numbers, names = _numbered(groups)
    having = ~np.isnan(values)
    return (np.flatnonzero(having & (numbers == number)) for number in range(len(names)))


def _numbered(groups: Groups) -> tuple[np.ndarray, Any]:
    return pd.factorize(pd.Series(groups))
