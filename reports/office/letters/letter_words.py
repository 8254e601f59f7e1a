"""What a letter says, as the words that its template puts in place."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from i18n.letter_sentences import unit_head, unit_of_province
from i18n.words import Words
from reports.plain_text import office_text
from scoring.rounding import judged


@dataclass(frozen=True)
class Letter:
    """A letter of the register: its kind, recipient and deadline, whether it was sent (number, day), and its figures
    (`telling.letter_figures.figures`). to_sign: made to be signed, so that nothing says it is a draft."""

    kind: str
    recipient: str
    deadline: str | None
    number: str
    sent_on: str | None
    basis: Mapping[str, Any]
    to_sign: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any], *, to_sign: bool = False) -> Letter:
        """From a row of `letter_register.letters`."""
        texts = {name: row[name] if isinstance(row[name], str) else None for name in ("deadline", "sent_on")}
        basis = json.loads(row["basis"])
        return cls(row["kind"], row["recipient"], number=row["number"], basis=basis, to_sign=to_sign, **texts)


def values(letter: Letter, month: int, words: Words) -> dict[str, Any]:
    """What stands in the place of every name of a template: texts in a language, rows of the tables."""
    basis = letter.basis
    head, unit = unit_head(basis["unit"], words), words.name(basis["unit"])
    if letter.recipient:  # outside, 31 provinces have such an office
        unit = unit_of_province(unit, words.name(basis["province"]), words)
        head = unit_head(basis["unit"] | {f"name_{words.lang}": unit}, words)
    simple = {
        "demo": words("demo.label") if basis["demo"] else "",
        "draft": "" if letter.sent_on or letter.to_sign else words("letter.draft"),
        "number": letter.number or words("letter.blank"),
        "date": words.day(letter.sent_on) if letter.sent_on else words("letter.blank"),
        "attachment": words("letter.no_attachment"),
        "recipient": letter.recipient or head,
        "unit": unit,
        "unit_head": head,
        "province": words.name(basis["province"]),
        "month": words.month(month),
        "total": _total(basis, words),
        "band": words.name(basis["band"]) if basis["band"] else "",
        "rank": words.number(basis["rank"] or 0),
        "ranked": words.number(basis["ranked"]),
        "kind": words(f"kind.{basis['unit']['kind']}.in_text"),
        "reason": _reason(letter, words),
        "in_a_row": _in_a_row(basis["in_a_row"], words),
        "indicators": words.number(basis["indicators"]),
        "domain_count": words.number(basis["domain_count"]),
        "manager_points": words.exact(basis["manager_points"]),
        "deadline": words("letter.until", day=words.day(letter.deadline)) if letter.deadline else "",
        "subject": words(f"letter.subject_{letter.kind}", unit=unit, month=words.month(month)),
    }
    plain = {name: office_text(text) for name, text in (simple | _taken_back(basis, words)).items()}
    rows = {"record": _record(basis, words), "domains": _domains(basis, words), "gaps": _gaps(basis, words)}
    return plain | {
        name: [{key: office_text(text) for key, text in row.items()} for row in found] for name, found in rows.items()
    }


def _total(basis: Mapping[str, Any], words: Words) -> str:
    return words.total(basis["total"], basis["borders"]) if basis["total"] is not None else ""


def _taken_back(basis: Mapping[str, Any], words: Words) -> dict[str, str]:
    """What a letter that takes another one back says of it, and what is so instead; empty in every other letter."""
    old = basis.get("retracts")
    if old is None:
        return dict.fromkeys(("old_number", "old_date", "old_total", "old_band", "now"), "")
    said = {"old_number": old["number"], "old_date": words.day(old["sent_on"]), "old_total": _total(old, words)}
    said["old_band"] = words.name(old["band"])
    if basis["total"] is None:
        return said | {"now": words("letter.now_none")}
    return said | {"now": words("letter.now", total=_total(basis, words), band=words.name(basis["band"]))}


def _reason(letter: Letter, words: Words) -> str:
    """Why a unit is thanked."""
    basis = letter.basis
    if letter.kind == "improved":
        slots = {"change": words.number(basis["change"], 1), "base": words.month(basis["base"])}
        return words("letter.why_improved", **slots)
    return words("letter.why_best") if letter.kind == "best" else ""


def _in_a_row(count: int, words: Words) -> str:
    if count < 2:
        return ""  # an earlier month may be open, or on this level long ago
    key = f"letter.row_{count}" if words.has(f"letter.row_{count}") else "letter.row_many"
    return words(key, count=words.number(count))


def _record(basis: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    rows = []
    for each in basis["record"]:
        row = {"month": words.month(each["month"]), "total": words(f"status.{each['status']}"), "band": "", "rank": ""}
        if each["total"] is not None:
            rank = words("overview.counts", weak=words.number(each["rank"]), evaluated=words.number(each["ranked"]))
            total = words.total(each["total"], each["borders"])
            row |= {"total": total, "band": words.name(each["band"]), "rank": rank}
        rows.append(row)
    return rows


def _domains(basis: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """A row a domain, and one that adds them up: points unrounded, so that they do."""
    rows = [
        {
            "name": words.name(each),
            "points": words.exact(each["points"]),
            "ceiling": words.exact(each["ceiling"]),
            "percent": words.percent(each["percent"], 1),
        }
        for each in basis["domains"]
    ]
    if not rows:
        return []
    whole = {name: float(judged(math.fsum(each[name] for each in basis["domains"]))) for name in ("points", "ceiling")}
    sums = {name: words.exact(value) for name, value in whole.items()}
    return [
        *rows,
        {"name": words("letter.whole"), **sums, "percent": words("letter.percent", total=_total(basis, words))},
    ]


def _gaps(basis: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    return [
        {
            "name": words.name(each),
            "points": words.exact(each["points"]),
            "ceiling": words.exact(each["max_points"]),
            "guide": each[f"guide_{words.lang}"] or words("letter.no_guide"),
        }
        for each in basis["gaps"]
    ]
