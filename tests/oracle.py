"""An independent recomputation in plain Python with exact fractions. Imports nothing of ours.

A scheme is {"indicators": [(code, domain, maximum)], "bands": [(code, lower, weak)], "min_coverage": x}.
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
