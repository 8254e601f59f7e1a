"""What a unit is told of a month that is open to objections: its own scores, and nothing of the others."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scoring.scheme import Scheme


@dataclass(frozen=True, eq=False)
class OpenMonth:
    """A month of a province in its objections' time. until: its last day (ISO); units: unit_id, kind, name_fa, name_en,
    status, points, ceiling, total, band of every listed unit; domains: unit_id, domain, points, ceiling, percent;
    scores: unit_id, indicator, points, mark, file_name, sheet, cell, typed (the text in the cell); demo: whether demo
    data is in force; head: the newest hash of the audit chain."""

    province_id: str
    name_fa: str
    name_en: str
    month: int
    until: str
    scheme: Scheme
    demo: bool
    head: str
    units: pd.DataFrame
    domains: pd.DataFrame
    scores: pd.DataFrame
