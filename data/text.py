"""Persian text as offices type it: one cleaned spelling for the eye, one canonical key for matching, one sort key;
numbers as people type them. Characters: Unicode 15, letters as ISIRI 6219 has them."""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from functools import cache, lru_cache
from typing import Any

LONGEST_NAME = 200
MOST_MARKS = 4
ZWNJ = "\u200c"
_YEH = "\u064a\u0649\u06d2\u06d3\u06cd\u06d0\u06d1\u06ce\u0620\u063d\u063e\u063f"
_KAF = "\u0643\u06aa\u063b\u063c\u06ac\u06ae"
_HEH = "\u06c0\u06c1\u06c2\u06c3\u06be\u06d5\u0629"
_ALEF = "آأإٱ\u0672\u0673\u0675"
_LETTERS = {**dict.fromkeys(map(ord, _YEH), "ی"), **dict.fromkeys(map(ord, _KAF), "ک")}
_KEY_LETTERS = {
    **_LETTERS,
    **dict.fromkeys(map(ord, _HEH), "ه"),
    **dict.fromkeys(map(ord, _ALEF), "ا"),
    ord("ؤ"): "و",
    ord("ئ"): "ی",
    ord("ء"): None,
}
_DIGITS = {start + value: str(value) for start in (0x660, 0x6F0, 0xFF10) for value in range(10)}
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_DIACRITICS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_NOT_IN_KEY = re.compile(r"[\W_]+")
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and marks that show nothing
_PILED = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")
_ALPHABET = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_SORT_ORDER = {letter: chr(0x4E00 + position) for position, letter in enumerate(_ALPHABET)}
_WHOLE = re.compile(r"[0-9]+\.0+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")  # no thousands mark stands behind a zero


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """A name or remark as it is kept and shown: one kind of yeh and kaf, single spaces, no control, direction or
    private characters, no pile of marks on a letter, at most 200 characters. Zero-width non-joiners between letters
    stay. clean(clean(x)) = clean(x)."""
    text = unicodedata.normalize("NFC", text)
    if _PRESENTATION.search(text):
        text = unicodedata.normalize("NFKC", text)
    text = text.translate(_LETTERS).replace("\u06c0", "هٔ").replace("\u0640", "")
    text = _PILED.sub(_unpiled, "".join(_kept(character) for character in text))
    text = re.sub(" +", " ", text)
    text = re.sub(f" *{ZWNJ}[ {ZWNJ}]*", lambda run: " " if " " in run[0] else ZWNJ, text)
    return unicodedata.normalize("NFC", text.strip(f" {ZWNJ}")[:LONGEST_NAME].strip(f" {ZWNJ}"))


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\r\n\v\f":
        return " "
    if character in _UNSEEN or (category in ("Cc", "Cf", "Cs", "Co", "Cn") and character != ZWNJ):
        return ""
    return character


def _unpiled(run: re.Match[str]) -> str:
    """As many marks in a row as a letter can bear: more would cover the lines above and below."""
    kept, marks = [], 0
    for character in run[0]:
        is_mark = unicodedata.category(character).startswith("M")
        marks = marks + is_mark if is_mark or character == ZWNJ else 0
        if marks <= MOST_MARKS or not is_mark:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """The canonical key: equal for spellings that an eye takes for the same name (ي/ی, ك/ک, آ/ا, half-space, digits,
    diacritics, spaces, punctuation). For matching only, never shown."""
    text = unicodedata.normalize("NFKC", text)
    text = _DIACRITICS.sub("", unicodedata.normalize("NFC", text))
    text = text.translate(_KEY_LETTERS).translate(_DIGITS).casefold()
    return _NOT_IN_KEY.sub("", text)


@cache
def folding() -> dict[str, Any]:
    """What a browser needs to make `key` of what is typed in it (ui/kit/fold.js): `letters` (letter -> what stands for
    it), and `dropped`, a pattern of the marks that are left out. Letters that aren't listed are put in lower case."""
    letters = {chr(letter): other or "" for letter, other in (_KEY_LETTERS | _DIGITS).items()}
    every = map(chr, range(sys.maxunicode + 1))
    unlike = {letter: letter.casefold() for letter in every if letter.casefold() != letter.lower()}
    return {"letters": unlike | letters, "dropped": _DIACRITICS.pattern}


def skeleton(text: str) -> str:
    """Equal for names that look alike, whatever letters they are made of: Cyrillic or Greek for Latin ones, 0 for O,
    1 or I for l, rn for m. For warnings only. Source: Unicode UTS #39, confusables, on top of what `key` folds."""
    text = _DIACRITICS.sub("", unicodedata.normalize("NFKC", text)).translate(_KEY_LETTERS).translate(_DIGITS)
    text = _NOT_IN_KEY.sub("", text).translate(_prototypes())
    return text.casefold().translate(_prototypes()).replace("i", "l")


@cache
def _prototypes() -> dict[int, str]:
    """Letter -> what it looks like. The package lists each group of look-alikes from both sides: its prototype with all
    the others, each of the others with the prototype alone; of a group of two the lower one is taken."""
    # A megabyte that only an edit of names needs: neither a page nor a parsing process should wait for it.
    from confusable_homoglyphs.confusables import confusables_data

    pairs = {_bare(letter): [_bare(other["c"]) for other in others] for letter, others in confusables_data.items()}
    alone = {letter: others[0] for letter, others in pairs.items() if len(letter) == len(others) == 1}
    return {ord(letter): other for letter, other in alone.items() if len(pairs[other]) > 1 or other < letter}


def _bare(letter: str) -> str:
    """Without the direction marks that the package puts around letters written from right to left."""
    return letter.strip("\u200e")


def code_key(text: str) -> str:
    """The key of a code: digits, case and surrounding marks are folded, punctuation stays (1.1 is not 11), and a whole
    number is one however a program wrote it (101.0 is 101)."""
    folded = clean(text).translate(_DIGITS).casefold()
    return folded.split(".")[0] if _WHOLE.fullmatch(folded) else folded


def sort_key(text: str) -> str:
    """A text whose plain code-point order is the order of the Persian alphabet; Latin letters and digits come first."""
    letters = _DIACRITICS.sub("", clean(text).casefold()).translate(_DIGITS)
    letters = letters.translate({ord(old): "ا" for old in "أإٱ"} | {ord("ؤ"): "و", ord("ئ"): "ی", ord(ZWNJ): " "})
    return "".join(_SORT_ORDER.get(letter, letter) for letter in letters)


class NotANumber(ValueError):
    """A text that isn't one clear number; `code` is the problem's code."""

    def __init__(self, code: str, hint: str = ""):
        super().__init__(code)
        self.code, self.hint = code, hint


def number(text: str) -> float:
    """The number in a text: Persian, Arabic, Latin or full-width digits, ٫ or . as decimal mark, well-placed ٬ or ,
    as thousands mark. Raises NotANumber: `slash_decimal` (86/4), `comma_decimal` (68,5), `percent_text`, `not_number`.
    """
    plain = "".join(character for character in text.strip() if unicodedata.category(character) != "Cf")
    plain = plain.strip().lstrip("'").strip().translate(_DIGITS)
    plain = plain.replace("٫", ".").replace("٬", ",").replace("٪", "%")
    plain = re.sub("^[\u2212\u2013\u2012]", "-", plain)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if _NUMBER.fullmatch(plain):
        return float(plain)
    raise _refusal(plain)


def _refusal(plain: str) -> NotANumber:
    if re.fullmatch(r"\d+/\d+", plain):
        return NotANumber("slash_decimal", plain.replace("/", "."))
    if re.fullmatch(r"\d+[,،]\d+", plain):
        return NotANumber("comma_decimal", re.sub("[,،]", ".", plain))
    if re.fullmatch(r"%?\s*[\d.]+\s*%?", plain) and "%" in plain:
        return NotANumber("percent_text")
    return NotANumber("not_number")


def canonical(value: float) -> str:
    """The text of a number as we would type it: 7, 3.5; reads back to the same float."""
    is_whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
    return repr(int(value)) if is_whole else repr(float(value))
