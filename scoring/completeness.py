"""Is enough of a kind evaluated for its share, its shift and who moved to be told? Every output asks here."""

from __future__ import annotations

import pandas as pd

from scoring.rounding import judged
from scoring.scheme import Scheme

TOO_FEW = "too_few_evaluated"
FEWEST = 5  # units of which a percentage is told in a sentence


def enough_evaluated(evaluated: int, listed: int, scheme: Scheme) -> bool:
    """Whether at least the scheme's `min_evaluated` of the listed units of a kind are evaluated in a month."""
    return evaluated > 0 and bool(judged(evaluated / listed) >= judged(scheme.min_evaluated))


def enough_units(units: pd.DataFrame, scheme: Scheme) -> bool:
    """The same of the listed units of a kind in a month (total: null where a unit isn't evaluated)."""
    return enough_evaluated(int(units["total"].notna().sum()), len(units), scheme)


def is_small(evaluated: int) -> bool:
    """Whether a group is so small that sentences give its counts and no percentages."""
    return evaluated < FEWEST
