"""Figures as sentences: shares, changes, what can be compared, signals, narrative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from i18n.numerals import JUDGED_DECIMALS, decimals_above_zero, half_up
from i18n.words import Words

TOO_FEW = "too_few_evaluated"  # both months may be compared, but too few of their units are evaluated


def signal_text(signal: Any, before: int, names: Mapping[Any, str], words: Words) -> str:
    """What a signal says. Takes anything like a Signal; `before` is the calendar month before its own."""
    slots = {name: _signal_value(name, value, words) for name, value in signal.values.items()}
    slots |= {"unit": names.get(signal.unit, ""), "kind": words(f"kind.{signal.kind}.many")}
    slots["before"] = words.month(before)
    return words(f"signal.{signal.code}.what", **slots)


def _signal_value(name: str, value: float, words: Words) -> str:
    if name in ("change", "middle"):
        return words.number(value, 1, sign=True)
    if name == "percent":
        return words.percent(value, 0 if value == int(value) else 1)
    return words.number(value, 1) if name == "limit" else words.exact(value)


def share_figure(share: Mapping[str, Any], words: Words) -> tuple[str, str]:
    """A kind's big number and what it is of: the share of weak units with its counts, or the counts alone where no
    percentage is told. share: a row of `scoring.shifts.shifts` with an evaluated unit."""
    counts = words("overview.counts", weak=words.number(share["weak"]), evaluated=words.number(share["evaluated"]))
    if is_counts_only(share):
        return counts, words("overview.weak_of_evaluated")
    return words.percent(share["weak_pct"]), f"{words('overview.weak_share')} ({counts})"


def share_text(share: Mapping[str, Any] | None, words: Words) -> str:
    """A share in a table or at a point: the percentage, the counts where none is told, nothing where nobody is
    evaluated."""
    if share is None or not share["evaluated"]:
        return ""
    return share_figure(share, words)[0]


def is_counts_only(share: Mapping[str, Any]) -> bool:
    """Whether sentences give a kind's counts without a percentage: few units, or too few of them evaluated."""
    return bool(share["is_small"]) or share["weak_pct"] != share["weak_pct"]


def few_sentence(share: Mapping[str, Any], words: Words) -> str:
    """Why a kind's counts stand without a percentage; empty where they don't."""
    if not share["evaluated"] or not is_counts_only(share):
        return ""
    code = "small_group" if share["is_small"] else "too_few"
    return _counted(f"narrative.{code}", int(share["evaluated"]), share, words)


def _counted(key: str, count: int, share: Mapping[str, Any], words: Words) -> str:
    slots = {name: words.number(share[name]) for name in ("weak", "listed")}
    form = f"{key}_one" if count == 1 and words.has(f"{key}_one") else key
    return words(form, count=words.number(count), kind=words(f"kind.{share['kind']}.in_text"), **slots)


def shift_sentence(share: Mapping[str, Any], words: Words) -> str:
    """How a kind's weak share has changed since its base month, or why that isn't told; empty where none is evaluated,
    or the group is small. share: a row of `scoring.shifts.shifts`."""
    if not share["evaluated"]:
        return ""
    if share["reason"] == "no_base":
        return words("overview.no_base")
    if share["reason"]:
        return not_comparable(share["reason"], words)
    if share["month"] == share["base_month"]:
        return words("overview.base_now")
    if share["is_small"]:
        return ""
    if share["base_is_small"]:
        return words("overview.small_base", count=words.number(share["base_evaluated"]))
    sign, said = shift_sign(share), words.points(share["decrease_points"])
    if sign == 0:
        return words("overview.unchanged")
    key = "overview.improved" if sign > 0 else "overview.worsened"
    return words(f"{key}_one") if said == words.number(1) else words(key, points=said)


def shift_sign(share: Mapping[str, Any]) -> int:
    """1 where the share of weak units has fallen since the base month, -1 where it has risen, 0 where neither or
    nothing is told."""
    decrease = share["decrease_points"]
    if share["reason"] or decrease != decrease or share["month"] == share["base_month"]:
        return 0
    exact = half_up(decrease, JUDGED_DECIMALS)
    return (exact > 0) - (exact < 0)


def base_sentence(share: Mapping[str, Any], words: Words) -> str:
    """The share of the base month with its counts, or its counts alone; empty where there is none, or it is the month
    itself."""
    if not share["base_evaluated"] > 0 or share["month"] == share["base_month"]:
        return ""
    slots = {"month": words.month(share["base_month"])}
    slots |= {"weak": words.number(share["base_weak"]), "evaluated": words.number(share["base_evaluated"])}
    if share["is_small"] or share["base_is_small"] or share["base_weak_pct"] != share["base_weak_pct"]:
        return words("overview.base_counts", **slots)
    return words("overview.base", share=words.percent(share["base_weak_pct"]), **slots)


def no_longer_weak(share: Mapping[str, Any], words: Words) -> str:
    """How many of the units that were weak in the base month left weak: «30 of 40»."""
    return words("overview.counts", weak=words.number(share["left_weak"]), evaluated=words.number(share["base_weak"]))


def not_compared(reason: str, words: Words) -> str:
    """What stands in the place of a change that isn't told; the reason stands beside it."""
    return words("chart.not_compared_short" if reason == TOO_FEW else "chart.not_comparable")


def not_comparable(reason: str, words: Words) -> str:
    """That two months aren't compared, and why (a reason of `scoring.comparability` or `scoring.completeness`)."""
    said = words(f"reason.{reason}")
    if reason == TOO_FEW:
        return words("chart.not_compared", reason=said)
    return f"{words('chart.not_comparable')}: {said}"


def points_rule(counted: Sequence[int], most: float, words: Words) -> str:
    """How manager points are reckoned, and over which months. most: the scheme's manager points."""
    months = words("list.comma").join(words.month(month) for month in counted)
    return words("points.rule", most=words.exact(most), months=months, count=words.number(len(counted)))


def tenure_span(tenure: Any, words: Words) -> str:
    """«نام، از فروردین ۱۳۹۹ تا مرداد ۱۳۹۹». Takes anything with name, first and last (None while it lasts)."""
    slots = {"manager": f"\u2068{tenure.name or words('points.unnamed')}\u2069", "first": words.month(tenure.first)}
    if tenure.last is None:
        return words("managers.span_open", **slots)
    return words("managers.span", last=words.month(tenure.last), **slots)


def narrative_sentence(fact: Any, words: Words) -> str:
    """A fact of a month as a sentence (a `telling.narrative.Fact`): one form for none, for one, and for several."""
    slots = {name: _narrative_value(name, value, words) for name, value in fact.values.items() if name != "borders"}
    if "total" in fact.values:
        slots["total"] = words.total(fact.values["total"], fact.values["borders"])
    if fact.kind:
        slots["kind"] = words(f"kind.{fact.kind}.in_text")
    slots |= {"share": slots.pop("weak_pct", ""), "base_share": slots.pop("base_weak_pct", "")}
    names = [f"\u2068{words.name(item)}\u2069" for item in fact.names]
    if fact.count > len(names) > 0:
        names.append(words("list.more", count=words.number(fact.count - len(names))))
    slots |= {"count": words.number(fact.count), "names": words("list.comma").join(names)}
    form = {0: "none", 1: "one"}.get(fact.count, "")
    key = f"narrative.{fact.code}_{form}"
    said = words(key if form and words.has(key) else f"narrative.{fact.code}", **slots)
    return said.removesuffix(".") if said.endswith(".\u2069.") else said  # a name that ends in a full stop ends it


def _narrative_value(name: str, value: Any, words: Words) -> str:
    if name == "base_month":
        return words.month(int(value))
    if name == "reason":
        return words(f"reason.{value}")
    if name.endswith("_pct"):
        return words.percent(value)
    if name == "points":
        return words.points(value)
    if name == "change":
        return words.number(value, decimals_above_zero(value, 1))
    if name == "zone":
        return words.number(value, 1)
    return words.exact(value) if name == "border" else words.number(value)
