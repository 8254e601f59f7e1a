"""A share of some units never bears the name of all: what filters leave is said on every page, in charts, tables and
files; a change never runs backwards in time."""

from __future__ import annotations

import pytest

from i18n.words import Words
from tests.support.builders import FULL_ROWS, import_rows
from tests.support.doors.page_runs import charts, rows_of, run, texts
from ui.asking import figure_queries
from ui.asking.figure_queries import Chosen
from ui.asking.scopes import Scope
from ui.kit.filters import filtered

HEALTH = {"fa": "دستگاه‌های سلامت و رفاه (۸ از ۴۴)", "en": "Agencies of Health and welfare (8 of 44)"}
WHOLE = {"fa": "دستگاه‌های اجرایی", "en": "Agencies"}


def plain(text: str) -> str:
    return text.translate(dict.fromkeys(range(0x2066, 0x206A)))


def drawn(at) -> list[str]:
    """Everything that the charts name: lines, labels and tooltips."""
    return [
        plain(text)
        for chart in charts(at)
        for text in [
            *(trace.get("name", "") for trace in chart["data"]),
            *(note["text"] for note in chart["layout"].get("annotations", ())),
            *(text for trace in chart["data"] for text in trace.get("hovertext", ())),
        ]
    ]


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("page", ["overview", "shifts", "trends"])
def test_a_sector_is_in_the_name_of_its_share_and_the_other_kind_is_missed_aloud(page, lang):
    at = run(page, lang=lang, sector="HLT")
    said = plain(texts(at))
    assert HEALTH[lang] in said and Words(lang).sector("HLT") in said
    kind = Words(lang)("kind.governorate.many")
    assert plain(Words(lang)("filtered.nobody", kind=kind)) in said
    assert any(HEALTH[lang] in text for text in drawn(at)) and WHOLE[lang] not in drawn(at)
    assert not any(text.startswith((f"{WHOLE[lang]}،", f"{WHOLE[lang]},")) for text in drawn(at))


@pytest.mark.parametrize("page", ["ranking", "indicators"])
def test_the_pages_of_one_kind_say_their_filter_and_what_is_about_the_whole_kind(page):
    at = run(page, lang="en", sector="HLT")
    said = plain(texts(at))
    assert f"{HEALTH['en']} · Province of" in said and "Agency sector: " in said
    assert ("This part shows all agencies" in said) == (page == "indicators")
    assert "This part shows" not in texts(run(page, lang="en"))


def test_several_sectors_and_units_are_counted_in_the_name_and_named_under_the_title():
    at = run("overview", lang="en", sector=["HLT", "ECO"])
    said = plain(texts(at))
    assert "Agencies of 2 sectors (12 of 44)" in said and "Health and welfare, Economy" in said
    at = run("overview", lang="en", unit=["A22", "G04"])
    said = plain(texts(at))
    assert "Chosen agencies (1 of 44)" in said and "Chosen governorates (1 of 10)" in said and "Customs" in said
    assert '"Units: "], ["bdi", {}, "Governorates"]' in texts(run("overview", lang="en", kind="governorate"))


@pytest.mark.parametrize("page", ["overview", "ranking", "shifts", "trends", "indicators"])
def test_without_a_filter_nothing_is_said_of_one(page):
    said = texts(run(page, lang="en"))
    assert "sj-chips" not in said and " (44 of 44)" not in plain(said)


@pytest.mark.parametrize("page", ["narrative", "letters", "public", "unit"])
def test_what_is_about_the_whole_province_takes_no_filter(page):
    assert texts(run(page, lang="en", sector="HLT", kind="governorate")) == texts(run(page, lang="en"))


def scope(**chosen) -> Scope:
    return Scope(1, "ilam", "Ilam", 139905, (139901, 139905), 0, ("agency",), Chosen(**chosen))


def test_files_of_a_filter_have_its_codes_in_their_names_and_columns():
    from ui.screens.seeing.overview import standings_csv, weak_share_chart

    words, health = Words("en"), scope(sectors=("HLT",))
    download = weak_share_chart(figure_queries.weak_shares(health), health, words).downloads[0]
    assert download.file_name == "weak-share-ilam-1399-05-HLT.csv"
    assert set(download.table()["filter_sectors"]) == {"HLT"} and set(download.table()["filter_units"]) == {""}
    whole = weak_share_chart(figure_queries.weak_shares(scope()), scope(), words).downloads[0]
    assert whole.file_name == "weak-share-ilam-1399-05.csv" and set(whole.table()["filter_sectors"]) == {""}
    assert list(whole.table().columns) == list(download.table().columns)
    units = standings_csv("agency", health, words)
    assert units.label == words("chart.csv_shown_units") and units.file_name == "totals-agency-ilam-1399-05-HLT.csv"
    assert set(units.table()["sector"]) == {"HLT"} and len(units.table()) == 8


@pytest.mark.parametrize(
    ("codes", "name"),
    [
        (("HLT", "ECO"), "x-HLT-ECO.csv"),
        (("../../etc/passwd", "<b>"), "x-etc_passwd-b.csv"),
        (("سلامت",), "x.csv"),
        (("A" * 200,), f"x-{'A' * 60}.csv"),
    ],
)
def test_a_files_name_holds_nothing_but_letters_of_codes(codes, name):
    assert filtered.file_name("x", scope(sectors=codes)) == name


def test_a_month_before_the_base_has_no_change(own_store):
    worse = [[row[0], *[1] * 3] for row in FULL_ROWS]
    for title, rows in (("فروردین", worse), ("اردیبهشت", FULL_ROWS), ("خرداد", FULL_ROWS)):
        import_rows(own_store, rows, f"نتایج {title} ۱۳۹۹")
    rows = rows_of(run("overview", lang="en", base="139902"), "behind_weak_share")
    assert "Not comparable this month is before the base month" in rows[0][2] and rows[2][2] == "0"
    rows = rows_of(run("trends", lang="en", measure="total", base="139902"), "behind_trend")
    assert "this month is before the base month" in rows[0][2]


def test_months_asked_for_the_other_way_round_change_places_in_their_fields():
    at = run("trends", lang="en", **{"from": "139904", "to": "139902"})
    assert (at.selectbox(key="from").value, at.selectbox(key="to").value) == (139902, 139904)


def test_why_a_base_was_not_taken_stands_until_another_month_or_base_is_chosen():
    at = run("overview", lang="en", month="139903", base="139904")
    at.run()
    assert "is after Khordad 1399" in plain(texts(at))
    at.selectbox(key="base").set_value(139902).run()
    assert "is after Khordad" not in plain(texts(at))
    at.selectbox(key="base").set_value(0).run()
    assert "is after Khordad" not in plain(texts(at))
    at.selectbox(key="base").set_value(139903).run()
    at.selectbox(key="month").set_value(139902).run()
    assert "Khordad 1399, is after Ordibehesht 1399" in plain(texts(at))
