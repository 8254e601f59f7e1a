"""Slides that are lists of units, indicators, sentences or decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from drawing.palette import band_colour
from i18n.figure_sentences import narrative_sentence
from i18n.numerals import decimals_above_zero
from i18n.words import Words
from reports.meeting.slide_model import (
    FIRST_PLACES,
    MOST_ROWS,
    NOT_IMPROVED,
    Decisions,
    Row,
    Slide,
    kinds_told,
    noted,
    subtitle,
)
from scoring.frames import records
from telling.letter_figures import risen, warned
from telling.month_facts import MonthFacts
from telling.narrative import Fact, fallen, fallen_indicators


def table_slides(
    code: str,
    title: str,
    about: str,
    heads: tuple[str, ...],
    rows: list[Row],
    notes: tuple[str, ...],
    words: Words,
    *,
    shares: tuple[float, ...] = (),
    most: int = MOST_ROWS,
) -> list[Slide]:
    """A table on as many slides as it needs, `most` rows on each."""
    parts = [rows[start : start + most] for start in range(0, len(rows), most)]
    slides = []
    for number, part in enumerate(parts, 1):
        of = words("slides.part", part=words.number(number), parts=words.number(len(parts))) if len(parts) > 1 else ""
        subtitle = " · ".join(filter(None, (about, of)))
        name = code if number == 1 else f"{code}-{number}"
        widths = shares or (3.4, *[1.5] * (len(heads) - 1))
        slides.append(Slide(name, title, subtitle, heads=heads, rows=tuple(part), shares=widths, notes=notes))
    return slides


def _unit_heads(words: Words, last: str) -> tuple[str, ...]:
    return words("ranking.unit"), words("slides.kind"), words("public.total"), words("public.level"), last


def _unit_row(unit: Mapping[str, Any], facts: MonthFacts, last: str, words: Words) -> Row:
    place = [band.code for band in facts.scheme.bands].index(unit["band"])
    fill, ink = band_colour(place, len(facts.scheme.bands))
    level = words.name(facts.scheme.bands[place])
    total = words.total(unit["total"], facts.borders(unit["kind"]))
    return Row((words.name(unit), words(f"kind.{unit['kind']}.one"), total, level, last), 3, fill, ink)


def best_slides(facts: MonthFacts, told: Sequence[Fact], decided: Decisions, words: Words) -> list[Slide]:
    found = [row for kind in facts.kinds for row in records(facts.of_kind(kind))]
    found = [row for row in found if not pd.isna(row["rank"]) and row["rank"] <= FIRST_PLACES and not row["is_weak"]]
    rows = [_unit_row(row, facts, words.number(row["rank"]), words) for row in found]
    heads = _unit_heads(words, words("ranking.rank"))
    return table_slides(
        "best", words("public.best"), subtitle(facts, words), heads, rows, noted(told, ("best",), words), words
    )


def improved_slides(facts: MonthFacts, told: Sequence[Fact], decided: Decisions, words: Words) -> list[Slide]:
    """Who rose most, by kind; a kind without a row, or whose largest rise leaves the unit weak, has a sentence."""
    kinds = [*kinds_told(told, "improved"), *kinds_told(told, "improved_weak")]
    known = risen(facts.league[facts.league["kind"].isin(kinds)], FIRST_PLACES)
    known = known.sort_values(["kind", "delta_rank", "unit_id"], ascending=[False, True, True])
    changes = [words.number(change, decimals_above_zero(change, 1), sign=True) for change in known["change"]]
    pairs = zip(records(known), changes, strict=True)
    rows = [_unit_row(row, facts, change, words) for row, change in pairs]
    heads = _unit_heads(words, words("ranking.change"))
    notes = noted(told, ("improved", *NOT_IMPROVED), words)
    lines_ = noted(told, NOT_IMPROVED, words)
    title, about = words("public.improved"), subtitle(facts, words)
    if not rows:
        return [Slide("improved", title, about, lines=lines_, notes=notes)]
    first, *more = table_slides("improved", title, about, heads, rows, notes, words, most=MOST_ROWS - len(lines_))
    return [replace(first, lines=lines_), *more]


def falling_slides(facts: MonthFacts, told: Sequence[Fact], decided: Decisions, words: Words) -> list[Slide]:
    known = [row for kind in kinds_told(told, "falling") for row in records(fallen(facts.of_kind(kind)))]
    rows = [_unit_row(row, facts, words.number(row["change_before"], 1, sign=True), words) for row in known]
    heads = _unit_heads(words, words("slides.change_before"))
    return table_slides(
        "falling",
        words("slides.falling"),
        subtitle(facts, words),
        heads,
        rows,
        noted(told, ("falling",), words),
        words,
    )


def weakest_slides(facts: MonthFacts, told: Sequence[Fact], decided: Decisions, words: Words) -> list[Slide]:
    rows = [
        _unit_row(
            row,
            facts,
            words("overview.counts", weak=words.number(row["rank"]), evaluated=words.number(row["ranked_units"])),
            words,
        )
        for row in records(warned(facts.league, facts.scheme))
    ]
    heads = _unit_heads(words, words("ranking.rank"))
    return table_slides(
        "weakest",
        words("slides.weakest"),
        subtitle(facts, words),
        heads,
        rows,
        noted(told, ("letters",), words),
        words,
    )


def near_slides(facts: MonthFacts, told: Sequence[Fact], decided: Decisions, words: Words) -> list[Slide]:
    units = facts.league.set_index("unit_id")
    rows = []
    for row in records(facts.near):
        unit = units.loc[row["unit_id"]].to_dict()
        rows.append(_unit_row(unit, facts, words(f"shifts.{row['side']}"), words))
    heads = _unit_heads(words, words("shifts.side"))
    return table_slides(
        "near",
        words("shifts.near_title"),
        subtitle(facts, words),
        heads,
        rows,
        noted(told, ("near_below", "near_above"), words),
        words,
    )


def indicators_slides(facts: MonthFacts, told: Sequence[Fact], decisions: Decisions, words: Words) -> list[Slide]:
    own = [row for kind in kinds_told(told, "indicators_fell") for row in records(fallen_indicators(facts, kind))]
    rows = [
        Row(
            (
                words.name(facts.scheme.indicator_by_code[row["indicator"]]),
                words(f"kind.{row['kind']}.many"),
                words.percent(row["then"], 1),
                words.percent(row["now"], 1),
                words.number(row["change"], 1, sign=True),
            )
        )
        for row in own
    ]
    heads = tuple(
        words(key)
        for key in (
            "trends.which_indicator",
            "slides.kind",
            "slides.month_before",
            "slides.this_month",
            "slides.change_points",
        )
    )
    return table_slides(
        "indicators",
        words("slides.indicators"),
        subtitle(facts, words),
        heads,
        rows,
        noted(told, ("indicators_fell",), words),
        words,
    )


def narrative_slides(facts: MonthFacts, told: Sequence[Fact], decisions: Decisions, words: Words) -> list[Slide]:
    said = [narrative_sentence(fact, words) for fact in told]
    parts = [said[start : start + 6] for start in range(0, len(said), 6)]
    return [
        Slide(
            "narrative" if number == 1 else f"narrative-{number}",
            words("page.narrative"),
            subtitle(facts, words),
            lines=tuple(part),
        )
        for number, part in enumerate(parts, 1)
    ]


def decisions_slides(facts: MonthFacts, told: Sequence[Fact], decisions: Decisions, words: Words) -> list[Slide]:
    """What earlier meetings decided: done, open, overdue."""
    rows = [
        Row(
            (
                row["text"],
                row["who"] or "–",
                words.day(row["until"]) if row["until"] else "–",
                words(f"decisions.{row['standing']}"),
            )
        )
        for row in decisions
    ]
    heads = tuple(words(f"decisions.col_{name}") for name in ("text", "who", "until", "standing"))
    return table_slides(
        "decisions",
        words("decisions.heading"),
        subtitle(facts, words),
        heads,
        rows,
        (),
        words,
        most=4,
        shares=(4, 2, 2, 1.2),
    )
