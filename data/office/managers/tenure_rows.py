"""One row of a list of managers -> a time in office, or what is wrong with it and in which cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data import vocabulary
from data.month_words import month_with_year
from data.office.managers.tenures import LONGEST_NAME, Tenure
from data.problems import Problem
from data.reading.forms.forms import Form, Row
from data.text import NotANumber, clean, code_key, key, number
from data.units.units import Unit, UnitIndex

_NO_NAME = re.compile(r"#[A-Z0-9/]+[!?]?|TRUE|FALSE|[=+\-@＝＋－＠].*", re.I)  # what a spreadsheet leaves in a CSV


@dataclass(frozen=True)
class ReadRow:
    """A row that could be read: its time in office, its entry's number, and where it stands."""

    form: Form
    row: Row
    unit: Unit
    tenure: Tenure
    entry: int | None


def says_anything(row: Row) -> bool:
    """Whether a row says more than its unit: a manager, a month, or the number of an entry."""
    return bool(row.bad or any(row[name] for name in ("manager", "first", "last", "entry")))


class RowReader:
    """Reads the rows of a form; notes what can't be taken."""

    def __init__(self, form: Form, units: UnitIndex, stored: dict[int, Tenure]):
        self._form, self._units, self._stored = form, units, stored
        self._names = {tenure.name for tenure in stored.values()}
        self.problems: list[Problem] = []

    def _note(self, code: str, row: Row, name: str, **slots: object) -> None:
        self.problems.append(self._form.problem(code, row, name, **slots))

    def read(self, row: Row) -> ReadRow | None:
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
        return ReadRow(self._form, row, unit, tenure, entry or self._same_start(tenure))

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
