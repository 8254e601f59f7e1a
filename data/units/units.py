"""A unit, and how a name finds it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from data import vocabulary
from data.text import code_key, key

AGENCY, GOVERNORATE = KINDS = ("agency", "governorate")
SUGGESTIONS = 3


_MARK_BEHIND = re.compile(r"\s*[(\[]\d{1,2}[)\]]\s*$|[⁰¹²³⁴-⁹*†]+\s*$")
_ROW_NUMBER = re.compile(r"\s*[(\[]?\d{1,3}(?:\s*[-–—.)\]ـ:/]\s*|\s+)(?=\D)")


@dataclass(frozen=True)
class Unit:
    """A unit of the list; months are jyear * 100 + jmonth, null where open."""

    unit_id: str
    province_id: str
    kind: str
    sector: str
    name_fa: str
    name_en: str
    letter_recipient: str
    active_from: int | None
    active_to: int | None
    aliases: tuple[str, ...]

    def is_listed(self, month: int) -> bool:
        return (self.active_from or 0) <= month <= (self.active_to or 999999)


def spellings(unit: Unit) -> set[str]:
    """The canonical keys of every spelling of a unit's name."""
    return set(filter(None, map(key, (unit.name_fa, unit.name_en, *unit.aliases))))


class UnitIndex:
    """Finds the unit that a cell of a score file means, by code or by any spelling of its name."""

    def __init__(self, units: Iterable[Unit]):
        self.units = {unit.unit_id: unit for unit in units}
        self._by_code = {code_key(unit.unit_id): unit for unit in self.units.values()}
        self._by_name: dict[str, Unit] = {}
        provinces = {vocabulary.provinces().get(unit.province_id, ("", ""))[0] for unit in self.units.values()}
        self._of_province = tuple(f" استان {name}" for name in provinces if name)
        for unit in self.units.values():
            for spelling in spellings(unit):
                self._by_name[spelling] = unit

    def by_code(self, text: str) -> Unit | None:
        return self._by_code.get(code_key(text))

    def by_name(self, text: str) -> Unit | None:
        return self._by_name.get(key(text)) if key(text) else None

    def find(self, text: str) -> Unit | None:
        """The unit that a text means as a code, else as a name."""
        return self.by_code(text) or self.find_by_name(text)

    def find_by_name(self, text: str) -> Unit | None:
        """The unit that a text in a column of names means: as a name, else as a code; a row's number before the name
        («۱- اداره کل …»), a mark behind it («… (۱)») and the province («… استان ایلام») are passed over."""
        found = self.by_name(text) or self.by_code(text)
        if found:
            return found
        numbered = _ROW_NUMBER.match(text)
        plain = _MARK_BEHIND.sub("", text[numbered.end() :] if numbered else text).strip()
        shorter = next((plain.removesuffix(of) for of in self._of_province if plain.endswith(of)), plain)
        return self.by_name(plain) or self.by_name(shorter)

    def nearest(self, text: str) -> list[Unit]:
        """Up to three units whose names look like the text, best first."""
        close = difflib.get_close_matches(key(text), self._by_name, n=3 * SUGGESTIONS, cutoff=0.5)
        found = dict.fromkeys(self._by_name[spelling].unit_id for spelling in close)
        return [self.units[unit_id] for unit_id in list(found)[:SUGGESTIONS]]
