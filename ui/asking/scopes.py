"""What a screen shows: the province, the months, the chosen units."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.asking.chosen import Chosen

FIRST_OF_KIND = 0  # the base month when none is chosen: the first month of each kind


@dataclass(frozen=True)
class Province:
    key: int
    province_id: str
    name_fa: str
    name_en: str


@dataclass(frozen=True)
class Scope:
    """What a screen shows: the province, the month or months, the base month, and the chosen units. refused_base: a
    base month that was asked for and is later than the month, or 0."""

    province: int
    province_id: str
    province_name: str
    month: int
    months: tuple[int, ...]
    base: int
    kinds: tuple[str, ...]
    chosen: Chosen
    refused_base: int = 0


def one_unit(scope: Scope, unit_id: str) -> Scope:
    """The scope narrowed to one unit."""
    return replace(scope, chosen=Chosen(units=(unit_id,)))
