"""The managers of a province as a list that the office fills in: the difference to what is stored first, then all of it
or nothing. A time in office that the list leaves out stays as it is.

A row is the entry whose number it bears, else the one of its unit that begins in the same month, else a new one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from data import vocabulary
from data.forms import Form, Row, read_form
from data.problems import Problem, Refused, errors, refusal
from data.registry import chosen_province, province_key, unit_index
from data.sheets import Book
from data.store import Store, Transaction
from data.tenures import LONGEST_NAME, TENURE, Tenure, tenures, unit_key_of
from data.text import NotANumber, clean, code_key, key, number
from data.units import Unit, UnitIndex
from data.vocabulary import month_with_year

NEW, CHANGED, ENDED = KINDS_OF_CHANGE = ("new", "changed", "ended")
FIELDS = ("unit_id", "unit", "manager", "first", "last", "entry")
NEEDED = ("manager", "first", "last")
OPEN_END = 999999
_NO_NAME = re.compile(r"#[A-Z0-9/]+[!?]?|TRUE|FALSE|[=+\-@＝＋－＠].*", re.I)  # what a spreadsheet leaves in a CSV


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


@dataclass(frozen=True)
class _Read:
    """A row that could be read: its time in office, its entry's number, and where it stands."""

    form: Form
    row: Row
    unit: Unit
    tenure: Tenure
    entry: int | None


def compare(store: Store, province_id: str | None, book: Book) -> TenureList:
    """What storing the list would change. Raises Refused where the file isn't a list of managers, and as
    `chosen_province` does."""
    province_id = chosen_province(store, province_id)
    province, revision = province_key(store, province_id) or 0, store.revision()
    forms = [form for form in (read_form(sheet, "tenures", NEEDED) for sheet in book.sheets) if form]
    if not any(form.rows or form.problems for form in forms):
        raise refusal("tenure_no_list")
    problems = [problem for form in forms for problem in form.problems]
    stored = _stored(store, province)
    rows = []
    for form in forms:
        if errors(problem for problem in form.problems if problem.code in ("form_column_missing", "repeated_column")):
            continue
        reader = _Reader(form, unit_index(store, province), stored)
        rows += [read for row in form.rows if _says_anything(row) and (read := reader.read(row))]
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
    found = tenures(store, province)
    columns = zip(*(found[name].tolist() for name in ("tenure_key", "unit_id", "manager", "first")), strict=True)
    ends = [None if missing else int(end) for end, missing in zip(found["last"], found["last"].isna(), strict=True)]
    return {entry: Tenure(*rest, end) for (entry, *rest), end in zip(columns, ends, strict=True)}


def _says_anything(row: Row) -> bool:
    """Whether a row says more than its unit: a manager, a month, or the number of an entry."""
    return bool(row.bad or any(row[name] for name in ("manager", "first", "last", "entry")))


class _Reader:
    """Reads the rows of a form; notes what can't be taken."""

    def __init__(self, form: Form, units: UnitIndex, stored: dict[int, Tenure]):
        self._form, self._units, self._stored = form, units, stored
        self._names = {tenure.name for tenure in stored.values()}
        self.problems: list[Problem] = []

    def _note(self, code: str, row: Row, name: str, **slots: object) -> None:
        self.problems.append(self._form.problem(code, row, name, **slots))

    def read(self, row: Row) -> _Read | None:
        """The row; None where something in it can't be taken."""
        before = len(self.problems)
        unit, manager = self._unit(row), self._manager(row)
        first, last = self._month(row, "first"), self._last(row)
        entry = self._entry(row, unit)
        if first is None and "first" not in row.bad and not row["first"]:
            self._note("tenure_row_without_first", row, "first")
        if first and last and last < first:
            self._note("tenure_backwards", row, "last")
        if row.bad or len(self.problems) > before or unit is None or first is None:
            return None
        tenure = Tenure(unit.unit_id, manager, first, last)
        return _Read(self._form, row, unit, tenure, entry or self._same_start(tenure))

    def _unit(self, row: Row) -> Unit | None:
        if {"unit_id", "unit"} & row.bad:
            return None
        by_code = self._units.by_code(row["unit_id"]) if row["unit_id"] else None
        by_name = self._units.by_name(row["unit"])
        if row["unit_id"] and by_code is None:
            self._note("tenure_unit_unknown", row, "unit_id")
        elif not row["unit_id"] and by_name is None:
            self._note("tenure_unit_needed" if not row["unit"] else "tenure_unit_name_unknown", row, "unit")
        elif by_code and by_name and by_code.unit_id != by_name.unit_id:
            self._note("unit_contradiction", row, "unit")
        else:
            return by_code or by_name
        return None

    def _manager(self, row: Row) -> str:
        name = clean(row["manager"])
        if "manager" in row.bad:
            return ""
        if len(row["manager"]) > LONGEST_NAME:
            self._note("tenure_name_too_long", row, "manager")
        elif name and name not in self._names and (_NO_NAME.fullmatch(name) or not any(map(str.isalpha, name))):
            self._note("tenure_not_a_name", row, "manager")
        return name

    def _month(self, row: Row, name: str) -> int | None:
        text = row[name]
        month = month_with_year(text) if text and not _is_fraction(text) else None
        if text and month is None and name not in row.bad:
            self._note("tenure_bad_month", row, name)
        return month

    def _last(self, row: Row) -> int | None:
        """The last month; None while the time in office lasts: the cell is empty, or says so."""
        says = key(row["last"])
        if vocabulary.is_dash(row["last"]) or vocabulary.form("answers").get(says) == "open":
            return None
        return self._month(row, "last")

    def _entry(self, row: Row, unit: Unit | None) -> int | None:
        if not row["entry"] or "entry" in row.bad:
            return None
        try:
            entry = number(row["entry"])
        except NotANumber:
            entry = None
        known = self._stored.get(int(entry)) if entry is not None and entry == int(entry) else None
        if known is None or entry is None:
            self._note("tenure_entry_unknown", row, "entry")
        elif unit and known.unit_id != unit.unit_id:
            self._note("tenure_entry_of_other", row, "entry", other=known.unit_id)
        else:
            return int(entry)
        return None

    def _same_start(self, tenure: Tenure) -> int | None:
        found = (key for key, each in self._stored.items() if (each.unit_id, each.first) == _start(tenure))
        return next(found, None)


def _start(tenure: Tenure) -> tuple[str, int]:
    return tenure.unit_id, tenure.first


def _is_fraction(text: str) -> bool:
    """1399.10 typed as a number has lost its last digit: it may have been 1399.1."""
    return code_key(text).replace(".", "", 1).isdigit() and "." in code_key(text)


def _change(read: _Read, stored: dict[int, Tenure]) -> TenureChange | None:
    """None where the row says what is stored."""
    before = stored.get(read.entry) if read.entry is not None else None
    if before is None:
        return TenureChange(NEW, read.unit, read.tenure)
    if before == read.tenure:
        return None
    only_end = before.last is None and replace(before, last=read.tenure.last) == read.tenure
    return TenureChange(ENDED if only_end else CHANGED, read.unit, read.tenure, before, read.entry)


def _clashes(rows: Sequence[_Read], stored: dict[int, Tenure]) -> Iterator[Problem]:
    """Rows for the same entry, and rows whose months another time in office of the unit takes."""
    entries: dict[int, _Read] = {}
    held: dict[str, list[tuple[Tenure, _Read | None]]] = defaultdict(list)
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


def _place(read: _Read) -> str:
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
