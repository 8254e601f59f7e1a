"""An independent recomputation in plain Python with exact fractions. Imports nothing of ours.

A scheme is {"indicators": [(code, domain, maximum)], "bands": [(code, lower, weak)], "min_coverage": x,
"min_evaluated": y}.
Scores are {unit: {indicator: points | "na" | None}}; a unit without scores is missing. Numbers are read as the decimals
that they print as, so 0.1 is one tenth.
"""

from __future__ import annotations

from fractions import Fraction

DECIMALS = Fraction(1, 10**9)


def exact(number: float) -> Fraction:
    return Fraction(repr(float(number)))


def judged(value: Fraction) -> Fraction:
    """Rounded to nine decimals, on which ties and borders are judged."""
    return Fraction(round(value / DECIMALS)) * DECIMALS


def totals(scheme: dict, scores: dict, kinds: dict) -> dict:
    """unit -> total, domains, coverage, band, weak, status, rank, ranked (exact fractions, None for null)."""
    results = {unit: _unit(scheme, scores.get(unit)) for unit in kinds}
    for unit, result in results.items():
        peers = [other["total"] for name, other in results.items() if kinds[name] == kinds[unit]]
        known = [judged(total) for total in peers if total is not None]
        own = result["total"]
        result["rank"] = None if own is None else 1 + sum(total > judged(own) for total in known)
        result["ranked"] = len(known)
    return results


def _unit(scheme: dict, row: dict | None) -> dict:
    empty = {"total": None, "domains": {}, "coverage": None, "band": None, "weak": None}
    if row is None:
        return empty | {"status": "missing"}
    maxima = {code: exact(maximum) for code, _, maximum in scheme["indicators"]}
    scored = {code: exact(points) for code, points in row.items() if points not in ("na", None)}
    applicable = sum(maxima[code] for code in maxima if row.get(code) != "na")
    ceiling = sum((maxima[code] for code in scored), Fraction(0))
    coverage = ceiling / applicable if applicable else None
    complete = coverage is not None and judged(coverage) >= judged(exact(scheme["min_coverage"])) and ceiling > 0
    if not complete:
        return empty | {"status": "incomplete", "coverage": coverage}
    total = 100 * sum(scored.values()) / ceiling
    band = [entry for entry in scheme["bands"] if judged(exact(entry[1])) <= judged(total)][-1]
    return {
        "status": "evaluated",
        "coverage": coverage,
        "total": total,
        "domains": _domains(scheme, scored, maxima),
        "band": band[0],
        "weak": band[2],
    }


def _domains(scheme: dict, scored: dict, maxima: dict) -> dict:
    percents = {}
    for domain in dict.fromkeys(domain for _, domain, _ in scheme["indicators"]):
        codes = [code for code, owner, _ in scheme["indicators"] if owner == domain and code in scored]
        ceiling = sum((maxima[code] for code in codes), Fraction(0))
        percents[domain] = 100 * sum(scored[code] for code in codes) / ceiling if ceiling else None
    return percents


def share(results: dict, units: list) -> tuple[int, int, Fraction | None]:
    """(weak, evaluated, percent) of some units."""
    evaluated = [results[unit] for unit in units if results[unit]["status"] == "evaluated"]
    weak = sum(bool(result["weak"]) for result in evaluated)
    return weak, len(evaluated), Fraction(100 * weak, len(evaluated)) if evaluated else None


def is_told(scheme: dict, results: dict, units: list) -> bool:
    """Whether enough of some listed units are evaluated for their share to be told."""
    evaluated = sum(results[unit]["status"] == "evaluated" for unit in units)
    return evaluated > 0 and judged(Fraction(evaluated, len(units))) >= judged(exact(scheme["min_evaluated"]))


def readings(then: dict, now: dict, units: list) -> dict[str, Fraction | None]:
    """What a shift of the weak share between two months reads as, for some units evaluated in either."""
    base, share_now = share(then, units), share(now, units)
    fell = base[2] - share_now[2]
    left = flow(then, now, units)["left_weak"]
    return {
        "decrease_points": fell,
        "decrease_relative_pct": 100 * fell / base[2] if base[0] else None,
        "not_weak_pct": 100 - share_now[2],
        "no_longer_weak_pct": Fraction(100 * left, base[0]) if base[0] else None,
    }


def largest_rises(then: dict, now: dict, units: list) -> tuple[list, Fraction | None]:
    """The units whose total rose most between two months, and by how much (judged); none where nobody rose."""
    rises = {
        unit: judged(now[unit]["total"] - then[unit]["total"])
        for unit in units
        if None not in (now[unit]["total"], then[unit]["total"])
    }
    most = max(rises.values(), default=Fraction(0))
    return ([unit for unit in units if rises.get(unit) == most], most) if most > 0 else ([], None)


def flow(then: dict, now: dict, units: list) -> dict[str, int]:
    """left_weak, fell_weak, joined_weak, gone_weak of some units between two months."""

    def state(results: dict, unit: str) -> bool | None:
        return results.get(unit, {}).get("weak")

    pairs = [(state(then, unit), state(now, unit)) for unit in units]
    return {
        "left_weak": pairs.count((True, False)),
        "fell_weak": pairs.count((False, True)),
        "joined_weak": pairs.count((None, True)),
        "gone_weak": pairs.count((True, None)),
    }


def unit_moves(then: dict, now: dict) -> dict:
    """unit -> the word for where it stood and stands."""

    def weak(results: dict, unit: str) -> bool | None:
        return results.get(unit, {}).get("weak")

    words = {True: "weak", False: "not_weak"}
    moves = {}
    for unit in {*then, *now}:
        before, after = weak(then, unit), weak(now, unit)
        if before is None or after is None:
            side = "joined" if before is None else "gone"
            known = after if before is None else before
            moves[unit] = None if known is None else f"{side}_{words[known]}"
        elif before == after:
            moves[unit] = f"stayed_{words[after]}"
        else:
            moves[unit] = "fell_weak" if after else "left_weak"
    return moves


def border(scheme: dict) -> Fraction | None:
    """Where weak ends."""
    free = [exact(lower) for _, lower, weak in scheme["bands"] if not weak]
    return min(free) if free and scheme["bands"][0][2] else None


def near(results: dict, at: Fraction) -> dict:
    """unit -> below or above, of those within two points of the border."""
    found = {}
    for unit, result in results.items():
        if result["total"] is None:
            continue
        distance = judged(result["total"] - at)
        if -2 <= distance < 0:
            found[unit] = "below"
        elif 0 <= distance < 2:
            found[unit] = "above"
    return found


def _scored(row: dict | None) -> dict[str, Fraction]:
    return {code: exact(points) for code, points in (row or {}).items() if points not in ("na", None)}


def _others(scores: dict, results: dict, kinds: dict, unit: str, code: str) -> list[Fraction]:
    peers = [
        name for name in kinds if name != unit and kinds[name] == kinds[unit] and results[name]["total"] is not None
    ]
    return sorted(own[code] for own in (_scored(scores[name]) for name in peers) if code in own)


def _gap(scheme: dict, row: dict, at: Fraction) -> Fraction:
    own = _scored(row)
    ceiling = sum(exact(maximum) for code, _, maximum in scheme["indicators"] if code in own)
    return at * ceiling / 100 - sum(own.values())


def fewest(scheme: dict, row: dict, at: Fraction) -> list[tuple[str, Fraction]]:
    """(indicator, points gained) of the way with the fewest indicators."""
    own, gap, steps = _scored(row), _gap(scheme, row, at), []
    headroom = [(exact(maximum) - own[code], code) for code, _, maximum in scheme["indicators"] if code in own]
    for room, code in sorted(headroom, key=lambda pair: -pair[0]):
        if judged(gap) <= 0 or room <= 0:
            break
        steps.append((code, min(room, gap)))
        gap -= min(room, gap)
    return steps


def most_reachable(scheme: dict, scores: dict, results: dict, kinds: dict, best: dict, unit: str, at: Fraction) -> list:
    """(indicator, points gained) of the way along what peers and the unit itself have reached."""
    own, gap, found = _scored(scores[unit]), _gap(scheme, scores[unit], at), []
    for place, (code, _, maximum) in enumerate(scheme["indicators"]):
        if code not in own:
            continue
        others = _others(scores, results, kinds, unit, code)
        known = [median(others)] if others else []
        known += [exact(best[unit][code])] if code in best.get(unit, {}) else []
        goal = min([max(known), exact(maximum)]) if known else own[code]
        if goal > own[code]:
            share = Fraction(sum(points >= goal for points in others), max(1, len(others)))
            found.append((-(goal - own[code]) * share, place, code, goal - own[code]))
    steps = []
    for _, _, code, gain in sorted(found):
        if judged(gap) <= 0:
            break
        steps.append((code, gain))
        gap -= gain
    return steps


def median(values: list[Fraction]) -> Fraction:
    return quantile(values, Fraction(1, 2))


def quantile(values: list[Fraction], share: Fraction) -> Fraction:
    """By linear interpolation between order statistics."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = place.numerator // place.denominator
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def marked(scheme: dict, scores: dict, results: dict, kinds: dict, unit: str) -> tuple[list[str], list[str]]:
    """(strengths, weaknesses) of a unit against its peers, however many, in the order of the scheme."""
    own, strong, poor = _scored(scores[unit]), [], []
    for code, _, maximum in scheme["indicators"]:
        others = [100 * points / exact(maximum) for points in _others(scores, results, kinds, unit, code)]
        if code not in own or not others:
            continue
        percent = 100 * own[code] / exact(maximum)
        if judged(percent) >= 70 and judged(percent) >= judged(quantile(others, Fraction(3, 4))):
            strong.append(code)
        if judged(percent) < 50 and judged(percent) <= judged(quantile(others, Fraction(1, 4))):
            poor.append(code)
    return strong, poor
