"""The managers of a province as a list that the office fills in: the difference to what is stored first, then all of it
or nothing. A time in office that the list leaves out stays as it is.

A row is the entry whose number it bears, else the one of its unit that begins in the same month, else a new one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import pandas as pd

from data.files.reading_processes import READERS
from data.files.sheets import Book
from data.office.managers.tenure_rows import ReadRow, RowReader, says_anything
from data.office.managers.tenures import TENURE, Tenure, tenures, unit_key_of
from data.problems import Problem, Refused, errors, refusal
from data.registry.provinces import chosen_province, province_key
from data.registry.unit_rows import unit_index
from data.store.store import Store, Transaction
from data.text import clean
from data.units.units import Unit
from scoring.frames import records

NEW, CHANGED, ENDED = KINDS_OF_CHANGE = ("new", "changed", "ended")
NEEDED = ("manager", "first", "last")
OPEN_END = 999999
MOST_ROWS = 5_000


@dataclass(frozen=True)
class TenureChange:
    """One time in office of a list. kind: new, changed, ended (now has a last month); entry: its number (None: new)."""

    kind: str
    unit: Unit
    tenure: Tenure
    before: Tenure | None = None
    entry: int | None = None


@dataclass(frozen=True)
class TenureList:
    """The difference of a list. problems: of rows that can't be taken, and warnings; revision: the store's that it was
    made against; same, left_out: how many stored entries it repeats, and doesn't name."""

    province_id: str
    file_name: str
    changes: tuple[TenureChange, ...]
    problems: tuple[Problem, ...]
    revision: int
    same: int = 0
    left_out: int = 0

    @property
    def is_sound(self) -> bool:
        return not errors(self.problems)


def compare(store: Store, province_id: str | None, book: Book) -> TenureList:
    """What storing the list would change. Raises Refused where the file isn't a list of managers, and as
    `chosen_province` does."""
    province_id = chosen_province(store, province_id)
    province, revision = province_key(store, province_id) or 0, store.revision()
    forms = READERS.read("managers", book, NEEDED)
    if not any(form.rows or form.problems for form in forms):
        raise refusal("tenure_no_list")
    if sum(len(form.rows) for form in forms) > MOST_ROWS:
        raise refusal("tenure_too_many", most=MOST_ROWS)
    problems = [problem for form in forms for problem in form.problems]
    stored = _stored(store, province)
    rows = []
    for form in forms:
        if errors(problem for problem in form.problems if problem.code in ("form_column_missing", "repeated_column")):
            continue
        reader = RowReader(form, unit_index(store, province), stored)
        rows += [read for row in form.rows if says_anything(row) and (read := reader.read(row))]
        problems += reader.problems
    clashes = list(_clashes(rows, stored))
    clashing = {(clash.sheet, clash.cell) for clash in clashes}
    taken = [row for row in rows if (row.form.sheet.name, _place(row)) not in clashing]
    changes = [change for row in taken if (change := _change(row, stored))]
    problems += clashes
    named = {row.entry for row in rows} - {None}
    name = clean(PurePath(book.file_name).name)
    counts = {"same": len(named) - sum(c.entry is not None for c in changes), "left_out": len(stored) - len(named)}
    return TenureList(province_id, name, tuple(changes), tuple(problems), revision, **counts)


def _stored(store: Store, province: int) -> dict[int, Tenure]:
    """Entry number -> time in office."""
    return {
        row["tenure_key"]: Tenure(
            row["unit_id"], row["manager"], row["first"], None if pd.isna(row["last"]) else int(row["last"])
        )
        for row in records(tenures(store, province))
    }


def _change(read: ReadRow, stored: dict[int, Tenure]) -> TenureChange | None:
    """None where the row says what is stored."""
    before = stored.get(read.entry) if read.entry is not None else None
    if before is None:
        return TenureChange(NEW, read.unit, read.tenure)
    if before == read.tenure:
        return None
    only_end = before.last is None and replace(before, last=read.tenure.last) == read.tenure
    return TenureChange(ENDED if only_end else CHANGED, read.unit, read.tenure, before, read.entry)


def _clashes(rows: Sequence[ReadRow], stored: dict[int, Tenure]) -> Iterator[Problem]:
    """Rows for the same entry, and rows whose months another time in office of the unit takes."""
    entries: dict[int, ReadRow] = {}
    held: dict[str, list[tuple[Tenure, ReadRow | None]]] = defaultdict(list)
    named = {row.entry for row in rows}
    for entry, tenure in stored.items():
        if entry not in named:
            held[tenure.unit_id].append((tenure, None))
    for row in rows:
        first = entries.setdefault(row.entry, row) if row.entry is not None else row
        if first is not row:
            yield row.form.problem("tenure_row_twice", row.row, "first", other_row=_place(first))
            continue
        for other, of in held[row.unit.unit_id]:
            if _overlap(other, row.tenure):
                where = {"other_row": _place(of)} if of else {"manager": other.name or "–", "month": other.first}
                code = "tenure_overlaps_row" if of else "tenure_overlaps_stored"
                yield row.form.problem(code, row.row, "first", **where)
                break
        held[row.unit.unit_id].append((row.tenure, row))


def _place(read: ReadRow) -> str:
    return read.form.cell(read.row.number, "first")


def _overlap(one: Tenure, other: Tenure) -> bool:
    return one.first <= (other.last or OPEN_END) and other.first <= (one.last or OPEN_END)


def store_list(store: Store, list_: TenureList, actor: str) -> int:
    """Store a list as it was compared, each entry with its own event; how many changed. Raises Refused with the list's
    problems, `name_needed`, and `tenures_changed` where the store has changed since."""
    if not list_.is_sound:
        raise Refused(list_.problems)
    if not clean(actor):
        raise refusal("name_needed")
    with store.transaction() as change:
        if change.rows("SELECT coalesce(max(seq), 0) FROM event")[0][0] != list_.revision:
            raise refusal("tenures_changed", file=list_.file_name)
        province = province_key(change, list_.province_id) or 0
        for each in list_.changes:
            _store(change, province, list_, each, clean(actor))
    return len(list_.changes)


def _store(change: Transaction, province: int, list_: TenureList, each: TenureChange, actor: str) -> None:
    values = {"name": each.tenure.name, "first_month": each.tenure.first, "last_month": each.tenure.last}
    entry = each.entry
    if entry is None:
        unit = unit_key_of(change, province, each.unit.unit_id)
        entry = TENURE.add(change, {"province_key": province, "unit_key": unit, **values, "removed": False})
    else:
        TENURE.set(change, entry, **values)
    what = {"province_id": list_.province_id, "unit_id": each.unit.unit_id, "file": list_.file_name}
    TENURE.record(change, entry, actor, what)
