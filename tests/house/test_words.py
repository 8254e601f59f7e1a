"""Words and numbers for the eye: both languages whole, numbers rounded once, half up."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from data.problems import Problem
from i18n.months import code, name
from i18n.numerals import half_up, number
from i18n.problem_sentences import problem_sentence
from i18n.trouble_sentences import scheme_sentence
from i18n.words import Words, texts

ROOT = Path(__file__).resolve().parents[2]
PERSIAN = re.compile("[\u0600-\u06ff]")
LATIN = re.compile("[A-Za-z]{2,}")
CODES = re.compile(
    r"\{[^}]*\}|«[a-z_]+»|Strict Open XML|CSV|UTF-8|XML|TOML|xls[xmb]?|ods|docx|JSON|UTC"
    r"|--?[a-z]+|[a-z]+_[a-z]+|valid_from|kind"
    r"|\b(init|demo|backup|backups|agency|governorate|true|false|sound|not)\b|JavaScript|\[\[indicator\]\]|English"
    r"|\b(Word|PDF|Home|End|Ctrl|Esc|Enter)\b|PowerPoint|PNG|SVG|\u2068[a-z_]+\u2069|DHIS2|PivotTable|LibreOffice"
    r"|make run"
)


def slots(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_both_languages_hold_the_same_keys_and_slots():
    fa, en = texts("fa"), texts("en")
    assert fa.keys() == en.keys()
    assert {key: slots(text) for key, text in fa.items()} == {key: slots(text) for key, text in en.items()}


def test_english_holds_no_persian_and_persian_no_english_outside_codes():
    assert [key for key, text in texts("en").items() if PERSIAN.search(text)] == ["language.fa"]
    assert [key for key, text in texts("fa").items() if LATIN.search(CODES.sub("", text))] == []


def test_every_problem_that_the_code_can_find_has_its_sentence():
    said = set()
    for path in (ROOT / "data").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", ""))
            makers = (
                "Problem",
                "refusal",
                "_add",
                "_problem",
                "_header_problem",
                "_differs",
                "NotANumber",
                "CellScore",
            )
            if called in makers:
                codes = [*node.args[:1], *(word.value for word in node.keywords if word.arg in ("problem", "code"))]
                said |= {code.value for code in codes if isinstance(code, ast.Constant)} - {0}
    assert len(said) > 40
    for lang in ("fa", "en"):
        assert {
            key for key in said if f"problem.{key}.what" not in texts(lang) or f"problem.{key}.try" not in texts(lang)
        } == set()


def test_a_problem_says_where_what_and_what_to_try():
    problem = Problem(
        "above_maximum",
        sheet="مرداد",
        cell="D14",
        value="7",
        slots={
            "file": "a.xlsx",
            "unit_fa": "بهزیستی",
            "unit_en": "Welfare",
            "name_fa": "خبر",
            "name_en": "News",
            "max_points": 6.5,
        },
    )
    english = problem_sentence(problem, Words("en"))
    assert english.replace("\u2066", "").replace("\u2069", "") == (
        "Error: a.xlsx, sheet “مرداد”, cell D14: "
        "The score 7 is above the maximum of 6.5 (Welfare, News). Correct the score."
    )
    assert "۶٫۵" in problem_sentence(problem, Words("fa"))
    assert "band[2].from" in scheme_sentence("band_order", "band[2].from", 50.0, Words("fa"))


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (67.5, 0, "68"),
        (68.18181818, 0, "68"),
        (2.675, 2, "2.68"),
        (-0.04, 1, "0.0"),
        (0.1 + 0.2, 1, "0.3"),
    ],
)
def test_rounding_is_half_up_on_the_decimal_that_prints(value, decimals, shown):
    assert str(half_up(value, decimals)) == shown


def test_numbers_wear_the_digits_of_the_language_and_are_isolated():
    assert number(-5.25, "fa", 1) == "\u2066\u2212۵٫۳\u2069"
    assert number(1234.5, "en", 1, sign=True) == "\u2066+1,234.5\u2069"
    assert number(91, "fa", unit="%") == "\u2066۹۱٪\u2069"
    assert number(None, "fa") == number(float("nan"), "en") == ""


def test_months_have_codes_and_names():
    assert (code(139905), name(139905, "fa"), name(139905, "en")) == ("1399-05", "مرداد ۱۳۹۹", "Mordad 1399")
    assert Words("en").months([139911, 139912, 140001]) == ["Bahman<br>1399", "Esfand", "Farvardin<br>1400"]


def test_no_word_is_left_that_nothing_uses():
    """A key is used where it stands in the code, or where the code makes it from a prefix."""
    sources = [
        path.read_text(encoding="utf-8")
        for path in ROOT.rglob("*.py")
        if ".venv" not in path.parts and "tests" not in path.parts
    ]
    code_text = "\n".join(sources)
    made = r"[\"']([a-z_]+(?:\.[a-z_]+)*\.(?:[a-z]+_)?)\{|[\"']([a-z_.]+\.)[\"'](?: ?\+|\))"
    prefixes = {match for matches in re.findall(made, code_text) for match in matches if match}
    unused = [
        key
        for key in texts("en")
        if f'"{key}"' not in code_text
        and f"'{key}'" not in code_text
        and not any(key.startswith(prefix) for prefix in prefixes)
    ]
    assert unused == []


# Words that a reader of office Persian stumbles over, each with what stands for it (in part: of a longer word).
NEVER = {
    "پرونده": "فایل",
    "برگزین": "انتخاب",
    "دگرگون": "تغییر",
    "واپسین": "آخرین",
    "نهفته": "مخفی",
    "کارپوشه": "فایل اکسل",
    "چشم به راه": "منتظر",
    "پالایش": "فیلتر",
    "لنگر": "فایل کنترل",
    "شیوه‌نامه": "طرح ارزیابی",
    "نارضایتی": "عدم رضایت",
    "دیرشده": "معوق",
    "هیچ‌کس": "هیچ واحدی",
    "ایستا": "بدون تغییر",
    "گریز": "Esc",
    "هم‌گروه": "همتایان",
    "ده نمره": "نمرهٔ مدیران",
    "بنگر": "بررسی کنید",
    "بکوش": "تلاش کنید",
    "رونویس": "کپی",
    "معلوم": "مشخص",
    "سهم ضعیف": "سهم واحدهای ضعیف",
    "فرستاد": "ارسال",
    "کنار گذاشت": "لغو",
    "بیفزا": "اضافه کنید",
    "→": "←",
}
PAPERS = ("letter", "narrative", "public", "card", "workbook", "slides", "points")
PERSIAN_WORD = "[\u0600-\u06ff\u200c]"


@pytest.mark.parametrize("word", NEVER)
def test_persian_screens_speak_as_an_office_writes(word):
    assert {key: text for key, text in texts("fa").items() if word in text} == {}, NEVER[word]


def test_only_is_no_adjective_and_a_list_has_no_latin_comma():
    alone = re.compile(f"(?<!{PERSIAN_WORD})تنها(?!{PERSIAN_WORD})|[\u0600-\u06ff], ")
    assert {key: text for key, text in texts("fa").items() if alone.search(text)} == {}


def test_a_past_month_has_no_now_in_papers():
    now = re.compile("اکنون|تا ?کنون|آن‌وقت")
    assert [key for key, text in texts("fa").items() if key.split(".")[0] in PAPERS and now.search(text)] == []


def test_a_text_that_names_a_page_names_it_as_the_menu_does():
    for lang, named in (("fa", "صفحهٔ «([^»]+)»"), ("en", "page “([^”]+)”")):
        pages = {text for key, text in texts(lang).items() if key.startswith("page.")}
        said = {name for text in texts(lang).values() for name in re.findall(named, text)}
        assert len(said) > 2 and said - pages == set()


def texts_in(call: ast.Call) -> set[str]:
    """Every string that stands anywhere in a call."""
    parts = [part for each in (*call.args, *(word.value for word in call.keywords)) for part in ast.walk(each)]
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def button_keys() -> set[str]:
    """The keys that stand in the label of a button or a download."""
    makers = ("button", "form_submit_button", "download_button", "file_button", "Download", "offer")
    found = set()
    for path in [*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in makers:
                found |= texts_in(node)
    return found & texts("en").keys()


def test_a_button_says_what_it_acts_on():
    """A verbal noun with its object in Persian, an imperative with one in English: two words at least."""
    keys = button_keys()
    assert len(keys) > 50
    for lang in ("fa", "en"):
        assert [key for key in keys if len(texts(lang)[key].split()) < 2] == []
    assert [key for key in keys if re.search("(کن|شود|شد)$", texts("fa")[key])] == []


def test_no_option_of_the_command_line_stands_in_what_a_page_may_say():
    for lang in ("fa", "en"):
        said = {key: text for key, text in texts(lang).items() if key.startswith("problem.")}
        assert [key for key, text in said.items() if "--" in text or "cli.py" in text] == []


def test_digits_of_a_list_or_a_version_keep_its_marks():
    """A dot between digits that are no number is no decimal mark, a comma of a list no thousands mark."""
    assert Words("fa").digits("0.8.0") == "۰.۸.۰" and Words("en").digits("0.8.0") == "0.8.0"
    said = problem_sentence(Problem("hidden_rows", sheet="x", value="3, 5"), Words("fa"))
    assert "۳، ۵" in said and "٬" not in said
