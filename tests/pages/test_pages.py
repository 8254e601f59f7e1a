"""Every page in both languages without a browser: it runs, and the numbers it draws are the oracle's."""

from __future__ import annotations

import pytest

from data.demo.load import MONTH_FILES
from data.files.workbook import read_book
from data.imports.importing import commit, preview
from data.registry.schemes import add_scheme
from data.registry.unit_rows import add_units
from data.units.unit_list_files import read_units
from scoring.version import VERSION
from tests.support import oracle
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, UNITS, import_rows, score_book, small_store, units_file
from tests.support.demo.by_hand import oracle_results
from tests.support.doors.page_runs import charts, run, texts


def expected() -> dict[str, list[float]]:
    """kind -> weak share by month, from the cells."""
    lines = {"agency": [], "governorate": []}
    for path in MONTH_FILES:
        results, kinds = oracle_results(path.read_bytes())
        for kind, line in lines.items():
            line.append(float(oracle.share(results, [unit for unit, own in kinds.items() if own == kind])[2]))
    return lines


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_overview_draws_the_oracles_shares(lang):
    lines = {trace["name"].strip("\u2068\u2069"): trace["y"] for trace in charts(run("overview", lang=lang))[0]["data"]}
    names = {"fa": ("دستگاه‌های اجرایی", "فرمانداری‌ها"), "en": ("Agencies", "Governorates")}[lang]
    assert lines[names[0]] == pytest.approx(expected()["agency"])
    assert lines[names[1]] == pytest.approx(expected()["governorate"])


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_trends_draws_the_mean_total_of_a_sector_that_the_oracle_gives(lang):
    at = run("trends", lang=lang, measure="total", kind="agency", sector="ECO")
    results, _ = oracle_results(MONTH_FILES[4].read_bytes())
    economy = ["اداره کل امور اقتصادی و دارایی", "اداره کل امور مالیاتی", "گمرک استان", "سازمان مدیریت و برنامه‌ریزی"]
    mean = float(sum(results[name]["total"] for name in economy) / len(economy))
    assert charts(at)[0]["data"][0]["y"][-1] == pytest.approx(mean)


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("measure", ["weak_share", "total", "domain", "indicator", "units"])
def test_every_measure_runs_in_both_languages(lang, measure):
    at = run("trends", lang=lang, measure=measure, unit=["A22", "G04"])
    assert len(charts(at)[0]["data"]) == 2


def test_a_units_line_is_its_totals():
    at = run("trends", lang="en", measure="units", unit="A22")
    drawn = charts(at)[0]["data"][0]["y"]
    totals = [float(oracle_results(path.read_bytes())[0]["گمرک استان"]["total"]) for path in MONTH_FILES]
    assert drawn == pytest.approx(totals)


def test_a_domain_and_an_indicator_are_means_of_percents():
    results, kinds = oracle_results(MONTH_FILES[4].read_bytes())
    agencies = [name for name, kind in kinds.items() if kind == "agency"]
    mean = sum(results[name]["domains"]["communication"] for name in agencies) / len(agencies)
    at = run("trends", lang="en", measure="domain", domain="communication", kind="agency")
    assert charts(at)[0]["data"][0]["y"][-1] == pytest.approx(float(mean))


def test_an_earlier_month_and_another_base_are_what_the_address_says():
    at = run("overview", lang="en", month="139904", base="139903", kind="agency")
    lines = charts(at)[0]["data"]
    assert len(lines) == 1 and lines[0]["y"] == pytest.approx(expected()["agency"][:4])
    assert at.selectbox(key="month").value == 139904 and at.selectbox(key="base").value == 139903


def test_nonsense_in_the_address_falls_back_to_the_defaults():
    at = run("overview", lang="xx", month="999999", base="x", kind="ministry", sector="?", unit="<script>")
    assert at.selectbox(key="month").value == 139905 and at.radio(key="kind").value == "both"
    assert at.session_state["lang"] == "fa"


def test_a_filter_without_units_says_so():
    at = run("overview", lang="en", kind="governorate", unit="G01", month="139905")
    assert charts(at)
    at = run("trends", lang="en", measure="units")
    assert not charts(at)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_unit_that_is_incomplete_in_the_base_month_has_no_change_and_no_point_there(own_store, lang):
    import_rows(own_store, [["اداره کل راه", None, 4, 10], *FULL_ROWS[1:]])
    import_rows(own_store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    at = run("trends", lang=lang, measure="units", unit=["A1", "A2"])
    drawn = {trace["name"].strip("\u2068\u2069"): trace["y"] for trace in charts(at)[0]["data"]}
    names = {"fa": ("اداره کل راه", "دانشگاه علوم پزشکی"), "en": ("Roads", "Medical University")}[lang]
    assert drawn == {names[0]: [None, 100.0], names[1]: [50.0, 50.0]}


@pytest.mark.parametrize("measure", ["weak_share", "total", "domain", "indicator"])
def test_a_kind_without_a_base_and_months_under_another_scheme_are_drawn_without_a_false_comparison(own_store, measure):
    import_rows(own_store, FULL_ROWS[:3])
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    newer = newer.replace("max_points = 6", "max_points = 8").replace("from = 50", "from = 60")
    with own_store.transaction() as change:
        add_scheme(change, newer, "x")
    import_rows(own_store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    at = run("trends", lang="en", measure=measure, base="139901")
    agencies = next(trace for trace in charts(at)[0]["data"] if "Agencies" in trace["name"])
    assert agencies["x"] == [0, 0.5, 1] and agencies["y"][1] is None
    overview = run("overview", lang="en", base="139901")
    assert "Not comparable" in texts(overview) and "1 left out" not in texts(overview)
    assert len(charts(overview)[-1]["data"][0]["x"]) == 1


def test_more_units_than_the_filter_takes_and_repeated_ones_are_cut_down():
    at = run("trends", lang="en", measure="units", unit=["A01", "A01", *(f"A{number:02d}" for number in range(2, 15))])
    assert at.multiselect(key="unit").value == [f"A{number:02d}" for number in range(1, 11)]
    assert len(charts(at)[0]["data"]) == 10


def test_delta_ranks_do_not_change_with_a_filter():
    at = run("overview", lang="en", kind="agency", sector="PUB")
    results = [oracle_results(MONTH_FILES[month].read_bytes())[0] for month in (0, 4)]
    agencies = [name for name in results[0] if not name.startswith("فرمانداری")]
    changes = {name: results[1][name]["total"] - results[0][name]["total"] for name in agencies}
    forensic = 1 + sum(change > changes["اداره کل تعزیرات حکومتی"] for change in changes.values())
    said = texts(at).split("Governmental Sanctions")[-2][-250:]
    assert f"\u2066{forensic}\u2069" in said


def test_two_provinces_get_a_selector_and_never_mix(own_store):
    away = [(row[0], "away", *row[2:]) for row in UNITS]
    with own_store.transaction() as change:
        add_units(change, read_units(read_book("units.csv", units_file(away))), "x")
    commit(own_store, preview(own_store, "a.xlsx", score_book(FULL_ROWS), province_id="home"), "x")
    worse = [[row[0], 0, 0, 0] for row in FULL_ROWS]
    commit(own_store, preview(own_store, "b.xlsx", score_book(worse), province_id="away"), "x")
    for province, weak in (("home", [100 / 3]), ("away", [100.0])):
        at = run("overview", lang="en", province=province, kind="agency")
        assert at.selectbox(key="province").value == province
        assert charts(at)[0]["data"][0]["y"] == pytest.approx(weak)


def test_hostile_names_stay_texts(own_store, tmp_path, monkeypatch):
    rows = [
        (
            "A1",
            "home",
            "agency",
            "<i>S</i>",
            "<b>x</b><a href='https://evil.example'>y</a>",
            "{0} **m** $x$",
            "",
            "",
            "",
            "",
        )
    ]
    path = tmp_path / "hostile.duckdb"
    store = small_store(path, units=rows)
    import_rows(store, [["A1", 6, 4, 10]])
    store.close()
    monkeypatch.setenv("SANJEH_DB", str(path))
    at = run("trends", lang="fa", measure="units", unit="A1")
    trace = charts(at)[0]["data"][0]
    assert "<b>" not in trace["name"] + trace["hovertext"][0] and "&lt;b&gt;x" in trace["hovertext"][0]
    assert run("trends", lang="en", measure="units", unit="A1")


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("page", ["import", "units", "scheme"])
def test_the_offices_pages_run_in_both_languages(page, lang):
    at = run(page, lang=lang)
    assert len(at.get("file_uploader")) == {"import": 1, "units": 1, "scheme": 2}[page]


@pytest.mark.parametrize(("lang", "said"), [("fa", "سنجه، نسخهٔ {}"), ("en", "Sanjeh, version {}")])
def test_every_page_ends_with_the_version_of_the_program(lang, said):
    version = VERSION.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) if lang == "fa" else VERSION
    assert said.format(version) in texts(run("overview", lang=lang)).translate(dict.fromkeys(map(ord, "\u2066\u2069")))
