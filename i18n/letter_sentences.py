"""Letters and those they go to, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from i18n.words import Words

_GOVERNORATE = ("فرمانداری", "Governorate")
_PROVINCE = "استان"
_COUNTY = ("شهرستان ", " County")
_SPECIAL = "ویژه"
_HEADS = {
    "اداره کل": "general_office",
    "اداره‌کل": "general_office",
    "ادارهٔ کل": "general_office",
    "اداره ی کل": "general_office",
    "اداره‌ی کل": "general_office",
    "سازمان": "organisation",
    "دانشگاه": "organisation",
    "شرکت": "company",
}


def unit_head(unit: Mapping[str, Any], words: Words) -> str:
    """The office-holder whom a letter to a unit goes to, by what kind of office the unit is. unit: name_fa, name_en,
    kind."""
    name = words.name(unit)
    if unit["kind"] == "governorate":
        county = name.removeprefix(f"{_GOVERNORATE[0]} ").removesuffix(f" {_GOVERNORATE[1]}")
        first, _, rest = county.partition(" ")
        is_special = first.rstrip("ٔ") == _SPECIAL and bool(rest)
        county = (rest if is_special else county).removeprefix(_COUNTY[0]).removesuffix(_COUNTY[1])
        to = "letter.to_unit_special_governorate" if is_special else "letter.to_unit_governorate"
        return words(to, county=county)
    for beginning, key in _HEADS.items():
        if unit["name_fa"].startswith(f"{beginning} "):
            return words(f"letter.to_{key}", unit=name, rest=name.removeprefix(f"{beginning} "))
    return words("letter.to_unit", unit=name)


def unit_of_province(unit: str, province: str, words: Words) -> str:
    """A unit's name with its province: «گمرک استان» is «گمرک استان ایلام»."""
    if province in unit:
        return unit
    return words(
        "letter.unit_ends" if unit.endswith(f" {_PROVINCE}") else "letter.unit_of", unit=unit, province=province
    )


def letter_label(row: Mapping[str, Any], words: Words) -> str:
    """Which letter it is: its kind and the unit that it is about. row: of
    `letter_register.letters`."""
    return words("letters.label", kind=words(f"letters.kind_{row['kind']}"), unit=f"\u2068{words.name(row)}\u2069")


def letter_sentence(row: Mapping[str, Any], words: Words) -> str:
    """That a letter was sent that says what would no longer be so. row: of
    `letter_register.letters`."""
    day = words.day(row["sent_on"]) if isinstance(row["sent_on"], str) else ""
    slots = {"number": f"\u2068{row['number']}\u2069", "day": day, "month": words.month(row["month"])}
    return words("impact.letter", letter=letter_label(row, words), **slots)


def standing_reason(row: Mapping[str, Any], words: Words) -> str:
    """Why a letter doesn't say what is so; empty where it does, or was withdrawn. row: of
    `data.office.letters.letter_standing.with_standing`."""
    if row["standing"] in ("", "holds"):
        return ""
    by = "" if row["standing"] != "retracted" else words.number(int(row["retracted_by"]))
    return words(f"letter_standing.{row['standing']}", month=words.month(row["month"]), number=by)


def standing_sentence(row: Mapping[str, Any], words: Words) -> str:
    """Which letter doesn't say what is so, and why."""
    slots = {"letter": letter_label(row, words), "month": words.month(row["month"])}
    return words("letter_standing.line", why=standing_reason(row, words), **slots)


def undone_sentences(month: Any, words: Words) -> list[str]:
    """The corrections of granted objections that a change of a month takes back (of a
    `rehearsal.MonthImpact`)."""
    said = []
    for row in month.objections.to_dict("records"):
        points = words.exact(row["points"]) if row["mark"] == "scored" else words(f"unit.{row['mark']}")
        indicator = words.name(month.scheme.indicator_by_code[row["indicator"]])
        slots = {"number": words.number(row["objection_key"]), "unit": f"\u2068{words.name(row)}\u2069"}
        said.append(words("impact.undone", indicator=indicator, points=points, **slots))
    return said
