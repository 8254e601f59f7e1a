"""The method against an independent recomputation, and the properties that it must have whatever the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from i18n.numerals import decimals_for_total, half_up
from scoring.fences import fences_by_list
from scoring.ranks import competition_ranks
from scoring.rounding import exact_percents
from scoring.shifts import FLOWS, base_months, shares, shifts
from scoring.standings import movers_reason, with_changes
from scoring.totals import month_results
from telling.letter_figures import largest_rises, praised
from tests.support import oracle
from tests.support.strategies import listed_frame, months, ours, schemes, score_frame


def results(scheme: dict, scores: dict, kinds: dict) -> dict:
    """unit -> row of our results, with its domain percents."""
    found = month_results(score_frame(scores), listed_frame(kinds), ours(scheme))
    rows = {row["unit"]: row for row in found.units.to_dict("records")}
    for row in rows.values():
        own = found.domains[found.domains["unit"] == row["unit"]]
        row["domains"] = dict(zip(own["domain"], own["percent"], strict=True))
    return rows


@st.composite
def scored_months(draw):
    scheme = draw(schemes())
    return scheme, *draw(months(scheme))


def same(value, expected) -> bool:
    if expected is None:
        return value is None or value is pd.NA or value != value
    return abs(value - float(expected)) < 1e-9


@given(scored_months())
def test_totals_bands_ranks_and_coverage_are_the_oracles(month):
    scheme, scores, kinds = month
    expected = oracle.totals(scheme, scores, kinds)
    for unit, row in results(scheme, scores, kinds).items():
        wanted = expected[unit]
        assert row["status"] == wanted["status"]
        assert same(row["total"], wanted["total"])
        assert same(row["coverage"], wanted["coverage"])
        assert row["band"] == wanted["band"]
        assert same(row["is_weak"], wanted["weak"])
        assert same(row["rank"], wanted["rank"])
        assert row["ranked_units"] == wanted["ranked"]
        for domain, percent in wanted["domains"].items():
            assert same(row["domains"][domain], percent)


@given(scored_months(), st.data())
def test_shares_and_flows_are_the_oracles_and_the_flow_adds_up(month, data):
    scheme, then_scores, kinds = month
    now_scores, _ = data.draw(months(scheme))
    now_scores = {unit: row for unit, row in now_scores.items() if unit in kinds}
    then, now = results(scheme, then_scores, kinds), results(scheme, now_scores, kinds)
    exact_then, exact_now = oracle.totals(scheme, then_scores, kinds), oracle.totals(scheme, now_scores, kinds)
    counts = pd.DataFrame([_counts(1, then), _counts(2, now)])
    flows = oracle.flow(exact_then, exact_now, list(kinds))
    still = oracle.flow(exact_then, exact_then, list(kinds))
    flow_frame = pd.DataFrame([{"month": 1, "kind": "agency", **still}, {"month": 2, "kind": "agency", **flows}])
    base = base_months(counts, 1)
    assume(base)
    table = shifts(counts, flow_frame, {1: ours(scheme), 2: ours(scheme)}, base).set_index("month")
    weak, evaluated, percent = oracle.share(exact_now, list(kinds))
    row, units = table.loc[2], list(kinds)
    assert (row["weak"], row["evaluated"]) == (weak, evaluated)
    told_now, told_then = (oracle.is_told(scheme, each, units) for each in (exact_now, exact_then))
    assert same(row["weak_pct"], percent if told_now else None)
    if not (told_now and told_then):
        assert row["reason"] == ("too_few_evaluated" if oracle.share(exact_then, units)[1] else "no_base")
        assert row[["decrease_points", "decrease_relative_pct", "no_longer_weak_pct", *FLOWS]].isna().all()
        return
    for name, wanted in oracle.readings(exact_then, exact_now, units).items():
        assert same(row[name], wanted), name
    assert row["reason"] is None and row["weak"] == (
        row["base_weak"] - row["left_weak"] + row["fell_weak"] + row["joined_weak"] - row["gone_weak"]
    )
    assert 0 <= row["left_weak"] <= row["base_weak"]


@given(scored_months(), st.data())
def test_the_largest_rises_are_the_oracles_and_nobody_weak_is_thanked(month, data):
    scheme, then_scores, kinds = month
    kinds = dict.fromkeys(kinds, "agency")
    now_scores, _ = data.draw(months(scheme))
    exact = [oracle.totals(scheme, scores, kinds) for scores in (then_scores, now_scores)]
    then, now = (_units(scheme, scores, kinds) for scores in (then_scores, now_scores))
    reason = movers_reason(now, then, ours(scheme), ours(scheme))
    told = all(oracle.is_told(scheme, each, list(kinds)) for each in exact)
    assert (reason is None) == told or reason == "no_base"
    league = with_changes(now, then, comparable=True, told=reason is None)
    found, _ = oracle.largest_rises(*exact, list(kinds)) if told else ([], None)
    assert sorted(largest_rises(league)["unit_id"]) == sorted(found)
    thanked = praised(league)["improved"]["unit_id"].tolist()
    assert thanked == [unit for unit in found if not exact[1][unit]["weak"]]


def _units(scheme: dict, scores: dict, kinds: dict) -> pd.DataFrame:
    own = {unit: row for unit, row in scores.items() if unit in kinds}
    found = month_results(score_frame(own), listed_frame(kinds), ours(scheme)).units
    return found.rename(columns={"unit": "unit_id"}).sort_values("unit_id", ignore_index=True)


@given(scored_months())
def test_units_of_different_rank_read_differently_and_of_the_same_rank_alike(month):
    scheme, scores, kinds = month
    units = _units(scheme, scores, kinds).assign(month=1)
    for (_, kind), own in fences_by_list(units, {1: ours(scheme)}).items():
        known = units[(units["kind"] == kind) & units["total"].notna()]
        shown = {
            unit: half_up(total, decimals_for_total(total, own))
            for unit, total in zip(known["unit_id"], known["total"], strict=True)
        }
        ranks = dict(zip(known["unit_id"], known["rank"], strict=True))
        for one in shown:
            assert (shown[one] >= 100) == (half_up(known.set_index("unit_id").loc[one, "total"], 9) >= 100)
            for other in shown:
                assert (shown[one] > shown[other]) == (ranks[one] < ranks[other])


def test_three_equal_totals_have_one_rank_whatever_the_order_of_their_points():
    """1680.92 of 4096 points is 41.0380859375 percent: half a step at nine decimals, where float noise would decide."""
    scheme = {"bands": [("low", 0.0, False)], "min_coverage": 1.0}
    scheme["indicators"] = [("a", "X", 1365.3), ("b", "X", 1365.3), ("c", "X", 1365.4)]
    rows = ((174.67, 322.02, 1184.23), (297.39, 359.2, 1024.33), (1024.33, 359.2, 297.39))
    scores = {f"u{place}": dict(zip("abc", row, strict=True)) for place, row in enumerate(rows)}
    scores["u3"] = {"a": 1000.0, "b": 680.93, "c": 0.0}
    kinds = dict.fromkeys(scores, "agency")
    assert {unit: row["rank"] for unit, row in results(scheme, scores, kinds).items()} == {
        "u0": 2, "u1": 2, "u2": 2, "u3": 1
    }  # fmt: skip


@pytest.mark.parametrize(("points", "ceiling"), [(1680.92, 4096.0), (0.1 + 0.2, 3.0), (62.15, 100.0), (0.0, 7.0)])
def test_exact_percents_are_the_oracles_however_the_points_were_added_up(points, ceiling):
    noisy = np.array([points, np.nextafter(points, 1e9), np.nextafter(points, -1) if points else 0.0])
    found = exact_percents(noisy, np.full(3, ceiling))
    wanted = float(oracle.judged(100 * oracle.exact(round(points, 9)) / oracle.exact(ceiling)))
    assert found.tolist() == [wanted] * 3
    assert np.isnan(exact_percents(np.array([1.0, np.nan]), np.array([0.0, 5.0]))).all()


def _counts(month: int, rows: dict) -> dict:
    statuses = [row["status"] for row in rows.values()]
    counted = {name: statuses.count(name) for name in ("evaluated", "incomplete", "missing")}
    weak = sum(row["is_weak"] is True for row in rows.values())
    return {"month": month, "kind": "agency", "listed": len(rows), **counted, "weak": weak}


@given(scored_months(), st.randoms())
def test_the_order_of_rows_does_not_matter(month, random):
    scheme, scores, kinds = month
    frame = score_frame(scores)
    order = list(frame.index)
    random.shuffle(order)
    plain = month_results(frame, listed_frame(kinds), ours(scheme)).units
    shuffled = month_results(frame.loc[order].reset_index(drop=True), listed_frame(kinds), ours(scheme)).units
    pd.testing.assert_frame_equal(plain, shuffled)


@given(scored_months(), st.sampled_from([0.5, 2.0, 4.0, 1024.0]))
def test_one_factor_on_all_maxima_and_scores_changes_no_percent(month, factor):
    scheme, scores, kinds = month
    grown = scheme | {
        "indicators": [(code, domain, maximum * factor) for code, domain, maximum in scheme["indicators"]]
    }
    grown_scores = {
        unit: {code: cell * factor if isinstance(cell, float) else cell for code, cell in row.items()}
        for unit, row in scores.items()
    }
    assert {unit: row["total"] for unit, row in results(scheme, scores, kinds).items()} == pytest.approx(
        {unit: row["total"] for unit, row in results(grown, grown_scores, kinds).items()}, rel=1e-12, nan_ok=True
    )


@given(scored_months(), st.data())
def test_raising_one_score_never_lowers_total_or_band_nor_worsens_the_rank_and_moves_nobody_elses_total(month, data):
    scheme, scores, kinds = month
    maxima = {code: maximum for code, _, maximum in scheme["indicators"]}
    raisable = [
        (unit, code)
        for unit, row in scores.items()
        for code, cell in row.items()
        if isinstance(cell, float) and cell < maxima[code]
    ]
    assume(raisable)
    unit, code = data.draw(st.sampled_from(raisable))
    raised = {name: dict(row) for name, row in scores.items()}
    raised[unit][code] = maxima[code]
    before, after = results(scheme, scores, kinds), results(scheme, raised, kinds)
    assert before[unit]["status"] == after[unit]["status"]
    if before[unit]["status"] == "evaluated":
        bands = [band for band, _, _ in scheme["bands"]]
        assert after[unit]["total"] >= before[unit]["total"]
        assert bands.index(after[unit]["band"]) >= bands.index(before[unit]["band"])
        assert after[unit]["rank"] <= before[unit]["rank"]
    for other in set(kinds) - {unit}:
        assert same(
            after[other]["total"], None if before[other]["total"] != before[other]["total"] else before[other]["total"]
        )


@given(schemes(), st.integers(0, 8))
def test_a_constant_percent_gives_that_percent_at_every_level(scheme, eighths):
    scores = {"u": {code: maximum * eighths / 8 for code, _, maximum in scheme["indicators"]}}
    row = results(scheme, scores, {"u": "agency"})["u"]
    assert row["total"] == pytest.approx(eighths * 12.5, abs=1e-9)
    assert all(percent == pytest.approx(eighths * 12.5, abs=1e-9) for percent in row["domains"].values())


@given(scored_months(), st.data())
def test_an_emptied_cell_is_not_a_zero_and_an_unevaluated_unit_is_never_weak(month, data):
    scheme, scores, kinds = month
    scheme = scheme | {"min_coverage": 1.0}
    filled = [(unit, code) for unit, row in scores.items() for code, cell in row.items() if isinstance(cell, float)]
    assume(filled)
    unit, code = data.draw(st.sampled_from(filled))
    emptied = {name: dict(row) for name, row in scores.items()}
    emptied[unit][code] = None
    rows = results(scheme, emptied, kinds)
    assert rows[unit]["status"] == "incomplete"
    assert rows[unit]["points"] == pytest.approx(
        sum(cell for cell in emptied[unit].values() if isinstance(cell, float))
    )
    for row in rows.values():
        if row["status"] != "evaluated":
            assert all(same(row[name], None) for name in ("is_weak", "band", "rank", "total"))
            assert all(percent != percent for percent in row["domains"].values())


@given(st.lists(st.integers(0, 999), min_size=1, max_size=4, unique=True), st.floats(0, 100, allow_nan=False))
def test_the_display_never_contradicts_the_band(tenths, total):
    borders = sorted(value / 10 for value in tenths)
    shown = float(half_up(total, decimals_for_total(total, borders)))
    judged = round(total, 9)
    assert [shown >= border for border in borders] == [judged >= border for border in borders]


def test_a_total_just_under_a_border_shows_the_decimals_that_keep_it_there():
    assert str(half_up(49.96, decimals_for_total(49.96, [50]))) == "49.96"
    assert str(half_up(49.94, decimals_for_total(49.94, [50]))) == "49.9"
    assert str(half_up(50.04, decimals_for_total(50.04, [50]))) == "50.0"
    assert str(half_up(49.9999999999, decimals_for_total(49.9999999999, [50]))) == "50.0"


def test_equal_totals_share_the_better_rank_and_the_next_is_skipped():
    values = pd.Series([70.0, 0.1 + 0.2, 0.3, 10.0, None])
    assert competition_ranks(values, pd.Series(["a"] * 5)).tolist() == [1, 3, 3, 2, pd.NA]


def test_float_noise_neither_parts_equals_nor_misses_a_border():
    scheme = {
        "indicators": [(f"i{n}", "X", 0.1) for n in range(3)],
        "bands": [("low", 0.0, True), ("high", 100 / 3, False)],
        "min_coverage": 1.0,
    }
    scheme["bands"][1] = ("high", 33.333333333, False)
    rows = results(
        scheme,
        {"u": {"i0": 0.1, "i1": 0.0, "i2": 0.0}, "v": {"i0": 0.0, "i1": 0.0, "i2": 0.1}},
        {"u": "agency", "v": "agency"},
    )
    assert [rows[unit]["band"] for unit in "uv"] == ["high", "high"]
    assert [rows[unit]["rank"] for unit in "uv"] == [1, 1]


def test_not_applicable_leaves_the_ceiling_and_not_reported_makes_incomplete():
    scheme = {
        "indicators": [("a", "X", 6.0), ("b", "Y", 4.0)],
        "bands": [("low", 0.0, True), ("high", 50.0, False)],
        "min_coverage": 1.0,
    }
    scores = {"excused": {"a": 3.0, "b": "na"}, "silent": {"a": 3.0, "b": None}, "nothing": {"a": "na", "b": "na"}}
    rows = results(scheme, scores, dict.fromkeys([*scores, "absent"], "agency"))
    assert (rows["excused"]["total"], rows["excused"]["ceiling"], rows["excused"]["coverage"]) == (50.0, 6.0, 1.0)
    assert (rows["silent"]["status"], rows["silent"]["coverage"], rows["silent"]["points"]) == ("incomplete", 0.6, 3.0)
    assert rows["nothing"]["status"] == "incomplete" and rows["nothing"]["coverage"] != rows["nothing"]["coverage"]
    assert rows["absent"]["status"] == "missing"
    assert (
        rows["excused"]["domains"]["X"] == 50.0 and rows["excused"]["domains"]["Y"] != rows["excused"]["domains"]["Y"]
    )


def test_a_share_of_nobody_is_null_and_a_base_without_weak_units_has_no_relative_change():
    counts = pd.DataFrame({"month": [1, 2], "kind": ["agency"] * 2, "evaluated": [4, 0], "weak": [0, 0]})
    assert shares(counts)["weak_pct"].tolist()[0] == 0
    assert shares(counts)["weak_pct"].isna().tolist() == [False, True]
    scheme = ours({"indicators": [("a", "X", 1.0)], "bands": [("low", 0.0, True)], "min_coverage": 1.0})
    counts = counts.assign(listed=4, incomplete=0, missing=0, evaluated=[4, 4], weak=[0, 1])
    flows = pd.DataFrame(
        {"month": [1, 2], "kind": ["agency"] * 2, "left_weak": 0, "fell_weak": [0, 1], "joined_weak": 0, "gone_weak": 0}
    )
    table = shifts(counts, flows, {1: scheme, 2: scheme}, {"agency": 1}).set_index("month")
    assert table.loc[2, "decrease_points"] == -25
    assert table["decrease_relative_pct"].isna().all()


def test_a_month_before_the_base_has_no_change_and_says_why():
    scheme = ours({"indicators": [("a", "X", 1.0)], "bands": [("low", 0.0, True)], "min_coverage": 1.0})
    counts = pd.DataFrame({"month": [1, 2, 3], "kind": "agency", "evaluated": 6, "weak": [6, 3, 0], "listed": 6})
    counts = counts.assign(incomplete=0, missing=0)
    flows = pd.DataFrame({"month": [1, 2, 3], "kind": "agency", **dict.fromkeys(FLOWS, 1)})
    table = shifts(counts, flows, dict.fromkeys((1, 2, 3), scheme), {"agency": 2}).set_index("month")
    assert table["reason"].tolist() == ["before_base", None, None]
    assert table.loc[1, ["decrease_points", "decrease_relative_pct", "no_longer_weak_pct", *FLOWS]].isna().all()
    assert table["decrease_points"].tolist()[1:] == [0, 50] and table.loc[1, "weak_pct"] == 100
