"""Signals of an import: what deserves a second look, with the cells behind it and what it doesn't prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from data.files.sheets import address_ranges
from i18n.figure_sentences import signal_text
from i18n.words import Words
from scoring.frames import records
from scoring.months import previous
from scoring.signals import SIGNALS, Signal
from ui.kit.dom import Node, el

MOST_NAMED = 30


class Signalled(Protocol):
    """A month with its signals: what an import would make of it, or as it stands. units: unit_id and names; places:
    unit_id, indicator, file_name, sheet, row_no, column_no of the cells behind the signals."""

    @property
    def month(self) -> int: ...

    @property
    def units(self) -> pd.DataFrame: ...

    @property
    def signals(self) -> tuple[Signal, ...]: ...

    @property
    def places(self) -> pd.DataFrame: ...


def signal_nodes(month: Signalled, words: Words) -> Node | None:
    """A closed list of every signal of a month, kind by kind; None where there is none."""
    if not month.signals:
        return None
    names = {row["unit_id"]: words.name(row) for row in records(month.units)}
    places = {(row.unit_id, row.indicator): row for row in month.places.itertuples()}
    groups = []
    for code in SIGNALS:
        members = [signal for signal in month.signals if signal.code == code]
        entries = [_entry(signal, month, names, places, words) for signal in members]
        if entries:
            title = words(f"signal.{code}.title", count=words.number(len(entries)))
            groups += [
                el("p", el("strong", title), cls="sj-signal-kind"),
                el("p", words(f"signal.{code}.means")),
                el("ul", *entries),
            ]
    summary = words("signal.heading", count=words.number(len(month.signals)))
    scroll = el("div", *groups, cls="sj-scroll sj-signals", tabindex="0", role="region", aria_label=summary)
    return el("details", el("summary", summary), el("div", scroll, cls="sj-body"))


def _entry(signal: Signal, month: Signalled, names: Mapping[Any, str], places: Mapping[Any, Any], words: Words) -> Node:
    lines: list[Node] = [signal_text(signal, previous(month.month), names, words)]
    if signal.units:
        lines.append(_note("signal.units", words, units=listed([names[unit] for unit in signal.units], words)))
    cells = [places[cell] for cell in signal.cells if cell in places]
    for file, sheet in dict.fromkeys((cell.file_name, cell.sheet) for cell in cells):
        inside = [(cell.row_no, cell.column_no) for cell in cells if (cell.file_name, cell.sheet) == (file, sheet)]
        ranges = listed(address_ranges(inside), words)
        key = "signal.cells" if sheet else "signal.cells_of_file"
        lines.append(_note(key, words, file=f"\u2068{file}\u2069", sheet=sheet, cells=ranges))
    return el("li", *lines)


def _note(key: str, words: Words, **slots: str) -> Node:
    return el("div", words(key, **slots), cls="sj-note")


def listed(texts: Sequence[str], words: Words, most: int = MOST_NAMED) -> str:
    """The first texts, each isolated, and how many more there are."""
    more = [words("signal.more", count=words.number(len(texts) - most))] if len(texts) > most else []
    return words("list.comma").join([f"\u2068{text}\u2069" for text in texts[:most]] + more)
