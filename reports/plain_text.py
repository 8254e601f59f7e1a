"""Texts of ours in programs that order both directions themselves: without the marks that isolate numbers."""

from __future__ import annotations

import re

_ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
_UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])
LEFT_TO_RIGHT_MARK = "\u200e"
_SIGNED = re.compile("([\u2212+])(?=[0-9\u06f0-\u06f9])")


def office_text(text: str) -> str:
    """A text for Word, Excel or PowerPoint: a sign keeps to the left of its digits, no control characters."""
    plain = text.translate(_ISOLATES).translate(_UNPRINTABLE)
    return _SIGNED.sub(f"{LEFT_TO_RIGHT_MARK}\\1", plain)
