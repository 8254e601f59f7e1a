"""Which units a month's letters are about: the warned, the best, the most improved; and how often in a row."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scoring.fences import crossed
from scoring.month_facts import MonthFacts
from scoring.months import before, previous
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.totals import SCORED

WARNING, NOTICE, BEST, IMPROVED = KINDS = ("warning", "notice", "best", "improved")
PRAISING = (BEST, IMPROVED)
GAPS = 3  # largest distances from the maximum that a letter names
RECORD = 3  # months that a letter looks back on


def warned(units: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """The evaluated units on a level of the scheme that a letter is written for, weakest first.

    units: unit_id, kind, band, rank, ... of one month.
    """
    levels = [band.code for band in scheme.bands if band.letter]
    return units[units["band"].isin(levels)].sort_values(["kind", "rank", "unit_id"], ascending=[True, False, True])


def praised(league: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """BEST: the units with rank 1; IMPROVED: those with the largest change of total since the base month, where it is
    an improvement. Of every kind; several where they are equal. Nobody is thanked for being weak.

    league: unit_id, kind, rank, change, delta_rank, as `data.analyses.league` gives them.
    """
    best = league[(league["rank"] == 1).fillna(False)]
    return {name: units[~_is_weak(units)] for name, units in ((BEST, best), (IMPROVED, largest_rises(league)))}


def risen(league: pd.DataFrame, places: int) -> pd.DataFrame:
    """The units whose total rose since the base month, of the first places by change, weak ones too; none of a kind of
    which it isn't told who moved."""
    rose = judged(league["change"].to_numpy(dtype="float64")) > 0
    return league[(league["delta_rank"] <= places).fillna(False).astype(bool) & rose]


def largest_rises(league: pd.DataFrame) -> pd.DataFrame:
    """The unit or units of every kind with the largest rise."""
    return risen(league, 1)


def _is_weak(units: pd.DataFrame) -> pd.Series:
    """Whether a unit is weak; one without a total counts as weak here."""
    return units["is_weak"].fillna(True).astype(bool)


def months_in_a_row(units: pd.DataFrame, schemes: Mapping[int, Scheme], month: int) -> pd.Series:
    """By unit_id: how many calendar months up to `month`, without a gap, a unit stood on the level where it stands now,
    of those on a level that a letter is written for, as each month's own scheme judged it.

    units: month, unit_id, band, of all months.
    """
    levels: dict[int, dict[str, str]] = {}
    for each, part in units.groupby("month"):
        if each in schemes:
            own = warned(part, schemes[each])
            levels[each] = dict(zip(own["unit_id"], own["band"], strict=True))
    counts = {}
    for unit, band in levels.get(month, {}).items():
        each, count = month, 0
        while levels.get(each, {}).get(unit) == band:
            each, count = previous(each), count + 1
        counts[unit] = count
    return pd.Series(counts, dtype="int64")


def largest_gaps(scores: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """The scored indicators of a unit with the largest distance from their maximum, ties in the order of the scheme:
    indicator, points, max_points, gap. At most GAPS, none without a distance.

    scores: indicator, points, mark, of one unit and month.
    """
    order = {item.code: place for place, item in enumerate(scheme.indicators)}
    own = scores[(scores["mark"] == SCORED) & scores["indicator"].isin(order)]
    most = own["indicator"].map({item.code: item.max_points for item in scheme.indicators})
    table = own[["indicator", "points"]].assign(max_points=most, gap=judged(most - own["points"]))
    table = table.assign(place=table["indicator"].map(order)).sort_values(["gap", "place"], ascending=[False, True])
    return table.loc[judged(table["gap"]) > 0, ["indicator", "points", "max_points", "gap"]].head(GAPS)


def figures(facts: MonthFacts, unit_id: str) -> dict:
    """What a letter says of a unit, as plain values that are kept with the letter (JSON): names in both languages,
    total, level, rank, the last months, domains, the largest gaps, the change since the base month."""
    unit = facts.league.set_index("unit_id").loc[unit_id]
    scheme = facts.scheme
    own = facts.totals[facts.totals["unit_id"] == unit_id].set_index("month")
    rows = facts.domains[facts.domains["unit_id"] == unit_id].set_index("domain")
    scores = facts.scores[facts.scores["unit_id"] == unit_id]
    run = months_in_a_row(facts.totals, facts.schemes, facts.month)
    record = [each for each in (before(facts.month, count) for count in range(RECORD)) if each in own.index]
    return {
        "unit": _names(unit) | {"unit_id": unit_id, "kind": unit["kind"]},
        "province": _names(facts),
        "total": float(unit["total"]),
        "band": _names(scheme.band_by_code[unit["band"]]) | {"code": unit["band"]},
        "borders": _borders(facts, unit["kind"], float(unit["total"])),
        "rank": int(unit["rank"]),
        "ranked": int(unit["ranked_units"]),
        "in_a_row": int(run.get(unit_id, 0)),
        "base": facts.base.get(unit["kind"]),
        "change": None if pd.isna(unit["change"]) else float(unit["change"]),
        "manager_points": scheme.manager_points,
        "indicators": len(scheme.indicators),
        "domain_count": len(scheme.domains),
        "domains": [
            _names(domain) | {name: float(rows.loc[domain.code, name]) for name in ("points", "ceiling", "percent")}
            for domain in scheme.domains
            if domain.code in rows.index and rows.loc[domain.code, "percent"] == rows.loc[domain.code, "percent"]
        ],
        "record": [_standing(each, own.loc[each], facts) for each in record],
        "gaps": [_gap(row, scheme) for row in largest_gaps(scores, scheme).to_dict("records")],
        "demo": facts.demo,
    }


def _names(item: object) -> dict[str, str]:
    return {name: item[name] if isinstance(item, pd.Series) else getattr(item, name) for name in ("name_fa", "name_en")}


def _borders(facts: MonthFacts, kind: str, total: float, month: int | None = None) -> list[float]:
    """What a total of a letter is not rounded across. Other units' totals are kept only where they change the figure,
    so that a letter stays what it is when another unit is corrected."""
    return crossed(total, facts.borders(kind, month), facts.schemes[month or facts.month].borders)


def _standing(month: int, row: pd.Series, facts: MonthFacts) -> dict:
    """A month of the record; total, band and rank are null where the unit wasn't evaluated."""
    scheme = facts.schemes[month]
    if pd.isna(row["total"]):
        return {"month": month, "status": row["status"], "total": None}
    band = _names(scheme.band_by_code[row["band"]])
    rank = {"rank": int(row["rank"]), "ranked": int(row["ranked_units"])}
    borders = _borders(facts, row["kind"], float(row["total"]), month)
    said = {"total": float(row["total"]), "band": band, "borders": borders}
    return {"month": month, "status": row["status"]} | said | rank


def _gap(row: dict, scheme: Scheme) -> dict:
    item = scheme.indicator_by_code[row["indicator"]]
    guides = {"guide_fa": item.guide_fa, "guide_en": item.guide_en}
    return _names(item) | guides | {name: float(row[name]) for name in ("points", "max_points", "gap")}


def still_says(basis: Mapping, unit: Mapping | None) -> bool:
    """Whether a letter's total, level and rank are still the unit's results (at 9 decimals).

    unit: total, band, rank of the month as it stands; None where the month doesn't list the unit."""
    if unit is None or pd.isna(unit["total"]):
        return False
    same = float(judged(unit["total"])) == float(judged(basis["total"]))
    return same and unit["band"] == basis["band"]["code"] and int(unit["rank"]) == basis["rank"]
