"""The stores that are measured, and the figures that each must keep to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """`units` are those of all provinces together; the shares say how often a cell is not reported and a unit missing
    from a month's file."""

    name: str
    provinces: int
    units: int
    months: int
    not_reported: float = 0.0005
    missing: float = 0.005


DEMO = "S"  # the demo province: 54 units, five months
INVENTED = {size.name: size for size in (Size("M", 31, 3_100, 120), Size("L", 31, 16_000, 120))}
NAMES = (DEMO, *INVENTED)

# size -> the most that is allowed
QUESTION_MS: Mapping[str, float] = {"M": 10, "L": 25}
SCRIPT_RUN_MS: Mapping[str, float] = dict.fromkeys(NAMES, 60)
PREVIEW_MS: Mapping[str, float] = dict.fromkeys(NAMES, 500)
