"""What is asked of a month file, what it is checked against, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from data.files.sheets import Sheet
from data.reading.header.headers import Header
from data.units.units import UnitIndex
from scoring.scheme import Scheme

SCORE_COLUMNS = ["unit_id", "indicator", "points", "mark", "sheet_no", "row_no", "column_no", "typed"]


@dataclass(frozen=True)
class Choices:
    """What the user says of a file that it doesn't say itself: its month; which of its sheets are meant (numbers of
    visible sheets from 1, or names; a name that no sheet has may be a number; None for all); which marks in it are
    decimal ones (`marks.DECIMAL_MARKS`): 86/4 is 86.4."""

    month: int | None = None
    sheets: tuple[int | str, ...] | None = None
    decimals: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rules:
    """What a file is checked against: its province and that one's units, the scheme of each month (None before any),
    the units that a stored month lists (None for a new one)."""

    province_id: str
    units: UnitIndex
    schemes: tuple[Scheme, ...]
    scheme_of: Callable[[int], Scheme | None]
    listed_in: Callable[[int], frozenset[str] | None]


@dataclass(frozen=True, eq=False)
class MonthScores:
    """The scores of one month: frame with SCORE_COLUMNS, one row a unit and indicator of `scheme`."""

    month: int
    scheme: Scheme
    scores: pd.DataFrame


@dataclass(frozen=True)
class Table:
    """A sheet (perhaps turned) with its number and its header."""

    number: int
    sheet: Sheet
    header: Header
