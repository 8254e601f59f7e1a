"""The register of letters: what each said, where it stands, what became of the unit since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from i18n.words import Words
from reports.tables import letters_table
from scoring.frames import records
from scoring.rounding import judged
from ui.asking import download_labels, paper_queries, setup_queries
from ui.asking.scopes import Province
from ui.kit.charts import Download, download_button
from ui.kit.dom import el, show
from ui.kit.tables import Cell, Column, table
from ui.screens.papers.letters import stale, status


def register(found: pd.DataFrame, province: Province, words: Words) -> str | None:
    """Every letter of every month: what it said, where it stands, what became of the unit since; the code of a unit
    that was just opened from it."""
    show(el("h2", words("letters.register"), cls="sj-section"), key="register_title")
    if found.empty:
        show(el("p", words("letters.none"), cls="sj-empty"), key="register_empty")
        return None
    effects = paper_queries.letter_effects(province.key)
    names = ("month", "unit", "kind", "said", "status", "number", "answer", "effect")
    columns = [Column(words(f"letters.col_{name}")) for name in names]
    rows = [_register_row(row, effects.get(row["letter_key"], []), province, words) for row in records(found)]
    opened = show(
        table(words("letters.register"), columns, rows, words, tall=True),
        key="letters_register",
        on_action=lambda: None,
    ).action
    csv = download_labels.for_download(letters_table(found, province.province_id))
    download_button(Download(words("chart.csv"), f"letters-{province.province_id}.csv", lambda: csv), "csv_letters")
    return opened


def _register_row(
    row: Mapping[str, Any], effect: list[tuple[int, float]], province: Province, words: Words
) -> list[Cell]:
    basis = json.loads(row["basis"])
    day = words.day(row["sent_on"]) if isinstance(row["sent_on"], str) else ""
    answered = words.day(row["answered_on"]) if isinstance(row["answered_on"], str) else ""
    taken = "" if pd.isna(row["retracts"]) else words("letters.takes_back", number=words.number(int(row["retracts"])))
    return [
        Cell(words.month(row["month"]), row["month"]),
        Cell(words.name(row), words.name(row), action=row["unit_id"]),
        Cell(words(f"letters.kind_{row['kind']}"), row["kind"], note=taken),
        Cell(_said(basis, words), basis["total"], note=_corrected(basis, row, province, words)),
        Cell(status(row, words), row["status"], note=stale(row, words)),
        Cell(row["number"], row["number"], note=day),
        Cell(row["answer"], row["answer"], note=answered, look="sj-sentence"),
        Cell(_after(row, effect, words), effect[-1][1] if effect else None),
    ]


def _said(basis: Mapping[str, Any], words: Words) -> str:
    """The total and level that the letter says."""
    if basis["total"] is None:
        return words("letter.now_none")
    return words("letters.said", total=words.total(basis["total"], basis["borders"]), band=words.name(basis["band"]))


def _corrected(basis: Mapping[str, Any], row: Mapping[str, Any], province: Province, words: Words) -> str:
    """The unit's result of that month as it stands, where the letter says another one."""
    if basis["total"] is not None and pd.notna(row["total"]):
        same = float(judged(row["total"])) == float(judged(basis["total"])) and row["band"] == basis["band"]["code"]
        if same:
            return ""
    if pd.isna(row["total"]):
        return words("letters.corrected_to_none") if basis["total"] is not None else ""
    band = setup_queries.schemes(province.key)[row["month"]].band_by_code[row["band"]]
    return words("letters.corrected_to", total=words.total(row["total"], basis["borders"]), band=words.name(band))


def _after(row: Mapping[str, Any], effect: list[tuple[int, float]], words: Words) -> str:
    """The unit's totals of the months that followed, each with its change against the letter's month as it stands."""
    return words("list.comma").join(
        words(
            "letters.effect",
            month=words.month(month),
            total=words.total(row["total"] + change),
            change=words.number(change, 1, sign=True),
        )
        for month, change in effect
    )
