"""The director's pages without a browser: the numbers that they draw are the oracle's."""

from __future__ import annotations

import pytest

from data.demo.load import MONTH_FILES
from data.registry.schemes import add_scheme
from figures.indicators import FEW
from i18n.words import Words
from scoring.scheme import DEFAULT_SCHEME, load_scheme
from tests.support import oracle
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, score_book
from tests.support.demo.by_hand import EXACT, oracle_results, read_by_hand
from tests.support.doors.page_runs import charts, oracle_ranking, rows_of, run, texts
from ui.asking import setup_queries, the_store

SCHEME = load_scheme(DEFAULT_SCHEME)
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫", "0123456789.")


def plain(text: str) -> str:
    return text.translate(dict.fromkeys(range(0x2066, 0x206A)))


def flow_of(month: int) -> tuple[dict, dict]:
    """The moves from the first month by Persian name, and the kinds."""
    (then, kinds), (now, _) = (oracle_results(MONTH_FILES[each].read_bytes()) for each in (0, month))
    return oracle.unit_moves(then, now), kinds


def test_shifts_name_everybody_who_moved_and_the_identity_adds_up():
    at = run("shifts", lang="fa")
    moves, kinds = flow_of(4)
    for kind in ("agency", "governorate"):
        drawn = next(chart for chart in charts(at) if chart["data"][0]["type"] == "sankey" and kind)
        assert sum(drawn["data"][0]["link"]["value"]) in (44, 10)
        rows = {row[0]: row[3] for row in rows_of(at, f"behind_flow_{kind}")}
        own = {name: move for name, move in moves.items() if kinds[name] == kind}
        said = {"left_weak": "خروج از سطح ضعیف", "stayed_weak": "همچنان ضعیف", "stayed_not_weak": "همچنان غیرضعیف"}
        assert rows == {name: said[move] for name, move in own.items()}
    said = plain(texts(at)).translate(DIGITS)
    assert "40 \u2212 30 + 0 + 0 \u2212 0 = 10" in said and "10 \u2212 7 + 0 + 0 \u2212 0 = 3" in said


def test_near_misses_and_the_path_to_a_target_are_the_oracles():
    at = run("shifts", lang="fa", wanted="10", by="139912")
    results, _ = oracle_results(MONTH_FILES[4].read_bytes())
    near = oracle.near(results, oracle.border(EXACT))
    sides = {"below": "اندکی زیر مرز", "above": "اندکی بالای مرز"}
    assert {row[0]: row[2] for row in rows_of(at, "near")} == {name: sides[side] for name, side in near.items()}
    path = next(chart for chart in charts(at) if chart["data"][0]["type"] == "scatter" and len(chart["data"]) == 2)
    # governorates come first: 30 percent in the fifth month, 10 after seven more; every month has its place
    assert path["data"][0]["y"] == [100, 90, 70, 50, 30, *[None] * 7]
    assert path["data"][1]["y"][:4] == [None] * 4
    assert path["data"][1]["y"][4:] == pytest.approx([30 - 20 * step / 7 for step in range(8)])
    assert len(path["layout"]["xaxis"]["ticktext"]) == 12
    said = plain(texts(at)).translate(DIGITS)
    assert "2 واحد دیگر باید از سطح ضعیف خارج شوند" in said
    assert "سهم از 30٪ در مرداد 1399 باید در 7 ماه، ماهی 2.9 واحد درصد کاهش یابد" in said
    assert "فروردین 1399 تا هدف (67.3٪ در مرداد 1399)، سهم 37.3 واحد درصد کمتر است" in said  # 100 - 90 x 4/11 = 67.27
    drawn = [note["text"] for note in path["layout"]["annotations"]] + list(path["data"][0]["text"])
    assert sum("۳۰٪" in text for text in drawn) == 1 and not any(path["data"][1]["text"])


def test_a_target_that_is_reached_has_a_line_and_no_path():
    at = run("shifts", lang="en", wanted="40", by="139912")
    drawn = [chart for chart in charts(at) if chart["data"][0]["type"] == "scatter"]
    assert [len(chart["data"]) for chart in drawn] == [1, 1]
    assert all(any("Target: 40%" in plain(note["text"]) for note in chart["layout"]["annotations"]) for chart in drawn)


def test_months_under_other_bands_have_no_flow_and_say_why(own_store):
    import_rows(own_store, FULL_ROWS)
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    with own_store.transaction() as change:
        add_scheme(change, newer.replace("from = 50", "from = 60"), "x")
    import_rows(own_store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    at = run("shifts", lang="en")
    assert "sankey" not in [chart["data"][0]["type"] for chart in charts(at)]
    assert "Not comparable: bands have changed" in texts(at) and "Against the straight line" not in texts(at)


def test_the_way_out_of_a_weak_unit_is_the_oracles():
    at = run("unit", lang="en", one="A13")
    name = "اداره کل منابع طبیعی و آبخیزداری"
    scores = read_by_hand(MONTH_FILES[4].read_bytes())
    names = {item.name_fa: item.name_en for item in SCHEME.indicators}
    wanted = oracle.fewest(EXACT, scores[name], oracle.border(EXACT))
    rows = rows_of(at, "way_fewest")
    assert [row[0] for row in rows] == [names[indicator] for indicator, _ in wanted]
    assert [float(row[2]) for row in rows] == pytest.approx([float(gain) for _, gain in wanted], abs=0.0051)
    assert "This reaches it. Steps: 5." in plain(texts(at))


def test_strengths_and_weaknesses_are_the_oracles():
    name, (results, kinds) = "اداره کل منابع طبیعی و آبخیزداری", oracle_results(MONTH_FILES[4].read_bytes())
    scores = read_by_hand(MONTH_FILES[4].read_bytes())
    strong, poor = oracle.marked(EXACT, scores, results, kinds, name)
    said = texts(run("unit", lang="fa", one="A13"))
    tree = said[said.index("نقاط قوت") : said.index("نقاط ضعف")]
    assert strong == [] and "هیچ شاخصی نیست" in tree
    worst = sorted(poor, key=lambda code: oracle.exact(scores[name][code]) / _maximum(code))[:5]
    after = said[said.index("نقاط ضعف") :][:4000]
    assert all(code in after for code in worst) and len(poor) > 5


def _maximum(indicator: str) -> int:
    return next(maximum for name, _, maximum in EXACT["indicators"] if name == indicator)


def test_a_what_if_moves_total_band_rank_and_points_and_stores_nothing():
    at = run("unit", lang="en", one="A13")
    at.toggle(key="what_if").set_value(True).run()
    now = oracle_ranking(4, "agency")
    name = "اداره کل منابع طبیعی و آبخیزداری"
    before = rows_of(at, "what_if_card")
    assert before[0][1] == before[0][2]
    item = next(item for item in SCHEME.indicators if item.code == "I04")
    at.slider(key="what_if_A13_139905_0_I04").set_value(item.max_points).run()
    scores = read_by_hand(MONTH_FILES[4].read_bytes())
    changed = scores | {name: scores[name] | {item.name_fa: item.max_points}}
    _, kinds = oracle_results(MONTH_FILES[4].read_bytes())
    wanted = oracle.totals(EXACT, changed, kinds)[name]
    rows = {row[0]: row[1:] for row in rows_of(at, "what_if_card")}
    assert rows["Total"] == [f"{float(now[name]['total']):.1f}", f"{float(wanted['total']):.1f}"]
    assert rows["Rank"] == [f"{now[name]['rank']} of 44", f"{wanted['rank']} of 44"]
    assert rows["Manager points of the month"][1] == f"{float(wanted['total']) / 10:.2f}"
    assert rows_of(run("unit", lang="en", one="A13"), "unit_sources", head=0) != []

    assert the_store.store().rows("SELECT count(*) FROM import")[0][0] == 5


def test_the_heat_map_and_what_holds_the_weak_down_are_the_oracles():
    at = run("indicators", lang="fa")
    scores = read_by_hand(MONTH_FILES[4].read_bytes())
    rows = rows_of(at, "heat")
    results, kinds = oracle_results(MONTH_FILES[4].read_bytes())
    agencies = [name for name, kind in kinds.items() if kind == "agency"]
    assert len(rows) == len(agencies) == 44
    for name, *cells in rows:
        for item, cell in zip(SCHEME.indicators, cells, strict=True):
            points = scores[name][item.name_fa]
            shown = cell.translate(DIGITS)
            assert (shown == "\u2013") == (points == "na")
            if points != "na":
                assert abs(float(shown) - 100 * points / item.max_points) <= 0.5
    held = charts(at)[1]["data"][0]
    groups = {weak: [name for name in agencies if results[name]["weak"] == weak] for weak in (True, False)}
    sizes = {weak: len(names) for weak, names in groups.items()}
    drawn = {}
    for item in SCHEME.indicators:
        points = {weak: [scores[name][item.name_fa] for name in names] for weak, names in groups.items()}
        points = {weak: [each for each in own if each != "na"] for weak, own in points.items()}
        few = any(len(own) < 5 or 2 * len(own) < sizes[weak] for weak, own in points.items())
        gap = sum(points[False]) / len(points[False]) - sum(points[True]) / len(points[True])
        drawn[item.code] = (few, gap, len(points[True]))
    order = held["customdata"][::-1]  # from the top
    assert order == sorted(drawn, key=lambda code: (drawn[code][0], -drawn[code][1]))
    assert held["x"][::-1] == pytest.approx([drawn[code][1] for code in order])
    counts = [plain(text).translate(DIGITS).split("(")[1] for text in held["text"][::-1]]
    assert counts == [f"{drawn[code][2]} از 10)" for code in order]
    assert order[-1] == "N03" and drawn["N03"] == (True, drawn["N03"][1], 3)
    colours = held["marker"]["color"][::-1]
    assert [colour == colours[-1] for colour in colours] == [drawn[code][0] for code in order]
    table = rows_of(at, "behind_held_down")
    assert table[-1][1].endswith("شمار اندک") and "3 از 10" in table[-1][2].translate(DIGITS)
    assert "کمتر از 5 واحد" in plain(texts(at)).translate(DIGITS)


def test_a_group_of_three_weak_units_draws_every_bar_pale():
    at = run("indicators", lang="en", ranked="governorate")
    held = charts(at)[1]["data"][0]
    assert set(held["marker"]["color"]) == {FEW} and all(plain(text).endswith("(3 of 3)") for text in held["text"])
    assert "Every bar rests on fewer than 5 units" in plain(texts(at))


def test_a_band_narrows_the_ranking_and_a_unit_stands_among_its_neighbours():
    at = run("ranking", lang="en", standing="weak_bands")
    results = oracle_ranking(4, "agency")
    assert len(rows_of(at)) - 1 == sum(result["weak"] for result in results.values()) == 10
    at = run("ranking", lang="en", me="A02")
    ranks = [int(row[1].split()[0]) for row in rows_of(at)[1:]]
    mine = results["اداره کل راهداری و حمل‌ونقل جاده‌ای"]["rank"]
    assert ranks[:5] == [1, 2, 3, 4, 4] and min(ranks[5:]) >= mine - 6 and len(ranks) == 5 + 11
    at = run("ranking", lang="en", ranked="governorate", standing="falling")
    then = oracle_ranking(3, "governorate")
    now = oracle_ranking(4, "governorate")
    falling = [name for name in now if oracle.judged(now[name]["total"] - then[name]["total"]) < -1]
    assert len(rows_of(at)[1:]) == len(falling)
    for row in rows_of(run("ranking", lang="fa", ranked="governorate", standing="falling"))[1:]:
        fell = now[row[0]]["total"] - then[row[0]]["total"]  # by how much, beside the direction
        assert row[3].translate(DIGITS).startswith(f"\u2212{float(-fell):.1f}") and row[3].endswith("رو به پایین")


def test_a_month_under_another_scheme_stands_beside_its_own(tmp_path):
    at = run("scheme", lang="en")
    text = DEFAULT_SCHEME.read_text(encoding="utf-8").replace("from = 70", "from = 60")
    at.file_uploader(key="alternative_file").upload("other.toml", text.encode(), "application/toml").run()
    assert not at.exception
    results, _ = oracle_results(MONTH_FILES[4].read_bytes())
    moved = sum(60 <= result["total"] < 70 for result in results.values())
    assert f"under both: 54; bands that change: {moved}; ranks that change: 0." in plain(texts(at))
    assert "lower bound changed from 70 to 60" in plain(texts(at))

    assert len(setup_queries.scheme_versions()) == 1


def test_a_kind_without_a_base_has_no_flow_and_a_base_after_the_month_is_not_taken(own_store):
    import_rows(own_store, FULL_ROWS[:3])  # no governorate yet
    import_rows(own_store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    at = run("shifts", lang="en", month="139902", base="139901")
    assert "the base month has no evaluated unit" in texts(at)
    assert len(charts(at)) == 3  # the agencies' flow and both kinds' way to the target
    for page in ("overview", "ranking", "shifts", "indicators"):
        at = run(page, lang="en", month="139901", base="139902")
        assert "Ordibehesht 1399, is after Farvardin 1399" in plain(texts(at)) and "sj-worse" not in texts(at)
        assert at.selectbox(key="base").value == 0 and at.selectbox(key="base").options[-1] == "Farvardin 1399"


def test_a_filter_that_leaves_nobody_says_so_on_every_page_of_a_kind(own_store):
    import_rows(own_store, FULL_ROWS)
    for page in ("ranking", "indicators", "shifts"):
        assert Words("en")("empty.filtered") in texts(run(page, lang="en", unit="A2", sector="INF"))


def test_another_unit_starts_from_its_own_goal_again():
    at = run("unit", lang="en", one="A31")
    assert at.selectbox(key="goal").value == "good"
    at.selectbox(key="one").set_value("A13").run()
    assert at.selectbox(key="goal").value == "average"  # the border of weak


def test_weak_units_are_counted_with_and_without_a_total_under_the_other_scheme():
    at = run("scheme", lang="en")
    item = '[[indicator]]\ncode = "X9"\ndomain = "information"\nmax_points = 5\n'
    text = DEFAULT_SCHEME.read_text(encoding="utf-8").replace("[[band]]", item + "[[band]]", 1)
    at.file_uploader(key="alternative_file").upload("other.toml", text.encode(), "application/toml").run()
    assert "Weak now: 13; weak there: 0. Units without a total there: 54." in plain(texts(at))


def test_whom_to_copy_from_are_the_best_peers_that_are_there():
    """At every step: the peers with the best totals among those who have the points that the step leads to."""
    rows = rows_of(run("unit", lang="fa", one="A13"), "way_fewest")
    scores, (results, kinds) = (
        read_by_hand(MONTH_FILES[4].read_bytes()),
        oracle_results(MONTH_FILES[4].read_bytes()),
    )
    mine = "اداره کل منابع طبیعی و آبخیزداری"
    peers = sorted(
        (name for name, kind in kinds.items() if kind == "agency" and name != mine),
        key=lambda name: results[name]["rank"],
    )
    steps = oracle.fewest(EXACT, scores[mine], oracle.border(EXACT))
    for row, (indicator, gain) in zip(rows, steps, strict=True):
        goal = oracle.exact(scores[mine][indicator]) + gain
        own = {name: scores[name][indicator] for name in peers if scores[name][indicator] != "na"}
        there = [name for name, points in own.items() if oracle.judged(oracle.exact(points) - goal) >= 0]
        ranks = [results[name]["rank"] for name in there[:3]]
        said = row[3].translate(DIGITS)
        named = [name for name in there if name in said]
        assert [results[name]["rank"] for name in named] == ranks and f"{len(there)} از {len(own)}" in plain(said)


def test_stars_stand_at_the_best_and_at_the_most_improved_alone():
    rows = rows_of(run("ranking", lang="en", base="139904"))[1:]
    now, then = oracle_ranking(4, "agency"), oracle_ranking(3, "agency")
    changes = {name: now[name]["total"] - then[name]["total"] for name in now}
    best = sum(result["rank"] == 1 for result in now.values())
    improved = sum(change == max(changes.values()) for change in changes.values())
    assert [sum("best" in cell for row in rows for cell in row), best] == [1, 1]
    assert sum("most improved" in cell for row in rows for cell in row) == improved == 1
    first = next(row for row in rows if "best" in row[2])
    assert first[1].startswith("1 of 44")
    starred = next(row for row in rows if "most improved" in row[4])
    assert starred[4].split()[0] == "1" and starred[3].split()[0].startswith("+")  # the base is the month before
    assert float(starred[3].split()[0].lstrip("+\u200e")) == pytest.approx(float(max(changes.values())), abs=0.051)


def test_a_new_scheme_is_stored_from_the_month_that_was_chosen_and_not_without_a_name(own_store):
    import_rows(own_store, FULL_ROWS)
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"').replace("from = 50", "from = 60")
    at = run("scheme", lang="en")
    at.file_uploader(key="scheme_file_0").upload("newer.toml", newer.encode(), "application/toml").run()
    at.selectbox(key="scheme_since_0_number").set_value(2).run()
    at.selectbox(key="scheme_since_0_year").set_value(1399).run()
    assert "lower bound changed from 50 to 60" in plain(texts(at))
    at.button(key="scheme_confirm").click().run()
    assert "Your name is missing" in plain(texts(at))

    assert list(setup_queries.scheme_versions()["scheme_id"]) == ["small"]
    at.text_input(key="who_scheme").set_value("Zahra").run()
    at.button(key="scheme_confirm").click().run()
    versions = setup_queries.scheme_versions().set_index("scheme_id")
    assert versions.loc["newer", "valid_from"] == 139902 and not at.exception
    import_rows(own_store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    by_month = setup_queries.schemes(1)
    assert (by_month[139901].scheme_id, by_month[139902].scheme_id) == ("small", "newer")


def test_a_spelling_is_not_mapped_without_a_name(own_store):
    at = run("import", lang="en")
    rows = [["اداره کل راههای نو", 6, 4, 10], *FULL_ROWS[1:]]
    book, known = score_book(rows), own_store.rows("SELECT count(*) FROM unit_alias")
    at.file_uploader(key="score_files_0").upload("a.xlsx", book, "application/octet-stream").run()
    at.selectbox(key="unit_of_0").set_value("A1").run()
    at.button(key="map_store_0").click().run()
    assert "Your name is missing" in plain(texts(at))
    assert own_store.rows("SELECT count(*) FROM unit_alias") == known
