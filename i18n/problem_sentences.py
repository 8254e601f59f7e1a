"""Problems and refusals as sentences: where, what is wrong, what to try. Takes anything like a Problem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from i18n.words import Words

OF_OUR_DIGITS = ("hidden_rows",)  # problems whose value is ours, not the file's
OF_OUR_LISTS = (*OF_OUR_DIGITS, "hidden_sheets")  # whose value is a list of ours
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]+)?")


def problem_sentence(problem: Any, words: Words) -> str:
    """One line: severity, place, what happened, what to try."""
    parts = {"severity": words(f"severity.{problem.severity}"), "place": problem_place(problem, words)}
    what, advice = problem_text(problem, words)
    return words("problem.line" if parts["place"] else "problem.line_without_place", what=what, advice=advice, **parts)


def problem_place(problem: Any, words: Words) -> str:
    """«file.xlsx, برگهٔ «مرداد»، خانهٔ D14»; empty where the problem has no place."""
    places = [problem.slots.get("file", "")]
    places += [words("place.sheet", sheet=problem.sheet)] if problem.sheet else []
    places += [words("place.cell", cell=problem.cell)] if problem.cell else []
    return words("list.comma").join(filter(None, places))


def problem_text(problem: Any, words: Words) -> tuple[str, str]:
    """What is wrong, and what to try."""
    slots = {name: _slot(name, value, words) for name, value in problem.slots.items()}
    value = words.digits(problem.value) if problem.code in OF_OUR_DIGITS and problem.value else problem.value
    if problem.code in OF_OUR_LISTS and value:
        value = value.replace(", ", words("list.comma"))
    slots |= {"value": value or words("unit.typed_nothing"), "name": slots.get(f"name_{words.lang}", "")}
    slots["unit"] = slots.get(f"unit_{words.lang}", "")
    slots.setdefault("nearest", "")
    advice = "try_near" if slots["nearest"] and words.has(f"problem.{problem.code}.try_near") else "try"
    return words(f"problem.{problem.code}.what", **slots), words(f"problem.{problem.code}.{advice}", **slots)


def _slot(name: str, value: object, words: Words) -> object:
    if name == "month" and isinstance(value, int):
        return words.month(value)
    if name == "months" and isinstance(value, list):
        return words("list.comma").join(words.month(month) for month in value)
    if name == "nearest" and isinstance(value, list):
        return words("list.comma").join(f"{fa if words.lang == 'fa' else en} ({code})" for code, fa, en in value)
    if name == "provinces" and isinstance(value, list):
        return words("list.comma").join(value)
    if name in ("state", "to"):
        return words(f"state.{value}") if words.has(f"state.{value}") else value
    if name in ("until", "day", "first"):
        return words.day(str(value))
    if name == "kind":
        return words(f"kind.{value}.many")
    if name == "hint" and isinstance(value, str) and _NUMBER.fullmatch(value):
        return words.exact(float(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return words.exact(value)
    return value if not isinstance(value, Mapping) else ""
