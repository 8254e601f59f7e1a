"""Which units a month's letters are about: the warned, the best, the most improved; and how often in a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from scoring.fences import crossed, fences_by_list
from scoring.frames import records
from scoring.months import before
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.standings import months_alike
from scoring.totals import SCORED

WARNING, NOTICE, BEST, IMPROVED, RETRACTION = KINDS = ("warning", "notice", "best", "improved", "retraction")
PRAISING = (BEST, IMPROVED)
OWN, EARLIER = "own", "earlier"
GAPS = 3  # largest distances from the maximum that a letter names
STANDING = ["month", "unit_id", "kind", "status", "total", "band", "rank", "ranked_units"]
RECORD = 3  # months that a letter looks back on


@dataclass(frozen=True, eq=False)
class LetterFacts:
    """What the letters of a month are written from.

    schemes: of the months that count, up to this one; base: the base month by kind; league:
    `data.asking.analyses.league` of every kind; totals: `data.asking.stored_results.unit_totals` of the months that
    count; domains: unit_id, domain, points, ceiling, percent of the month; scores: unit_id, indicator, points, mark of
    the month; demo: whether demo data is in force."""

    month: int
    name_fa: str
    name_en: str
    demo: bool
    schemes: Mapping[int, Scheme]
    base: Mapping[str, int]
    league: pd.DataFrame
    totals: pd.DataFrame
    domains: pd.DataFrame
    scores: pd.DataFrame

    @property
    def scheme(self) -> Scheme:
        return self.schemes[self.month]

    @cached_property
    def fences(self) -> dict[tuple[int, str], tuple[float, ...]]:
        """(month, kind) -> what its totals are not rounded across (`scoring.fences`)."""
        return fences_by_list(self.totals, self.schemes)

    def borders(self, kind: str, month: int | None = None) -> tuple[float, ...]:
        wanted = self.month if month is None else month
        return self.fences.get((wanted, kind), self.schemes[wanted].borders)

    @cached_property
    def runs(self) -> pd.Series:
        return months_in_a_row(self.totals, self.schemes, self.month)

    def calls_for(self, kind: str) -> list[str]:
        """The unit_ids that get a letter (or a notice) of this kind."""
        return self._praised[kind] if kind in PRAISING else self._warned

    @cached_property
    def _praised(self) -> dict[str, list[str]]:
        return {kind: units["unit_id"].tolist() for kind, units in praised(self.league).items()}

    @cached_property
    def _warned(self) -> list[str]:
        found: list[str] = warned(self.league, self.scheme)["unit_id"].tolist()
        return found


def warned(units: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """The evaluated units on a level of the scheme that a letter is written for, weakest first.

    units: unit_id, kind, band, rank, ... of one month.
    """
    levels = [band.code for band in scheme.bands if band.letter]
    return units[units["band"].isin(levels)].sort_values(["kind", "rank", "unit_id"], ascending=[True, False, True])


def praised(league: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """BEST: the units with rank 1; IMPROVED: those with the largest change of total since the base month, where it is
    an improvement. Of every kind; several where they are equal. Nobody is thanked for being weak.

    league: unit_id, kind, rank, change, delta_rank, as `data.asking.analyses.league` gives them.
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
    warning = {each: {band.code for band in scheme.bands if band.letter} for each, scheme in schemes.items()}
    levels: dict[int, dict[str, str]] = {}
    for each, unit, band in zip(units["month"], units["unit_id"], units["band"], strict=True):
        if band in warning.get(each, ()):
            levels.setdefault(each, {})[unit] = band
    return pd.Series(months_alike(levels, month), dtype="int64")


def largest_gaps(scores: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """The scored indicators of a unit with the largest distance from their maximum, ties in the order of the scheme:
    indicator, points, max_points, gap. At most GAPS, none without a distance.

    scores: indicator, points, mark, of one unit and month.
    """
    cells = zip(scores["indicator"], scores["points"], scores["mark"], strict=True)
    known = {indicator: points for indicator, points, mark in cells if mark == SCORED}
    rows = [
        (item.code, known[item.code], item.max_points, float(judged(item.max_points - known[item.code])))
        for item in scheme.indicators
        if item.code in known
    ]
    found = sorted((row for row in rows if row[-1] > 0), key=lambda row: -row[-1])[:GAPS]
    return pd.DataFrame(found, columns=["indicator", "points", "max_points", "gap"])


def figures(facts: LetterFacts, unit_id: str) -> dict[str, Any]:
    """What a letter says of a unit, as plain values that are kept with the letter (JSON): names in both languages,
    total, level, rank, the last months, domains, the largest gaps, the change since the base month."""
    (unit,) = _rows(facts.league, unit_id)
    scheme = facts.scheme
    own = {row["month"]: row for row in _rows(facts.totals[STANDING], unit_id)}
    rows = {row["domain"]: row for row in _rows(facts.domains, unit_id)}
    scores = facts.scores[facts.scores["unit_id"] == unit_id]
    record = [each for each in (before(facts.month, count) for count in range(RECORD)) if each in own]
    return {
        "unit": _names(unit) | {"unit_id": unit_id, "kind": unit["kind"]},
        "province": _names(facts),
        "total": float(unit["total"]),
        "band": _names(scheme.band_by_code[unit["band"]]) | {"code": unit["band"]},
        "borders": _borders(facts, unit["kind"], float(unit["total"])),
        "rank": int(unit["rank"]),
        "ranked": int(unit["ranked_units"]),
        "in_a_row": int(facts.runs.get(unit_id, 0)),
        "base": facts.base.get(unit["kind"]),
        "change": None if pd.isna(unit["change"]) else float(unit["change"]),
        "manager_points": scheme.manager_points,
        "indicators": len(scheme.indicators),
        "domain_count": len(scheme.domains),
        "domains": [
            _names(domain) | {name: float(rows[domain.code][name]) for name in ("points", "ceiling", "percent")}
            for domain in scheme.domains
            if domain.code in rows and pd.notna(rows[domain.code]["percent"])
        ],
        "record": [_standing(each, own[each], facts) for each in record],
        "gaps": [_gap(row, scheme) for row in records(largest_gaps(scores, scheme))],
        "demo": facts.demo,
    }


def _rows(frame: pd.DataFrame, unit_id: str) -> list[dict[str, Any]]:
    return records(frame[frame["unit_id"] == unit_id])


def _names(item: object) -> dict[str, str]:
    return {name: item[name] if isinstance(item, dict) else getattr(item, name) for name in ("name_fa", "name_en")}


def _borders(facts: LetterFacts, kind: str, total: float, month: int | None = None) -> list[float]:
    """What a total of a letter is not rounded across. Other units' totals are kept only where they change the figure,
    so that a letter stays what it is when another unit is corrected."""
    return crossed(total, facts.borders(kind, month), facts.schemes[month or facts.month].borders)


def _standing(month: int, row: Mapping[str, Any], facts: LetterFacts) -> dict[str, Any]:
    """A month of the record; total, band and rank are null where the unit wasn't evaluated."""
    scheme = facts.schemes[month]
    if pd.isna(row["total"]):
        return {"month": month, "status": row["status"], "total": None}
    band = _names(scheme.band_by_code[row["band"]])
    rank = {"rank": int(row["rank"]), "ranked": int(row["ranked_units"])}
    borders = _borders(facts, row["kind"], float(row["total"]), month)
    said = {"total": float(row["total"]), "band": band, "borders": borders}
    return {"month": month, "status": row["status"]} | said | rank


def _gap(row: Mapping[str, Any], scheme: Scheme) -> dict[str, Any]:
    item = scheme.indicator_by_code[row["indicator"]]
    guides = {"guide_fa": item.guide_fa, "guide_en": item.guide_en}
    return _names(item) | guides | {name: float(row[name]) for name in ("points", "max_points", "gap")}


def retraction(facts: LetterFacts, letter: Mapping[str, Any], number: str, sent_on: str) -> dict[str, Any]:
    """What a letter says that takes another one back, as plain values: what the other one said (`retracts`) and the
    unit's results as they stand; total, band and rank are null where it isn't evaluated any more.

    letter: the other one's figures; number, sent_on: as it was sent.
    """
    said = {name: letter[name] for name in ("total", "band", "borders", "rank", "ranked")}
    taken_back = {"retracts": {"number": number, "sent_on": sent_on} | said}
    unit_id = letter["unit"]["unit_id"]
    own = facts.league[(facts.league["unit_id"] == unit_id) & facts.league["total"].notna()]
    if len(own):
        return figures(facts, unit_id) | taken_back
    nothing: dict[str, Any] = dict.fromkeys(("total", "band", "rank", "base", "change"))
    nothing |= {"ranked": 0, "in_a_row": 0, "record": [], "domains": [], "gaps": []}
    return dict(letter) | nothing | {"demo": facts.demo} | taken_back


def says_otherwise(basis: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Which part of a letter's figures isn't so: OWN (the unit's results of the month), EARLIER (what it says of
    earlier months: record, months in a row, change since the base month). What it doesn't say can't be wrong; names may
    have changed.

    basis, now: `figures`, or `retraction` of a letter that takes one back."""
    found = []
    if _judged(_own(basis)) != _judged(_own(now)):
        found.append(OWN)
    record, known = _record(basis), _record(now)
    changed = basis["change"] is not None and _judged(basis["change"]) != _judged(now["change"])
    if changed or now["in_a_row"] < basis["in_a_row"] or any(record[each] != known.get(each) for each in record):
        found.append(EARLIER)
    return tuple(found)


def _own(said: Mapping[str, Any]) -> list[Any]:
    domains = [[row["points"], row["ceiling"]] for row in said["domains"]]
    gaps = [[row["points"], row["max_points"]] for row in said["gaps"]]
    band = said["band"]["code"] if said["band"] else None
    return [said["total"], band, said["rank"], said["ranked"], domains, gaps]


def _record(said: Mapping[str, Any]) -> dict[int, object]:
    """What is said of the months before the letter's own, by month."""
    rows = said["record"][1:]
    return {row["month"]: _judged([row["total"], row.get("rank"), row.get("ranked")]) for row in rows}


def _judged(value: object) -> object:
    if isinstance(value, list):
        return [_judged(each) for each in value]
    return float(judged(value)) if isinstance(value, float) else value
