"""An edition of the report: what it corrects, whom it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from i18n.words import LANGUAGES, Words
from scoring.totals import EVALUATED
from telling.month_facts import PublicFacts

BEST = 3
WIDE, NARROW = (900, 380), (480, 300)


@dataclass(frozen=True)
class Correction:
    """A revision after the first, its ISO day and its word to the people; changes: of units, as
    `telling.revisions.differences` gives them (None: the revision before it wasn't kept); headlines: what was told
    and is told of the kinds of which that differs (`telling.revisions.changed_kinds`)."""

    revision: int
    day: str
    note: str
    changes: Sequence[Mapping[str, Any]] | None
    headlines: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]] = ()


@dataclass(frozen=True)
class Edition:
    """Which revision of the report this is, when it came out (ISO day; None: it isn't published yet), whether it names
    weak units, whom one writes to; corrections: every revision after the first, newest first; word: what the first one
    said to the people besides its figures."""

    revision: int
    published_on: str | None
    weak_names: bool
    contact: str
    corrections: Sequence[Correction] = ()
    word: str = ""


def named_units(facts: PublicFacts, edition: Edition) -> pd.DataFrame:
    """The units that the report names: all of them, or those that are evaluated and not weak."""
    units = facts.league
    if edition.weak_names:
        return units
    return units[(units["status"] == EVALUATED) & ~units["is_weak"].fillna(True).astype(bool)]


def dictionary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """file, column, meaning_fa, meaning_en of every column of the data."""
    words = {lang: Words(lang) for lang in LANGUAGES}
    rows = [
        (f"{name}.csv", column, *(words[lang](f"dictionary.{column}") for lang in LANGUAGES))
        for name, table in tables.items()
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=["file", "column", "meaning_fa", "meaning_en"])
