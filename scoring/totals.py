"""Domain percents, totals, coverage, bands and ranks of one month, from its scores."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

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
    units = listed[["unit", "kind"]].reset_index(drop=True)
    units["status"] = np.where(complete, EVALUATED, np.where(matrix.has_row, INCOMPLETE, MISSING))
    units["points"] = np.where(matrix.has_row, matrix.points(), np.nan)
    units["ceiling"] = np.where(matrix.has_row, matrix.ceiling(), np.nan)
    units["coverage"] = np.where(matrix.has_row, coverage, np.nan)
    units["total"] = np.where(complete, 100 * _ratio(matrix.points(), matrix.ceiling()), np.nan)
    _add_judgement(units, np.where(complete, judge(matrix.points(), matrix.ceiling()), np.nan), scheme)
    return MonthResults(units, _domains(matrix, listed["unit"], complete, scheme))


def _add_judgement(units: pd.DataFrame, percents: np.ndarray, scheme: Scheme) -> None:
    positions = band_positions(percents, scheme)
    codes = np.array([*(band.code for band in scheme.bands), None], dtype=object)
    weak = np.array([*(band.weak for band in scheme.bands), None], dtype=object)
    units["band"] = pd.Series(codes[positions], index=units.index, dtype=object)
    units["is_weak"] = pd.array(weak[positions], dtype="boolean")
    units["rank"] = competition_ranks(pd.Series(percents, index=units.index), units["kind"])
    units["ranked_units"] = ranked_counts(units["total"], units["kind"])


def _domains(matrix: _Matrix, units: pd.Series, complete: np.ndarray, scheme: Scheme) -> pd.DataFrame:
    frames = []
    for domain in scheme.domains:
        places = [position for position, item in enumerate(scheme.indicators) if item.domain == domain.code]
        points, ceiling = matrix.points(places), matrix.ceiling(places)
        percent = np.where(complete, 100 * _ratio(points, ceiling), np.nan)
        frame = pd.DataFrame({"unit": units.to_numpy(), "points": points, "ceiling": ceiling, "percent": percent})
        frames.append(frame.assign(domain=domain.code)[matrix.has_row])
    columns = ["unit", "domain", "points", "ceiling", "percent"]
    return pd.concat(frames, ignore_index=True)[columns]


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
