"""The report to the people: a folder that opens from anywhere, says the oracle's figures, and tells its corrections."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
from datetime import date

import pytest

from data.asking.month_facts import month_facts
from data.demo.load import MONTH_FILES
from data.keeping.verify import verify
from data.office.managers.tenures import Tenure, add
from data.office.months import move
from data.office.publications import Publishing, coming_revision, last_publishing, publication_list, revisions
from i18n.words import Words
from reports.web.editions import edition_of, next_edition
from reports.web.page_model import Correction, Edition
from reports.web.public_report import public_report
from reports.web.social_card import social_card
from telling.revisions import differences
from tests.support import oracle
from tests.support.awkward import NAMES, awkward_store
from tests.support.builders import FULL_ROWS, import_rows, small_store
from tests.support.demo.by_hand import oracle_results
from tests.support.office.small_months import final_month
from tests.support.papers.reading_back import page_text
from tests.support.store.prepared import prepared

MONTH, LATER = 139901, date(2020, 6, 1)
OPEN, HIDDEN = Edition(1, "2020-06-01", True, ""), Edition(1, "2020-06-01", False, "دفتر <b>استاندار</b>")


def rows_of(files: dict[str, bytes], name: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(files[f"data/{name}.csv"].decode("utf-8-sig"))))


def test_the_pages_say_the_oracles_shares_with_their_counts(demo):
    files = public_report(demo, OPEN)
    results, kinds = oracle_results(MONTH_FILES[4].read_bytes())
    for kind, wanted in (("agency", "10 از 44"), ("governorate", "3 از 10")):
        share = oracle.share(results, [name for name, own in kinds.items() if own == kind])
        assert f"{float(share[2]):.0f}%" in page_text(files["index.html"]) and wanted in page_text(files["index.html"])
    english = page_text(files["en.html"])
    assert (
        "Down 68 percentage points from the base month" in english
        and "10 of 44" in english
        and "91% (40 of 44)" in english
    )
    shares = {(row["month"], row["kind"]): row for row in rows_of(files, "shares")}
    assert shares["1399-05", "agency"]["weak"] == "10" and shares["1399-05", "agency"]["left_weak"] == "30"
    bands = {(row["kind"], row["band"]): row["units"] for row in rows_of(files, "bands") if row["month"] == "1399-05"}
    assert [
        bands["agency", band] for band in ("very_weak", "weak", "average", "good", "very_good")
    ] == "2 8 24 9 1".split()


def test_weak_units_are_named_only_where_that_was_decided(demo):
    shown, hidden = public_report(demo, OPEN), public_report(demo, HIDDEN)
    weak = demo.league[demo.league["is_weak"].fillna(False)]
    for row in weak.to_dict("records"):
        for name in ("index.html", "en.html", "data/units.csv", "data/report.json"):
            known = row["name_fa"].encode(), row["name_en"].replace("&", "&amp;").encode()
            assert any(each in shown[name] for each in known)
            assert not any(each in hidden[name] for each in (row["name_fa"].encode(), row["name_en"].encode()))
        assert row["unit_id"].encode() not in hidden["data/units.csv"]
    assert "13 units" in page_text(hidden["en.html"])
    assert len(rows_of(hidden, "units")) == 41 and len(rows_of(shown, "units")) == 54


def test_the_folder_needs_nothing_from_outside_and_is_small(demo):
    files = public_report(demo, HIDDEN)
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".html")}
    assert sum(len(page) for page in pages.values()) < 300_000
    for page in pages.values():
        assert "<script" not in page and "javascript:" not in page
        links = re.findall(r'(?:href|src)="([^"]+)"', page)
        assert all(link.startswith("#") or link in files for link in links), links
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page)
        assert page.count("@font-face") == 2 and "default-src 'none'" in page
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
    assert "دفتر &lt;b&gt;استاندار&lt;/b&gt;" in pages["index.html"]


def test_the_dictionary_explains_every_column_and_the_json_is_the_csv(demo):
    files = public_report(demo, OPEN)
    explained = {(row["file"], row["column"]) for row in rows_of(files, "dictionary")}
    content = json.loads(files["data/report.json"])
    assert content["note"].endswith("demo data") and content["month"] == "1399-05" and content["revision"] == 1
    for name in ("shares", "bands", "units"):
        rows = rows_of(files, name)
        assert {(f"{name}.csv", column) for column in rows[0]} <= explained
        assert len(content[name]) == len(rows)
    for row, again in zip(rows_of(files, "units"), content["units"], strict=True):
        assert row["unit_id"] == again["unit_id"] and float(row["total"]) == pytest.approx(again["total"], abs=1e-12)


def test_awkward_names_stay_text_and_nobody_is_lost(awkward):
    files = public_report(awkward, OPEN)
    page = files["en.html"].decode()
    assert "Zero-width &amp; &lt;b&gt;markup&lt;/b&gt;" in page and "<b>markup" not in page
    by_id = {row["unit_id"]: row for row in rows_of(files, "units")}
    assert len(by_id) == 61 and by_id["A03"]["unit_name_fa"] == "'=HYPERLINK(0)"
    assert by_id["A01"]["unit_name_fa"] == NAMES["A01"][0] and NAMES["A02"][0].encode() in files["index.html"]
    assert "incomplete: 1" in page_text(files["en.html"]) and "missing: 1" in page_text(files["en.html"])
    hidden = public_report(awkward, HIDDEN)
    assert {"A59", "A60"} & {row["unit_id"] for row in rows_of(hidden, "units")} == set()


def test_a_correction_after_publishing_is_a_new_revision_that_says_what_changed():
    store = small_store()
    import_rows(store, FULL_ROWS)

    def to(state: str, why: str = "", publishing: Publishing | None = None) -> None:
        move(
            store, None, MONTH, state, "زهرا", why or "دلیل", until=date(2020, 5, 1), today=LATER, publishing=publishing
        )

    for state in ("objections", "final"):
        to(state)
    to("published", publishing=Publishing(True, "تلفن ۱۲", ""))
    assert edition_of(revisions(store, 1, MONTH)) == Edition(1, "2020-06-01", True, "تلفن ۱۲", ())
    to("draft", "یک نمره اشتباه بود")
    import_rows(store, [*FULL_ROWS[:1], ["دانشگاه علوم پزشکی", 6, 2, 5], *FULL_ROWS[2:]], name="corrected.xlsx")
    for state in ("objections", "final"):
        to(state)
    assert last_publishing(store, 1) == Publishing(True, "تلفن ۱۲")
    assert next_edition([*revisions(store, 1, MONTH), coming_revision(store, 1, MONTH, Publishing())]).revision == 2
    to("published", publishing=Publishing(True, "تلفن ۱۲", "نمرهٔ خبر اصلاح شد"))
    edition = edition_of(revisions(store, 1, MONTH))
    assert edition.revision == 2 and [change["now"]["unit_id"] for change in edition.corrections[0].changes] == ["A2"]
    page = page_text(public_report(month_facts(store, 1, MONTH), edition)["en.html"])
    assert "Medical University: total 50.0, Middle, rank 2 → total 65.0, Middle, rank 2" in page
    persian = page_text(public_report(month_facts(store, 1, MONTH), edition)["index.html"])
    assert "نمرهٔ خبر اصلاح شد" in persian and "تلفن 12" in persian
    assert publication_list(store, 1)["revision"].tolist() == [2, 1] and verify(store) == []


def test_a_corrected_unit_that_is_or_was_weak_is_not_named_where_weak_ones_are_not():
    then = [
        {
            "unit_id": "A",
            "name_fa": "الف",
            "name_en": "Alpha",
            "status": "evaluated",
            "total": 20.0,
            "band": "low",
            "rank": 2,
        }
    ]
    now = [then[0] | {"total": 60.0, "band": "mid", "rank": 1}]
    store = prepared(final_month)
    facts = month_facts(store, 1, MONTH)
    for weak_names in (False, True):
        edition = Edition(2, "2020-06-02", weak_names, "", (Correction(2, "2020-06-02", "", differences(then, now)),))
        assert ("Alpha" in page_text(public_report(facts, edition)["en.html"])) == weak_names


def test_differences_are_of_what_is_said_and_not_of_float_noise():
    row = {"unit_id": "A", "status": "evaluated", "total": 0.1 + 0.2, "band": "low", "rank": 1}
    assert differences([row], [row | {"total": 0.3}]) == []
    assert [each["now"]["rank"] for each in differences([row], [row | {"rank": 2}])] == [2]
    assert differences([], [row]) == [{"then": None, "now": row}] and differences([row], [])[0]["now"] is None


def test_names_of_managers_are_in_no_public_file(demo):
    store = awkward_store()
    add(store, None, Tenure("A01", "مدیر بی‌همتا", 139901, None), "زهرا")
    files = public_report(month_facts(store, 1, 139902), OPEN)
    assert not any("بی‌همتا".encode() in content for content in files.values())


def test_the_picture_has_its_size_in_both_languages_and_an_incomplete_month_too(demo, awkward):
    for facts in (demo, awkward):
        for lang in ("fa", "en"):
            content = social_card(facts, OPEN, Words(lang))
            assert content.startswith(b"\x89PNG") and struct.unpack(">II", content[16:24]) == (1080, 1350)
    assert social_card(demo, OPEN, Words("fa")) != social_card(awkward, OPEN, Words("fa"))


def publish(store, month: int = MONTH, why: str = "", contact: str = "تلفن ۱۲", note: str = "") -> None:
    for state in ("objections", "final", "published"):
        wanted = Publishing(False, contact, note) if state == "published" else None
        move(store, None, month, state, "زهرا", why, until=date(2020, 5, 1), today=LATER, publishing=wanted)


def test_a_month_published_before_revisions_were_kept_is_its_first_revision():
    store = small_store()
    import_rows(store, FULL_ROWS)
    publish(store, why="دلیل")
    with store.transaction() as change:
        change.run("DELETE FROM publication")
    found = revisions(store, 1, MONTH)
    assert [(each.revision, each.changes) for each in found] == [(1, ())] and len(found[0].published_on) == 10
    move(store, None, MONTH, "draft", "زهرا", "دلیل")
    publish(store, why="دلیل", note="بازبینی")
    assert [(each.revision, each.changes) for each in revisions(store, 1, MONTH)] == [(1, ()), (2, None)]
    page = page_text(public_report(month_facts(store, 1, MONTH), edition_of(revisions(store, 1, MONTH)))["en.html"])
    assert "so the changes can't be told" in page
