"""Signals: each on a small month where the eye can see it, at its borders, and against a plain recomputation."""

from __future__ import annotations

import math
from statistics import median

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.imports.importing import preview
from data.office.rehearsal import rehearse
from scoring.scheme import Scheme, parse_scheme
from scoring.signals import Signal, SignalMonth, signals
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, score_book, small_store

SCHEME = parse_scheme(SMALL_SCHEME)
CODES = [item.code for item in SCHEME.indicators]
MAXIMA = {"N1": 6, "N2": 4, "P1": 10}
BORDERS = (50, 80)


def month(rows: dict[str, list], kind: str = "agency", scheme: Scheme = SCHEME) -> SignalMonth:
    """unit -> its points ("na" and None as marks); totals as the method has them."""
    marks = {"na": "not_applicable", None: "not_reported"}
    cells = [
        (unit, code, float("nan") if cell in marks else cell, marks.get(cell, "scored"))
        for unit, row in rows.items()
        for code, cell in zip(CODES, row, strict=True)
    ]
    units = [(unit, kind, total(row)) for unit, row in rows.items()]
    return SignalMonth(
        pd.DataFrame(cells, columns=["unit", "indicator", "points", "mark"]),
        pd.DataFrame(units, columns=["unit", "kind", "total"]),
        scheme,
    )


def total(row: list) -> float | None:
    """In plain numbers: None where a score is not reported."""
    if None in row:
        return None
    scored = [(points, MAXIMA[code]) for code, points in zip(CODES, row, strict=True) if points != "na"]
    return 100 * sum(points for points, _ in scored) / sum(maximum for _, maximum in scored) if scored else None


def found(now: dict, then: dict | None = None) -> list[Signal]:
    return signals(month(now), month(then) if then else None, set(now))


def codes(now: dict, then: dict | None = None) -> list[tuple]:
    return [(signal.code, signal.unit) for signal in found(now, then)]


def spread(value: float) -> list[float]:
    """Scores with that total (percent) that are not all at one percent."""
    points = value * 20 / 100
    return [min(6.0, points), 0.0, points - min(6.0, points)]


def test_the_same_percent_everywhere_is_a_signal_with_its_cells():
    (signal,) = found({"a": [3, 2, 5], "b": [3, 2, 5.1]})
    assert (signal.code, signal.unit, signal.values) == ("flat", "a", {"percent": 50.0})
    assert signal.cells == (("a", "N1"), ("a", "N2"), ("a", "P1"))
    assert codes({"a": [0, 0, 0]}) == [("flat", "a")]
    assert codes({"a": [3, 2, "na"]}) == []  # two indicators can be alike by chance
    assert codes({"a": [0.6, 0.4, 1.0000000000000002]}) == [("flat", "a")]  # float noise parts no equals


def test_a_month_copied_from_the_one_before_is_a_signal():
    then = {"a": [1, 2, 3], "b": [1, 2, "na"], "c": [1, None, 3]}
    now = {"a": [1, 2, 3], "b": [1, 2, "na"], "c": [1, None, 3.5]}
    assert codes(now, then) == [("repeated", "a"), ("repeated", "b")]
    assert codes({"a": [None, None, None]}, {"a": [None, None, None]}) == []  # nothing was reported, nothing copied
    assert codes({"a": [1, 2, "na"]}, {"a": [1, 2, 3]})[0][0] == "excused"
    assert codes({"a": [1, 2, 3]}, {"z": [1, 2, 3]}) == []


def test_months_that_can_not_be_compared_are_not():
    other = parse_scheme(SMALL_SCHEME.replace("max_points = 6", "max_points = 7"))
    same = {"a": [1, 2, 3]}
    assert signals(month(same), month(same, scheme=other), {"a"}) == []


PEERS = {f"p{n}": (40 + n, 40 + n + change) for n, change in enumerate((0, 1, 2, 3, -1, -2, -3))}


def jumps(changes: dict[str, tuple[float, float]]) -> dict[object, dict[str, float]]:
    then = {unit: spread(pair[0]) for unit, pair in changes.items()}
    now = {unit: spread(pair[1]) for unit, pair in changes.items()}
    return {signal.unit: signal.values for signal in found(now, then) if signal.code == "jump"}


def test_a_jump_lies_beyond_three_times_the_spread_of_the_others():
    """The seven others changed by -3 to 3: median 0, median deviation 2, limit 3 x 1.4826 x 2 = 8.8956."""
    assert list(jumps(PEERS | {"x": (40, 40 + 8.9)})) == ["x"]
    assert jumps(PEERS | {"x": (40, 40 + 8.89)}) == {}
    assert list(jumps(PEERS | {"x": (60, 60 - 8.9)})) == ["x"]
    assert jumps(PEERS | {"x": (40, 49)})["x"] == pytest.approx({"change": 9.0, "middle": 0.0, "limit": 8.8956})


def test_where_all_others_changed_alike_the_limit_is_ten_points():
    alike = {unit: (value, value + 2) for unit, (value, _) in PEERS.items()}
    assert jumps(alike | {"x": (40, 52)}) == {}
    assert list(jumps(alike | {"x": (40, 52.1)})) == ["x"]


def test_groups_under_eight_have_no_jumps():
    six = dict(list(PEERS.items())[:6])
    assert jumps(six | {"x": (40, 90)}) == {}


def test_a_jump_names_the_cells_that_moved():
    then, now = ({unit: spread(pair[at]) for unit, pair in PEERS.items()} for at in (0, 1))
    (signal,) = [signal for signal in found(now | {"x": [6, 4, 0]}, then | {"x": [6, 0, 0]}) if signal.code == "jump"]
    assert signal.cells == (("x", "N2"),)


def heap(above: int, below: int, border: float = 50) -> list[Signal]:
    rows = {f"a{n}": spread(border + n / 100) for n in range(above)}
    rows |= {f"b{n}": spread(border - 1 + n / 100) for n in range(below)}
    return [signal for signal in found(rows) if signal.code == "heaping"]


@pytest.mark.parametrize(
    ("above", "below", "told"),
    [(5, 0, False), (6, 0, True), (7, 1, True), (6, 1, False), (8, 2, False), (9, 1, True), (0, 9, False)],
)
def test_heaping_needs_six_units_and_less_than_one_chance_in_twenty(above, below, told):
    signals_ = heap(above, below)
    assert bool(signals_) is told
    if told:
        n = above + below
        p = sum(math.comb(n, k) for k in range(above, n + 1)) / 2**n
        assert signals_[0].values == {"border": 50.0, "above": above, "below": below, "p": pytest.approx(p)}
        assert p < 0.05 and set(signals_[0].units) == {f"a{number}" for number in range(above)}


def test_heaping_counts_the_border_itself_above_and_a_whole_point_below():
    rows = {f"a{n}": spread(50) for n in range(6)} | {"far": spread(51)}
    (signal,) = [signal for signal in found(rows) if signal.code == "heaping"]
    assert (signal.values["above"], signal.values["below"]) == (6, 0)
    below = {f"b{n}": spread(49) for n in range(2)} | {"out": spread(48.99)}
    (signal,) = [
        signal for signal in found(rows | below | {f"c{n}": spread(50.5) for n in range(6)}) if signal.code == "heaping"
    ]
    assert (signal.values["above"], signal.values["below"]) == (12, 2)


def test_a_larger_share_of_not_applicable_is_a_signal_of_the_kind_with_the_new_cells():
    then = {"a": [1, 2, "na"], "b": [1, 2, 3]}
    (signal,) = [each for each in found({"a": [2, 2, "na"], "b": [1, 3, "na"]}, then) if each.code == "excused"]
    assert (signal.kind, signal.unit, signal.units, signal.cells) == ("agency", None, ("b",), (("b", "P1"),))
    assert signal.values == {"excused": 2, "cells": 6, "excused_then": 1, "cells_then": 6}
    assert "excused" not in dict(codes({"a": [1, 2, 3], "b": [2, 2, "na"]}, then))  # the same share
    grown = {"a": [2, 2, "na"], "b": [1, 1, 3], "c": [1, 1, 4]}
    assert "excused" not in dict(codes(grown, then))  # a smaller share of more cells


def test_only_brought_units_are_told_of():
    now, then = month({"a": [1, 2, 3], "b": [3, 2, 5]}), month({"a": [1, 2, 3], "b": [3, 2, 5]})
    assert [(signal.code, signal.unit) for signal in signals(now, then, {"a"})] == [("repeated", "a")]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=14))
def test_jumps_are_those_of_a_plain_recomputation(pairs):
    changes = {f"u{number}": (float(then), float(now)) for number, (then, now) in enumerate(pairs)}
    expected = set()
    for unit, (then, now) in changes.items():
        others = [b - a for other, (a, b) in changes.items() if other != unit]
        if len(changes) >= 8:
            middle = median(others)
            deviation = median(abs(change - middle) for change in others)
            limit = 3 * 1.4826 * deviation if deviation > 1e-9 else 10
            if abs(now - then - middle) > limit + 1e-9:
                expected.add(unit)
    assert set(jumps(changes)) == expected


def test_an_import_tells_its_signals_with_the_cells_of_the_file():
    store = small_store()
    import_rows(store, FULL_ROWS)
    copied = [FULL_ROWS[0], ["دانشگاه علوم پزشکی", 2, 2, 5], FULL_ROWS[2], ["فرمانداری دره‌شهر", 3, 2, 5]]
    read = preview(store, "second.xlsx", score_book(copied, "نتایج اردیبهشت ۱۳۹۹", sheet="نمره"))
    (told,) = rehearse(store, [read]).months
    assert [(signal.code, signal.unit) for signal in told.signals] == [
        ("flat", "A1"), ("flat", "G1"), ("repeated", "A1"), ("repeated", "A3"),
    ]  # fmt: skip
    places = {(row.unit_id, row.indicator): (row.sheet, row.row_no, row.column_no) for row in told.places.itertuples()}
    assert places[told.signals[3].cells[2]] == ("نمره", 5, 4)
