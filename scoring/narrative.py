"""What a month's report says, fact by fact, by rule: only what the data allow is said.

Not said: a change between months that are not comparable, or where not every listed unit of the kind is evaluated (such
a month is incomplete); a share of fewer than FEWEST units. What is left out is said instead, as a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from scoring.letters import praised, warned
from scoring.month_facts import MonthFacts
from scoring.rounding import judged

FEWEST = 5
LEAST_POINTS = 0.5  # percentage points that don't round to nothing
NAMED = 3  # units or indicators that a sentence names
OVERVIEW, RANKING, SHIFTS, INDICATORS, MONTHS, LETTERS = "overview ranking shifts indicators months letters".split()


@dataclass(frozen=True)
class Fact:
    """A sentence to be: `code` names it, `figure` the screen that its numbers stand on, `kind` the units it is about
    (empty: all), `values` its numbers, `names` the items (with name_fa and name_en) that it names, at most NAMED, and
    `count` of how many they are (what decides between one and several)."""

    code: str
    figure: str
    kind: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[Mapping[str, str], ...] = ()
    count: int = 0


def narrative(facts: MonthFacts) -> list[Fact]:
    """Every fact of a month, in the order of telling."""
    return [fact for kind in facts.kinds for fact in _of_kind(facts, kind)] + list(_letters(facts))


def _of_kind(facts: MonthFacts, kind: str) -> Iterator[Fact]:
    share = facts.share(kind)
    units = facts.of_kind(kind)
    evaluated = units[units["total"].notna()]
    yield from _gaps(share, kind)
    if share["evaluated"] == 0:
        yield Fact("none_evaluated", OVERVIEW, kind)
        return
    if share["evaluated"] < FEWEST:
        yield Fact("small_group", OVERVIEW, kind, count=int(share["evaluated"]))
    else:
        values = {name: share[name] for name in ("weak", "evaluated", "weak_pct")}
        yield Fact("share", OVERVIEW, kind, values, count=int(share["weak"]))
        yield from _shift(share, kind)
    yield from _moves(facts, share, kind)
    yield from _firsts(facts, evaluated, share, kind)
    yield from _falling(facts, evaluated, share, kind)
    yield from _fallen_indicators(facts, share, kind)
    yield from _near(facts, kind)


def _gaps(share: Mapping, kind: str) -> Iterator[Fact]:
    """Who has no total: the warning under which nothing is compared."""
    for name in ("incomplete", "missing"):
        if share[name]:
            yield Fact(name, MONTHS, kind, {"listed": share["listed"]}, count=int(share[name]))


def _is_whole(share: Mapping) -> bool:
    return share["evaluated"] == share["listed"]


def _shift(share: Mapping, kind: str) -> Iterator[Fact]:
    if share["month"] == share["base_month"]:
        return
    if share["reason"]:
        yield Fact("not_comparable", OVERVIEW, kind, {"reason": share["reason"]})
        return
    if not _is_whole(share) or share["base_evaluated"] < FEWEST:
        return
    values = {name: share[name] for name in ("base_month", "base_weak", "base_evaluated", "base_weak_pct")}
    change = float(judged(share["change_points"]))
    if 0 < abs(change) < LEAST_POINTS:
        return  # it would read as a change of nothing
    code = "fewer" if change > 0 else "more" if change < 0 else "same_share"
    yield Fact(code, SHIFTS, kind, values | {"points": abs(change)}, count=int(abs(change) + 0.5))


def _moves(facts: MonthFacts, share: Mapping, kind: str) -> Iterator[Fact]:
    """Who left weak and who fell since the base month."""
    if share["reason"] or share["month"] == share["base_month"] or not _is_whole(share):
        return
    own = facts.moves[facts.moves["kind"] == kind]
    for flow in ("left_weak", "fell_weak"):
        found = own[own["flow"] == flow]
        if len(found):
            yield Fact(flow, SHIFTS, kind, {"base_month": share["base_month"]}, _named(found), len(found))


def _firsts(facts: MonthFacts, evaluated: pd.DataFrame, share: Mapping, kind: str) -> Iterator[Fact]:
    thanked = praised(evaluated)
    best, improved = thanked["best"], thanked["improved"]
    if len(best):
        total = {"total": float(best["total"].iloc[0]), "borders": facts.scheme.borders}
        yield Fact("best", RANKING, kind, total, _named(best), len(best))
    if not _is_whole(share):
        return
    if len(improved):
        values = {"change": float(improved["change"].iloc[0]), "base_month": facts.base[kind]}
        yield Fact("improved", RANKING, kind, values, _named(improved), len(improved))
    elif evaluated["change"].notna().any() and not (judged_changes(evaluated) > 0).any():
        yield Fact("nobody_improved", RANKING, kind, {"base_month": facts.base[kind]})


def judged_changes(units: pd.DataFrame) -> np.ndarray:
    """Changes since the base month at 9 decimals."""
    return judged(units["change"].to_numpy(dtype="float64"))


def _falling(facts: MonthFacts, evaluated: pd.DataFrame, share: Mapping, kind: str) -> Iterator[Fact]:
    """Who fell by more than the dead zone since the calendar month before, deepest first."""
    found = fallen(evaluated)
    if len(found) and _is_whole(share):
        yield Fact("falling", RANKING, kind, {"zone": facts.scheme.dead_zone}, _named(found), len(found))


def fallen(units: pd.DataFrame) -> pd.DataFrame:
    """The units whose light is falling, deepest first (changes judged at 9 decimals, equal ones by code)."""
    found = units[units["progress"] == "falling"]
    depth = judged(found["change_before"].to_numpy(dtype="float64"))
    return found.assign(depth=depth).sort_values(["depth", "unit_id"]).drop(columns="depth")


def _fallen_indicators(facts: MonthFacts, share: Mapping, kind: str) -> Iterator[Fact]:
    found = fallen_indicators(facts, kind)
    if len(found) and _is_whole(share):
        items = [facts.scheme.indicator_by_code[code] for code in found["indicator"].head(NAMED)]
        names = tuple({"name_fa": item.name_fa, "name_en": item.name_en} for item in items)
        yield Fact("indicators_fell", INDICATORS, kind, {}, names, len(found))


def fallen_indicators(facts: MonthFacts, kind: str) -> pd.DataFrame:
    """The indicators whose mean fell since the calendar month before, over the units scored in both (FEWEST or more),
    deepest first: rows of `facts.indicator_changes`."""
    own = facts.indicator_changes
    own = own[(own["kind"] == kind) & own["reason"].isna() & (own["units"] >= FEWEST)]
    found = own[judged(own["change"].to_numpy(dtype="float64")) < 0]
    return found.sort_values(["change", "indicator"])


def _near(facts: MonthFacts, kind: str) -> Iterator[Fact]:
    own = facts.near[facts.near["kind"] == kind]
    for side in ("below", "above"):
        found = own[own["side"] == side]
        if len(found):
            yield Fact(f"near_{side}", SHIFTS, kind, {"border": found["border"].iloc[0]}, _named(found), len(found))


def _letters(facts: MonthFacts) -> Iterator[Fact]:
    """The units that a letter is written for."""
    found = warned(facts.league, facts.scheme)
    if len(found):
        yield Fact("letters", LETTERS, "", {}, _named(found), len(found))
    elif any(band.letter for band in facts.scheme.bands):
        yield Fact("no_letters", LETTERS)


def _named(units: pd.DataFrame) -> tuple[Mapping[str, str], ...]:
    return tuple(units[["name_fa", "name_en"]].head(NAMED).to_dict("records"))
