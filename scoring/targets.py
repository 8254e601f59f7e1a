"""A target for the weak share by a month: the straight path to it, and where a month stands on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.rounding import judged


@dataclass(frozen=True)
class Target:
    """From a base month's share to the wanted share (percent) by a later month (jyear * 100 + jmonth)."""

    base: int
    base_pct: float
    by: int
    wanted_pct: float

    def path(self, months: Sequence[int]) -> list[float | None]:
        """The share that each month should have reached: straight by calendar months, level after `by`; None before
        the base."""
        return [self._at(month) for month in months]

    def _at(self, month: int) -> float | None:
        if month < self.base:
            return None
        way = min(1.0, months_between(self.base, month) / max(1, months_between(self.base, self.by)))
        return self.base_pct + way * (self.wanted_pct - self.base_pct)

    def standing(self, month: int, share: float) -> float:
        """Percentage points ahead of the path (negative: behind)."""
        reached = self._at(month)
        assert reached is not None  # asked of months from the base on alone
        return reached - share


def months_between(first: int, last: int) -> int:
    """Calendar months from one to the other (139911 -> 140002 is 3)."""
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100


def must_leave(weak: int, evaluated: int, wanted_pct: float) -> int:
    """How many units must leave weak so that the share is at or under the wanted one, judged at 9 decimals."""
    allowed = math.floor(float(judged(wanted_pct * evaluated / 100)))
    return max(0, weak - allowed)
