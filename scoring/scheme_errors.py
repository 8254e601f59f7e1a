"""What is wrong with a scheme file, and where in it: the line of a key, and what a line that isn't TOML lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST_QUOTE = 60
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")
_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=\s*(.*)$")
_PATH = re.compile(r"(?:([a-z_]+)(?:\[(\d+)\])?\.)?([A-Za-z0-9_.-]+)$")
_CURLY = "«»“”„‟‘’‚″"
_WORDS_FOR_FLAGS = frozenset("true false yes no بله خیر بلی نه آری".split())


class SchemeError(ValueError):
    """A scheme file that can't be used: `code` says why, `key` where in the file, `value` what stood there. `place`:
    line of the text, or sheet and cell of a workbook, where that is known."""

    def __init__(self, code: str, key: str, value: object = None, place: Mapping[str, object] | None = None):
        super().__init__(f"{code}: {key} ({value!r})")
        self.code, self.key, self.value = code, key, value
        self.place: Mapping[str, object] = place or {}


def line_of(text: str, key: str) -> int | None:
    """The line (from 1) of a key such as `band[2].from` in a TOML text; of its table where the key is missing, None
    where there is neither."""
    path = _PATH.fullmatch(key)
    table, number, name = path.groups() if path else (None, None, key)
    seen, section, header = 0, None, None
    for line, content in enumerate(text.splitlines(), 1):
        opened, said = _HEADER.match(content), _KEY.match(content)
        if opened:
            section = opened[2]
            seen += section == table
            if section == table and (number is None or seen == int(number)):
                header = line
        elif said and said[1] == name and section == table and (number is None or seen == int(number)):
            return line
    return header


def toml_error(text: str, detail: str) -> SchemeError:
    """The complaint of the TOML parser as one of ours, with line and key. detail: its message."""
    found = _PLACE.search(detail)
    lines = text.splitlines()
    if found is None or int(found[1]) > len(lines):
        return SchemeError("toml_unfinished", "toml", place={"line": len(lines)})
    number = int(found[1])
    line = lines[number - 1]
    said = _KEY.match(line)
    key = said[1] if said else "toml"
    return SchemeError(_lacks(line, detail), key, line.strip()[:LONGEST_QUOTE], {"line": number})


def _lacks(line: str, detail: str) -> str:
    """The code for a line that isn't TOML."""
    said = _KEY.match(line)
    if "overwrite" in detail or "twice" in detail or "Cannot declare" in detail:
        return "toml_twice"
    if said is None:
        return "not_toml"
    value = said[2].split("#")[0].strip()
    if not value:
        return "toml_empty"
    if any(mark in value for mark in _CURLY):
        return "toml_curly"
    if value.casefold() in _WORDS_FOR_FLAGS:
        return "toml_flag"
    if re.match(r"[+-]?\d", value):
        return "toml_number"
    return "toml_quotes" if re.match(r"[^\W\d_]|[\"']", value) else "not_toml"
