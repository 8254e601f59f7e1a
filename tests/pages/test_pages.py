"""Every page in both languages without a browser: it runs, and the numbers it draws are the oracle's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from data.demo.clearing import clear_demo
from data.demo.load import MONTH_FILES, load_demo
from data.files.workbook import read_book
from data.imports.importing import commit, preview
from data.problems import refusal
from data.registry.schemes import add_scheme
from data.registry.unit_rows import add_units
from data.store.store import Store
from data.units.unit_list_files import read_units
from i18n.numerals import half_up
from i18n.words import Words
from scoring.standings import progress
from tests.store.test_demo import oracle_results
from tests.support import oracle
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, UNITS, import_rows, score_book, small_store, units_file
from ui.asking import setup_queries, the_store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "s.duckdb"
    store = Store(path)
    load_demo(store)
    store.close()
    patch = pytest.MonkeyPatch()
    begin = PagesManager.__init__

    def begin_as_served(self, *values, **named):
        """As app.py sets it: the folder pages/ is st.navigation's, so every run goes through main.py."""
        begin(self, *values, **named)
        PagesManager.uses_pages_directory = False

    patch.setattr(PagesManager, "__init__", begin_as_served)
    patch.setenv("SANJEH_DB", str(path))
    yield

    the_store.store().close()
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


@pytest.fixture
def own_store(tmp_path, monkeypatch):
    """A store of a test's own behind the pages; it is closed when the test ends."""
    path = tmp_path / "own.duckdb"
    small_store(path).close()
    monkeypatch.setenv("SANJEH_DB", str(path))

    yield the_store.store()
    the_store.store().close()
    the_store._opened.cache_clear()


def texts(at: AppTest) -> str:
    """Everything that our own blocks say."""
    blocks = [json.loads(element.proto.json or "null") for element in at.get("bidi_component")]
    return "\n".join(json.dumps(block, ensure_ascii=False) for block in blocks)


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


def test_a_store_that_another_program_holds_is_a_sentence_on_the_page(tmp_path, monkeypatch):
    path = tmp_path / "held.duckdb"
    script = "import time; from data.store.store import Store; "
    script += f"held = Store({str(path)!r}); print(1, flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        monkeypatch.setenv("SANJEH_DB", str(path))
        assert "Another process holds the database" in texts(run("overview", lang="en"))
    finally:
        holder.kill()
        holder.wait()


def test_an_interrupted_first_start_goes_on_at_the_next(tmp_path, monkeypatch):
    path = tmp_path / "half.duckdb"
    store = Store(path)
    monkeypatch.setattr("data.demo.load.MONTH_FILES", MONTH_FILES[:2])
    load_demo(store)
    store.close()
    monkeypatch.undo()
    monkeypatch.setenv("SANJEH_DB", str(path))
    assert len(charts(run("overview", lang="en"))[0]["data"][0]["y"]) == 5


def test_a_store_of_a_person_called_demo_opens(tmp_path, monkeypatch):
    path = tmp_path / "theirs.duckdb"
    store = small_store(path, actor="demo")
    file = preview(store, "scores.xlsx", score_book(FULL_ROWS))
    commit(store, file, "demo")
    store.close()
    monkeypatch.setenv("SANJEH_DB", str(path))
    assert len(charts(run("overview", lang="en"))) == 3


def test_a_store_in_which_the_demo_can_not_be_loaded_opens_as_it_is(tmp_path, monkeypatch, caplog):
    def refuse(store: Store) -> int:
        raise refusal("demo_beside_real")

    monkeypatch.setattr("ui.asking.the_store.load_demo", refuse)
    monkeypatch.setenv("SANJEH_DB", str(tmp_path / "new.duckdb"))
    assert Words("en")("empty.no_units") in texts(run("overview", lang="en"))
    assert "demo_beside_real" in caplog.text


def rows_of(at: AppTest, key: str = "ranking", head: int = 1) -> list[list[str]]:
    """The cells of the tables of one block (the ranking's: the pinned row first), as plain texts."""

    def text(node) -> str:
        return node if isinstance(node, str) else " ".join(filter(None, map(text, node[2:])))

    def cells(node) -> list:
        if isinstance(node, str):
            return []
        return (
            [[text(cell) for cell in node[2:]]]
            if node[0] == "tr"
            else [row for child in node[2:] for row in cells(child)]
        )

    own = [element for element in at.get("bidi_component") if element.proto.id.endswith(f"-{key}")]
    trees = [json.loads(element.proto.json or "null") for element in own]
    found = [row for tree in trees if tree for node in tree["tree"] for row in cells(node)]
    return [[cell.translate(dict.fromkeys(range(0x2066, 0x206A))) for cell in row] for row in found][head:]


def oracle_ranking(month: int, kind: str) -> dict[str, dict]:
    results, kinds = oracle_results(MONTH_FILES[month].read_bytes())
    return {name: result for name, result in results.items() if kinds[name] == kind}


def test_the_ranking_shows_the_oracles_ranks_totals_and_changes_with_the_median_on_top():
    now, then = oracle_ranking(4, "agency"), oracle_ranking(3, "agency")
    median, *rows = rows_of(run("ranking", lang="fa", base="139904"))
    digits = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫", "0123456789.")
    middle = sorted(result["total"] for result in now.values())
    assert median[3].translate(digits) == str(half_up(float((middle[21] + middle[22]) / 2), 1))
    assert len(rows) == 44
    for name, rank, rank_change, total, change, *_ in rows:
        assert rank.translate(digits) == f"{now[name]['rank']} از 44"
        assert total.translate(digits).split()[0] == str(half_up(float(now[name]["total"]), 1))
        moved = float(half_up(float(now[name]["total"] - then[name]["total"]), 1))
        assert float(change.translate(digits).replace("\u2212", "-").split()[0]) == moved
        assert int(rank_change.translate(digits).replace("\u2212", "-")) == then[name]["rank"] - now[name]["rank"]
    assert [int(row[1].translate(digits).split()[0]) for row in rows] == sorted(
        result["rank"] for result in now.values()
    )


def test_a_search_and_a_sector_choose_rows_and_leave_ranks_and_median_alone():
    whole = rows_of(run("ranking", lang="en", base="139904"))
    found = rows_of(run("ranking", lang="en", base="139904", search="water"))
    assert found == [whole[0], *(row for row in whole[1:] if "water" in row[0].lower())] and len(found) >= 3
    economy = rows_of(run("ranking", lang="en", base="139904", sector="ECO"))
    assert len(economy) == 5 and economy[0] == whole[0] and all(row in whole for row in economy)


def test_governorates_have_a_ranking_of_their_own():
    at = run("ranking", lang="en", ranked="governorate")
    assert [row[1] for row in rows_of(at)[1:]] == [f"{rank} of 10" for rank in range(1, 11)]


def test_incomplete_and_missing_units_stand_below_with_a_word_and_no_rank(own_store):
    import_rows(own_store, [["اداره کل راه", 6, None, 10], FULL_ROWS[1]])
    rows = rows_of(run("ranking", lang="en"))
    assert [[row[0], row[1], row[3]] for row in rows[1:]] == [
        ["Medical University", "1 of 1", "50.0 Middle best"],
        ["Roads", "", "Incomplete 16.0 of 16.0 reported points"],
        ["Welfare", "", "Missing"],
    ]


def test_months_that_can_not_be_compared_show_no_change_in_the_ranking(own_store):
    import_rows(own_store, FULL_ROWS)
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    with own_store.transaction() as change:
        add_scheme(change, newer.replace("max_points = 6", "max_points = 8"), "x")
    import_rows(own_store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    at = run("ranking", lang="en")
    assert "Not comparable" in texts(at)
    for row in rows_of(at)[1:]:  # rank change, change, delta rank, progress, and the domain whose maximum changed
        assert [row[2], *row[4:7], row[8]] == [""] * 5 and row[10] == "0.0"
    assert "News: not comparable with the base month, maximum points have changed." in texts(at)
    assert "People: not comparable" not in texts(at)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_units_page_draws_its_totals_and_domains_against_the_median_of_its_peers(lang):
    at = run("unit", lang=lang, one="G04")
    months = [oracle_ranking(month, "governorate") for month in range(5)]
    own = [float(month["فرمانداری بدره"]["total"]) for month in months]
    medians = [float(sum(sorted(unit["total"] for unit in month.values())[4:6]) / 2) for month in months]
    total, *domains, rank = charts(at)
    assert rank["data"][0]["y"] == [month["فرمانداری بدره"]["rank"] for month in months]
    assert total["data"][0]["y"] == pytest.approx(own) and total["data"][1]["y"] == pytest.approx(medians)
    assert [shape["y0"] for shape in total["layout"]["shapes"]] == [30, 50, 70, 85]
    information = [float(month["فرمانداری بدره"]["domains"]["information"]) for month in months]
    assert len(domains) == 3 and domains[0]["data"][0]["y"] == pytest.approx(information)
    shown = str(half_up(own[4], 1))
    assert (shown if lang == "en" else shown.translate(str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"))) in texts(at)


def test_every_indicator_of_a_unit_shows_the_cell_that_it_was_read_from():
    rows = {row[0]: row for row in rows_of(run("unit", lang="fa", one="G04"), "unit_sources", head=0)}
    sheet = openpyxl.load_workbook(MONTH_FILES[4]).active
    header = [cell.value for cell in sheet[2]]
    place = next(row[0].row for row in sheet.iter_rows(min_row=3) if row[1].value == "فرمانداری بدره")
    for column, name in enumerate(header[2:], 3):
        cell = sheet.cell(place, column)
        assert f"1399-05.xlsx، مرداد ۱۳۹۹، {cell.coordinate}" in rows[name][7]
        assert f"نوشته: «{cell.value}»" in rows[name][7]


def test_incomplete_and_missing_months_of_a_unit_are_gaps_with_a_word(own_store):
    import_rows(own_store, FULL_ROWS)
    import_rows(own_store, [["اداره کل راه", 6, None, 10], *FULL_ROWS[1:]], "نتایج اردیبهشت ۱۳۹۹")
    import_rows(own_store, FULL_ROWS[1:], "نتایج خرداد ۱۳۹۹")
    at = run("unit", lang="en", one="A1")
    assert charts(at)[0]["data"][0]["y"] == [100.0, None, None]
    rows = rows_of(at, "behind_unit_total")
    assert [row[1].strip() for row in rows] == ["100.0 High", "Incomplete", "Missing"]
    assert "Missing" in texts(at)
    at = run("unit", lang="en", one="A1", month="139902")
    assert "Incomplete" in texts(at) and "16.0 of 16.0 reported points" in texts(at).replace("\u2066", "").replace(
        "\u2069", ""
    )


@pytest.mark.parametrize(
    ("now", "before", "light"),
    [
        (51.0, 50.0, "steady"),
        (51.1, 50.0, "rising"),
        (48.9, 50.0, "falling"),
        (0.3, 0.1 + 0.2 - 1.0, "steady"),
        (None, 1.0, None),
    ],
)
def test_progress_has_a_dead_zone_of_one_point_and_needs_both_months(now, before, light):
    assert progress(now, before, 1.0) == light


def test_a_units_rank_history_is_the_oracles_with_n(own_store):
    import_rows(own_store, FULL_ROWS)
    second = [["اداره کل راه", 1, 1, 1], ["دانشگاه علوم پزشکی", 6, 4, 10], ["بهزیستی", 3, 2, 5]]
    import_rows(own_store, second, "نتایج اردیبهشت ۱۳۹۹", "b.xlsx")
    third = [["اداره کل راه", 1, None, 1], ["دانشگاه علوم پزشکی", 6, 4, 10]]
    import_rows(own_store, third, "نتایج خرداد ۱۳۹۹", "c.xlsx")
    at = run("unit", lang="en", one="A1")
    rank = charts(at)[-1]
    assert rank["data"][0]["y"] == [1, 3, None]
    assert rank["layout"]["yaxis"]["range"][0] > 3 > 1 > rank["layout"]["yaxis"]["range"][1]
    words_in_gaps = [note["text"].strip("\u2068\u2069") for note in rank["layout"]["annotations"]]
    assert words_in_gaps == ["Incomplete"]
    total = charts(at)[0]
    assert total["data"][0]["y"] == pytest.approx([100, 15, None])
    assert "Incomplete" in {note["text"].strip("\u2068\u2069") for note in total["layout"]["annotations"]}
    assert "Rank 3 of 3" in rank["data"][0]["hovertext"][1].replace("\u2066", "").replace("\u2069", "")


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("page", ["import", "units", "scheme"])
def test_the_offices_pages_run_in_both_languages(page, lang):
    at = run(page, lang=lang)
    assert len(at.get("file_uploader")) == {"import": 1, "units": 1, "scheme": 2}[page]


def test_an_empty_store_leads_to_the_units_page_and_a_list_without_months_to_the_import(tmp_path, monkeypatch):
    path = tmp_path / "empty.duckdb"
    store = Store(path)
    load_demo(store)
    clear_demo(store, "x")
    store.close()
    monkeypatch.setenv("SANJEH_DB", str(path))
    at = run("overview", lang="en")
    assert "go_units" in {button.key for button in at.button}
    at = run("units", lang="en")
    assert {"default_scheme"} <= {button.key for button in at.button}
    at.button(key="default_scheme").click().run()
    assert "name is missing" in texts(at) and "default_scheme" in {button.key for button in at.button}
    at.text_input(key="who_start").input("Sara").run()
    at.button(key="default_scheme").click().run()
    assert not at.exception and "default_scheme" not in {button.key for button in at.button}

    assert setup_queries.scheme_versions()["scheme_id"].tolist() == ["ilam-1399"]
    the_store.store().close()
    the_store._opened.cache_clear()
