"""Published means kept: any revision can be made again byte for byte, a later correction makes new ones, together."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from data.asking.public_facts import public_facts
from data.demo.clearing import clear_demo
from data.imports.importing import commit, preview
from data.keeping.verify import verify
from data.office.months import move
from data.office.publications import (
    Publishing,
    coming_revision,
    is_told_still,
    kept_report,
    publication_list,
    report_token,
    revisions,
)
from data.office.republishing import publish_again, touched
from data.office.reverting import revert
from data.store.store import Store
from reports.web.editions import edition_of, next_edition
from reports.web.public_report import public_report
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, score_book, small_store
from tests.support.demo.copies import demo_store
from tests.support.papers.reading_back import page_text, plain
from tests.support.refusals import refused
from tests.support.store.prepared import prepared

FIRST, SECOND, THIRD, LATER = 139901, 139902, 139903, date(2020, 8, 1)
TITLES = {FIRST: "نتایج فروردین ۱۳۹۹", SECOND: "نتایج اردیبهشت ۱۳۹۹", THIRD: "نتایج خرداد ۱۳۹۹"}
WEAK = [["اداره کل راه", 1, 1, 1], ["دانشگاه علوم پزشکی", 1, 1, 1], *FULL_ROWS[2:]]


def to(store, month: int, *states: str, who: str = "زهرا", publishing: Publishing | None = None) -> None:
    for state in states:
        wanted = (publishing or Publishing(True, "تلفن ۱۲", "بازبینی")) if state == "published" else None
        move(store, None, month, state, who, "دلیل", until=date(2020, 7, 1), today=LATER, publishing=wanted)


def published(path: Path, scheme: str = SMALL_SCHEME) -> Store:
    """Three published months: in the first every agency is weak, later one."""
    store = small_store(path, scheme)
    for month, title in TITLES.items():
        import_rows(store, WEAK if month == FIRST else FULL_ROWS, title, f"{month}.xlsx")
        to(store, month, "objections", "final", "published")
    return store


def final(path: Path, *months: list[list]) -> Store:
    """Final months of these rows; none is published."""
    store = small_store(path)
    for (month, title), rows in zip(TITLES.items(), months, strict=False):
        import_rows(store, rows, title, f"{month}.xlsx")
        to(store, month, "objections", "final")
    return store


@pytest.fixture
def store():
    return prepared(published)


def correct(store, month: int = FIRST, who: str = "زهرا") -> None:
    """A unit of the month was not weak after all."""
    to(store, month, "draft")
    file = preview(store, "corrected.xlsx", score_book([["اداره کل راه", 6, 4, 10]], TITLES[month]))
    commit(store, file, who, "نمره‌ها جابه‌جا شده بود")
    to(store, month, "objections", "final", who="سارا")


def folder(store, month: int, revision: int) -> dict[str, bytes]:
    known = [each for each in revisions(store, 1, month) if each.revision <= revision]
    return public_report(kept_report(store, 1, month, revision), edition_of(known))


def shares(files: dict[str, bytes]) -> list[tuple[str, float]]:
    rows = json.loads(files["data/report.json"])["shares"]
    return [(row["month"], row["weak_pct"]) for row in rows if row["kind"] == "agency"]


def test_a_published_revision_is_the_same_to_the_byte_whatever_is_corrected_later(store):
    before = {month: folder(store, month, 1) for month in TITLES}
    correct(store)
    assert {month: folder(store, month, 1) for month in TITLES} == before
    to(store, FIRST, "published")
    publish_again(store, None, again(store), "سارا")
    import_rows(store, FULL_ROWS, "نتایج تیر ۱۳۹۹", "4.xlsx")
    assert {month: folder(store, month, 1) for month in TITLES} == before
    assert shares(before[SECOND])[0] == ("1399-01", 100.0) and verify(store) == []


def again(store, note: str = "فروردین اصلاح شد") -> dict[int, Publishing]:
    return {each.month: Publishing(each.weak_names, each.contact, note) for each in touched(store, 1)}


def test_a_correction_offers_a_new_revision_of_every_later_month_as_one_act(store):
    assert touched(store, 1) == []
    to(store, FIRST, "draft")
    assert {(each.month, each.waiting) for each in touched(store, 1)} == {(SECOND, (FIRST,)), (THIRD, (FIRST,))}
    assert refused(lambda: publish_again(store, None, again(store), "سارا")) == "republish_waits"
    import_rows(store, [["اداره کل راه", 6, 4, 10]], TITLES[FIRST], "corrected.xlsx")
    to(store, FIRST, "objections", "final")
    assert [(each.month, each.revision, each.waiting) for each in touched(store, 1)] == [
        (SECOND, 1, ()),
        (THIRD, 1, ()),
    ]
    assert publish_again(store, None, again(store), "سارا", today=LATER) == {SECOND: 2, THIRD: 2}
    assert touched(store, 1) == [] and is_told_still(store, 1, SECOND, public_facts(store, 1, SECOND))
    first_share = dict(shares(folder(store, SECOND, 2)))["1399-01"]
    assert first_share == pytest.approx(200 / 3, abs=1e-6)
    actions = [action for (action,) in store.rows("SELECT action FROM event ORDER BY seq DESC LIMIT 2")]
    assert actions == ["publication", "publication"] and verify(store) == []


def test_an_opened_month_that_comes_back_unchanged_needs_no_new_revision(store):
    to(store, FIRST, "draft", "objections", "final", "published")
    assert touched(store, 1) == [] and is_told_still(store, 1, THIRD, public_facts(store, 1, THIRD))


def test_a_later_month_touches_no_earlier_report(store):
    to(store, THIRD, "draft")
    import_rows(store, [["اداره کل راه", 0, 0, 0]], TITLES[THIRD], "corrected.xlsx")
    to(store, THIRD, "objections", "final")
    assert touched(store, 1) == []


def test_publishing_again_asks_for_what_was_on_screen_a_word_to_the_people_and_a_contact(store):
    correct(store)
    wanted = again(store)
    assert refused(lambda: publish_again(store, None, wanted, " ")) == "name_needed"
    assert refused(lambda: publish_again(store, None, {SECOND: wanted[SECOND]}, "سارا")) == "republish_changed"
    assert refused(lambda: publish_again(store, None, again(store, " "), "سارا")) == "note_needed"
    silent = {month: Publishing(each.weak_names, "", each.note) for month, each in wanted.items()}
    assert refused(lambda: publish_again(store, None, silent, "سارا")) == "contact_needed"
    assert publication_list(store, 1)["revision"].max() == 1


def test_the_second_person_is_asked_for_once_over_all_of_them():
    store = prepared(
        published, SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "small"\n[rules]\nfour_eyes = true')
    )
    correct(store, who="رضا")
    assert refused(lambda: publish_again(store, None, again(store), "رضا")) == "second_person_needed"
    assert publish_again(store, None, again(store), "سارا") == {SECOND: 2, THIRD: 2}


def test_all_of_them_or_none(store):
    correct(store)
    with store.transaction() as change:
        change.run("UPDATE unit_total SET total = 99 WHERE month = $month AND band = 'low'", month=THIRD)
    assert refused(lambda: publish_again(store, None, again(store), "سارا")) == "results_differ"
    assert publication_list(store, 1)["revision"].max() == 1


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (
            "UPDATE unit_total SET total = 95, rank = 1, band = 'high', is_weak = false WHERE month = 139902",
            "results_differ",
        ),
        ("DELETE FROM domain_total WHERE month = 139901", "results_differ"),
        ("UPDATE score SET points = 0.5 WHERE points = 1 AND import_key = 2", "results_differ"),
        ("UPDATE import SET note = 'other' WHERE import_key = 2", "scores_differ"),
    ],
)
def test_a_month_whose_stored_figures_are_not_those_of_its_scores_is_not_published(statement, code):
    store = prepared(final, FULL_ROWS, FULL_ROWS)
    with store.transaction() as change:
        change.run(statement)
    assert refused(lambda: to(store, SECOND, "published")) == code
    assert publication_list(store, 1).empty and dict(store.rows("SELECT month, state FROM month"))[SECOND] == "final"


def test_publishing_without_the_decisions_or_a_contact_is_refused():
    store = prepared(final, FULL_ROWS)
    bare = lambda publishing: move(store, None, FIRST, "published", "زهرا", publishing=publishing)  # noqa: E731
    assert refused(lambda: bare(None)) == "publishing_needed"
    assert refused(lambda: bare(Publishing(True, "  "))) == "contact_needed"
    assert publication_list(store, 1).empty


def test_an_unknown_revision_and_one_that_was_not_kept_are_refused_by_name(store):
    assert refused(lambda: kept_report(store, 1, FIRST, 2)) == "revision_unknown"
    with store.transaction() as change:
        change.run("UPDATE publication SET facts = NULL WHERE month = $month", month=SECOND)
    assert kept_report(store, 1, SECOND, 1).month == SECOND  # nothing was corrected: it can be told today
    correct(store)
    assert refused(lambda: kept_report(store, 1, SECOND, 1)) == "revision_not_kept"
    assert [each.month for each in touched(store, 1)] == [SECOND, THIRD]


def test_clearing_the_demo_leaves_no_report_that_waits():

    store = demo_store()
    assert touched(store, 1) == [] and publication_list(store, 1)["contact"].unique().tolist() == ["demo data"]
    clear_demo(store, "زهرا")
    assert touched(store, 1) == []


def test_a_report_of_which_only_comparisons_moved_tells_the_people_the_headline_that_changed(store):
    correct(store)
    publish_again(store, None, again(store), "سارا", today=LATER)
    said = plain(page_text(folder(store, SECOND, 2)["en.html"]))
    headline = "Agencies, weak units of the evaluated ones: 1 of 3"
    assert f"“{headline} · Base month, Farvardin 1399: 3 of 3”; in this one: “{headline}" in said
    assert "Base month, Farvardin 1399: 2 of 3”." in said


def token_of(store, month: int) -> str:
    return report_token(store, 1, public_facts(store, 1, month))


def test_what_was_looked_at_is_what_goes_out_whichever_month_changed_since():
    store = prepared(final, WEAK, FULL_ROWS)
    looked = Publishing(True, "تلفن ۱۲", "", token_of(store, SECOND))
    correct(store)  # the base month, after the look
    assert refused(lambda: to(store, SECOND, "published", publishing=looked)) == "looked_at_other"
    assert publication_list(store, 1).empty
    to(store, SECOND, "published", publishing=Publishing(True, "تلفن ۱۲", "", token_of(store, SECOND)))
    assert len(publication_list(store, 1)) == 1


def test_publishing_again_publishes_what_was_looked_at_or_nothing(store):
    correct(store)
    to(store, FIRST, "published", who="سارا", publishing=Publishing(True, "تلفن ۱۲", "اصلاح"))
    looked = {each.month: Publishing(True, "تلفن ۱۲", "اصلاح", each.token) for each in touched(store, 1)}
    assert set(looked) == {SECOND, THIRD}
    to(store, FIRST, "draft")
    file = preview(store, "again.xlsx", score_book([["دانشگاه علوم پزشکی", 6, 4, 10]], TITLES[FIRST]))
    commit(store, file, "زهرا", "باز هم اصلاح")
    to(store, FIRST, "objections", "final", who="سارا")
    assert refused(lambda: publish_again(store, None, looked, "سارا", today=LATER)) == "republish_changed"
    anew = {each.month: Publishing(True, "تلفن ۱۲", "اصلاح", each.token) for each in touched(store, 1)}
    assert set(publish_again(store, None, anew, "سارا", today=LATER)) >= {SECOND, THIRD}


def test_a_later_revision_tells_the_people_why_and_the_look_shows_it():
    store = prepared(final, WEAK)
    to(store, FIRST, "published", publishing=Publishing(True, "تلفن ۱۲", "سخنی با مردم"))
    assert "سخنی با مردم" in plain(page_text(folder(store, FIRST, 1)["index.html"]))
    correct(store)
    silent = Publishing(True, "تلفن ۱۲")
    assert refused(lambda: to(store, FIRST, "published", publishing=silent)) == "note_needed"
    wanted = Publishing(True, "تلفن ۱۲", "نمره‌ها جابه‌جا شده بود")
    coming = [*revisions(store, 1, FIRST), coming_revision(store, 1, FIRST, wanted)]
    looked = plain(page_text(public_report(public_facts(store, 1, FIRST), next_edition(coming))["index.html"]))
    to(store, FIRST, "published", publishing=wanted)
    told = plain(page_text(folder(store, FIRST, 2)["index.html"]))
    for said in ("نمره‌ها جابه‌جا شده بود", "اداره کل راه"):
        assert said in looked and said in told


def test_a_published_revision_outlives_the_taking_back_of_its_month():
    store = prepared(final, FULL_ROWS)
    to(store, FIRST, "published")
    before = folder(store, FIRST, 1)
    to(store, FIRST, "draft")
    revert(store, 1, "زهرا", "فایل اشتباه بود")
    assert folder(store, FIRST, 1) == before
    import_rows(store, WEAK, TITLES[FIRST], "again.xlsx")
    to(store, FIRST, "objections", "final")
    to(store, FIRST, "published", publishing=Publishing(True, "تلفن ۱۲", "فایل دیگری بود"))
    assert [each.revision for each in revisions(store, 1, FIRST)] == [1, 2]
    assert folder(store, FIRST, 1) == before and revisions(store, 1, FIRST)[1].changes
    assert verify(store) == []


def test_a_report_is_the_same_byte_for_byte_whichever_process_makes_it():
    code = (
        "import hashlib; from reports.typeset.font_subset import embedded_fonts;"
        " print(hashlib.sha256(str(embedded_fonts('ab')).encode()).hexdigest())"
    )
    said = set()
    for _ in range(2):
        said.add(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        time.sleep(1.1)  # the moment of making stands in a font to the second
    assert len(said) == 1
