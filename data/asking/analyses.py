"""Questions that need a month's whole table: rows of the store handed to the scoring module. For pages and terminal."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.asking import catalogue, stored_results, stored_scores
from data.asking.chosen import Chosen
from data.problems import refusal
from data.registry.schemes import schemes as known_schemes
from data.store.reader import Reader
from scoring import alternatives, profiles
from scoring.comparability import bands_reason, indicator_reason, totals_reason
from scoring.completeness import TOO_FEW, enough_units
from scoring.flows import near_misses, unit_flows
from scoring.frames import parts
from scoring.indicators import indicator_changes, indicator_profiles
from scoring.months import before, previous
from scoring.scheme import Scheme
from scoring.standings import lights, movers_reason, with_changes
from scoring.totals import SCORED
from scoring.ways_out import own_best, ways_out

ALL = Chosen()
NAMES = ["unit_id", "name_fa", "name_en"]
BEST_OF = 12  # months, this one included


def scheme_of(store: Reader, province: int, month: int) -> Scheme:
    """The scheme that a month is scored with. Raises Refused `month_not_stored`."""
    found = store.rows(
        "SELECT scheme_key FROM month WHERE province_key = $province AND month = $month",
        province=province,
        month=month,
    )
    if not found:
        raise refusal("month_not_stored", month=month)
    return known_schemes(store)[found[0][0]]


def league(store: Reader, province: int, month: int, kind: str, base: int | None) -> pd.DataFrame:
    """The listed units of a kind with `scoring.standings.with_changes` against the base month, progress (the light
    against the calendar month before) and change_before (change of total since then). Null where the months can't be
    compared, or are the same. reason: why it isn't told who moved (`scoring.standings.movers_reason`); ranks are
    compared only where there is none."""
    scheme_of(store, province, month)
    chosen = Chosen(kinds=(kind,))
    needed = {each for each in (month, base, previous(month)) if each is not None}
    totals = pd.concat([stored_results.unit_totals(store, province, chosen, each) for each in sorted(needed)])
    return league_of(totals, catalogue.schemes_by_month(store, province), month, kind, base)


def league_of(
    totals: pd.DataFrame, schemes: Mapping[int, Scheme], month: int, kind: str, base: int | None
) -> pd.DataFrame:
    """`league` from what was read already. totals: `questions.unit_totals` of the months it speaks of; schemes: by
    month."""
    own = totals[(totals["kind"] == kind) & totals["month"].isin([month, base, previous(month)])]
    by_month = {each: part.reset_index(drop=True) for each, part in parts(own, "month")}
    scheme, nothing = schemes[month], own.iloc[:0]
    now = by_month.get(month, nothing)
    scheme_then = None if base is None else schemes.get(base)
    comparable = scheme_then is not None and base != month and totals_reason(scheme_then, scheme) is None
    then = by_month.get(base, nothing) if comparable else nothing
    reason = None if base == month else movers_reason(now, then, scheme, scheme_then)
    table = with_changes(now, then, comparable=comparable, told=reason is None).assign(reason=reason)
    last = previous(month)
    near = last in schemes and totals_reason(schemes[last], scheme) is None
    totals_then = by_month.get(last, nothing) if near else nothing
    totals_before = table["unit_id"].map(totals_then.set_index("unit_id")["total"]).astype("float64")
    light = lights(table["total"], totals_before, scheme.dead_zone)
    return table.assign(progress=light, change_before=table["total"] - totals_before)


def domain_changes(store: Reader, province: int, month: int, kind: str, base: int | None) -> pd.DataFrame:
    """unit_id, domain, change: of the percents of the domains whose indicators are the same in both months, of the
    units that are of the kind in both."""
    scheme, by_month = scheme_of(store, province, month), catalogue.schemes_by_month(store, province)
    now, then = (
        stored_results.domain_percents(store, province, Chosen(kinds=(kind,)), each if each in by_month else 0)
        for each in (month, base)
    )
    same = [
        domain.code
        for domain in scheme.domains
        if base in by_month and base != month and totals_reason(by_month[base], scheme, domain.code) is None
    ]
    both = now[now["domain"].isin(same)].merge(then, on=["unit_id", "domain"], suffixes=("", "_then"))
    return both.assign(change=both["percent"] - both["percent_then"])[["unit_id", "domain", "change"]]


def flows(
    store: Reader, province: int, then: int, now: int, chosen: Chosen = ALL
) -> tuple[pd.DataFrame, dict[str, str | None]]:
    """`scoring.flows.unit_flows` of two months (of the rows that a filter leaves) with the units' names, and by kind
    why who moved isn't told (None where it is; the frame has no row of a kind where it isn't). Raises Refused
    `month_not_stored`."""
    schemes = [scheme_of(store, province, month) for month in (then, now)]
    frames = [stored_results.unit_totals(store, province, chosen, month) for month in (then, now)]
    reasons: dict[str, str | None] = {}
    for kind in sorted(set(pd.concat(frames)["kind"])):
        own = [frame[frame["kind"] == kind] for frame in frames]
        enough = all(enough_units(units, scheme) for units, scheme in zip(own, schemes, strict=True) if len(units))
        reasons[kind] = bands_reason(*schemes) or (None if enough else TOO_FEW)
    told = [kind for kind, reason in reasons.items() if reason is None]
    frames = [frame[frame["kind"].isin(told)] for frame in frames]
    return _named(unit_flows(*frames), pd.concat(frames)), reasons


def near(store: Reader, province: int, month: int) -> pd.DataFrame:
    """`scoring.flows.near_misses` of a month with the units' names."""
    units = stored_results.unit_totals(store, province, ALL, month)
    return _named(near_misses(units, scheme_of(store, province, month)), units)


def ways(
    store: Reader, province: int, month: int, unit: str | None = None, target: float | None = None
) -> pd.DataFrame:
    """`scoring.ways_out.ways_out` of one unit, or of every weak one."""
    scheme, units = scheme_of(store, province, month), stored_results.unit_totals(store, province, ALL, month)
    mine = Chosen(units=(unit,)) if unit else ALL
    points = stored_scores.cells_between(store, province, before(month, BEST_OF - 1), month, mine)
    best = own_best(points[points["mark"] == SCORED], catalogue.schemes_by_month(store, province), scheme)
    scores = stored_scores.cells_between(store, province, month, month, ALL)
    return ways_out(scores, units, best, scheme, target=target, only=[unit] if unit else None)


def profile(store: Reader, province: int, month: int, unit: str) -> pd.DataFrame:
    """`scoring.profiles.profile` of a unit."""
    units = stored_results.unit_totals(store, province, ALL, month)
    scores = stored_scores.cells_between(store, province, month, month, ALL)
    return profiles.profile(scores, units, unit, scheme_of(store, province, month))


def what_if(
    store: Reader, province: int, month: int, unit: str, points: tuple[tuple[str, float], ...]
) -> dict[str, object]:
    """`scoring.profiles.with_points` of a unit."""
    units = stored_results.unit_totals(store, province, ALL, month)
    scores = stored_scores.cells_between(store, province, month, month, ALL)
    return profiles.with_points(scores, units, scheme_of(store, province, month), unit, dict(points))


def indicators(store: Reader, province: int, month: int, kind: str) -> pd.DataFrame:
    """`scoring.indicators.indicator_profiles` of a kind."""
    return indicator_profiles(*_month_of(store, province, month, kind))


def indicator_shifts(store: Reader, province: int, month: int, base: int | None, kind: str) -> pd.DataFrame:
    """`scoring.indicators.indicator_changes` of a kind since the base month; every reason is `no_base` without one."""
    now = _month_of(store, province, month, kind)
    if base is None or base == month or base not in catalogue.schemes_by_month(store, province):
        empty = (now[0].iloc[:0], now[1].iloc[:0], now[2])
        return indicator_changes(empty, now).assign(reason="no_base")
    return indicator_changes(_month_of(store, province, base, kind), now)


def percents(store: Reader, province: int, month: int, kind: str) -> pd.DataFrame:
    """unit_id, indicator, mark, percent (of the maximum; null unless scored) of a kind's units with scores."""
    scores, units, scheme = _month_of(store, province, month, kind)
    own = scores[scores["unit_id"].isin(units["unit_id"])]
    maxima = own["indicator"].map({item.code: item.max_points for item in scheme.indicators})
    return own.assign(percent=(100 * own["points"] / maxima).where(own["mark"] == SCORED))[
        ["unit_id", "indicator", "mark", "percent"]
    ]


def last_scores(store: Reader, province: int, month: int, unit: str, indicator: str, count: int) -> pd.DataFrame:
    """The unit's scores in force of one indicator in the last `count` calendar months, newest first, with their places
    and `reason` (why not comparable with `month`, or null)."""
    by_month, scheme = catalogue.schemes_by_month(store, province), scheme_of(store, province, month)
    months = [each for each in sorted(by_month, reverse=True) if before(month, count - 1) <= each <= month]
    frames = [stored_scores.scores(store, province, Chosen(units=(unit,)), each) for each in months]
    found = pd.concat([frame[frame["indicator"] == indicator] for frame in frames], ignore_index=True)
    reasons = [indicator_reason(by_month[each], scheme, indicator) for each in found["month"]]
    return stored_scores.with_places(found).assign(reason=pd.Series(reasons, dtype=object))


def under_scheme(store: Reader, province: int, month: int, other: Scheme) -> pd.DataFrame:
    """`scoring.alternatives.side_by_side` of a month under another scheme, with the units' names."""
    units = stored_results.unit_totals(store, province, ALL, month)
    scores = stored_scores.cells_between(store, province, month, month, ALL)
    results = alternatives.results_under(scores, units, scheme_of(store, province, month), other)
    return alternatives.side_by_side(units, results)


def _month_of(store: Reader, province: int, month: int, kind: str) -> tuple[pd.DataFrame, pd.DataFrame, Scheme]:
    scheme = scheme_of(store, province, month)
    units = stored_results.unit_totals(store, province, Chosen(kinds=(kind,)), month)
    return stored_scores.cells_between(store, province, month, month, Chosen(kinds=(kind,))), units, scheme


def _named(table: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The table with name_fa and name_en of its units."""
    return table.merge(units[NAMES].drop_duplicates("unit_id"), on="unit_id", how="left")
