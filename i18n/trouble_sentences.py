"""What is wrong with a store, a scheme or a backup, as sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from i18n.words import Words

LONGEST_VALUE = 80
_SCHEME_KEY = re.compile(r"(?:([a-z_]+)(?:\[(\d+)\])?\.)?([a-z_]+)")


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
    number = place.get("line")
    line = [words("scheme_error.place_line", line=words.number(number))] if number and isinstance(number, int) else []
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
