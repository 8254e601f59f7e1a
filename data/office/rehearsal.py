"""What importing files would change: the import is rehearsed in a transaction that is undone, so nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from data.asking import catalogue, stored_counts, stored_results, stored_scores
from data.asking.chosen import Chosen
from data.imports.importing import KEYS, Imported, Preview, changed_scores, put
from data.office.corrections import accepted_corrections
from data.office.letters.letter_standing import letters_that_are_right
from data.office.reverting import revertible, take_out
from data.registry.provinces import province_key
from data.store.store import Store, Transaction
from scoring.months import previous
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.signals import Signal, SignalMonth, signals
from scoring.totals import MISSING

STANDING = ["status", "total", "band", "is_weak", "rank", "ranked_units"]
CELL = ["mark", "points", "file_name", "sheet", "cell", "typed"]
COUNTS = ["listed", "evaluated", "incomplete", "missing", "weak"]


@dataclass(frozen=True, eq=False)
class MonthImpact:
    """What changes in one month; columns that end in _then are the state before (null where there was none).

    units: unit_id, name_fa, name_en, kind, is_brought (by a file), STANDING and STANDING_then, a row a listed unit.
    cells: unit_id, indicator, CELL and CELL_then, a row a score that was already there and is another one afterwards.
    shares: kind, COUNTS and COUNTS_then. signals: what deserves a second look (units by unit_id); places: unit_id,
    indicator, file_name, sheet, row_no, column_no of the scores behind the signals. objections: those that were
    granted and whose correction is taken back (objection_key, unit_id, names, indicator, points and mark as corrected).
    """

    month: int
    scheme: Scheme
    is_new: bool
    units: pd.DataFrame
    cells: pd.DataFrame
    shares: pd.DataFrame
    signals: tuple[Signal, ...]
    places: pd.DataFrame
    objections: pd.DataFrame
    lost_units: int = 0

    @property
    def is_gone(self) -> bool:
        """Whether the month has no results any more (`lost_units`: how many units had some)."""
        return self.lost_units > 0

    @property
    def moved(self) -> pd.Series:
        """Which units' results differ from what stood there, where something stood there."""
        if self.is_new:
            return pd.Series(False, index=self.units.index)
        same = pd.Series(True, index=self.units.index)
        for name in ("status", "total", "band", "rank"):
            then, now = self.units[f"{name}_then"].astype(object), self.units[name].astype(object)
            if name == "total":
                then, now = (pd.Series(judged(values.to_numpy()), index=values.index) for values in (then, now))
            same &= (then == now) | (then.isna() & now.isna())
        return ~same


@dataclass(frozen=True)
class Impact:
    """imported: what each file, in order, would become; a month without an import_key changes nothing. letters: those
    that went out, of whichever month, and that say what would no longer be so
    (`letter_register.letters`)."""

    imported: tuple[tuple[Imported, ...], ...]
    months: tuple[MonthImpact, ...]
    letters: pd.DataFrame

    @property
    def is_correction(self) -> bool:
        return any(len(month.cells) for month in self.months)

    @property
    def changes_nothing(self) -> bool:
        return all(month.import_key is None for file in self.imported for month in file)


def rehearse(store: Store, files: Sequence[Preview], each: Callable[[], None] | None = None) -> Impact:
    """What a commit of the files (of one province, without errors) would change. `each` is called after every file and
    every month. Raises Refused as `commit` does."""
    months = sorted({scores.month for file in files for scores in file.months})

    def act(change: Transaction) -> list[list[Imported]]:
        return put(change, files, "", rehearsed=True, each=each)

    with store.rehearsal() as change:
        province = province_key(change, files[0].province_id) or 0
        return _rehearsed(change, province, months, act, each)


def rehearse_revert(store: Store, import_key: int) -> Impact:
    """What taking an import out of force would change. Raises Refused `import_unknown`, `import_reverted`,
    `month_locked`."""
    with store.rehearsal() as change:
        province, month = revertible(change, import_key)[:2]

        def act(change: Transaction) -> list[list[Imported]]:
            take_out(change, import_key, province, month, 0)
            return [[Imported(month, 0, import_key)]]

        return _rehearsed(change, province, [month], act, None)


def _rehearsed(
    change: Transaction,
    province: int,
    months: Sequence[int],
    act: Callable[[Transaction], list[list[Imported]]],
    each: Callable[[], None] | None,
) -> Impact:
    before = {month: _Standing(change, province, month) for month in months}
    right = letters_that_are_right(change, province, min(months, default=0))
    imported = act(change)
    changed = {month.month for file in imported for month in file if month.import_key}
    versions = catalogue.schemes_by_month(change, province)
    found, last = [], None
    for month in sorted(changed):
        earlier = last if last and last.month == previous(month) else _Standing(change, province, previous(month))
        last = _Standing(change, province, month)
        then = earlier.signal_month(versions.get(earlier.month))
        scheme = versions.get(month) or before[month].scheme
        assert scheme is not None  # what changed stood there before, or stands there now
        found.append(_compare(scheme, before[month], last, then))
        if each:
            each()
    still = set(letters_that_are_right(change, province, min(months))["letter_key"]) if changed else set()
    touched = right[~right["letter_key"].isin(still)] if changed else right.iloc[:0]
    return Impact(tuple(map(tuple, imported)), tuple(found), touched.reset_index(drop=True))


class _Standing:
    """A month as it stands inside the change: results, scores with their places, counts."""

    def __init__(self, change: Transaction, province: int, month: int):
        everything = Chosen()
        self.month = month
        self.units = stored_results.unit_totals(change, province, everything, month)
        self.scores = stored_scores.with_places(stored_scores.scores(change, province, everything, month))
        self.counts = stored_counts.month_counts(change, province, everything, month)
        self.corrections = accepted_corrections(change, province, month)
        self.scheme = catalogue.schemes_by_month(change, province).get(month)
        self.imports = dict(
            change.rows(
                "SELECT u.unit_id, t.import_key FROM unit_total t JOIN unit u ON u.unit_key = t.unit_key"
                " WHERE t.province_key = $province AND t.month = $month",
                province=province,
                month=month,
            )
        )

    def signal_month(self, scheme: Scheme | None) -> SignalMonth | None:
        """The month as the signals look at it; None where it has no scheme, so no scores."""
        if scheme is None:
            return None
        names = {"unit_id": "unit"}
        return SignalMonth(self.scores.rename(columns=names), self.units.rename(columns=names), scheme)


def _compare(scheme: Scheme, before: _Standing, after: _Standing, then: SignalMonth | None) -> MonthImpact:
    units = after.units[["unit_id", "name_fa", "name_en", "kind", *STANDING]].merge(
        before.units[["unit_id", *STANDING]], on="unit_id", how="left", suffixes=("", "_then")
    )
    brought = [after.imports[unit_id] != before.imports.get(unit_id) for unit_id in units["unit_id"]]
    shares = after.counts[["kind", *COUNTS]].merge(
        before.counts[["kind", *COUNTS]], on="kind", how="left", suffixes=("", "_then")
    )
    units = units.assign(is_brought=brought)
    now = after.signal_month(scheme if len(after.units) else None)
    found = signals(now, then, set(units.loc[units["is_brought"], "unit_id"])) if now else []
    cells = changed_scores(after.scores[[*KEYS, *CELL]], before.scores[[*KEYS, *CELL]])
    places = after.scores.loc[_behind(after.scores, found), [*KEYS, "file_name", "sheet", "row_no", "column_no"]]
    standing = set(zip(after.corrections["objection_key"], after.corrections["indicator"], strict=True))
    pairs = zip(before.corrections["objection_key"], before.corrections["indicator"], strict=True)
    undone = before.corrections[[pair not in standing for pair in pairs]]
    is_new = before.units.empty
    lost = int((before.units["status"] != MISSING).sum()) if after.units.empty and not is_new else 0
    return MonthImpact(after.month, scheme, is_new, units, cells, shares, tuple(found), places, undone, lost)


def _behind(scores: pd.DataFrame, found: Sequence[Signal]) -> list[bool]:
    """Which scores a signal speaks of."""
    cells = {cell for signal in found for cell in signal.cells}
    return [pair in cells for pair in zip(scores["unit_id"], scores["indicator"], strict=True)]
