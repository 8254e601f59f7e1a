"""What a month's report says, fact by fact, by rule: only what the data allow is said.

Not said: a change between months that are not comparable, or where too few of the kind's listed units are evaluated; a
share of fewer than FEWEST units. What is left out is said instead, with the counts and the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from scoring.completeness import FEWEST
from scoring.frames import records
from scoring.months import previous
from scoring.rounding import judged
from telling.letter_figures import largest_rises, praised, warned
from telling.month_facts import BASE_NOW, MonthFacts, PublicFacts

NAMED = 3  # units or indicators that a sentence names
OVERVIEW, RANKING, SHIFTS, INDICATORS, MONTHS, LETTERS = "overview ranking shifts indicators months letters".split()


@dataclass(frozen=True)
class Fact:
    """A fact that becomes one sentence: `code` names it, `figure` the screen that its numbers stand on, `kind` the
    units it is about (empty: all), `values` its numbers, `names` the items (with name_fa and name_en) that it names, at
    most NAMED, and `count` of how many they are (what decides between one and several)."""

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
    if share["is_small"]:
        yield Fact("small_group", OVERVIEW, kind, count=int(share["evaluated"]))
    elif pd.isna(share["weak_pct"]):
        values = {name: share[name] for name in ("weak", "listed")}
        yield Fact("too_few", OVERVIEW, kind, values, count=int(share["evaluated"]))
    else:
        values = {name: share[name] for name in ("weak", "evaluated", "weak_pct")}
        yield Fact("share", OVERVIEW, kind, values, count=int(share["weak"]))
    yield from _shift(share, kind)
    yield from _moves(facts, share, kind)
    yield from _best(facts, evaluated, kind)
    yield from movers(facts, kind)
    yield from _falling(facts, evaluated, kind)
    yield from _fallen_indicators(facts, kind)
    yield from _near(facts, kind)


def _gaps(share: Mapping[str, Any], kind: str) -> Iterator[Fact]:
    """Who has no total."""
    for name in ("incomplete", "missing"):
        if share[name]:
            yield Fact(name, MONTHS, kind, {"listed": share["listed"]}, count=int(share[name]))


def _shift(share: Mapping[str, Any], kind: str) -> Iterator[Fact]:
    if share["month"] == share["base_month"]:
        return
    if share["reason"]:
        yield Fact("not_comparable", OVERVIEW, kind, {"reason": share["reason"]})
        return
    if share["is_small"]:
        return
    if share["base_is_small"]:
        yield Fact(
            "small_base", OVERVIEW, kind, {"base_month": share["base_month"]}, count=int(share["base_evaluated"])
        )
        return
    values = {name: share[name] for name in ("base_month", "base_weak", "base_evaluated", "base_weak_pct")}
    decrease = float(judged(share["decrease_points"]))
    code = "fewer" if decrease > 0 else "more" if decrease < 0 else "same_share"
    yield Fact(code, SHIFTS, kind, values | {"points": abs(decrease)}, count=int(abs(decrease) + 0.5))


def _moves(facts: MonthFacts, share: Mapping[str, Any], kind: str) -> Iterator[Fact]:
    """Who left weak and who fell since the base month."""
    if share["reason"] or share["month"] == share["base_month"]:
        return
    own = facts.moves[facts.moves["kind"] == kind]
    for flow in ("left_weak", "fell_weak"):
        found = own[own["flow"] == flow]
        if len(found):
            yield Fact(flow, SHIFTS, kind, {"base_month": share["base_month"]}, _named(found), len(found))


def _best(facts: MonthFacts, evaluated: pd.DataFrame, kind: str) -> Iterator[Fact]:
    best = praised(evaluated)["best"]
    if len(best):
        total = {"total": float(best["total"].iloc[0]), "borders": facts.borders(kind)}
        yield Fact("best", RANKING, kind, total, _named(best), len(best))


def movers(facts: PublicFacts, kind: str) -> Iterator[Fact]:
    """Who improved most since the base month; else that nobody did, that the largest rise is of a unit that is still
    weak, or why it isn't told. Nothing where no kind has a month to compare with yet."""
    reason, units = facts.movers_reason(kind), facts.of_kind(kind)
    if reason == BASE_NOW and all(facts.base.get(each) in (None, facts.month) for each in facts.kinds):
        return
    if not reason and units["change"].isna().all():
        reason = "no_common_totals"
    if reason:
        yield Fact("movers_not_told", RANKING, kind, {"reason": reason})
        return
    rises, improved = largest_rises(units), praised(units)["improved"]
    if rises.empty:
        yield Fact("nobody_improved", RANKING, kind, {"base_month": facts.base[kind]})
        return
    values = {"change": float(rises["change"].iloc[0]), "base_month": facts.base[kind]}
    still_weak = rises[~rises["unit_id"].isin(improved["unit_id"])]
    for code, found in (("improved", improved), ("improved_weak", still_weak)):
        if len(found):
            yield Fact(code, RANKING, kind, values, _named(found), len(found))


def _falling(facts: MonthFacts, evaluated: pd.DataFrame, kind: str) -> Iterator[Fact]:
    """Who fell by more than the dead zone since the calendar month before, deepest first."""
    found = fallen(evaluated)
    if len(found) and _is_told_since_before(facts, kind):
        yield Fact("falling", RANKING, kind, {"zone": facts.scheme.dead_zone}, _named(found), len(found))


def _is_told_since_before(facts: MonthFacts, kind: str) -> bool:
    """Whether enough of the kind is evaluated in this month and in the calendar month before."""
    return facts.is_told(kind, facts.month) and facts.is_told(kind, previous(facts.month))


def fallen(units: pd.DataFrame) -> pd.DataFrame:
    """The units whose light is falling, deepest first (changes judged at 9 decimals, equal ones by code)."""
    found = units[units["progress"] == "falling"]
    depth = judged(found["change_before"].to_numpy(dtype="float64"))
    return found.assign(depth=depth).sort_values(["depth", "unit_id"]).drop(columns="depth")


def _fallen_indicators(facts: MonthFacts, kind: str) -> Iterator[Fact]:
    found = fallen_indicators(facts, kind)
    if len(found) and _is_told_since_before(facts, kind):
        items = [facts.scheme.indicator_by_code[code] for code in found["indicator"].head(NAMED)]
        names = tuple({"name_fa": item.name_fa, "name_en": item.name_en} for item in items)
        yield Fact("indicators_fell", INDICATORS, kind, {}, names, len(found))


def fallen_indicators(facts: MonthFacts, kind: str) -> pd.DataFrame:
    """The indicators whose mean fell since the calendar month before, over the units scored in both (FEWEST or more),
    deepest first: rows of `facts.indicator_changes`."""
    own = facts.indicator_changes
    own = own[(own["kind"] == kind) & own["reason"].isna() & (own["units"] >= FEWEST)]
    found = own[judged(own["change"].to_numpy(dtype="float64")) < 0]
    depth = judged(found["change"].to_numpy(dtype="float64"))
    return found.assign(depth=depth).sort_values(["depth", "indicator"]).drop(columns="depth")


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
    return tuple(records(units[["name_fa", "name_en"]].head(NAMED)))
