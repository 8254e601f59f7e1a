"""Signals of an import: what deserves a second look, with the cells behind it and what it doesn't prove."""

from __future__ import annotations

from data.impact import MonthImpact
from i18n.sentences import signal_text
from i18n.words import Words
from scoring.months import previous
from scoring.signals import Signal
from ui.dom import Node, el

MOST_CELLS, MOST_UNITS = 30, 30


def signal_nodes(month: MonthImpact, words: Words) -> Node | None:
    """A closed list of every signal of a month; None where there is none."""
    if not month.signals:
        return None
    names = {row["unit_id"]: words.name(row) for row in month.units.to_dict("records")}
    places = {(row.unit_id, row.indicator): row for row in month.places.itertuples()}
    entries = [_entry(signal, month, names, places, words) for signal in month.signals]
    summary = words("signal.heading", count=words.number(len(month.signals)))
    return el("details", el("summary", summary), el("ul", *entries, cls="sj-body sj-signals"))


def _entry(signal: Signal, month: MonthImpact, names: dict[str, str], places: dict, words: Words) -> Node:
    what, means = signal_text(signal, previous(month.month), names, words)
    units = [names[unit] for unit in signal.units[:MOST_UNITS]]
    cells = [places[cell] for cell in signal.cells if cell in places]
    lines: list[Node | None] = [el("strong", what), el("p", means, cls="sj-note")]
    if units:
        lines.append(el("p", words("signal.units", units=_listed(units, len(signal.units), words))))
    for sheet in dict.fromkeys((cell.file_name, cell.sheet) for cell in cells):
        addresses = [cell.cell for cell in cells if (cell.file_name, cell.sheet) == sheet]
        shown = _listed(addresses[:MOST_CELLS], len(addresses), words)
        lines.append(el("p", words("signal.cells", file=sheet[0], sheet=sheet[1], cells=shown), cls="sj-note"))
    return el("li", *lines)


def _listed(texts: list[str], count: int, words: Words) -> str:
    more = [words("signal.more", count=words.number(count - len(texts)))] if count > len(texts) else []
    return words("list.comma").join([f"\u2068{text}\u2069" for text in texts] + more)
