"""What a number format shows of a number, as far as that isn't the number: nothing, words, or the number with words
beside it. Source: ECMA-376 part 1, 18.8.31 (sections, conditions, literals)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[]|["\\\[])*')
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.|General|([^\[\]])', re.I | re.S)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]")
_COMPARED = {
    "<": lambda number, limit: number < limit,
    ">": lambda number, limit: number > limit,
    "=": lambda number, limit: number == limit,
    "<=": lambda number, limit: number <= limit,
    ">=": lambda number, limit: number >= limit,
    "<>": lambda number, limit: number != limit,
}
_PLACEHOLDERS = "0#?"
_CHANGING = frozenset("./٫٪%‰-−")  # within a literal they read as a part of the number
_FRACTION = re.compile(r"[0#?]\s*/\s*[0#?\d]")  # shows a zero too
_DIGIT = "\0"  # a place for a digit, which no literal is
_OF_NUMBERS = _PLACEHOLDERS + ".,%/ +-()eE:;$٬٫"
MOST_LETTERS = 1_000


@dataclass(frozen=True)
class _Section:
    condition: tuple[str, float] | None
    digits: bool
    digits_of_zero: bool
    words: str
    thousands: int  # how many times the number is divided by a thousand
    template: tuple[str, ...] = ()  # placeholders of digits (`0`) and literals
    minus: bool = False  # a minus before the digits of a section for numbers of either sign

    @property
    def changes(self) -> bool:
        """Whether its literals make another number of the number that it shows."""
        literals = "".join(part for part in self.template if part != _DIGIT)
        return bool(_CHANGING & set(literals)) or any(letter.isnumeric() for letter in literals)

    def _filled(self, number: float) -> str:
        """The number in the template; its last digits stand in the last places."""
        digits = list(f"{abs(number):g}")
        first = self.template.index(_DIGIT)
        filled: list[str] = []
        for place in range(len(self.template) - 1, -1, -1):
            part = self.template[place]
            if part != _DIGIT:
                filled.append(part)
            elif place == first:
                filled.append("".join(digits))
            else:
                filled.append(digits.pop() if digits else "0")
        return "".join(reversed(filled))

    def shows(self, number: float) -> str | None:
        """What it shows of a number; None where that is the number."""
        words = self.words.strip()
        if not (self.digits if number else self.digits_of_zero):
            return words
        if self.thousands or any(letter.isalpha() for letter in words):
            return f"{number / 1000**self.thousands:g} {words}".strip()
        if self.changes or (self.minus and number > 0):  # digits, marks or signs that the number doesn't have
            return f"{'-' if self.minus else ''}{self._filled(number)}"
        return None


def shown(number: float, number_format: str) -> str | None:
    """The text that a format shows for a number where that isn't the number itself: empty where it hides it, words
    without a digit, or the number with words behind it; None where it shows the number."""
    if not number_format or number_format in ("General", "@") or len(number_format) > MOST_LETTERS:
        return None
    section = _chosen(number, _sections(number_format))
    return section.shows(number) if section else None


@lru_cache(maxsize=512)
def _sections(number_format: str) -> tuple[_Section, ...]:
    parts, position = [], 0
    while position <= len(number_format):
        match = _SECTION.match(number_format, position)
        assert match  # the pattern fits an empty section too
        parts.append(match[0])
        position = match.end() + 1
    return tuple(map(_section, parts[:4]))


def _section(text: str) -> _Section:
    found, words, digits, of_zero, plain = _CONDITION.search(text), [], False, bool(_FRACTION.search(text)), ""
    template: list[str] = []
    minus = False
    for match in _TOKEN.finditer(text):
        quoted, escaped, symbol, letter = match.groups()
        if match[0].lower() == "general" or (letter and letter in _PLACEHOLDERS):
            digits, of_zero = True, of_zero or letter in (None, "0")  # `#` and `?` leave a zero out
            plain += "0"
            template.append(_DIGIT)
        elif quoted or escaped or symbol:
            words.append(quoted or escaped or symbol)
            template.append(words[-1])
        elif letter and letter not in _OF_NUMBERS:
            words.append(letter)
            template.append(letter)
        elif letter:
            plain += letter
            if letter == "-" and not digits:
                words.append(letter)
                minus = True
            elif letter == "٫":
                template.append(letter)
    scaled = re.search(r"(?<=0)(,+)[^0,]*$", plain)
    thousands = len(scaled[1]) if scaled else 0
    condition = (found[1], float(found[2])) if found else None
    return _Section(condition, digits, of_zero, "".join(words), thousands, tuple(template), minus)


def _chosen(number: float, sections: tuple[_Section, ...]) -> _Section | None:
    for section in sections:
        if section.condition:
            sign, limit = section.condition
            if _COMPARED[sign](number, limit):
                return section
    plain = [section for section in sections if not section.condition]
    if len(plain) < len(sections):
        return plain[-1] if plain else None
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]
