"""Bands: the highest one whose lower bound is at or below the total."""

from __future__ import annotations

import numpy as np

from scoring.rounding import judged
from scoring.scheme import Scheme


def band_positions(totals: np.ndarray, scheme: Scheme) -> np.ndarray:
    """Position in `scheme.bands` of each total (percent); -1 where the total is NaN.

    Half-open intervals without gaps, judged on the unrounded total at 9 decimals.
    """
    lower_bounds = judged(np.array([band.lower for band in scheme.bands]))
    positions = np.searchsorted(lower_bounds, judged(totals), side="right") - 1
    return np.where(np.isnan(totals), -1, positions)
