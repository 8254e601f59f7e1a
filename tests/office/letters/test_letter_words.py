"""What a letter says: the oracle's figures, to whom, in its direction; nothing of a draft once it is to be signed."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document

from data.demo.load import MONTH_FILES
from i18n.letter_sentences import unit_head
from i18n.words import Words
from reports.office.letters.letter_template import default_template
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import letter_docx
from scoring.scheme import parse_scheme
from telling.letter_figures import GAPS, figures, largest_gaps, praised, says_otherwise
from tests.support import oracle
from tests.support.builders import SMALL_SCHEME
from tests.support.demo.by_hand import EXACT, oracle_results, read_by_hand
from tests.support.papers.reading_back import docx_text


def test_the_demos_letters_say_the_oracles_figures(demo):
    results, kinds = oracle_results(MONTH_FILES[4].read_bytes())
    scores = read_by_hand(MONTH_FILES[4].read_bytes())
    very_weak = {name for name, result in results.items() if result["total"] < 30}
    from telling.letter_figures import warned

    named = {row["name_fa"]: row["unit_id"] for row in demo.league.to_dict("records")}
    assert set(warned(demo.league, demo.scheme)["name_fa"]) == very_weak
    for name in very_weak:
        said = figures(demo, named[name])
        assert said["total"] == pytest.approx(float(results[name]["total"]), abs=1e-9)
        assert said["rank"] == results[name]["rank"]
        own = {code: oracle.exact(points) for code, points in scores[name].items() if points not in ("na", None)}
        rooms = [(oracle.exact(most) - own[code], code) for code, _, most in EXACT["indicators"] if code in own]
        wanted = sorted(rooms, key=lambda pair: -pair[0])[:GAPS]
        assert [(gap["name_fa"], gap["gap"]) for gap in said["gaps"]] == [
            (code, pytest.approx(float(gap))) for gap, code in wanted
        ]
    best = {
        kind: max(result["total"] for name, result in results.items() if kinds[name] == kind)
        for kind in set(kinds.values())
    }
    thanked = praised(demo.league)["best"]
    assert sorted(thanked["total"]) == pytest.approx(sorted(map(float, best.values())))


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("kind", ["warning", "notice", "best", "improved"])
def test_a_letter_is_a_word_file_in_its_direction_with_its_figures_and_is_a_draft_until_it_is_sent(demo, lang, kind):
    words, unit = Words(lang), "A26" if kind == "improved" else "A22"
    letter = Letter(kind, "وزیر محترم" if kind == "warning" else "", "2020-09-05", "", None, figures(demo, unit))
    said = docx_text(letter_docx(letter, 139905, None, words))
    total = {"A22": {"fa": "۲۳٫۰", "en": "23.0"}, "A26": {"fa": "۷۳٫۲", "en": "73.2"}}[unit][lang]
    draft = {"fa": "پیش‌نویس", "en": "DRAFT"}[lang]
    assert (
        total in said and draft in said and ("Demo data" if lang == "en" else "دادهٔ نمایشی") in said and "{" not in said
    )
    sent = Letter(kind, "", None, "۴۵", "2020-06-01", letter.basis)
    again = docx_text(letter_docx(sent, 139905, None, words))
    assert draft not in again and "۴۵" in again
    xml = zipfile.ZipFile(io.BytesIO(letter_docx(letter, 139905, None, words))).read("word/document.xml").decode()
    assert ("<w:bidi/>" in xml) == ("<w:rtl/>" in xml) == (lang == "fa")
    assert ("bidiVisual" in xml) == (lang == "fa") and "embedTrueTypeFonts" in _settings(letter, words)


def _settings(letter: Letter, words: Words) -> str:
    content = letter_docx(letter, 139905, None, words)
    return zipfile.ZipFile(io.BytesIO(content)).read("word/settings.xml").decode()


def test_a_hostile_name_stays_text_in_a_letter(demo):
    basis = figures(demo, "A22")
    basis["unit"] = basis["unit"] | {"name_fa": "شرکت <w:p/> & {{ total }} (IGC)\u0007", "name_en": "x"}
    said = docx_text(letter_docx(Letter("notice", "", None, "", None, basis), 139905, None, Words("fa")))
    assert "شرکت <w:p/> & {{ total }} (IGC)" in said


def test_gaps_leave_out_what_is_not_scored_and_what_is_full():
    import pandas as pd

    scheme = parse_scheme(SMALL_SCHEME)
    rows = [("N1", 6.0, "scored"), ("N2", 1.0, "scored"), ("P1", None, "not_applicable")]
    scores = pd.DataFrame(rows, columns=["indicator", "points", "mark"])
    assert largest_gaps(scores, scheme)["indicator"].tolist() == ["N2"]


def test_what_a_letter_says_is_compared_beyond_float_noise_and_what_it_does_not_say_is_not(demo):
    said = figures(demo, "A22")
    assert says_otherwise(said, said | {"total": said["total"] + 1e-12}) == ()
    assert says_otherwise(said, said | {"rank": said["rank"] - 1}) == ("own",)
    assert says_otherwise(said, said | {"change": said["change"] - 1}) == ("earlier",)
    assert says_otherwise(said | {"change": None}, said) == ()


OFFICE = {"name_en": "x", "kind": "agency"}


@pytest.mark.parametrize(
    ("unit", "head"),
    [
        ({"name_fa": "اداره کل راه و شهرسازی", "kind": "agency"}, "مدیرکل محترم راه و شهرسازی"),
        ({"name_fa": "ادارهٔ کل استاندارد", "kind": "agency"}, "مدیرکل محترم استاندارد"),
        ({"name_fa": "شرکت گاز", "kind": "agency"}, "مدیرعامل محترم شرکت گاز"),
        ({"name_fa": "دانشگاه علوم پزشکی", "kind": "agency"}, "رئیس محترم دانشگاه علوم پزشکی"),
        ({"name_fa": "بهزیستی", "kind": "agency"}, "مدیر محترم بهزیستی"),
        ({"name_fa": "فرمانداری دهلران", "kind": "governorate"}, "فرماندار محترم شهرستان دهلران"),
        ({"name_fa": "فرمانداری شهرستان اسکو", "kind": "governorate"}, "فرماندار محترم شهرستان اسکو"),
        ({"name_fa": "فرمانداری ویژهٔ مراغه", "kind": "governorate"}, "فرماندار محترم ویژهٔ شهرستان مراغه"),
        ({"name_fa": "فرمانداری ویژه شهرستان مراغه", "kind": "governorate"}, "فرماندار محترم ویژهٔ شهرستان مراغه"),
    ],
)
def test_a_letter_goes_to_the_office_holder(unit, head):
    assert unit_head(OFFICE | unit, Words("fa")) == head


def test_a_letter_to_outside_names_the_province_once_of_the_unit_and_of_its_head(demo):
    letter = Letter("warning", "وزیر محترم", "2020-09-05", "", None, figures(demo, "A22"))
    said = docx_text(letter_docx(letter, 139905, None, Words("fa")))
    assert "روابط عمومی گمرک استان ایلام" in said and "مدیر محترم گمرک استان ایلام" in said
    assert "استان استان" not in said and "فرمانداری‌های استان ایلام" in said


def test_a_copy_to_sign_says_nothing_of_a_draft_and_the_file_speaks_of_us_alone(demo):
    letter = Letter("warning", "وزیر محترم", None, "", None, figures(demo, "A22"), to_sign=True)
    content = letter_docx(letter, 139905, None, Words("fa"))
    assert "پیش‌نویس" not in docx_text(content) and "................" in docx_text(content)
    properties = Document(io.BytesIO(content)).core_properties
    assert (properties.author, properties.title) == ("استانداری ایلام", "نامهٔ عدم رضایت")
    sizes = re.findall(r'w:szCs w:val="(\d+)"', zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode())
    assert "26" in sizes  # 13 points


def test_a_letter_without_guides_promises_none(demo):
    basis = figures(demo, "A22")
    basis["gaps"] = [gap | {"guide_fa": "", "guide_en": ""} for gap in basis["gaps"]]
    for lang, promised in (("fa", "سنجیده می‌شود"), ("en", "what is measured")):
        said = docx_text(letter_docx(Letter("notice", "", None, "", None, basis), 139905, None, Words(lang)))
        assert promised not in said
    told = docx_text(letter_docx(Letter("notice", "", None, "", None, figures(demo, "A22")), 139905, None, Words("fa")))
    assert "سنجیده می‌شود" in told


def test_nobody_gets_a_copy_of_a_letter_to_himself(demo):
    words = {kind: docx_text(default_template("fa", kind)) for kind in ("warning", "notice", "retraction")}
    assert "unit_head" in words["warning"]
    assert not any("unit_head" in words[kind] for kind in ("notice", "retraction"))
