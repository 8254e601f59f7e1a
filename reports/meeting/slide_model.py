"""A slide as data: figures, a chart, a table; drawn on screen, in PowerPoint and on paper alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from i18n.figure_sentences import narrative_sentence
from i18n.words import Words
from reports.typeset.svg import Svg
from telling.month_facts import MonthFacts
from telling.narrative import Fact

MOST_ROWS = 8  # of a table on one slide; more go on to the next
MOST_MONTHS = 12
FIRST_PLACES = 3
NOT_IMPROVED = ("improved_weak", "nobody_improved", "movers_not_told")
WIDE = (720, 220)  # small, so that its letters are large on a screen
HALF = 480
Decisions = Sequence[Mapping[str, Any]]  # of meetings, as `data.office.decisions.decisions` gives them


@dataclass(frozen=True)
class Figure:
    """A big number: what it is of, the number, lines under it, and the sentence that one may copy: the number with its
    counts, its month and what it means."""

    label: str
    number: str
    lines: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Series:
    """A line of a chart, or the pieces of one level: ink is read on its colour; a value a category, None: no point."""

    name: str
    colour: str
    ink: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """A drawing, and the numbers behind it for a chart that one may edit: kind `lines` (percents by month) or `stacked`
    (units a level by month). A blank category is a cut: the months beside it are not comparable. said: its last
    month in words."""

    kind: str
    title: str
    svg: Svg
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    said: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells, and fill and ink of the one at `place` that names a level."""

    cells: tuple[str, ...]
    place: int = -1
    fill: str = ""
    ink: str = ""


@dataclass(frozen=True)
class Slide:
    """code: stands in the address; a slide that goes on has a number behind it. shares: of the width, a column of the
    table each (on paper; a screen finds its own). lines: sentences; notes: what the speaker says."""

    code: str
    title: str
    subtitle: str = ""
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    heads: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def group(self) -> str:
        """The slide that it belongs to (`best` for `best-2`)."""
        return self.code.partition("-")[0]


def kinds_told(told: Sequence[Fact], code: str) -> list[str]:
    """The kinds of which the narrative says it: a slide compares nothing that the sentences don't."""
    return [fact.kind for fact in told if fact.code == code]


def noted(told: Sequence[Fact], codes: Sequence[str], words: Words) -> tuple[str, ...]:
    return tuple(narrative_sentence(fact, words) for fact in told if fact.code in codes)


def subtitle(facts: MonthFacts, words: Words) -> str:
    return words.month(facts.month)
