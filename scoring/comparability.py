"""May two months be compared? The first reason why not, as a code, or None."""

from __future__ import annotations

from scoring.scheme import Scheme


def totals_reason(then: Scheme, now: Scheme, domain: str | None = None) -> str | None:
    """Why totals (or percents of one domain) under two schemes can't be compared; None where they can.

    Codes: `other_indicators` (of a domain: `other_domain_indicators`), `other_maxima`, `other_coverage`. Names and
    guides don't matter, nor, for a total, to which domain an indicator belongs.
    """
    if then == now:
        return None
    if _maxima(then, domain).keys() != _maxima(now, domain).keys():
        return "other_indicators" if domain is None else "other_domain_indicators"
    if _maxima(then, domain) != _maxima(now, domain):
        return "other_maxima"
    return "other_coverage" if then.min_coverage != now.min_coverage else None


def bands_reason(then: Scheme, now: Scheme) -> str | None:
    """Why bands, weak shares and flows can't be compared; adds `other_bands` to the reasons of totals."""
    if _bands(then) != _bands(now):
        return totals_reason(then, now) or "other_bands"
    return totals_reason(then, now)


def indicator_reason(then: Scheme, now: Scheme, indicator: str) -> str | None:
    """Why one indicator can't be compared: `other_indicators` or `other_maxima`."""
    before, after = then.indicator_by_code.get(indicator), now.indicator_by_code.get(indicator)
    if before is None or after is None:
        return "other_indicators"
    return "other_maxima" if before.max_points != after.max_points else None


def _maxima(scheme: Scheme, domain: str | None) -> dict[str, float]:
    return {item.code: item.max_points for item in scheme.indicators if domain in (None, item.domain)}


def _bands(scheme: Scheme) -> list[tuple[str, float, bool]]:
    return [(band.code, band.lower, band.weak) for band in scheme.bands]
