"""A share, a shift and who moved are told by every output or by none: the demo's last month with some cells emptied."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import openpyxl
import pytest

from data.asking.month_facts import month_facts
from data.asking.shares import locked_shares
from data.demo.load import MONTH_FILES
from data.imports.importing import commit, preview
from data.office.letters.letter_drafting import called_for
from data.office.months import move
from data.store.store import Store
from i18n.figure_sentences import narrative_sentence
from i18n.words import Words
from reports.meeting.slides import month_slides
from reports.office.month_workbook import month_workbook
from reports.tables import league_table, shares_table
from reports.web.page_model import Edition
from reports.web.public_report import public_report
from reports.web.social_card import card_data
from telling.month_facts import MonthFacts
from telling.narrative import narrative
from terminal import comparing, reading
from tests.support.builders import FULL_ROWS, import_rows, small_store
from tests.support.demo.copies import demo_store
from tests.support.papers.reading_back import page_text, plain
from ui.kit import blocks

MONTH, EDITION = 139905, Edition(1, None, weak_names=True, contact="")
EN = Words("en")


def emptied(count: int) -> bytes:
    """The demo's last month without the first score of its first agencies."""
    book = openpyxl.load_workbook(MONTH_FILES[4])
    rows = [row for row in book.active.iter_rows(min_row=3) if not str(row[1].value).startswith("فرمانداری")]
    for row in rows[:count]:
        row[2].value = None
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def store_with(count: int) -> Store:
    store = demo_store()
    move(store, None, MONTH, "draft", "زهرا", "اصلاح")
    commit(store, preview(store, "1399-05.xlsx", emptied(count)), "زهرا", note="x")
    for state in ("objections", "final"):
        move(store, None, MONTH, state, "زهرا", "دلیل", until=date(2020, 9, 1), today=date(2020, 9, 2))
    return store


@pytest.fixture(scope="module", params=[1, 6])
def month(request):
    """(how many agencies of 44 are incomplete, the store, the month's facts): 43 are enough, 38 too few."""
    store = store_with(request.param)
    yield request.param, store, month_facts(store, 1, MONTH)
    store.close()


def printed(command, store: Store, capsys, **options: object) -> list[dict]:
    """The rows that a command prints."""
    command(store, SimpleNamespace(province=None, **options), EN)
    head, *lines = capsys.readouterr().out.splitlines()
    return [dict(zip(head.split(","), line.split(","), strict=True)) for line in lines]


def outputs(facts: MonthFacts, store: Store) -> dict[str, str]:
    """What every output says of the agencies' weak share and its shift, in English and without marks."""
    agency = locked_shares(store, 1, facts.months).query(f"month == {MONTH} and kind == 'agency'").iloc[0]
    cards = card_data(facts, EDITION, EN)["cards"]
    sheet = openpyxl.load_workbook(io.BytesIO(month_workbook(facts, EN))).worksheets[0]
    figures = next(slide for slide in month_slides(facts, [], EN) if slide.code == "headline").figures
    said = {
        "screen": json.dumps(blocks.headline_card(agency, EN("kind.agency.many"), EN), ensure_ascii=False),
        "slide": figures[1].sentence,
        "narrative": " ".join(narrative_sentence(fact, EN) for fact in narrative(facts) if fact.kind == "agency"),
        "picture": json.dumps(cards[1], ensure_ascii=False),
        "page": page_text(public_report(facts, EDITION)["en.html"]),
        "workbook": " ".join(f"{row[0].value}: {row[2].value}" for row in sheet.iter_rows(min_row=5, max_row=22)),
    }
    return {name: plain(text) for name, text in said.items()}


def test_every_output_tells_the_shift_or_none_does(month):
    count, store, facts = month
    evaluated = 44 - count
    share = next(row for row in facts.shares.to_dict("records") if (row["month"], row["kind"]) == (MONTH, "agency"))
    assert (share["evaluated"], share["incomplete"]) == (evaluated, count)
    told = count == 1
    assert share["reason"] == (None if told else "too_few_evaluated")
    for name, text in outputs(facts, store).items():
        if name == "workbook":
            assert f"Incomplete: {count}" in text and ("Decrease, percentage points: None" in text) != told
            assert ("too few of the listed units" in text) != told
            continue
        governorates = 1 if name == "page" else 0  # all ten are evaluated
        assert len(re.findall(r"\d percentage points", text)) == told + governorates, name
        assert ("too few of the listed units" in text) != told, name
        if told:
            assert f"{share['decrease_points']:.0f} percentage points" in text, name


def test_commands_and_files_give_the_counts_and_the_reason(month, capsys):
    count, store, facts = month
    rows = printed(reading.shares, store, capsys, base=None)
    row = next(row for row in rows if (row["month"], row["kind"]) == ("1399-05", "agency"))
    report = json.loads(public_report(facts, EDITION)["data/report.json"])
    public = next(each for each in report["shares"] if (each["month"], each["kind"]) == ("1399-05", "agency"))
    assert (row["evaluated"], row["incomplete"]) == (str(44 - count), str(count))
    if count == 1:
        assert row["reason"] == "" and float(row["decrease_points"]) == public["decrease_points"] > 60
    else:
        assert row["reason"] == public["reason"] == "too_few_evaluated"
        names = ("weak_pct", "decrease_points", "decrease_relative_pct", "no_longer_weak_pct", "left_weak")
        assert {row[name] for name in names} == {""} and {public[name] for name in names} == {None}
    moved = printed(comparing.flow, store, capsys, then=139901, now=MONTH)
    assert ("agency" in {each["kind"] for each in moved}) == (count == 1)
    assert "governorate" in {each["kind"] for each in moved}


def test_movers_are_told_by_the_league_the_slide_the_page_and_the_letters_alike(month):
    count, store, facts = month
    told = count == 1
    league = league_table(facts.league, "ilam")
    own = league[league["kind"] == "agency"]
    assert own["delta_rank"].notna().any() == own["rank_change"].notna().any() == told
    assert set(own["reason"].dropna()) == (set() if told else {"too_few_evaluated"})
    assert own["total_change"].notna().sum() == 44 - count  # of a unit's own two totals, whatever its peers
    slide = next(slide for slide in month_slides(facts, [], EN) if slide.code == "improved")
    assert ("agency" in {row.cells[1] for row in slide.rows}) == told
    said = plain(" ".join(slide.lines))
    assert ("The most improved of the agencies isn't told: too few" in said) != told
    assert ("The most improved of the agencies isn't told: too few" in page_text(
        public_report(facts, EDITION)["en.html"]
    )) != told  # fmt: skip
    thanked = {draft.basis["unit"]["kind"] for draft in called_for(store, 1, facts) if draft.kind == "improved"}
    assert ("agency" in thanked) == told and "governorate" in thanked


def test_a_base_month_that_is_incomplete_itself_is_no_base_for_a_shift():
    store = small_store()
    import_rows(store, [FULL_ROWS[0], ["دانشگاه علوم پزشکی", 3, None, 5], *FULL_ROWS[2:]])
    import_rows(store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    table = locked_shares(store, 1, [139901, 139902]).set_index(["month", "kind"])
    now = table.loc[139902, "agency"]
    assert (now["reason"], now["evaluated"], now["base_evaluated"]) == ("too_few_evaluated", 3, 2)
    assert now["weak_pct"] == pytest.approx(100 / 3) and now[["decrease_points", "left_weak"]].isna().all()


def test_a_scheme_says_how_many_must_be_evaluated(month):
    count, _, facts = month
    looser = replace(
        facts, schemes={each: replace(scheme, min_evaluated=0.5) for each, scheme in facts.schemes.items()}
    )
    assert looser.movers_reason("agency") is None
    assert (facts.movers_reason("agency") is None) == (count == 1)


def test_the_largest_rise_of_a_unit_that_is_still_weak_is_said_and_nobody_is_thanked_for_it():
    """Agencies rise by 40 (0 to 40, still weak), 10 and 0; the governorate falls."""
    store = small_store()
    agencies = ("اداره کل راه", "دانشگاه علوم پزشکی", "بهزیستی")
    import_rows(
        store, [[name, 0, 0, points] for name, points in zip(agencies, (0, 10, 10), strict=True)] + [FULL_ROWS[3]]
    )
    later = [[name, 0, 0, 0] for name in agencies]
    later = [[agencies[0], 0, 0, 8], [agencies[1], 2, 0, 10], [agencies[2], 0, 0, 10], ["فرمانداری دره‌شهر", 0, 3, 4]]
    import_rows(store, later, "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    for each in (139901, 139902):
        for state in ("objections", "final"):
            move(store, None, each, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    facts = month_facts(store, 1, 139902)
    slide = next(slide for slide in month_slides(facts, [], EN) if slide.code == "improved")
    said = plain(" ".join(slide.lines))
    assert (
        "The largest rise since Farvardin 1399 among agencies is 40.0 points, of one that is still weak: Roads." in said
    )
    assert "None of the governorates has a higher total than in Farvardin 1399." in said
    assert [plain(row.cells[4]) for row in slide.rows] == ["+40.0", "+10.0"]
    assert [draft.kind for draft in called_for(store, 1, facts) if draft.kind == "improved"] == []
    pages = {hidden: public_report(facts, replace(EDITION, weak_names=not hidden)) for hidden in (True, False)}
    assert "of one that is still weak: Roads." in page_text(pages[False]["en.html"])
    hidden = page_text(pages[True]["en.html"])
    assert "of one that is still weak." in hidden and "Roads" not in hidden


def test_a_change_of_nothing_but_noise_is_no_improvement():
    """62.15 percent in both months with the points spread otherwise: the floats differ by 1.4e-14."""
    store = small_store()
    names = [row[0] for row in FULL_ROWS]
    import_rows(store, [[names[0], 3.33, 2.1, 7.0], [names[1], 4, 4, 10], [names[2], 3, 3, 9], [names[3], 3, 3, 4]])
    import_rows(
        store,
        [[names[0], 4.81, 0.62, 7.0], [names[1], 3, 4, 10], [names[2], 3, 2, 9], [names[3], 3, 3, 3]],
        "نتایج اردیبهشت ۱۳۹۹",
        "2.xlsx",
    )
    for each in (139901, 139902):
        for state in ("objections", "final"):
            move(store, None, each, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    facts = month_facts(store, 1, 139902)
    change = facts.league.set_index("unit_id").loc["A1", "change"]
    told = {fact.code for fact in narrative(facts) if fact.kind == "agency"}
    assert abs(change) < 1e-9 and "nobody_improved" in told and not {"improved", "improved_weak"} & told
    noisy = facts.league.assign(change=facts.league["change"] + 1.4e-14)
    assert {fact.code for fact in narrative(replace(facts, league=noisy)) if fact.kind == "agency"} == told
    assert not [draft for draft in called_for(store, 1, replace(facts, league=noisy)) if draft.kind == "improved"]
    table = league_table(noisy, "home").set_index("unit_id")
    written = json.loads(public_report(replace(facts, league=noisy), EDITION)["data/report.json"])["units"]
    assert table.loc["A1", "total_change"] > 0
    assert next(row for row in written if row["unit_id"] == "A1")["total_change"] == 0.0


def test_signs_a_decrease_falls_and_a_change_is_now_minus_then():
    """Weak share of the agencies from 2 of 3 to 1 of 3."""
    store = small_store()
    import_rows(store, [FULL_ROWS[0], ["دانشگاه علوم پزشکی", 0, 0, 0], *FULL_ROWS[2:]])
    import_rows(store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    row = shares_table(locked_shares(store, 1, [139901, 139902]), "home").query(
        "month == '1399-02' and kind == 'agency'"
    )
    row = row.iloc[0]
    assert row["decrease_points"] == pytest.approx(100 / 3) and row["decrease_relative_pct"] == pytest.approx(50)
    assert (row["left_weak"], row["base_weak"], row["no_longer_weak_pct"]) == (1, 2, 50.0)
    assert row["not_weak_pct"] == pytest.approx(200 / 3)
    assert not [name for name in row.index if name.startswith("change")]
