"""What pages ask. Answers are kept until the store's next change; figures never are."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from data.asking import analyses, catalogue, history, stored_counts, stored_results, stored_scores
from data.asking.chosen import Chosen
from data.demo.load import is_unfinished_demo, load_demo
from data.keeping.backup import in_order, open_store
from data.office.objection_rows import objections as found_objections
from data.problems import Refused
from data.registry.schemes import scheme_before as version_before
from data.registry.schemes import scheme_key_of
from data.registry.schemes import schemes as registered
from data.store.disk.backup_names import Named, kept_of
from data.store.store import Store
from i18n.months import code, this_month
from reports.tables import Labels, labelled
from scoring.fences import fences_by_list
from scoring.months import following, previous
from scoring.scheme import Scheme
from scoring.shifts import base_months, shifts, total_changes
from scoring.signals import Signal, SignalMonth, signals
from scoring.standings import movers_reason

DEFAULT_DATABASE = Path(__file__).resolve().parents[2] / "var" / "sanjeh.duckdb"
_opening = threading.Lock()
_log = logging.getLogger(__name__)
MOST_KEPT = 300
Values, Answer = ParamSpec("Values"), TypeVar("Answer")
FIRST_OF_KIND = 0  # the base month when none is chosen: the first month of each kind


@dataclass(frozen=True)
class Province:
    key: int
    province_id: str
    name_fa: str
    name_en: str


@dataclass(frozen=True)
class Scope:
    """What a screen shows: the province, the month or months, the base month, and the chosen units. refused_base: a
    base month that was asked for and is later than the month, or 0."""

    province: int
    province_id: str
    province_name: str
    month: int
    months: tuple[int, ...]
    base: int
    kinds: tuple[str, ...]
    chosen: Chosen
    refused_base: int = 0


def database_path() -> Path:
    return Path(os.environ.get("SANJEH_DB") or DEFAULT_DATABASE)


def store() -> Store:
    """The process's one store. A new database starts with the demo province (and an interrupted start goes on).

    Raises StoreError where it can't be opened."""
    return _open(str(database_path()))


def _open(path: str) -> Store:
    with _opening:
        return _opened(path)


@cache
def _opened(path: str) -> Store:
    opened = open_store(path)
    if opened.alarm is None and not opened.view_only and is_unfinished_demo(opened):
        try:
            load_demo(opened)
        except Refused as error:  # the store itself is sound: its pages say what is there, and the demo can be cleared
            _log.error("the demo could not be loaded (%s); the store is opened as it is", error)
    return opened


def ask(question: Callable[Concatenate[Store, Values], Answer], *values: Values.args, **named: Values.kwargs) -> Answer:
    """The answer to a question of `data.asking`, kept until the store changes."""
    return _handed_out(_answer(*store_state(), question, *values, **named))


@lru_cache(maxsize=MOST_KEPT)
def _answer(path: str, revision: int, question: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """path and revision are the key of the kept answer, with the question itself."""
    return question(_open(path), *values, **named)


def kept(derive: Callable[..., Any]) -> Callable[..., Any]:
    """Cache a function of stored data until the store changes."""

    @lru_cache(maxsize=MOST_KEPT)
    def answer(path: str, revision: int, *values: Any) -> Any:
        return derive(*values)

    @wraps(derive)
    def asked(*values: Any) -> Any:
        return _handed_out(answer(*store_state(), *values))

    return asked


def store_state() -> tuple[str, int]:
    """Path and revision: what a kept answer belongs to."""
    opened = store()
    return opened.path, opened.revision()


def _handed_out(answer: Any) -> Any:
    """A frame is handed out as a copy that shares its values until either side writes, so that no page can change what
    another one is told."""
    if isinstance(answer, tuple):
        return tuple(map(_handed_out, answer))
    return answer.copy(deep=False) if isinstance(answer, pd.DataFrame) else answer


def revision() -> int:
    """A number that grows with every change of the store."""
    return store().revision()


def alarm() -> tuple[str, str] | None:
    """Why the database is not the one that its anchor knows, and the anchor's path; None for a sound one."""
    return (store().alarm, str(store().anchor.path)) if store().alarm else None


def trouble() -> str | None:
    """The code of what is the matter with the store, asked of the database now; None where all is well. Raises
    StoreError, or Refused, where it can't answer at all."""
    opened = store()
    error = opened.health()
    return error.code if error else "alarm" if opened.alarm else None


def is_view_only() -> bool:
    """Whether nothing can be stored, because the disk refuses to write."""
    return store().view_only


def provinces() -> list[Province]:
    rows = ask(catalogue.provinces).to_dict("records")
    return [Province(int(row["province_key"]), row["province_id"], row["name_fa"], row["name_en"]) for row in rows]


def months(province: int) -> pd.DataFrame:
    return ask(catalogue.months, province)


def units(province: int, lang: str) -> pd.DataFrame:
    """The units of a province in the language's alphabet, agencies first."""
    return ask(catalogue.units, province).sort_values(["kind", f"sort_{lang}", "unit_id"], ignore_index=True)


def schemes(province: int) -> dict[int, Scheme]:
    """Scheme by month."""
    return dict(ask(catalogue.schemes_by_month, province))


def scheme_for(province: int, month: int) -> Scheme | None:
    """The scheme that a file of the month is read with; None where none is valid."""
    opened = store()
    return registered(opened).get(scheme_key_of(opened, province, month))


def next_month(province: int) -> int:
    """The month that the office probably fills in next: the one after the newest, or the current one."""
    known = months(province)["month"]
    return following(int(known.max())) if len(known) else this_month()


def unit_list(province: int) -> pd.DataFrame:
    return ask(catalogue.unit_list, province)


def scheme_versions() -> pd.DataFrame:
    return ask(catalogue.scheme_versions)


def scheme_before(scheme: Scheme, since: int | None) -> Scheme | None:
    """The version that a scheme would follow, if it were valid from a month (else from its own)."""
    return version_before(store(), replace(scheme, valid_from=since) if since else scheme)


def under_scheme(province: int, month: int, other: Scheme) -> pd.DataFrame:
    """A month under a scheme that isn't stored (`data.asking.analyses.under_scheme`)."""
    return analyses.under_scheme(store(), province, month, other)


def is_demo() -> bool:
    return ask(catalogue.is_demo)


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
    return {kind: (int(own.get(kind, 0)), int(listed)) for kind, listed in every.items()}


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
    """What the totals of a kind and month are not rounded across: borders of levels, and totals of other ranks."""
    scheme = schemes(province).get(month)
    return fences(province).get((month, kind), scheme.borders if scheme else ())


def domain_percents(scope: Scope, month: int | None = None) -> pd.DataFrame:
    return ask(stored_results.domain_percents, scope.province, scope.chosen, month)


def whole_series(province: int, province_id: str) -> dict[str, Any]:
    """Everything about a province, whatever the filters say: the arguments of `reports.tables.whole_series_table`.
    Asked when a download is made, so it touches neither the session nor the kept answers."""
    opened = store()
    asked = {
        "units": stored_results.unit_totals,
        "domains": stored_results.domain_percents,
        "scores": stored_scores.scores,
    }
    frames = {name: question(opened, province, Chosen()) for name, question in asked.items()}
    return frames | {"province_id": province_id, "labels": labels()}


def one_unit(scope: Scope, unit_id: str) -> Scope:
    """The scope narrowed to one unit."""
    return replace(scope, chosen=Chosen(units=(unit_id,)))


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
    return {row.indicator: (row.points, row.mark) for row in found.itertuples()}


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


def month_states(province: int) -> pd.DataFrame:
    return ask(stored_counts.month_states, province)


def month_units(province: int, month: int) -> pd.DataFrame:
    """unit_id, names and status of every unit that a month lists."""
    return ask(stored_results.unit_totals, province, Chosen(), month)


@dataclass(frozen=True, eq=False)
class MonthSignals:
    """What deserves a second look in a month as it stands, with the units and the cells behind it."""

    month: int
    units: pd.DataFrame
    signals: tuple[Signal, ...]
    places: pd.DataFrame


@kept
def month_signals(province: int, month: int) -> MonthSignals:
    """The signals of a stored month against the calendar month before."""
    places = stored_scores.with_places(ask(stored_scores.scores, province, Chosen(), month))
    units = month_units(province, month)
    found = signals(_signal_month(province, month), _signal_month(province, previous(month)), set(units["unit_id"]))
    return MonthSignals(month, units, tuple(found), places)


def _signal_month(province: int, month: int) -> SignalMonth | None:
    scheme = schemes(province).get(month)
    if scheme is None:
        return None
    frames = (ask(stored_scores.scores, province, Chosen(), month), month_units(province, month))
    return SignalMonth(*(frame.rename(columns={"unit_id": "unit"}) for frame in frames), scheme)


@kept
def objections(province: int, month: int | None = None) -> pd.DataFrame:
    return found_objections(store(), province, month)


@kept
def score_history(province: int, month: int, unit_id: str, indicator: str) -> pd.DataFrame:
    """Every value of a score with its sheet and cell spelled out."""
    return stored_scores.with_places(history.score_history(store(), province, month, unit_id, indicator))


@dataclass(frozen=True)
class KeptBackup:
    """A backup by its name, and the entry of the chain that was the newest when it was made: None where it was made
    before the first, or where a restore has replaced the history that it is of."""

    named: Named
    entry: dict[str, Any] | None
    is_given_up: bool


def backups() -> list[KeptBackup]:
    """The backups of the store, newest work first."""
    entries = {row["seq"]: row for row in events().to_dict("records")}
    chain = [(seq, entries[seq]["entry_hash"]) for seq in sorted(entries)]
    return [
        KeptBackup(each, entries.get(each.length) if each.is_of(chain) else None, not each.is_of(chain))
        for each in reversed(in_order(kept_of(Path(store().path)), chain))
    ]


@kept
def imports(province: int) -> pd.DataFrame:
    return history.imports(store(), province)


@kept
def events() -> pd.DataFrame:
    return history.events(store())


@kept
def labels() -> Labels:
    """What downloads say of the store as it is now, when they are shown."""
    states = {
        (province.province_id, code(int(row.month))): row.state
        for province in provinces()
        for row in months(province.key).itertuples()
    }
    return Labels(is_demo(), states, ask(catalogue.chain_head))


def for_download(table: pd.DataFrame) -> pd.DataFrame:
    """The table with what every download says of its store."""
    return labelled(table, labels())


def labelled_when_made(table: Callable[[], pd.DataFrame]) -> Callable[[], pd.DataFrame]:
    """A table that is made only when it is downloaded, with the labels that hold now, when it is shown."""
    said = labels()
    return lambda: labelled(table(), said)
