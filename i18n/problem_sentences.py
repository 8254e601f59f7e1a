"""Problems and refusals as sentences: where, what is wrong, what to try. Takes anything like a Problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from i18n.numerals import JUDGED_DECIMALS, decimals_above_zero, half_up
from i18n.words import Words

LONGEST_VALUE = 80
OF_OUR_DIGITS = ("hidden_rows",)  # problems whose value is ours, not the file's
OF_OUR_LISTS = (*OF_OUR_DIGITS, "hidden_sheets")  # whose value is a list of ours
TOO_FEW = "too_few_evaluated"  # both months may be compared, but too few of their units are evaluated
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]+)?")
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
_SCHEME_KEY = re.compile(r"(?:([a-z_]+)(?:\[(\d+)\])?\.)?([a-z_]+)")


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


def scheme_sentence(code: str, key: str, value: object, words: Words, place: Mapping[str, object] | None = None) -> str:
    """Why a scheme file was refused, with the line, or the sheet and cell, where that is known, and the key."""
    plain = _plain_value("" if value is None else _seen(value) if isinstance(value, str) else value, words)
    what = words(f"scheme_error.{code}", value=plain)
    return words("scheme_error.line", place=scheme_place(key, place or {}, words), what=what)


def _seen(text: str) -> str:
    """What can be seen of a text of a file, cut to a line; nothing in it turns what stands around it."""
    seen = "".join(each for each in text if each == "\u200c" or unicodedata.category(each)[0] != "C")
    return seen if len(seen) <= LONGEST_VALUE else f"{seen[:LONGEST_VALUE]}…"


def scheme_place(key: str, place: Mapping[str, object], words: Words) -> str:
    """«سطر ۳۷، کلید «band[2].from» (حد پایین، سطح شمارهٔ ۲)»; in a workbook its sheet and cell instead of the key."""
    if place.get("sheet"):
        parts = [words("place.sheet", sheet=place["sheet"])]
        parts += [words("place.cell", cell=place["cell"])] if place.get("cell") else [_scheme_part(key, words)]
        return words("list.comma").join(filter(None, parts))
    line = [words("scheme_error.place_line", line=words.number(place["line"]))] if place.get("line") else []
    part = _scheme_part(key, words)
    said = {"key": f"\u2068{key}\u2069", "part": part}
    named = words(f"scheme_error.place_key{'_of' if part else ''}", **said)
    return words("list.comma").join([*line, *([] if key == "toml" and line else [named])])


def _scheme_part(key: str, words: Words) -> str:
    """A key such as `band[2].from` in words; empty where it has none."""
    found = _SCHEME_KEY.fullmatch(key)
    if not found or not words.has(f"scheme_field.{found[3]}"):
        return ""
    field = words(f"scheme_field.{found[3]}")
    if not found[2]:
        return field
    part = words(f"scheme_error.part_{found[1]}")
    return words("scheme_error.part_of", field=field, part=part, number=words.number(int(found[2])))


def difference_sentence(difference: Any, words: Words) -> str:
    """One difference between two schemes (a `scoring.alternatives.Difference`)."""
    part = words(f"difference.{difference.part}", code=f"\u2068{difference.code}\u2069")
    if difference.change != "changed":
        return words(f"difference.{difference.change}", part=part)
    field = words(f"difference.field_{difference.field}")
    old, new = (_plain_value(value, words) for value in (difference.old, difference.new))
    return words("difference.changed", part=part, field=field, old=old, new=new)


def _plain_value(value: object, words: Words) -> str:
    if isinstance(value, bool):
        return words("difference.yes" if value else "difference.no")
    return words.exact(value) if isinstance(value, int | float) else f"\u2068{value}\u2069"


def store_sentence(error: Any, words: Words) -> str:
    """What is the matter with the store, that nothing was changed where that is known, and what to try: anything with a
    StoreError's code, detail, unchanged and slots."""
    unchanged = words("trouble.unchanged") if error.unchanged else ""
    what, advice = _store_parts(error, words)
    detail = "" if error.code == "alarm" else error.detail
    return " ".join(part for part in (what, unchanged, advice, detail) if part)


def backup_trouble(error: Any, words: Words) -> str:
    """That a month was moved but could not be backed up, why, and what to try. error: as for `store_sentence`."""
    what, advice = _store_parts(error, words)
    why = f"{what} {error.detail}" if error.detail and error.code != "alarm" else what
    return words("trouble.no_backup", why=why, advice=advice)


def anchor_sentence(error: Any, words: Words) -> str:
    """That the anchor can't be written, and that something is stored which it doesn't know, where that is so. error: a
    store's `anchor_trouble`."""
    late = words("alarm.anchor_late") + " " if error.slots["is_late"] else ""
    return f"{late}{store_sentence(error, words)}"


def alarm_sentence(alarm: str, anchor: str, words: Words) -> str:
    """That a store isn't the one that its anchor or its backups know, and how that is settled."""
    return f"{words(f'alarm.{alarm}', anchor=_left_to_right(anchor))} {words('alarm.advice', **_commands())}"


def cut_log_sentence(path: object, alarm: str | None, words: Words) -> str:
    """That a log was cut behind its last whole entry, whether something is lost by that (what the anchor knows beside
    the store's alarm), and where the log of before lies."""
    key = {None: "whole", "behind": "lost"}.get(alarm, "unknown")
    return words(f"alarm.log_{key}", path=_left_to_right(path))


def _store_parts(error: Any, words: Words) -> tuple[str, str]:
    """What happened, and what to try."""
    if error.code == "alarm":
        anchor = error.slots.get("anchor", "")
        return words(f"alarm.{error.detail}", anchor=_left_to_right(anchor)), words("alarm.advice", **_commands())
    slots = {name: _left_to_right(error.slots.get(name, "")) for name in ("path", "anchor")}
    why = error.slots.get("why")
    if why:
        slots["reason"] = words(f"store_error.{why}", path=slots["anchor"])
    what = words(f"store_error.{error.code}", **slots)
    return what, words(f"store_advice.{why or error.code}", **_commands())


def _commands() -> dict[str, str]:
    """The commands that advice names."""
    lines = {
        "verify": "cli.py verify --known NUMBER:HASH",
        "restore": "cli.py restore --reason REASON FILE",
        "accept": "cli.py anchor accept --reason REASON",
    }
    return {name: _left_to_right(line) for name, line in lines.items()}


def _left_to_right(text: object) -> str:
    """A path or a command inside a text of either direction."""
    return f"\u2066{text}\u2069" if text else ""


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
