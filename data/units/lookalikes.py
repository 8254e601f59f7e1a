"""Names that an eye takes for another unit's although other letters write them: never refused, always told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.problems import WARNING, Problem
from data.text import key, skeleton
from data.units.units import Unit, spellings


def look_alikes(units: Iterable[Unit], before: Mapping[str, Unit]) -> list[Problem]:
    """A warning for each name or alias that looks like another unit's and is new. units: those of a province as they
    are to be; before: unit_id -> the unit as it is stored."""
    fresh: list[tuple[str, Unit]] = []
    kept: list[tuple[str, Unit]] = []
    for unit in units:
        known = spellings(before[unit.unit_id]) if unit.unit_id in before else set()
        for name in dict.fromkeys((unit.name_fa, unit.name_en, *unit.aliases)):
            (kept if key(name) in known else fresh).append((name, unit))
    if not fresh:
        return []
    owners = {skeleton(name): unit for name, unit in kept}
    found = [(name, unit, owners.setdefault(skeleton(name), unit)) for name, unit in fresh if key(name)]
    return [
        _warning(name, unit, owner)
        for name, unit, owner in found
        if owner.unit_id != unit.unit_id and key(name) not in spellings(owner)
    ]


def _warning(name: str, unit: Unit, owner: Unit) -> Problem:
    slots = {"unit_id": unit.unit_id, "unit_fa": unit.name_fa, "unit_en": unit.name_en}
    slots |= {"other": owner.unit_id, "name_fa": owner.name_fa, "name_en": owner.name_en}
    return Problem("looks_like", WARNING, value=name, slots=slots)
