"""The figures of a scope: counts, shares, totals, means, movers."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from data.asking import analyses, stored_counts, stored_results, stored_scores
from data.asking.chosen import Chosen
from scoring.fences import fences_by_list
from scoring.frames import records
from scoring.scheme import Scheme
from scoring.shifts import base_months, shifts, total_changes
from scoring.standings import movers_reason
from ui.asking.cache import ask, kept
from ui.asking.scopes import FIRST_OF_KIND, Scope
from ui.asking.setup_queries import schemes


def base_by_kind(scope: Scope) -> dict[str, int]:
    """The base month of each kind: the chosen one, else the kind's first month with an evaluated unit. A kind that was
    first evaluated after the month has none: no change runs backwards."""
    counts = ask(stored_counts.month_counts, scope.province, Chosen())
    known = base_months(counts, None if scope.base == FIRST_OF_KIND else scope.base)
    return {kind: month for kind, month in known.items() if kind in scope.kinds and month <= scope.month}


@kept
def group_sizes(scope: Scope) -> dict[str, tuple[int, int]]:
    """How many units the scope's month lists of each kind under the filters, and of all."""
    month = scope.month
    every = ask(stored_counts.month_counts, scope.province, Chosen(), month).set_index("kind")["listed"]
    own = ask(stored_counts.month_counts, scope.province, scope.chosen, month).set_index("kind")["listed"]
    return {str(kind): (int(own.get(kind, 0)), int(listed)) for kind, listed in every.items()}


@kept
def weak_shares(scope: Scope) -> pd.DataFrame:
    """Counts, share, changes and flow against the base, a row a month and kind of the scope."""
    counts = ask(stored_counts.month_counts, scope.province, scope.chosen)
    base = base_by_kind(scope)
    flows = pd.concat(
        [ask(stored_counts.flow_counts, scope.province, ((kind, month),), scope.chosen) for kind, month in base.items()]
        or [ask(stored_counts.flow_counts, scope.province, (), scope.chosen)]
    )
    table = shifts(counts, flows, schemes(scope.province), base)
    shown = table[table["month"].isin(scope.months) & table["kind"].isin(scope.kinds)]
    order = {kind: place for place, kind in enumerate(scope.kinds)}
    return shown.sort_values(["kind", "month"], key=lambda part: part.map(order) if part.name == "kind" else part)


def band_counts(scope: Scope) -> pd.DataFrame:
    """month, kind, band, units."""
    counts = ask(stored_counts.band_counts, scope.province, scope.chosen)
    return counts[counts["month"].isin(scope.months)]


def unit_totals(scope: Scope, month: int | None = None) -> pd.DataFrame:
    """Totals, bands and ranks of the chosen units, of one month or of all."""
    return ask(stored_results.unit_totals, scope.province, scope.chosen, month)


@kept
def fences(province: int) -> dict[tuple[int, str], tuple[float, ...]]:
    """(month, kind) -> what its totals are not rounded across (`scoring.fences`)."""
    return fences_by_list(ask(stored_results.ranked_totals, province), schemes(province))


def borders(province: int, month: int | None, kind: str) -> tuple[float, ...]:
    """What the totals of a kind and month are not rounded across: borders of levels, and totals of other ranks; nothing
    where there is no month."""
    if month is None:
        return ()
    scheme = schemes(province).get(month)
    return fences(province).get((month, kind), scheme.borders if scheme else ())


def domain_percents(scope: Scope, month: int | None = None) -> pd.DataFrame:
    return ask(stored_results.domain_percents, scope.province, scope.chosen, month)


def peer_medians(scope: Scope, kind: str) -> pd.DataFrame:
    return ask(stored_results.peer_medians, scope.province, kind)


def indicator_medians(scope: Scope, kind: str, month: int) -> pd.DataFrame:
    return ask(stored_scores.indicator_medians, scope.province, kind, month)


def month_domains(province: int, month: int) -> pd.DataFrame:
    """unit_id, domain, percent and more of every unit in a month."""
    return ask(stored_results.domain_percents, province, Chosen(), month)


def cells(scope: Scope, kind: str) -> pd.DataFrame:
    """unit_id, indicator, points, mark of a kind in the scope's month."""
    return ask(stored_scores.cells_between, scope.province, scope.month, scope.month, Chosen(kinds=(kind,)))


def profile(scope: Scope, unit_id: str) -> pd.DataFrame:
    """A unit's indicators against its peers (`scoring.profiles.profile`)."""
    return ask(analyses.profile, scope.province, scope.month, unit_id)


def files_of(scope: Scope, unit_id: str) -> pd.DataFrame:
    """month, file_name: the file that each month's scores of a unit came from."""
    found = ask(stored_scores.scores, scope.province, Chosen(units=(unit_id,)), None)
    return found[["month", "file_name"]].drop_duplicates()


def points_of(province: int, month: int, unit_id: str) -> dict[str, tuple[float, str]]:
    """indicator -> points and mark of a unit's scores in force in a month."""
    found = ask(stored_scores.scores, province, Chosen(units=(unit_id,)), month)
    return {row["indicator"]: (row["points"], row["mark"]) for row in records(found)}


def scores_of(scope: Scope, unit_id: str, month: int) -> pd.DataFrame:
    """A unit's scores in force in a month, with the file, sheet, cell and typed text that each came from."""
    return stored_scores.with_places(ask(stored_scores.scores, scope.province, Chosen(units=(unit_id,)), month))


@kept
def means(scope: Scope, measure: str, code: str = "") -> pd.DataFrame:
    """month, kind, value (0-100) and units of a measure: total, domain or indicator (mean points by the maximum)."""
    if measure == "total":
        table = ask(stored_results.mean_totals, scope.province, scope.chosen)
    elif measure == "domain":
        table = ask(stored_results.mean_domain, scope.province, code, scope.chosen)
    else:
        table = ask(stored_scores.mean_indicator, scope.province, code, scope.chosen)
        by_month = schemes(scope.province)
        maxima = [by_month[month].indicator_by_code[code].max_points for month in table["month"]]
        table = table.assign(value=100 * table["points"] / maxima)
    return table[table["month"].isin(scope.months)].reset_index(drop=True)


@kept
def movers(scope: Scope, kind: str) -> tuple[pd.DataFrame, str | None]:
    """Changes of total of one kind's chosen units since its base month, best first, with their delta rank among all
    units of the kind, and why they can't be compared (or None)."""
    base = base_by_kind(scope).get(kind)
    by_month = schemes(scope.province)
    if base is None or base not in by_month:
        return pd.DataFrame(), "no_base"
    now, then = (
        ask(stored_results.unit_totals, scope.province, Chosen(kinds=(kind,)), month) for month in (scope.month, base)
    )
    reason = movers_reason(now, then, by_month[scope.month], by_month[base])
    changes = total_changes(now, then)
    shown = changes["unit_id"].isin(unit_totals(scope, scope.month)["unit_id"])
    return changes[shown & (reason is None)], reason


def breaks(scope: Scope, reason_between: Callable[[Scheme, Scheme], str | None]) -> set[int]:
    """The months that `reason_between(scheme before, scheme)` says can't be compared with the one before them."""
    by_month = schemes(scope.province)
    pairs = zip(scope.months, scope.months[1:], strict=False)
    return {now for then, now in pairs if reason_between(by_month[then], by_month[now]) is not None}
