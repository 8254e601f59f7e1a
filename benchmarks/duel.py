"""Every question answered by the store and by pandas: first that both say the same, then how long each takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import rivals
from benchmarks.asked import Asked
from benchmarks.frames import Frames
from data.store.store import Store

REPETITIONS = 25
LONGEST_SECONDS = 2.0  # of repeating one answer
FEWEST = 3
TOLERANCE = 1e-9  # relative: the two add in different orders


class Disagreement(AssertionError):
    """The two answers of a question differ: their times mean nothing."""


def duel(store: Store, frames: Frames, asked: Asked) -> tuple[float, float]:
    """Milliseconds of our answer and of pandas' (medians, warm). Raises Disagreement where the two differ."""

    def theirs() -> Any:
        return getattr(rivals, asked.name)(frames, *asked.arguments)

    check_same(asked.label, asked.ask(store), theirs())
    return milliseconds(lambda: asked.ask(store)), milliseconds(theirs)


def milliseconds(work: Callable[[], object]) -> float:
    """The median of several runs, after one that warms up."""
    work()
    times: list[float] = []
    while len(times) < FEWEST or (len(times) < REPETITIONS and sum(times) < LONGEST_SECONDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * median(times)


def check_same(label: str, ours: Any, theirs: Any) -> None:
    """Raises Disagreement unless both hold the same values in the same order."""
    if not isinstance(ours, pd.DataFrame):
        if ours != theirs:
            raise Disagreement(f"{label}: {ours} and {theirs}")
        return
    if list(ours.columns) != list(theirs.columns) or len(ours) != len(theirs):
        raise Disagreement(f"{label}: {list(ours.columns)} x {len(ours)} and {list(theirs.columns)} x {len(theirs)}")
    for name in ours.columns:
        if not _same_column(ours[name], theirs[name]):
            raise Disagreement(f"{label}: column {name}")


def _same_column(ours: pd.Series, theirs: pd.Series) -> bool:
    missing = ours.isna().to_numpy()
    if not np.array_equal(missing, theirs.isna().to_numpy()):
        return False
    left, right = (column.to_numpy(dtype=object)[~missing] for column in (ours, theirs))
    if pd.api.types.is_numeric_dtype(ours.dtype) and pd.api.types.is_numeric_dtype(theirs.dtype):
        return np.allclose(left.astype("float64"), right.astype("float64"), rtol=TOLERANCE, atol=TOLERANCE)
    return np.array_equal(left, right)
