"""What a score file leaves open and its owner says: its month, which of its sheets are meant, whether 86/4 is 86.4 and
7,5 is 7.5."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.imports.importing import Preview
from data.reading.header.marks import COMMA, SLASH
from data.reading.month_scores import Choices
from i18n.words import Words
from ui.asking.file_acts import ReadFile
from ui.kit.filters import measures

MONTH_OPEN = {"month_unknown", "month_ambiguous"}
MARKS_ASKED = {SLASH: "slash_decimal", COMMA: "comma_decimal"}


def of(sha256: str) -> Choices:
    """What was chosen for the file with these bytes so far."""
    return st.session_state.get(f"choices_of_{sha256}", Choices())


def offer(file: ReadFile, number: int, words: Words) -> None:
    """The choices that the file needs; a change of one reads the file anew."""
    codes = {problem.code for problem in file.problems}
    before = chosen = of(file.sha256)
    key = f"file_{number}_{file.sha256[:12]}"
    if codes & MONTH_OPEN or before.month:
        chosen = replace(chosen, month=measures.any_month(words, key, words("import.which_month")))
    if file.preview and len(file.preview.tables) > 1:
        chosen = replace(chosen, sheets=_sheets(file.preview, before, key, words))
    for mark, code in MARKS_ASKED.items():
        if code in codes or mark in before.decimals:
            name = code.removesuffix("_decimal")
            said = st.checkbox(words(f"import.{name}_decimals"), mark in before.decimals, key=f"{key}_{name}")
            chosen = replace(chosen, decimals=chosen.decimals - {mark} | ({mark} if said else frozenset()))
    if chosen != before:
        st.session_state[f"choices_of_{file.sha256}"] = chosen
        st.rerun()


def _sheets(preview: Preview, before: Choices, key: str, words: Words) -> tuple[int, ...] | None:
    """The sheets that are meant; None for all."""
    tables, names = list(preview.tables), preview.sheets
    chosen = st.multiselect(
        words("import.which_sheets"),
        tables,
        default=tables if before.sheets is None else [number for number in tables if number in before.sheets],
        format_func=lambda number: names[number - 1],
        key=f"{key}_sheets",
        width=640,
    )
    return None if sorted(chosen) == tables else tuple(sorted(chosen))
