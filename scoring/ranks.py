"""Competition ranks (1, 2, 2, 4) within groups."""

from __future__ import annotations

import pandas as pd

from scoring.rounding import judged


def competition_ranks(values: pd.Series, groups: pd.Series) -> pd.Series:
    """Rank of each value among its group, largest first, equals sharing the better rank; null where the value is.

    Equality is judged at 9 decimals. Same index as `values`, dtype Int64.
    """
    rounded = pd.Series(judged(values), index=values.index)
    return rounded.groupby(groups).rank(method="min", ascending=False).astype("Int64")


def ranked_counts(values: pd.Series, groups: pd.Series) -> pd.Series:
    """How many of each value's group have a value: the n beside a rank. Same index as `values`, dtype int64."""
    return values.groupby(groups).transform("count").astype("int64")
