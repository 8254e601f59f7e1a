"""Tables of our own: right to left in Persian, sorted by a click, numbers aligned, nothing in a cell is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from i18n.words import Words
from scoring.rounding import judged
from ui.kit.dom import Node, el


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """What a cell shows: a text in a `look` (a class), a chip beside it, a note under it in small type; and what it is
    sorted by. With an `action` it is a button that the page is told of, whose `hint` says what it opens. `bar` (0-100)
    draws a bar behind the text, `shade` (a colour and the ink on it) fills the cell."""

    text: str
    sort: object = None
    note: str = ""
    chip: Node | None = None
    look: str = ""
    action: str | None = None
    hint: str | None = None
    bar: float | None = None
    shade: tuple[str, str] | None = None


def change_look(value: float, unchanged: str = "") -> str:
    """How a change is drawn: better and up, worse and down, or as it is where nothing changed."""
    sign = float(judged(value))
    return "sj-better sj-up" if sign > 0 else "sj-worse sj-down" if sign < 0 else unchanged


def table(
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    words: Words,
    *,
    pinned: Sequence[Cell] | None = None,
    tall: bool = False,
) -> Node:
    """A sortable table; the title is its caption for screen readers. A `pinned` row stays on top however it is sorted;
    a `tall` table uses the height of the window and keeps its head and first column in sight."""
    heads = [_head(column, words) for column in columns]
    body = [_row(row, columns) for row in rows]
    fixed = el("tbody", _row(pinned, columns), cls="sj-pinned") if pinned else None
    caption = el("caption", words("table.caption", title=title))
    grid = el("table", caption, el("thead", el("tr", *heads)), fixed, el("tbody", *body))
    look = "sj-scroll sj-tall" if tall else "sj-scroll"
    return el("div", grid, cls=look, tabindex="0", role="region", aria_label=words("table.caption", title=title))


def _row(cells: Sequence[Cell], columns: Sequence[Column]) -> Node:
    return el("tr", *(_cell(cell, column) for cell, column in zip(cells, columns, strict=True)))


def _head(column: Column, words: Words) -> Node:
    hint = words("table.sort", column=column.label)
    button = el("button", column.label, type="button", data_sort="", title=hint)
    return el("th", button, cls="sj-number" if column.numeric else "", scope="col")


def _cell(cell: Cell, column: Column) -> Node:
    note = el("span", cell.note, cls="sj-note") if cell.note else None
    missing = cell.sort is None or cell.sort != cell.sort
    sort = "" if missing else str(cell.sort)
    text = el("span", cell.text, cls=cell.look) if cell.look else cell.text
    if cell.action is not None:
        look = f"sj-link {cell.look}" if cell.look else "sj-link"
        hint = {"title": cell.hint, "aria_label": f"{cell.text}, {cell.hint}"} if cell.hint else {}
        text = el("button", cell.text, type="button", cls=look, data_action=cell.action, **hint)
    looks = ["sj-number"] if column.numeric else []
    drawn = {}
    if cell.bar is not None and cell.bar == cell.bar:
        looks.append("sj-bar")
        drawn["__p"] = f"{min(max(cell.bar, 0.0), 100.0):.1f}%"
    if cell.shade:
        looks.append("sj-shade")
        drawn |= {"__c": cell.shade[0], "__ink": cell.shade[1]}
    return el("td", text, cell.chip, note, cls=" ".join(looks), data_sort=sort, **drawn)
