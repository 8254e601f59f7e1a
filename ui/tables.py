"""Tables of our own: right to left in Persian, sorted by a click, numbers aligned, nothing in a cell is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from i18n.words import Words
from ui.dom import Node, el


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """What a cell shows, a note under it in small type, and what it is sorted by."""

    text: str
    sort: object = None
    note: str = ""


def table(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], words: Words) -> Node:
    """A sortable table; the title is its caption for screen readers."""
    heads = [_head(column, words) for column in columns]
    body = [el("tr", *(_cell(cell, column) for cell, column in zip(row, columns, strict=True))) for row in rows]
    grid = el(
        "table", el("caption", words("table.caption", title=title)), el("thead", el("tr", *heads)), el("tbody", *body)
    )
    return el("div", grid, cls="sj-scroll", tabindex="0", role="region", aria_label=words("table.caption", title=title))


def _head(column: Column, words: Words) -> Node:
    hint = words("table.sort", column=column.label)
    button = el("button", column.label, type="button", data_sort="", title=hint)
    return el("th", button, cls="sj-number" if column.numeric else "", scope="col")


def _cell(cell: Cell, column: Column) -> Node:
    note = el("span", cell.note, cls="sj-note") if cell.note else None
    missing = cell.sort is None or cell.sort != cell.sort
    sort = "" if missing else str(cell.sort)
    return el("td", cell.text, note, cls="sj-number" if column.numeric else "", data_sort=sort)
