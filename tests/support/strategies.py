"""Random schemes and months for property tests: any domains, fractional maxima, any bands, cells of every mark."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from scoring.scheme import Band, Domain, Indicator, Scheme

MAXIMA = st.integers(1, 80).map(lambda steps: steps / 8) | st.integers(1, 300).map(lambda steps: steps / 10)


@st.composite
def schemes(draw) -> dict:
    """A scheme as the oracle reads it."""
    count = draw(st.integers(1, 7))
    domains = draw(st.lists(st.sampled_from("XYZ"), min_size=count, max_size=count))
    maxima = draw(st.lists(MAXIMA, min_size=count, max_size=count))
    lowers = sorted(draw(st.sets(st.integers(1, 999), max_size=4)))
    bands = [("b0", 0.0), *((f"b{number}", lower / 10) for number, lower in enumerate(lowers, 1))]
    weak = draw(st.integers(0, len(bands)))
    return {
        "indicators": [(f"i{number}", domains[number], maxima[number]) for number in range(count)],
        "bands": [(code, lower, position < weak) for position, (code, lower) in enumerate(bands)],
        "min_coverage": draw(st.sampled_from([1.0, 1.0, 0.5, 0.8, 0.0])),
        "min_evaluated": draw(st.sampled_from([0.9, 0.9, 0.5, 0.75, 0.0, 1.0])),
    }


@st.composite
def months(draw, scheme: dict) -> tuple[dict, dict]:
    """(scores, kinds) of up to eight units; a unit may be missing and any cell reported, excused or empty."""
    units = [f"u{number}" for number in range(draw(st.integers(1, 8)))]
    kinds = {unit: draw(st.sampled_from(["agency", "governorate"])) for unit in units}
    scores = {}
    for unit in units:
        if draw(st.integers(0, 9)):
            scores[unit] = {code: draw(_cells(maximum)) for code, _, maximum in scheme["indicators"]}
    return scores, kinds


def _cells(maximum: float):
    points = st.integers(0, 20).map(lambda step: round(maximum * step / 20, 6))
    return st.one_of(points, points, points, points, points, st.just("na"), st.none())


def ours(scheme: dict) -> Scheme:
    """The same scheme as ours."""
    domains = dict.fromkeys(domain for _, domain, _ in scheme["indicators"])
    return Scheme(
        scheme_id="random",
        name_fa="",
        name_en="",
        valid_from=None,
        manager_points=10,
        dead_zone=1,
        min_coverage=scheme["min_coverage"],
        min_evaluated=scheme.get("min_evaluated", 0.9),
        domains=tuple(Domain(code, code, code) for code in domains),
        indicators=tuple(
            Indicator(code, domain, code, code, maximum, True, "", "") for code, domain, maximum in scheme["indicators"]
        ),
        bands=tuple(Band(code, code, code, lower, weak, False) for code, lower, weak in scheme["bands"]),
    )


def score_frame(scores: dict) -> pd.DataFrame:
    """The scores as `scoring.totals.month_results` takes them."""
    marks = {"na": "not_applicable", None: "not_reported"}
    rows = [
        (unit, code, float("nan"), marks[cell]) if cell in ("na", None) else (unit, code, cell, "scored")
        for unit, row in scores.items()
        for code, cell in row.items()
    ]
    return pd.DataFrame(rows, columns=["unit", "indicator", "points", "mark"])


def listed_frame(kinds: dict) -> pd.DataFrame:
    return pd.DataFrame({"unit": list(kinds), "kind": list(kinds.values())})
