"""Persian text as offices type it: one cleaned spelling for the eye, one canonical key for matching, one sort key;
numbers as people type them. Characters: Unicode 15, letters as ISIRI 6219 has them."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 200
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
_ALPHABET = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_SORT_ORDER = {letter: chr(0x4E00 + position) for position, letter in enumerate(_ALPHABET)}
_WHOLE = re.compile(r"[0-9]+\.0+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


def clean(text: str) -> str:
    """A name or remark as it is kept and shown: one kind of yeh and kaf, single spaces, no control, direction or
    private characters, at most 200 characters. Zero-width non-joiners between letters stay. clean(clean(x)) = clean(x).
    """
    text = unicodedata.normalize("NFC", text)
    if _PRESENTATION.search(text):
        text = unicodedata.normalize("NFKC", text)
    text = text.translate(_LETTERS).replace("\u06c0", "هٔ").replace("\u0640", "")
    text = "".join(_kept(character) for character in text)
    text = re.sub(" +", " ", text)
    text = re.sub(f" *{ZWNJ}[ {ZWNJ}]*", lambda run: " " if " " in run[0] else ZWNJ, text)
    return unicodedata.normalize("NFC", text.strip(f" {ZWNJ}")[:LONGEST_NAME].strip(f" {ZWNJ}"))


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\r\n\v\f":
        return " "
    return character if category not in ("Cc", "Cf", "Cs", "Co", "Cn") or character == ZWNJ else ""


def key(text: str) -> str:
    """The canonical key: equal for spellings that an eye takes for the same name (ي/ی, ك/ک, آ/ا, half-space, digits,
    diacritics, spaces, punctuation). For matching only, never shown."""
    text = unicodedata.normalize("NFKC", text)
    text = _DIACRITICS.sub("", unicodedata.normalize("NFC", text))
    text = text.translate(_KEY_LETTERS).translate(_DIGITS).casefold()
    return _NOT_IN_KEY.sub("", text)


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
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))
