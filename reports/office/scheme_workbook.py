"""A scheme as a form of four sheets that the office edits and gives back: settings, domains, indicators, bands."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook

from i18n.words import Words
from reports.office.forms import FIRST_ROW, Field, choose_from, column_of, put_form
from reports.office.paper import first_sheet
from scoring.scheme import Scheme
from scoring.scheme_tables import LARGEST_POINTS
from scoring.scheme_toml import KEYS, RULES, SHARES, scheme_parts
from scoring.version import VERSION

SETTINGS = (*KEYS[""], *RULES)
SPARE = {"domain": 12, "indicator": 30, "band": 5}
CODES = ("scheme_id", "valid_from", "code", "name_en", "guide_en")
WIDTHS = {"code": 16, "domain": 26, "name_fa": 36, "name_en": 34, "guide_fa": 60, "guide_en": 56}


def scheme_workbook(scheme: Scheme, words: Words) -> bytes:
    """An .xlsx that the same scheme can be read from again."""
    parts, book = scheme_parts(scheme), Workbook()
    _settings(book, parts, words)
    domains = book.create_sheet(words("form.scheme_sheets.domain"))
    put_form(
        domains, words("form.note_domain"), _fields("domain", words), _rows("domain", parts), SPARE["domain"], words
    )
    indicators = book.create_sheet(words("form.scheme_sheets.indicator"))
    names = column_of(domains, 2 if words.lang == "fa" else 3, len(parts["domain"]) + SPARE["domain"])
    fields = _fields("indicator", words, domains=names)
    rows = _rows("indicator", {"indicator": [_with_domain(row, scheme, words) for row in parts["indicator"]]})
    put_form(indicators, words("form.note_indicator"), fields, rows, SPARE["indicator"], words)
    bands = book.create_sheet(words("form.scheme_sheets.band"))
    put_form(bands, words("form.note_band"), _fields("band", words), _rows("band", parts), SPARE["band"], words)
    book.properties.title, book.properties.creator = words.name(scheme), words("workbook.creator")
    book.properties.version = VERSION
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _rows(table: str, parts: dict[str, Any]) -> list[list[object]]:
    return [[row[key] for key in KEYS[table]] for row in parts[table]]


def _with_domain(row: dict[str, Any], scheme: Scheme, words: Words) -> dict[str, Any]:
    """An indicator with the name of its domain instead of its code, where no other domain bears it."""
    names = [words.name(domain) for domain in scheme.domains]
    name = next(words.name(domain) for domain in scheme.domains if domain.code == row["domain"])
    return row | {"domain": name if names.count(name) == 1 else row["domain"]}


def _fields(table: str, words: Words, domains: str = "") -> list[Field]:
    answers = (words("form.yes"), words("form.no"))
    found = []
    for key in KEYS[table]:
        options: dict[str, Any] = {"left_to_right": key in CODES}
        if key == "max_points":
            options |= {"is_number": True, "most": LARGEST_POINTS, "above": True}
        elif key == "from":
            options |= {"is_number": True, "most": 100.0}
        elif key in ("not_applicable", "weak", "letter"):
            options["source"] = answers
        elif key == "domain":
            options["source"] = domains
        found.append(Field(words(f"form.scheme_{table}.{key}"), WIDTHS.get(key, 16), **options))
    return found


def _settings(book: Workbook, parts: dict[str, Any], words: Words) -> None:
    sheet = first_sheet(book)
    sheet.title = words("form.scheme_sheets.settings")
    heads = [words(f"form.scheme_columns.{name}") for name in ("setting", "value", "about")]
    fields = [Field(heads[0], 34, own=True), Field(heads[1], 46), Field(heads[2], 90, own=True)]
    values = parts | parts["rules"]
    rows = [_setting(name, values[name], words) for name in SETTINGS]
    put_form(sheet, words("form.note_settings"), fields, rows, 0, words)
    for row in (FIRST_ROW + SETTINGS.index(name) for name in RULES):
        choose_from(sheet, f"B{row}", (words("form.yes"), words("form.no")), words)


def _setting(name: str, value: object, words: Words) -> list[object]:
    shown = round(float(value) * 100, 9) if name in SHARES and isinstance(value, int | float) else value
    return [words(f"form.scheme_settings.{name}"), shown, words(f"form.about_{name}")]
