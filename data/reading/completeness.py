"""What was recognised in a file: how many units of each kind it brings, and how many of them are complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.units.units import KINDS, Unit
from scoring.scheme import Scheme
from scoring.totals import EVALUATED, INCOMPLETE, MISSING, month_results


@dataclass(frozen=True)
class Recognised:
    """Units of one kind that a month lists: complete or incomplete in the file, or missing from it."""

    month: int
    kind: str
    complete: int
    incomplete: int
    missing: int


def recognised(month: int, scores: pd.DataFrame, listed: Sequence[Unit], scheme: Scheme) -> list[Recognised]:
    """A row a kind that the month lists. scores: unit_id, indicator, points, mark; only of listed units."""
    units = pd.DataFrame({"unit": [unit.unit_id for unit in listed], "kind": [unit.kind for unit in listed]})
    results = month_results(scores.rename(columns={"unit_id": "unit"}), units, scheme).units
    rows = []
    for kind in KINDS:
        status = results.loc[results["kind"] == kind, "status"]
        counts = [int((status == name).sum()) for name in (EVALUATED, INCOMPLETE, MISSING)]
        if any(counts):
            rows.append(Recognised(month, kind, *counts))
    return rows
