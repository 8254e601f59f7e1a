"""The parts of a scheme as the TOML text that is stored: the same parts always make the same text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scoring.scheme import Scheme

Parts = Mapping[str, Any]
TABLES = ("domain", "indicator", "band")
RULES = ("four_eyes",)
SHARES = ("min_coverage", "min_evaluated")  # of 1; a form shows and takes them in percent
# Of each table the keys in the order of the file; a key without a value is left out.
KEYS = {
    "": (
        "scheme_id",
        "name_fa",
        "name_en",
        "valid_from",
        "manager_points",
        "dead_zone",
        "min_coverage",
        "min_evaluated",
    ),
    "rules": RULES,
    "domain": ("code", "name_fa", "name_en"),
    "indicator": ("code", "domain", "name_fa", "name_en", "max_points", "not_applicable", "guide_fa", "guide_en"),
    "band": ("code", "name_fa", "name_en", "from", "weak", "letter"),
}


def scheme_parts(scheme: Scheme) -> dict[str, Any]:
    """The parts of a scheme under the keys of its file."""
    month = scheme.valid_from
    top = {name: getattr(scheme, name) for name in KEYS[""]}
    top["valid_from"] = None if month is None else f"{month // 100}-{month % 100:02d}"
    parts = {**top, "rules": {name: getattr(scheme, name) for name in RULES}}
    for table in TABLES:
        items = getattr(scheme, f"{table}s")
        names = {key: "lower" if (table, key) == ("band", "from") else key for key in KEYS[table]}
        parts[table] = [{key: getattr(item, name) for key, name in names.items()} for item in items]
    return parts


def toml_text(parts: Parts) -> str:
    """The text of a scheme file. parts: keys of the file with texts, numbers, flags or None; `rules` a mapping;
    `domain`, `indicator`, `band` sequences of mappings."""
    blocks = [_lines(parts, KEYS[""]), ["[rules]", *_lines(parts.get("rules", {}), KEYS["rules"])]]
    for table in TABLES:
        rows: Sequence[Parts] = parts.get(table, ())
        blocks += [[f"[[{table}]]", *_lines(row, KEYS[table])] for row in rows]
    return "\n\n".join("\n".join(block) for block in blocks if len(block) > 1 or block[:1] != ["[rules]"]) + "\n"


def _lines(values: Parts, keys: Sequence[str]) -> list[str]:
    return [f"{key} = {_value(values[key])}" for key in keys if values.get(key) is not None]


def _value(value: object) -> str:
    """A basic string of TOML takes the escapes of JSON; of a number the shortest text that reads back to it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(int(value)) if value == int(value) else repr(float(value))
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")
