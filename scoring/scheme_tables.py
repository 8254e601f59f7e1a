"""One table of a scheme file, read value by value with the complaint that each may earn."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from scoring.scheme_errors import SchemeError

CODE_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
LARGEST_POINTS = 1e6
LONGEST_TEXT = 500
UNSEEN = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
MONTH_PATTERN = re.compile(r"(1[2-5]\d\d)-(0[1-9]|1[0-2])")
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫", "01234567890123456789.")
_NUMBER_LINE = re.compile(
    r"^([ \t]*[A-Za-z_]+[ \t]*=[ \t]*)([+-]?[0-9۰-۹٠-٩]+(?:[.٫][0-9۰-۹٠-٩]+)?)(?=[ \t]*(?:#.*)?\r?$)", re.M
)


def _is_unseen(character: str) -> bool:
    """Control, private and direction characters; the half-space of Persian is none of them."""
    return unicodedata.category(character) in UNSEEN or (
        unicodedata.category(character) == "Cf" and character != "\u200c"
    )


class SchemeTable:
    """One table of the file, with the path to it, so that every complaint names its key."""

    def __init__(self, content: Mapping[str, Any], path: str):
        self.content, self.path = content, path
        self._known: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self._known.add(key)
        return self.content.get(key, default)

    def fail(self, code: str, key: str, value: object = None) -> SchemeError:
        return SchemeError(code, f"{self.path}{key}", value)

    def code(self, key: str) -> str:
        value = self.get(key)
        if value is None:
            raise self.fail("missing", key)
        if not isinstance(value, str) or not CODE_PATTERN.fullmatch(value):
            raise self.fail("bad_code", key, value)
        return value

    def text(self, key: str, default: str) -> str:
        value = self.get(key, default)
        if not isinstance(value, str):
            raise self.fail("not_text", key, value)
        if len(value) > LONGEST_TEXT or any(map(_is_unseen, value)):
            raise self.fail("bad_text", key)
        return value.strip()

    def names(self, code: str) -> dict[str, str]:
        """name_fa and name_en; one stands in for the other, the code for both."""
        fa, en = self.text("name_fa", ""), self.text("name_en", "")
        return {"name_fa": fa or en or code, "name_en": en or fa or code}

    def flag(self, key: str, default: bool) -> bool:
        value = self.get(key, default)
        if not isinstance(value, bool):
            raise self.fail("not_flag", key, value)
        return value

    def month(self, key: str) -> int | None:
        value = self.get(key)
        if value is None:
            return None
        match = MONTH_PATTERN.fullmatch(value.translate(DIGITS)) if isinstance(value, str) else None
        if not match:
            raise self.fail("not_month", key, value)
        return int(match[1]) * 100 + int(match[2])

    def number(
        self,
        key: str,
        default: float | None = None,
        *,
        above: float = -math.inf,
        least: float = -math.inf,
        most: float = math.inf,
    ) -> float:
        value = self.get(key, default)
        if value is None:
            raise self.fail("missing", key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.fail("not_number", key, value)
        if not (value > above and least <= value <= most):
            raise self.fail("out_of_range", key, value)
        return float(value)

    def section(self, key: str) -> SchemeTable:
        value = self.get(key, {})
        if not isinstance(value, dict):
            raise self.fail("not_tables", key, value)
        return SchemeTable(value, f"{self.path}{key}.")

    def items(self, key: str) -> list[SchemeTable]:
        value = self.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail("not_tables", key, value)
        return [SchemeTable(item, f"{self.path}{key}[{number}].") for number, item in enumerate(value, 1)]

    def refuse_unknown(self) -> None:
        unknown = sorted(set(self.content) - self._known)
        if unknown:
            raise self.fail("unknown_key", unknown[0], self.content[unknown[0]])
