"""Invented units and scores: a unit's level drifts from month to month, its indicators scatter around the level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.sizes import Size
from data.units.units import AGENCY, GOVERNORATE, Unit
from scoring.scheme import Scheme
from scoring.totals import MARKS, NOT_APPLICABLE, NOT_REPORTED, SCORED

SEED = 1399
STEP = 0.5  # points are given in halves
SECTORS = ("CUL", "ECO", "HLT", "INF", "PRD", "PUB")
GOVERNORATE_SHARE = 0.2
APPLIES_SHARE = 0.12  # how often an indicator applies that may be not applicable
LEVELS = (0.15, 0.92)  # a unit's mean share of the maximum stays within


def units_of(province_id: str, count: int) -> list[Unit]:
    """The unit list of a province, in the order of its codes: agencies first."""
    governorates = round(count * GOVERNORATE_SHARE)
    agencies = [_unit(province_id, AGENCY, number) for number in range(1, count - governorates + 1)]
    return agencies + [_unit(province_id, GOVERNORATE, number) for number in range(1, governorates + 1)]


def _unit(province_id: str, kind: str, number: int) -> Unit:
    sector = SECTORS[number % len(SECTORS)] if kind == AGENCY else ""
    name_fa = f"دستگاه {number}" if kind == AGENCY else f"فرمانداری {number}"
    aliases = (f"شهرستان {number}", f"فرماندار {number}") if kind == GOVERNORATE else ()
    return Unit(
        unit_id=f"{kind[0].upper()}{number:04d}",
        province_id=province_id,
        kind=kind,
        sector=sector,
        name_fa=name_fa,
        name_en=f"{kind.title()} {number}",
        letter_recipient="",
        active_from=None,
        active_to=None,
        aliases=aliases,
    )


def months_from(first: int, count: int) -> list[int]:
    """Consecutive Jalali months (jyear * 100 + jmonth)."""
    start = first // 100 * 12 + first % 100 - 1
    return [number // 12 * 100 + number % 12 + 1 for number in range(start, start + count)]


@dataclass(frozen=True)
class Matrix:
    """A month's scores, units x indicators: points (NaN unless scored), marks (positions in `scoring.totals.MARKS`);
    present: whether the month's file has a row for the unit."""

    points: np.ndarray
    marks: np.ndarray
    present: np.ndarray


class Scores:
    """Month after month of the same units, always the same for the same size."""

    def __init__(self, size: Size, scheme: Scheme):
        self._size, self._random = size, np.random.default_rng(SEED)
        self._maxima = np.array([item.max_points for item in scheme.indicators])
        self._excusable = np.array([item.not_applicable for item in scheme.indicators])
        self._levels = self._random.normal(0.45, 0.14, size.units)
        self._profile = self._random.normal(0, 0.10, (size.units, len(self._maxima)))

    def next_month(self) -> Matrix:
        shape, random = self._profile.shape, self._random
        self._levels = np.clip(self._levels + random.normal(0.0005, 0.015, shape[0]), *LEVELS)
        share = np.clip(self._levels[:, None] + self._profile + random.normal(0, 0.12, shape), 0, 1)
        points = np.round(share * self._maxima / STEP) * STEP
        marks = np.full(shape, MARKS.index(SCORED), dtype="int8")
        marks[self._excusable & (random.random(shape) >= APPLIES_SHARE)] = MARKS.index(NOT_APPLICABLE)
        marks[random.random(shape) < self._size.not_reported] = MARKS.index(NOT_REPORTED)
        present = random.random(shape[0]) >= self._size.missing
        return Matrix(np.where(marks == MARKS.index(SCORED), points, np.nan), marks, present)


def split(units: int, provinces: Sequence[str]) -> list[int]:
    """Units a province, as even as can be."""
    share, rest = divmod(units, len(provinces))
    return [share + (place < rest) for place in range(len(provinces))]
