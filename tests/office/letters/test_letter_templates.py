"""The office's own letter is checked before it is used; ours pass the same check and go into one archive."""

from __future__ import annotations

import io
import zipfile

import pytest

from data.keeping.verify import verify
from data.office.letters.letter_drafting import draft
from data.office.letters.letter_templates import store_template, template
from i18n.words import Words
from reports.office.letters.letter_check import TemplateRefused, check_template
from reports.office.letters.letter_template import KINDS, default_template
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import letter_docx, letters_zip, zipped
from telling.letter_figures import figures
from tests.support.builders import FULL_ROWS, score_book
from tests.support.office.drafted_letters import MONTH, drafted, edited
from tests.support.papers.reading_back import docx_text


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
