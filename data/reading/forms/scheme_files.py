"""A scheme file, TOML or a filled form, as the TOML text that is stored. What a form says goes through the same checks
as a TOML text; each complaint names its sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from data import vocabulary
from data.files.reading_processes import READERS
from data.files.sheets import Book, Sheet
from data.files.workbook import read_book
from data.month_words import month_with_year
from data.problems import Problem, Refused, errors
from data.reading.forms.forms import Form, Row, read_form
from data.text import NotANumber, clean, code_key, key, number
from scoring.scheme import parse_scheme, scheme_text
from scoring.scheme_errors import SchemeError
from scoring.scheme_toml import KEYS, RULES, SHARES, TABLES, toml_text

ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
FLAGS = {"indicator": ("not_applicable",), "band": ("weak", "letter")}
NEEDED = {
    "domain": ("code",),
    "indicator": ("code", "domain", "max_points", "not_applicable"),
    "band": ("code", "from", "weak", "letter"),
}
NUMBERS = ("max_points", "from", "manager_points", "dead_zone", *SHARES)
SETTINGS = "settings"
_KEY = re.compile(r"(?:([a-z_]+)(?:\[(\d+)\])?\.)?([a-z_]+)")


def scheme_file_text(name: str, content: bytes) -> str:
    """The text of a scheme file: of a TOML file as it is, of a workbook as it says. Raises SchemeError, and Refused
    with every cell of a workbook that can't be taken."""
    if not content.startswith(ARCHIVES):
        return scheme_text(content)
    text: str = READERS.read("scheme", read_book(name, content))
    return text


def form_text(book: Book) -> str:
    """The TOML text that a workbook says. Raises as `scheme_file_text` does."""
    return _Form(book).text()


@dataclass
class _Form:
    """A workbook of the sheets domains, indicators, bands and settings."""

    book: Book
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self) -> str:
        """The TOML text of what the workbook says, checked."""
        sheets: dict[str | None, Sheet] = {}
        for sheet in self.book.sheets:
            name = vocabulary.form("scheme_sheets").get(key(sheet.name))
            if name in sheets and name is not None:
                self.problems.append(Problem("scheme_sheet_twice", sheet=sheet.name, value=sheets[name].name))
            sheets.setdefault(name, sheet)
        forms = {name: self._form(name, sheets) for name in (*TABLES, SETTINGS)}
        if errors(self.problems):
            raise Refused(self.problems)
        parts: dict[str, Any] = {table: self._table(table, forms[table]) for table in ("domain", "band")}
        parts["indicator"] = self._table("indicator", forms["indicator"], _domain_codes(parts["domain"]))
        settings = self._settings(forms[SETTINGS])
        parts |= {name: value for name, value in settings.items() if name not in RULES}
        parts["rules"] = {name: value for name, value in settings.items() if name in RULES}
        if errors(self.problems):
            raise Refused(self.problems)
        return self._checked(toml_text(parts))

    def _form(self, name: str, sheets: Mapping[str | None, Sheet]) -> Form | None:
        """One sheet as a form; None, with its problem noted, where it is missing or bears no head."""
        fa, en = vocabulary.form_names("scheme_sheets")[name]
        if name not in sheets:
            self.problems.append(Problem("scheme_sheet_missing", slots={"name_fa": fa, "name_en": en}))
            return None
        section = "scheme_columns" if name == SETTINGS else f"scheme_{name}"
        needed = ("setting", "value") if name == SETTINGS else NEEDED[name]
        form = read_form(sheets[name], section, needed, (*FLAGS.get(name, ()), "value"))
        if form is None:
            self.problems.append(Problem("form_no_header", sheet=sheets[name].name))
            return None
        self.problems += form.problems
        self.places[name] = {"sheet": form.sheet.name}
        return form

    def _table(self, table: str, form: Form | None, domains: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        if form is None:
            return []
        found = []
        for row in form.rows:
            values = {name: self._value(table, form, row, name) for name in KEYS[table]}
            if domains is not None:
                said = row["domain"]
                values["domain"] = domains.get(code_key(said)) or domains.get(key(said))
                if said and values["domain"] is None:
                    self.problems.append(form.problem("form_domain_unknown", row, "domain"))
            found.append(values)
            for name in KEYS[table]:
                place = {"sheet": form.sheet.name, "cell": form.cell(row.number, name)}
                self.places[f"{table}[{len(found)}].{name}"] = place
        return found

    def _value(self, table: str, form: Form, row: Row, name: str) -> Any:
        """The value of a field, noted where it can't be taken; None where it is empty."""
        if name in row.bad:
            return None
        if name in FLAGS.get(table, ()):
            return self._flag(form, row, name, needed=name == "not_applicable")
        if name in NEEDED[table] and not row[name]:
            self.problems.append(form.problem("form_cell_empty", row, name))
        if name in NUMBERS:
            return self._number(form, row, name)
        return _code(row[name]) if name == "code" else row[name] or None

    def _flag(self, form: Form, row: Row, name: str, *, needed: bool) -> bool | None:
        answer = vocabulary.form("answers").get(key(row[name]))
        if answer in ("yes", "no"):
            return answer == "yes"
        if row[name] or needed:
            self.problems.append(form.problem("form_answer", row, name))
        return None

    def _number(self, form: Form, row: Row, name: str) -> float | None:
        if not row[name]:
            return None
        try:
            return number(row[name])
        except NotANumber:
            self.problems.append(form.problem("form_not_number", row, name))
            return None

    def _settings(self, form: Form | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if form is None:
            return found
        for row in form.rows:
            name = vocabulary.form("scheme_settings").get(key(row["setting"]))
            if name is None or name in found:
                code = "form_setting_unknown" if name is None else "form_setting_twice"
                self.problems.append(form.problem(code, row, "setting"))
                continue
            path = f"rules.{name}" if name in RULES else name
            self.places[path] = {"sheet": form.sheet.name, "cell": form.cell(row.number, "value")}
            found[name] = None if "value" in row.bad else self._setting(form, row, name)
        return {name: value for name, value in found.items() if value is not None}

    def _setting(self, form: Form, row: Row, name: str) -> Any:
        if name in RULES:
            return self._flag(form, row, "value", needed=False)
        if name == "valid_from" and row["value"]:
            return self._month(form, row)
        if name not in NUMBERS:
            return _code(row["value"]) if name == "scheme_id" else row["value"] or None
        value = self._number(form, row, "value")
        if value is None or name not in SHARES:
            return value
        return float(Decimal(repr(value)) / 100)

    def _month(self, form: Form, row: Row) -> str | None:
        month = month_with_year(row["value"])
        if month is None:
            self.problems.append(form.problem("bad_month", row, "value"))
            return None
        return f"{month // 100}-{month % 100:02d}"

    def _checked(self, text: str) -> str:
        """The text, where it is a scheme; else the complaint about it, with the cell that it is about."""
        try:
            parse_scheme(text)
        except SchemeError as error:
            place = self._place(error.key)
            raise SchemeError(error.code, error.key, error.value, place) from error
        return text

    def _place(self, path: str) -> dict[str, str]:
        table = (_KEY.fullmatch(path) or [None, None])[1]
        return self.places.get(path) or self.places.get(table or path) or self.places.get(SETTINGS, {})


def _code(text: str) -> str | None:
    """A code in Latin digits; one that Excel made a number stays the number that was typed."""
    return (code_key(text) if clean(text).replace(".", "").isdigit() else clean(text)) or None


def _domain_codes(domains: list[dict[str, Any]]) -> dict[str, str]:
    """Key of what an indicator may call its domain by -> code: its code, or a name that no other domain bears."""
    named: dict[str, set[str]] = {}
    for domain in domains:
        for name in {key(domain.get(field_) or "") for field_ in ("name_fa", "name_en")} - {""}:
            named.setdefault(name, set()).add(domain["code"] or "")
    alone = {name: next(iter(codes)) for name, codes in named.items() if len(codes) == 1}
    return alone | {code_key(domain["code"]): domain["code"] for domain in domains if domain["code"]}
