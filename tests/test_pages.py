"""Every page in both languages without a browser: it runs, and the numbers it draws are the oracle's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.demo.load import MONTH_FILES, load_demo
from data.store import Store
from tests import oracle
from tests.test_demo import oracle_results

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module", autouse=True)
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "s.duckdb"
    store = Store(path)
    load_demo(store)
    store.close()
    patch = pytest.MonkeyPatch()
    patch.setenv("SANJEH_DB", str(path))
    yield
    from ui import queries

    queries.store().close()
    patch.undo()


def run(page: str, **query: object) -> AppTest:
    at = AppTest.from_file(str(ROOT / "main.py"), default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    if page != "overview":
        at.switch_page(f"pages/{page}.py").run()
    assert not at.exception, at.exception
    return at


def charts(at: AppTest) -> list[dict]:
    return [json.loads(element.proto.spec) for element in at.get("plotly_chart")]


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
    lines = {trace["name"]: trace["y"] for trace in charts(run("overview", lang=lang))[0]["data"]}
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
