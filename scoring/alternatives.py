"""A month under another scheme, and what differs between two schemes. Nothing of it is stored."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from scoring.scheme import Scheme
from scoring.totals import NOT_APPLICABLE, NOT_REPORTED, MonthResults, month_results

RULES = ("manager_points", "dead_zone", "min_coverage", "min_evaluated", "four_eyes")
IGNORED = ("code", "name_fa", "name_en", "guide_fa", "guide_en")


@dataclass(frozen=True)
class Difference:
    """part: rule, domain, indicator or band; change: added, removed or changed; field, old, new of a change."""

    part: str
    code: str
    change: str
    field: str = ""
    old: object = None
    new: object = None


def differences(old: Scheme, new: Scheme) -> list[Difference]:
    """What counts and differs from the old scheme to the new one; names and guides don't count."""
    found = [
        Difference("rule", name, "changed", name, getattr(old, name), getattr(new, name))
        for name in RULES
        if getattr(old, name) != getattr(new, name)
    ]
    for part in ("domain", "indicator", "band"):
        before, after = ({item.code: item for item in getattr(scheme, f"{part}s")} for scheme in (old, new))
        found += [Difference(part, code, "removed") for code in before if code not in after]
        for code, item in after.items():
            if code not in before:
                found.append(Difference(part, code, "added"))
                continue
            then, now = asdict(before[code]), asdict(item)
            found += [
                Difference(part, code, "changed", name, then[name], now[name])
                for name in now
                if name not in IGNORED and then[name] != now[name]
            ]
    return found


def results_under(scores: pd.DataFrame, units: pd.DataFrame, scheme: Scheme, other: Scheme) -> MonthResults:
    """A month that was scored with `scheme`, as it would be under `other`: points of an indicator whose maximum differs
    keep their percent; an indicator that the month doesn't have, and a not applicable that `other` doesn't allow, is
    not reported.

    scores: unit_id, indicator, points, mark; units: unit_id, kind. The results name units as `unit`.
    """
    kept = scores[scores["indicator"].isin(other.indicator_by_code)]
    factors = {
        code: item.max_points / scheme.indicator_by_code[code].max_points
        for code, item in other.indicator_by_code.items()
        if code in scheme.indicator_by_code and item.max_points != scheme.indicator_by_code[code].max_points
    }
    scaled = kept["points"] * kept["indicator"].map(factors).fillna(1.0)
    strict = {code for code, item in other.indicator_by_code.items() if not item.not_applicable}
    refused = (kept["mark"] == NOT_APPLICABLE) & kept["indicator"].isin(strict)
    kept = kept.assign(mark=kept["mark"].mask(refused, NOT_REPORTED))
    names = {"unit_id": "unit"}
    return month_results(
        kept.assign(points=scaled).rename(columns=names), units[["unit_id", "kind"]].rename(columns=names), other
    )


def side_by_side(now: pd.DataFrame, other: MonthResults) -> pd.DataFrame:
    """unit_id, kind, and total, band, rank, ranked_units with those of the other scheme (`_other`); total_change and
    rank_change (rank - rank_other, positive where the unit stands higher there).

    now: unit_id, kind, total, band, rank, ranked_units.
    """
    columns = ["unit_id", "total", "band", "is_weak", "rank", "ranked_units"]
    there = other.units.rename(columns={"unit": "unit_id"})[columns]
    both = now.merge(there, on="unit_id", suffixes=("", "_other"))
    both["total_change"] = both["total_other"] - both["total"]
    both["rank_change"] = both["rank"].astype("Int64") - both["rank_other"].astype("Int64")
    return both
