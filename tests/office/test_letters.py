"""Letters: whom a month calls for, what they say, that none is drafted twice, and what a correction does to them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date

import pytest
from docx import Document

from data.asking.month_facts import month_facts
from data.demo.load import MONTH_FILES, load_demo
from data.imports.importing import preview
from data.keeping.verify import verify
from data.office.letters import letter_register as letters
from data.office.letters import letter_rows
from data.office.letters.letter_drafting import Drafted, draft
from data.office.letters.letter_standing import with_standing
from data.office.letters.letter_templates import store_template, template
from data.office.months import move
from data.office.rehearsal import rehearse
from data.problems import Refused
from data.store.store import Store
from i18n.letter_sentences import unit_head
from i18n.words import Words
from reports.office.letters.letter_check import TemplateRefused, check_template
from reports.office.letters.letter_template import KINDS, default_template
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import letter_docx, letters_zip, zipped
from scoring.scheme import parse_scheme
from telling.letter_figures import GAPS, figures, largest_gaps, months_in_a_row, praised, says_otherwise
from tests.store.test_demo import oracle_results, read_by_hand
from tests.support import oracle
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, UNITS, import_rows, score_book, small_store
from tests.support.reading_back import docx_text
from tests.terminal.test_director_questions import EXACT

MONTH, LATER = 139901, date(2020, 6, 1)
KNOWN = [(*row[:6], "وزیر محترم", *row[7:]) if row[0] == "A3" else row for row in UNITS]


def final(store: Store, month: int = MONTH) -> None:
    for state in ("objections", "final"):
        move(store, None, month, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=LATER)


def reopened(store: Store, month: int = MONTH) -> None:
    move(store, None, month, "draft", "زهرا", "اشتباه در یک نمره", today=LATER)


@pytest.fixture
def store():
    opened = small_store(units=KNOWN)
    import_rows(opened, FULL_ROWS)
    final(opened)
    return opened


def refused(action) -> str:
    with pytest.raises(Refused) as error:
        action()
    return error.value.problems[0].code


def drafted(store: Store) -> dict[tuple[str, str], dict]:
    rows = with_standing(store, 1).to_dict("records")
    return {(row["unit_id"], row["kind"]): row for row in rows}


def test_a_month_calls_for_a_letter_for_every_unit_on_its_level_and_thanks_the_best(store):
    assert draft(store, None, MONTH, "زهرا", date(2020, 9, 5), today=LATER) == Drafted(3)
    found = drafted(store)
    assert set(found) == {("A3", "warning"), ("A1", "best"), ("G1", "best")}
    assert found["A3", "warning"]["recipient"] == "وزیر محترم" and found["A3", "warning"]["deadline"] == "2020-09-05"
    assert not isinstance(found["A1", "best"]["deadline"], str)  # nothing is asked of whom one thanks
    basis = json.loads(found["A3", "warning"]["basis"])
    assert (basis["total"], basis["rank"], basis["ranked"], basis["in_a_row"]) == (15.0, 3, 3, 1)
    assert [(gap["name_en"], gap["gap"]) for gap in basis["gaps"]] == [
        ("Meetings", 9.0),
        ("News items", 5.0),
        ("News speed", 3.0),
    ]
    assert verify(store) == []


def test_no_letter_is_drafted_twice_and_a_unit_without_a_recipient_gets_a_notice():
    store = small_store()
    import_rows(store, FULL_ROWS)
    final(store)
    assert draft(store, None, MONTH, "زهرا") == Drafted(3)
    assert draft(store, None, MONTH, "سارا") == Drafted()
    assert ("A3", "notice") in drafted(store) and len(drafted(store)) == 3


def test_a_month_that_is_not_final_and_a_nameless_actor_are_refused():
    store = small_store()
    import_rows(store, FULL_ROWS)
    assert refused(lambda: draft(store, None, MONTH, "زهرا")) == "month_not_final"
    assert refused(lambda: draft(store, None, 139902, "زهرا")) == "month_not_stored"
    final(store)
    assert refused(lambda: draft(store, None, MONTH, " ")) == "name_needed"
    assert letter_rows.letters(store, 1).empty


def test_a_letter_is_sent_once_under_a_number_and_answered_after_that(store):
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A3", "warning"]["letter_key"]
    assert refused(lambda: letters.mark_answered(store, key, "برنامه آمد", LATER, "زهرا")) == "letter_not_sent"
    assert refused(lambda: letters.mark_sent(store, key, " ", LATER, "زهرا")) == "number_needed"
    assert refused(lambda: letters.mark_sent(store, 99, "1", LATER, "زهرا")) == "letter_unknown"
    letters.mark_sent(store, key, "۱۲/۳۴", LATER, "زهرا")
    assert refused(lambda: letters.mark_sent(store, key, "2", LATER, "زهرا")) == "letter_not_drafted"
    assert refused(lambda: letters.withdraw(store, key, "اشتباه", "زهرا")) == "letter_not_drafted"
    letters.mark_answered(store, key, "برنامه آمد", LATER, "زهرا")
    row = drafted(store)["A3", "warning"]
    assert (row["status"], row["number"], row["sent_on"], row["answered_on"]) == (
        "answered",
        "۱۲/۳۴",
        "2020-06-01",
        "2020-06-01",
    )
    assert draft(store, None, MONTH, "زهرا") == Drafted() and verify(store) == []


def test_a_withdrawn_draft_may_be_drafted_again(store):
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A1", "best"]["letter_key"]
    assert refused(lambda: letters.withdraw(store, key, " ", "زهرا")) == "reason_needed_to_withdraw"
    letters.withdraw(store, key, "نام اشتباه", "زهرا")
    assert draft(store, None, MONTH, "زهرا") == Drafted(1)


def test_a_correction_that_touches_a_sent_letter_shows_on_its_row_and_before_the_import(store):
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A3", "warning"]["letter_key"]
    letters.mark_sent(store, key, "12", LATER, "زهرا")
    reopened(store)
    corrected = [*FULL_ROWS[:2], ["بهزیستی", 2, 1, 1], FULL_ROWS[3]]
    impact = rehearse(store, [preview(store, "corrected.xlsx", score_book(corrected))])
    assert impact.letters["letter_key"].tolist() == [key]
    assert drafted(store)["A3", "warning"]["standing"] == "holds"
    import_rows(store, corrected, name="corrected.xlsx")
    assert drafted(store)["A3", "warning"]["standing"] == "own" and drafted(store)["A1", "best"]["standing"] == "open"
    final(store)
    assert draft(store, None, MONTH, "زهرا") == Drafted()  # what was sent stays what it is


def test_a_draft_whose_figures_changed_is_not_sent_but_drafted_anew(store):
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A3", "warning"]["letter_key"]
    reopened(store)
    assert refused(lambda: letters.mark_sent(store, key, "12", LATER, "زهرا")) == "month_not_final"
    import_rows(store, [*FULL_ROWS[:2], ["بهزیستی", 2, 1, 1], FULL_ROWS[3]], name="corrected.xlsx")
    final(store)
    assert refused(lambda: letters.mark_sent(store, key, "12", LATER, "زهرا")) == "letter_outdated"
    assert draft(store, None, MONTH, "زهرا") == Drafted(0, 1)
    letters.mark_sent(store, key, "12", LATER, "زهرا")
    assert json.loads(drafted(store)["A3", "warning"]["basis"])["total"] == 20.0


def test_a_notice_becomes_a_letter_when_a_recipient_is_known_and_a_corrected_one_is_taken_over(store):
    def recipient(text: str) -> None:
        with store.transaction() as change:
            change.run("UPDATE unit SET letter_recipient = $text WHERE unit_id = 'A3'", text=text)

    recipient("")
    assert draft(store, None, MONTH, "زهرا") == Drafted(3) and ("A3", "notice") in drafted(store)
    recipient("وزیر محترم")
    assert draft(store, None, MONTH, "زهرا", date(2020, 9, 5), today=LATER) == Drafted(0, 1)
    assert set(drafted(store)) == {("A3", "warning"), ("A1", "best"), ("G1", "best")}
    recipient("رئیس محترم سازمان")
    assert draft(store, None, MONTH, "زهرا") == Drafted(0, 1)
    row = drafted(store)["A3", "warning"]
    assert (row["recipient"], row["deadline"]) == ("رئیس محترم سازمان", "2020-09-05")
    letters.mark_sent(store, row["letter_key"], "12", LATER, "زهرا")
    recipient("")
    assert draft(store, None, MONTH, "زهرا") == Drafted()


def test_a_draft_that_the_month_no_longer_calls_for_is_withdrawn(store):
    draft(store, None, MONTH, "زهرا")
    reopened(store)
    import_rows(store, [*FULL_ROWS[:2], ["بهزیستی", 6, 4, 8], FULL_ROWS[3]], name="corrected.xlsx")
    final(store)
    assert drafted(store)["A3", "warning"]["standing"] == "not_called"  # it goes into no archive
    assert draft(store, None, MONTH, "زهرا").withdrawn == 1
    assert drafted(store)["A3", "warning"]["status"] == "withdrawn" and verify(store) == []


def test_thanks_for_an_improvement_that_is_none_any_more_are_not_sent():
    store = small_store()
    import_rows(store, [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 3, 2, 5], *FULL_ROWS[2:]])
    better = [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 6, 2, 5], *FULL_ROWS[2:]]
    import_rows(store, better, "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    final(store)
    final(store, 139902)
    draft(store, None, 139902, "زهرا")
    key = drafted(store)["A2", "improved"]["letter_key"]
    reopened(store)
    base = [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 6, 4, 5], *FULL_ROWS[2:]]
    import_rows(store, base, name="base.xlsx")
    final(store)
    assert refused(lambda: letters.mark_sent(store, key, "12", LATER, "زهرا")) == "letter_outdated"


def test_nobody_is_thanked_for_being_weak():
    store = small_store()
    import_rows(store, [["اداره کل راه", 1, 1, 1], ["دانشگاه علوم پزشکی", 1, 0, 1], *FULL_ROWS[2:]])
    final(store)
    draft(store, None, MONTH, "زهرا")
    assert {unit for unit, kind in drafted(store) if kind == "best"} == {"G1"}


def test_numbers_are_given_once_and_days_are_in_order(store):
    draft(store, None, MONTH, "زهرا")
    first, second = (drafted(store)[key]["letter_key"] for key in (("A3", "warning"), ("A1", "best")))
    assert refused(lambda: letters.mark_sent(store, first, "12", date(2020, 6, 2), "زهرا", today=LATER)) == "day_ahead"
    letters.mark_sent(store, first, "12", LATER, "زهرا")
    assert refused(lambda: letters.mark_sent(store, second, "12", LATER, "زهرا")) == "number_taken"
    early = date(2020, 5, 31)
    assert refused(lambda: letters.mark_answered(store, first, "آمد", early, "زهرا")) == "answer_before_sending"


def test_a_sent_letter_keeps_the_template_that_it_was_sent_on(store):
    own = edited(lambda document: document.add_paragraph("سربرگ یک"))
    store_template(store, None, "fa", "warning", "1.docx", own, "زهرا")
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A3", "warning"]["letter_key"]
    letters.mark_sent(store, key, "12", LATER, "زهرا")
    store_template(store, None, "fa", "warning", "2.docx", edited(lambda document: None), "زهرا")
    until = int(drafted(store)["A3", "warning"]["template_key"])
    assert template(store, 1, "fa", "warning", until) == ("1.docx", own) != template(store, 1, "fa", "warning")


def test_a_month_that_was_reverted_and_came_again_keeps_its_register(store):
    from data.office.reverting import revert

    draft(store, None, MONTH, "زهرا")
    reopened(store)
    revert(store, 1, "زهرا", "فایل اشتباه")
    import_rows(store, FULL_ROWS, name="again.xlsx")
    final(store)
    assert len(letter_rows.letters(store, 1)) == 3 and draft(store, None, MONTH, "زهرا") == Drafted(0)
    assert verify(store) == []


def test_what_became_of_a_unit_stands_in_the_register(store):
    draft(store, None, MONTH, "زهرا")
    import_rows(store, [*FULL_ROWS[:2], ["بهزیستی", 6, 4, 2], FULL_ROWS[3]], "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    key = drafted(store)["A3", "warning"]["letter_key"]
    assert letter_rows.effects(store, 1)[key] == [(139902, 45.0)]


def test_months_in_a_row_end_at_a_gap_and_are_judged_by_each_months_own_scheme():
    import pandas as pd

    scheme = parse_scheme(SMALL_SCHEME)
    rows = [(month, unit, "low") for month in (139901, 139902, 139904, 139905) for unit in ("A1", "A2")]
    rows += [(139903, "A1", "low"), (139903, "A2", "mid")]
    units = pd.DataFrame(rows, columns=["month", "unit_id", "band"]).assign(kind="agency", rank=1)
    by_month = dict.fromkeys(range(139901, 139906), scheme)
    assert months_in_a_row(units, by_month, 139905).to_dict() == {"A1": 5, "A2": 2}
    no_letters = parse_scheme(SMALL_SCHEME.replace("letter = true", "letter = false"))
    assert months_in_a_row(units, by_month | {139904: no_letters}, 139905).to_dict() == {"A1": 1, "A2": 1}
    other = units.replace({"band": {"low": "mid"}})
    two_levels = parse_scheme(SMALL_SCHEME.replace("from = 50", "from = 50\nletter = true"))
    changed = pd.concat([units[units["month"] == 139905], other[other["month"] < 139905]])
    assert months_in_a_row(changed, dict.fromkeys(by_month, two_levels), 139905).to_dict() == {"A1": 1, "A2": 1}


@pytest.fixture(scope="module")
def demo():
    store = Store(":memory:")
    load_demo(store)
    return month_facts(store, 1, 139905)


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


def edited(change, kind: str = "warning") -> bytes:
    """Our letter with one text of it changed, as in Word."""
    document = Document(io.BytesIO(default_template("fa", kind)))
    change(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_the_offices_own_letter_is_used_from_then_on(store):
    def change(document):
        document.add_paragraph("دفتر استاندار — {{ unit }}")

    own = edited(change)
    check_template(own, "warning")
    assert store_template(store, None, "fa", "warning", "نامه.docx", own, "زهرا") == 1
    assert template(store, 1, "fa", "warning") == ("نامه.docx", own) and template(store, 1, "en", "warning") is None
    draft(store, None, MONTH, "زهرا")
    letter = Letter.of(drafted(store)["A3", "warning"])
    assert "دفتر استاندار — بهزیستی" in docx_text(letter_docx(letter, MONTH, own, Words("fa")))
    store_template(store, None, "fa", "warning", "", b"", "زهرا")
    assert template(store, 1, "fa", "warning") is None and verify(store) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ salary }}", "unknown_names"),
        ("{{ unit.__class__ }}", "not_allowed"),
        ("{{ unit.name }}", "not_allowed"),
        ("{{ row.month }}", "not_readable"),
        ("{% if rank > 3 %}x{% endif %}", "not_readable"),
        ("{% if nothing %}{{ total }}{% endif %}", "unknown_names"),
        ("{{ unit() }}", "not_allowed"),
        ("{% for each in unit %}{% endfor %}", "not_allowed"),
        ("{% set x = 1 %}", "not_allowed"),
        ("{{ unit", "not_readable"),
    ],
)
def test_a_letter_that_asks_for_more_than_a_letter_may_is_refused(text, code):
    with pytest.raises(TemplateRefused) as error:
        check_template(edited(lambda document: document.add_paragraph(text)), "warning")
    assert error.value.code == code


def test_a_letter_without_its_draft_mark_and_a_file_that_is_no_letter_are_refused():
    def drop(document):
        header = document.sections[0].header
        paragraph = next(each for each in header.paragraphs if "draft" in each.text)
        paragraph._p.getparent().remove(paragraph._p)

    with pytest.raises(TemplateRefused) as error:
        check_template(edited(drop), "warning")
    assert (error.value.code, error.value.detail) == ("missing_names", "draft")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 41_000_000)
    for content, code in (
        (b"not a zip", "not_word"),
        (score_book(FULL_ROWS), "not_word"),
        (target.getvalue(), "too_large"),
    ):
        with pytest.raises(TemplateRefused) as error:
            check_template(content, "warning")
        assert error.value.code == code


def test_what_stands_in_the_properties_of_a_file_is_checked_too():
    def change(document):
        document.core_properties.title = "{{ lipsum() }} {{ 7 * 7 }}"

    with pytest.raises(TemplateRefused) as error:
        check_template(edited(change), "warning")
    assert error.value.code == "not_allowed"


def test_a_letter_whose_total_is_never_seen_is_refused():
    def change(document):
        for paragraph in document.paragraphs:
            for run in paragraph.runs:
                run.text = run.text.replace("{{ total }}", "{% if deadline == total %}{{ total }}{% endif %}")

    with pytest.raises(TemplateRefused) as error:
        check_template(edited(change), "warning")
    assert (error.value.code, error.value.detail) == ("not_filled", "total")


def test_every_one_of_our_letters_passes_its_own_check_and_all_go_into_one_archive(demo):
    for lang in ("fa", "en"):
        for kind in KINDS:
            check_template(default_template(lang, kind), kind)
    done = []
    files = [(f"{unit}.docx", Letter("notice", "", None, "", None, figures(demo, unit))) for unit in ("A22", "G07")]
    archive = letters_zip([(file, None) for file in files], 139905, Words("fa"), lambda: done.append(1))
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == ["A22.docx", "G07.docx"] and len(done) == 2


def test_what_is_unpacked_may_be_read_by_a_web_server_and_the_same_files_make_the_same_archive(tmp_path):
    made = zipped([("index.html", b"a"), ("data/units.csv", b"b")])
    assert made == zipped([("index.html", b"a"), ("data/units.csv", b"b")])
    entries = zipfile.ZipFile(io.BytesIO(made)).infolist()
    assert [oct(entry.external_attr >> 16) for entry in entries] == ["0o100644", "0o100644"]


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
