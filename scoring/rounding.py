"""The one rounding on which ties and borders are judged: 9 decimals, so that float noise never parts equals."""

from __future__ import annotations

import numpy as np

JUDGED_DECIMALS = 9


def judged(values: np.ndarray | float) -> np.ndarray:
    """Values as ties and borders see them: rounded to 9 decimals (NaN stays NaN)."""
    return np.round(np.asarray(values, dtype="float64"), JUDGED_DECIMALS)
