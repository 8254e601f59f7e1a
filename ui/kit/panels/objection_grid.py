"""Objections as a table, wherever they are shown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from i18n.words import Words
from scoring.frames import records
from scoring.scheme import Scheme
from ui.kit.dom import Node
from ui.kit.tables import Cell, Column, table


def grid(found: pd.DataFrame, scheme: Scheme, words: Words, *, with_month: bool = False) -> Node:
    """A row an objection: its number, unit (or month, in the list of one unit), indicator, text, who and when, its
    answer."""
    names = ("number", "month" if with_month else "unit", "indicator", "text", "raised", "status", "answer")
    columns = [Column(words(f"objections.column_{name}")) for name in names]
    rows = []
    for row in records(found):
        raised = words("objections.by_on", by=f"\u2068{row['raised_by']}\u2069", day=words.day(row["raised_on"]))
        answer = words("objections.answered", by=f"\u2068{row['answered_by']}\u2069") if row["answered_by"] else ""
        rows.append(
            [
                Cell(words.number(row["objection_key"]), row["objection_key"]),
                Cell(words.month(row["month"]), row["month"]) if with_month else Cell(words.name(row), words.name(row)),
                Cell(indicator_name(row["indicator"], scheme, words), row["indicator"]),
                Cell(row["text"], row["text"], look="sj-sentence"),
                Cell(raised, row["raised_on"]),
                Cell(words(f"objections.{row['status']}"), row["status"], note=objection_note(row, words)),
                Cell(row["answer"], row["answer"], note=answer, look="sj-sentence"),
            ]
        )
    return table(words("objections.heading"), columns, rows, words)


def objection_note(row: Mapping, words: Words) -> str:
    """That an objection came late, or that its correction isn't in force any more."""
    if row["is_undone"]:
        return words("objections.undone")
    return words("objections.late") if row["late"] else ""


def indicator_name(indicator: object, scheme: Scheme, words: Words) -> str:
    """An indicator's name; the unit as a whole where there is none."""
    if not isinstance(indicator, str):
        return words("objections.whole")
    item = scheme.indicator_by_code.get(indicator)
    return words.name(item) if item else indicator
