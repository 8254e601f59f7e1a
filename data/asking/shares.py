"""Weak shares and their shifts as papers say them: of final and published months alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.asking import catalogue, stored_counts
from data.asking.chosen import Chosen
from data.store.reader import Reader
from scoring.shifts import base_months, shifts, without_shift
from telling.month_facts import BASE_NOT_FINAL

EVERYTHING = Chosen()
OF_BASE = ["base_weak", "base_evaluated", "base_weak_pct"]


def first_months(reader: Reader, province: int) -> dict[str, int]:
    """The base month of every kind: its first with an evaluated unit."""
    return base_months(stored_counts.month_counts(reader, province, EVERYTHING))


def locked_shares(reader: Reader, province: int, locked: Sequence[int]) -> pd.DataFrame:
    """`scoring.shifts.shifts` of the locked months. A base month that isn't locked is no base for a paper that leaves
    the house, and nothing of it is said (`base_not_final`)."""
    counts = stored_counts.month_counts(reader, province, EVERYTHING)
    base = base_months(counts)
    flows = stored_counts.flow_counts(reader, province, base, EVERYTHING)
    table = shifts(counts, flows, catalogue.schemes_by_month(reader, province), base)
    table = table[table["month"].isin(locked)].reset_index(drop=True).astype(dict.fromkeys(OF_BASE, "float64"))
    open_base = table["base_month"].notna() & ~table["base_month"].isin(locked)
    if not open_base.any():
        return table
    table.loc[open_base, "reason"] = BASE_NOT_FINAL
    table.loc[open_base, OF_BASE] = np.nan
    table.loc[open_base, "base_is_small"] = False
    return without_shift(table, open_base)
