"""What a director asks next, against the independent recomputation: moves, near misses, ways out, what-ifs."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.alternatives import Difference, differences, results_under, side_by_side
from scoring.flows import near_misses, unit_flows, weak_border
from scoring.indicators import indicator_changes, indicator_profiles
from scoring.profiles import profile, strengths, weaknesses, with_points
from scoring.scheme import SchemeError, parse_scheme, valid_from
from scoring.standings import with_changes
from scoring.targets import Target, months_between, must_leave
from scoring.totals import month_results
from scoring.ways_out import own_best, ways_out
from tests.support import oracle
from tests.support.builders import SMALL_SCHEME
from tests.support.strategies import listed_frame, months, ours, schemes, score_frame


@st.composite
def scored_months(draw):
    scheme = draw(schemes())
    return scheme, *draw(months(scheme))


def frames(scheme: dict, scores: dict, kinds: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    """scores and units as the store hands them out."""
    units = month_results(score_frame(scores), listed_frame(kinds), ours(scheme)).units
    return score_frame(scores).rename(columns={"unit": "unit_id"}), units.rename(columns={"unit": "unit_id"})


def steps(table: pd.DataFrame, unit: str, way: str) -> list[tuple[str, float]]:
    own = table[(table["unit_id"] == unit) & (table["way"] == way)]
    assert own["step"].tolist() == list(range(1, len(own) + 1))
    return list(zip(own["indicator"], own["gain_points"], strict=True))


def close(ours_: list, theirs: list) -> bool:
    """The same indicators in the same order, the same points."""
    return [code for code, _ in ours_] == [code for code, _ in theirs] and all(
        abs(a - float(b)) < 1e-6 for (_, a), (_, b) in zip(ours_, theirs, strict=True)
    )


@given(scored_months(), st.data())
def test_every_unit_moves_as_the_oracle_says(month, data):
    scheme, then_scores, kinds = month
    now_scores, now_kinds = data.draw(months(scheme))
    now_kinds = {unit: kinds.get(unit, kind) for unit, kind in now_kinds.items()}
    then, now = oracle.totals(scheme, then_scores, kinds), oracle.totals(scheme, now_scores, now_kinds)
    units = [frames(scheme, *part)[1] for part in ((then_scores, kinds), (now_scores, now_kinds))]
    table = unit_flows(*units)
    found = dict(zip(table["unit_id"], table["flow"], strict=True))
    assert found == oracle.unit_moves(then, now)
    counted = oracle.flow(then, now, list(found))
    assert {name: list(found.values()).count(name) for name in counted} == counted


@given(scored_months())
def test_near_misses_are_the_oracles(month):
    scheme, scores, kinds = month
    border = oracle.border(scheme)
    assert weak_border(ours(scheme)) == (None if border is None else float(border))
    found = near_misses(frames(scheme, scores, kinds)[1], ours(scheme))
    assume(border is not None)
    assert dict(zip(found["unit_id"], found["side"], strict=True)) == oracle.near(
        oracle.totals(scheme, scores, kinds), border
    )


@given(scored_months(), st.data())
def test_both_ways_out_are_the_oracles_and_the_first_one_ends_exactly_on_the_border(month, data):
    scheme, scores, kinds = month
    at, results = oracle.border(scheme), oracle.totals(scheme, scores, kinds)
    assume(at is not None)
    earlier, _ = data.draw(months(scheme))
    best = {
        unit: {code: points for code, points in row.items() if points not in ("na", None)}
        for unit, row in earlier.items()
    }
    rows = [(unit, code, points) for unit, row in best.items() for code, points in row.items()]
    best_frame = pd.DataFrame(rows, columns=["unit_id", "indicator", "points"])
    table = ways_out(*frames(scheme, scores, kinds), best_frame, ours(scheme))
    weak = [unit for unit in kinds if results[unit]["weak"]]
    assert set(table["unit_id"]) <= set(weak)
    for unit in weak:
        first = steps(table, unit, "fewest")
        assert close(first, oracle.fewest(scheme, scores[unit], at))
        raised = dict(scores[unit]) | {code: scores[unit][code] + gain for code, gain in first}
        total = oracle.totals(scheme, {unit: raised}, {unit: "agency"})[unit]["total"]
        assert abs(total - at) < 1e-6
        wanted = oracle.most_reachable(scheme, scores, results, kinds, best, unit, at)
        assert close(steps(table, unit, "most_reachable"), wanted)


@given(scored_months(), st.data())
def test_strengths_and_weaknesses_are_the_oracles(month, data):
    scheme, scores, kinds = month
    results = oracle.totals(scheme, scores, kinds)
    known = [unit for unit in kinds if results[unit]["total"] is not None]
    assume(known)
    unit = data.draw(st.sampled_from(known))
    found = profile(*frames(scheme, scores, kinds), unit, ours(scheme))
    strong, poor = oracle.marked(scheme, scores, results, kinds, unit)
    assert found.loc[found["is_strength"], "indicator"].tolist() == strong
    assert found.loc[found["is_weakness"], "indicator"].tolist() == poor
    assert set(strengths(found)["indicator"]) <= set(strong) and len(weaknesses(found)) == min(5, len(poor))


@given(scored_months(), st.data())
def test_a_what_if_is_the_month_with_these_scores(month, data):
    scheme, scores, kinds = month
    results = oracle.totals(scheme, scores, kinds)
    known = [unit for unit in kinds if results[unit]["total"] is not None]
    assume(known)
    unit = data.draw(st.sampled_from(known))
    changed = {code: maximum for code, _, maximum in scheme["indicators"] if data.draw(st.booleans())}
    row = {
        code: changed.get(code, points) if points not in ("na", None) else points
        for code, points in scores[unit].items()
    }
    wanted = oracle.totals(scheme, scores | {unit: row}, kinds)[unit]
    found = with_points(*frames(scheme, scores, kinds), ours(scheme), unit, changed)
    assert abs(found["total"] - float(wanted["total"])) < 1e-9
    assert (found["band"], found["rank"], found["ranked_units"]) == (wanted["band"], wanted["rank"], wanted["ranked"])


SCHEME = parse_scheme(SMALL_SCHEME)  # N1 of 6, N2 of 4, P1 of 10; mid from 50, high from 80
ROWS = {  # N1, N2, P1
    "A": (0, 2, 6),  # 40: weak
    "B": (6, 3, 7),  # 80
    "C": (5, 3, 4),  # 60
    "D": (3, 1, 1),  # 25: weak
}


def small(rows: dict = ROWS) -> tuple[pd.DataFrame, pd.DataFrame]:
    scores = {unit: dict(zip(("N1", "N2", "P1"), points, strict=True)) for unit, points in rows.items()}
    frame = score_frame(scores)
    units = month_results(frame, listed_frame(dict.fromkeys(rows, "agency")), SCHEME).units
    return frame.rename(columns={"unit": "unit_id"}), units.rename(columns={"unit": "unit_id"})


def test_ways_out_by_hand():
    """A lacks 2 points of 20. Fewest: N1 has the most headroom (6) and brings the 2. Most reachable: the peers' median
    of N1 is 5 (two of three are there), of N2 3 (two of three); P1's median 4 is below its 6."""
    best = pd.DataFrame([("A", "P1", 8.0)], columns=["unit_id", "indicator", "points"])
    table = ways_out(*small(), best, SCHEME, only=["A"])
    rows = table.drop(columns="unit_id").values.tolist()
    assert rows == [
        ["fewest", 1, "N1", 0.0, 2.0, 2.0, True, 3, 3],
        ["most_reachable", 1, "N1", 0.0, 5.0, 5.0, True, 2, 3],
    ]
    to_high = ways_out(*small(), best, SCHEME, target=80.0, only=["A"])
    assert to_high[["way", "indicator", "to", "covered"]].values.tolist() == [
        ["fewest", "N1", 6.0, False],
        ["fewest", "P1", 8.0, True],
        ["most_reachable", "N1", 5.0, False],
        ["most_reachable", "N2", 3.0, False],
        ["most_reachable", "P1", 8.0, True],  # its own best: no peer is there, so it comes last
    ]


def test_a_way_along_the_peers_may_not_reach_the_border_and_says_so():
    table = ways_out(*small({"A": (0, 0, 0), "B": (1, 1, 1)}), own_best_of([]), SCHEME, only=["A"])
    assert table.loc[table["way"] == "most_reachable", "covered"].tolist() == [False] * 3
    assert table.loc[table["way"] == "fewest", "covered"].tolist() == [True]


def own_best_of(rows: list) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit_id", "indicator", "points"])


def test_the_own_best_leaves_out_months_with_another_maximum():
    other = parse_scheme(SMALL_SCHEME.replace("max_points = 6", "max_points = 5"))
    points = pd.DataFrame(
        [(1, "A", "N1", 5.0), (2, "A", "N1", 3.0), (2, "A", "P1", 9.0), (1, "A", "P1", 4.0)],
        columns=["month", "unit_id", "indicator", "points"],
    )
    best = own_best(points, {1: other, 2: SCHEME}, SCHEME)
    assert best.values.tolist() == [["A", "N1", 3.0], ["A", "P1", 9.0]]


def test_strengths_and_weaknesses_by_hand():
    scores, units = small()
    of_b = profile(scores, units, "B", SCHEME).set_index("indicator")
    assert of_b[["percent", "peers", "full"]].loc["N1"].tolist() == [100.0, 3, 0]
    assert of_b["is_strength"].to_dict() == {"N1": True, "N2": True, "P1": True}
    of_d = profile(scores, units, "D", SCHEME).set_index("indicator")
    assert of_d.loc["N1", ["lower", "median", "upper"]].tolist() == pytest.approx([500 / 12, 500 / 6, 1100 / 12])
    assert of_d["is_weakness"].to_dict() == {"N1": False, "N2": True, "P1": True}
    alone = profile(*small({"A": (6, 4, 10)}), "A", SCHEME)
    assert not alone["is_strength"].any() and alone["median"].isna().all()


def test_indicators_by_hand():
    """Weak: A and D. N1: they have 0 and 3 of 6, the others 6 and 5: four points of the distance lie there."""
    found = indicator_profiles(*small(), SCHEME).set_index("indicator")
    row = found.loc["N1"]
    assert (row["units"], row["full"], row["zero"]) == (4, 1, 1)
    assert (row["weak_mean"], row["other_mean"]) == pytest.approx((25, 100 * 5.5 / 6))
    assert found["held_down_points"].to_dict() == pytest.approx({"N1": 4.0, "N2": 1.5, "P1": 2.0})
    scores, units = small()
    totals = units.set_index("unit_id")["total"]
    assert found["held_down_points"].sum() / 20 * 100 == pytest.approx(
        totals[["B", "C"]].mean() - totals[["A", "D"]].mean()
    )


def test_changes_of_indicators_are_those_of_the_units_scored_in_both_months():
    then, now = small({"A": (0, 0, 0), "B": (3, 2, 5), "E": (6, 4, 10)}), small()
    found = indicator_changes((*then, SCHEME), (*now, SCHEME)).set_index("indicator")
    assert found.loc["N1", ["units", "then", "now", "change"]].tolist() == pytest.approx([2, 25, 50, 25])
    other = parse_scheme(SMALL_SCHEME.replace("max_points = 6", "max_points = 5"))
    refused = indicator_changes((*then, other), (*now, SCHEME)).set_index("indicator")
    assert refused.loc["N1", "reason"] == "other_maxima" and pd.isna(refused.loc["N1", "change"])
    assert refused.loc["N2", "reason"] is None


def test_the_delta_rank_is_among_all_units_of_the_kind():
    then, now = small({"A": (0, 0, 0), "B": (6, 4, 10), "C": (5, 3, 4)})[1], small()[1]
    table = with_changes(now, then, comparable=True).set_index("unit_id")
    assert table["change"].round(6).to_dict() == pytest.approx(
        {"A": 40, "B": -20, "C": 0, "D": float("nan")}, nan_ok=True
    )
    assert table["delta_rank"].astype(object).where(table["delta_rank"].notna(), None).tolist() == [1, 3, 2, None]


def test_a_target_is_a_straight_path_by_calendar_months():
    target = Target(base=139911, base_pct=90.0, by=140003, wanted_pct=50.0)
    assert target.path([139910, 139911, 139912, 140001, 140003, 140005]) == [None, 90.0, 80.0, 70.0, 50.0, 50.0]
    assert target.standing(140001, 65.0) == 5.0 and target.standing(140001, 75.0) == -5.0
    assert months_between(139911, 140002) == 3


@given(st.integers(1, 60), st.data(), st.floats(0, 100))
def test_just_enough_units_must_leave_weak_for_a_target(evaluated, data, wanted):
    weak = data.draw(st.integers(0, evaluated))
    leave = must_leave(weak, evaluated, wanted)
    exact = Fraction(wanted)
    assert Fraction(100 * (weak - leave), evaluated) <= exact + Fraction(1, 10**6)
    assert leave == 0 or Fraction(100 * (weak - leave + 1), evaluated) > exact - Fraction(1, 10**6)


def test_a_month_under_another_scheme_keeps_percents_and_says_what_moves():
    heavier = parse_scheme(SMALL_SCHEME.replace("max_points = 10", "max_points = 20").replace('"small"', '"other"'))
    scores, units = small()
    both = side_by_side(units, results_under(scores, units, SCHEME, heavier)).set_index("unit_id")
    # A: N1 0, N2 2, P1 12 of 30; C: 5 + 3 + 8; B: 6 + 3 + 14; D: 3 + 1 + 2
    assert both["total_other"].to_dict() == pytest.approx({"A": 1400 / 30, "B": 2300 / 30, "C": 1600 / 30, "D": 20.0})
    assert both.loc["B", ["band", "band_other"]].tolist() == ["high", "mid"]
    assert both["rank_change"].tolist() == [0, 0, 0, 0]
    more = parse_scheme(
        SMALL_SCHEME.replace(
            '[[band]]\ncode = "low"',
            '[[indicator]]\ncode = "P2"\ndomain = "people"\nmax_points = 5\n[[band]]\ncode = "low"',
        )
    )
    lacking = results_under(scores, units, SCHEME, more).units
    assert lacking["status"].tolist() == ["incomplete"] * 4


def test_differences_of_schemes_name_what_counts():
    other = parse_scheme(
        SMALL_SCHEME.replace("max_points = 6", "max_points = 8")
        .replace("from = 50", "from = 55")
        .replace("News items", "Items")
        + "\n[rules]\nfour_eyes = true\n"
    )
    assert differences(SCHEME, other) == [
        Difference("rule", "four_eyes", "changed", "four_eyes", False, True),
        Difference("indicator", "N1", "changed", "max_points", 6.0, 8.0),
        Difference("band", "mid", "changed", "lower", 50.0, 55.0),
    ]
    fewer = parse_scheme(SMALL_SCHEME.replace('code = "N2"', 'code = "N9"'))
    assert [(each.code, each.change) for each in differences(SCHEME, fewer)] == [("N2", "removed"), ("N9", "added")]


def test_a_scheme_is_made_valid_from_a_month_but_not_against_its_own_word():
    assert parse_scheme(valid_from(SMALL_SCHEME, "1400-01")).valid_from == 140001
    dated = valid_from(SMALL_SCHEME, "1400-01")
    assert valid_from(dated, "1400-01") == dated
    with pytest.raises(SchemeError):
        valid_from(dated, "1400-02")
