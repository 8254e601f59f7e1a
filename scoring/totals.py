"""Domain percents, totals, coverage, bands and ranks of one month, from its scores."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scoring.bands import band_positions
from scoring.ranks import competition_ranks, ranked_counts
from scoring.rounding import exact_percents, judged
from scoring.scheme import Scheme

SCORED, NOT_APPLICABLE, NOT_REPORTED = MARKS = ("scored", "not_applicable", "not_reported")
EVALUATED, INCOMPLETE, MISSING = STATUSES = ("evaluated", "incomplete", "missing")


@dataclass(frozen=True)
class MonthResults:
    """Results of one month.

    units: unit, kind, status, points, ceiling, coverage, total, band, is_weak, rank, ranked_units (a row a unit).
    domains: unit, domain, points, ceiling, percent (a row a unit with scores and domain).
    """

    units: pd.DataFrame
    domains: pd.DataFrame


def month_results(
    scores: pd.DataFrame,
    listed: pd.DataFrame,
    scheme: Scheme,
    judge: Callable[[np.ndarray, np.ndarray], np.ndarray] = exact_percents,
) -> MonthResults:
    """Score one province's month.

    scores: unit, indicator (code of `scheme`), points (float, NaN unless scored), mark. A pair that has no row is not
    reported. listed: unit, kind; every unit of the month, with or without scores, in the order of the result. judge:
    the percents, from points and ceilings, on which bands and ranks are judged.
    Sums are `math.fsum` in the order of the scheme, so the same scores give the same bits. Raises KeyError for an
    indicator that the scheme doesn't have or a unit that isn't listed.
    """
    matrix = _Matrix(scores, listed["unit"], scheme)
    coverage = _ratio(matrix.ceiling(), matrix.applicable_maximum())
    complete = ~np.isnan(coverage) & (judged(coverage) >= judged(scheme.min_coverage)) & (matrix.ceiling() > 0)
    points, ceiling = matrix.points(), matrix.ceiling()
    percents = np.where(complete, judge(points, ceiling), np.nan)
    kinds = listed["kind"].array
    units = {
        "unit": listed["unit"].array,
        "kind": kinds,
        "status": np.where(complete, EVALUATED, np.where(matrix.has_row, INCOMPLETE, MISSING)),
        "points": np.where(matrix.has_row, points, np.nan),
        "ceiling": np.where(matrix.has_row, ceiling, np.nan),
        "coverage": np.where(matrix.has_row, coverage, np.nan),
        "total": np.where(complete, 100 * _ratio(points, ceiling), np.nan),
        **_bands(percents, scheme),
        "rank": competition_ranks(percents, kinds),
        "ranked_units": ranked_counts(percents, kinds),
    }
    return MonthResults(pd.DataFrame(units), _domains(matrix, listed["unit"], complete, scheme))


def _bands(percents: np.ndarray, scheme: Scheme) -> dict[str, Any]:
    """Band and is_weak, null where the percent is."""
    positions = band_positions(percents, scheme)
    codes = np.array([*(band.code for band in scheme.bands), None], dtype=object)
    weak = np.array([*(band.weak for band in scheme.bands), False])
    is_weak = pd.arrays.BooleanArray(weak[positions], positions < 0)
    return {"band": pd.Series(codes[positions], dtype=object), "is_weak": is_weak}


def _domains(matrix: _Matrix, units: pd.Series, complete: np.ndarray, scheme: Scheme) -> pd.DataFrame:
    """The domains in the order of the scheme, in each the units that have scores."""
    with_scores = np.flatnonzero(matrix.has_row)
    points, ceilings = [], []
    for domain in scheme.domains:
        places = [position for position, item in enumerate(scheme.indicators) if item.domain == domain.code]
        points.append(matrix.points(places)[with_scores])
        ceilings.append(matrix.ceiling(places)[with_scores])
    part, whole = np.concatenate(points), np.concatenate(ceilings)
    rows = np.tile(with_scores, len(scheme.domains))
    table = {
        "unit": units.to_numpy()[rows],
        "domain": np.repeat([domain.code for domain in scheme.domains], len(with_scores)),
        "points": part,
        "ceiling": whole,
        "percent": np.where(complete[rows], 100 * _ratio(part, whole), np.nan),
    }
    return pd.DataFrame(table)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, NaN where the whole is 0."""
    ratio: np.ndarray = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return ratio


class _Matrix:
    """The month as units x indicators, in the order of the listed units and of the scheme."""

    def __init__(self, scores: pd.DataFrame, units: pd.Series, scheme: Scheme):
        rows = _positions(scores["unit"], units.to_numpy())
        columns = _positions(scores["indicator"], [item.code for item in scheme.indicators])
        shape = (len(units), len(scheme.indicators))
        marks = scores["mark"].to_numpy()
        self._points = np.zeros(shape)
        self._scored = np.zeros(shape, dtype=bool)
        self._excused = np.zeros(shape, dtype=bool)
        self.has_row = np.zeros(len(units), dtype=bool)
        self.has_row[rows] = True
        self._scored[rows, columns] = marks == SCORED
        self._excused[rows, columns] = marks == NOT_APPLICABLE
        self._points[rows, columns] = np.where(marks == SCORED, scores["points"].to_numpy(dtype="float64"), 0.0)
        self._maxima = np.array([item.max_points for item in scheme.indicators])

    def points(self, columns: list[int] | slice = slice(None)) -> np.ndarray:
        return _row_sums(self._points[:, columns])

    def ceiling(self, columns: list[int] | slice = slice(None)) -> np.ndarray:
        return _row_sums(np.where(self._scored, self._maxima, 0.0)[:, columns])

    def applicable_maximum(self) -> np.ndarray:
        return _row_sums(np.where(self._excused, 0.0, self._maxima))


def _row_sums(matrix: np.ndarray) -> np.ndarray:
    return np.array([math.fsum(row) for row in matrix.tolist()], dtype="float64")


def _positions(values: pd.Series, order: np.ndarray | list[str]) -> np.ndarray:
    positions = pd.Index(order).get_indexer(pd.Index(values))
    if (positions < 0).any():
        raise KeyError(values[positions < 0].iloc[0])
    return positions
