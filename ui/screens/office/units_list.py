"""The unit list on the units page: the list in force, its files, an edited list with its difference."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from data import vocabulary
from data.imports.unit_lists import KINDS_OF_CHANGE, NEW, ListPreview, UnitChange
from data.text import sort_key
from data.units.unit_list_files import heads
from data.units.units import Unit
from i18n.problem_sentences import problem_sentence
from i18n.words import Words
from reports.office.unit_workbook import unit_table, unit_workbook
from scoring.frames import records
from ui.asking import file_acts, setup_queries, the_store
from ui.asking.acting import Done
from ui.asking.scopes import Province
from ui.kit import frame
from ui.kit.charts import Download, download_button, file_button
from ui.kit.dom import Node, el, show
from ui.kit.tables import Cell, Column, table
from ui.session import who

_ROUND, _OUTCOME, _KEPT = "units_round", "units_outcome", "units_kept"
COLUMNS = ("unit_id", "kind", "sector", "active_from", "active_to", "letter_recipient", "aliases")


def grid(province: Province, words: Words) -> Node:
    """Every unit of the list, those that have ended too."""
    columns = [Column(words("ranking.unit")), *(Column(words(f"units.{name}")) for name in COLUMNS)]
    units = setup_queries.unit_list(province.key)
    keyed = [(unit["kind"], sort_key(words.name(unit)), unit) for unit in records(units)]
    keyed.sort(key=lambda entry: entry[:2])
    rows = [[Cell(words.name(unit), order), *_cells(unit, words)] for _, order, unit in keyed]
    title = words("units.of", province=words.name(province), count=words.number(len(units)))
    return el("div", el("h2", title, cls="sj-section"), table(title, columns, rows, words, tall=True))


def _cells(unit: dict, words: Words) -> list[Cell]:
    shown = {name: _shown(name, unit[name], words) for name in COLUMNS}
    return [Cell(text, None if pd.isna(unit[name]) else unit[name]) for name, text in shown.items()]


def _shown(name: str, value: Any, words: Words) -> str:
    """A value of the list as the screen shows it."""
    if value is None or value is pd.NA or value == "":
        return ""
    if name in ("active_from", "active_to"):
        return words.month(int(value))
    if name == "kind":
        return words(f"kind.{value}.one")
    if name == "sector":
        return words.sector(str(value))
    parts = value if isinstance(value, tuple) else str(value).split("|") if name == "aliases" else [str(value)]
    return words("list.comma").join(f"\u2068{part}\u2069" for part in parts)


def downloads(province: Province, words: Words) -> None:
    """The list as the workbook that is edited and uploaded again, and as CSV."""
    units = unit_table(setup_queries.unit_list(province.key))
    name = f"units-{province.province_id}"
    with st.container(horizontal=True, key="unit_files"):
        file_button(
            words("units.workbook"),
            partial(unit_workbook, units, heads(words.lang), words),
            f"{name}.xlsx",
            "units_xlsx",
        )
        download_button(Download(words("units.csv"), f"{name}.csv", lambda: units), "units_csv")


def upload_nodes(province: Province | None, words: Words) -> list[Node]:
    which = "" if province else "_first"
    return [
        el("h2", words(f"units.upload{which}"), cls="sj-section"),
        el("p", words(f"units.explain{which}")),
    ]


def upload(words: Words) -> None:
    """An edited list: its difference to the one in force, and the confirmation."""
    number = st.session_state.setdefault(_ROUND, 0)
    file = st.file_uploader(words("units.choose"), key=f"unit_file_{number}", help=words("import.formats"))
    if file is None:
        return
    done = _compared(file.name, file.getvalue(), words)
    if done.refused:
        frame.refused(*done.refused, key="list_refused")
        return
    if done.value.changes_nothing:
        show(el("p", words("units.no_change"), cls="sj-empty"), key="list_same")
        return
    show(*difference(done.value, words), key="list_difference")
    who.ask(words, "units")
    st.button(
        words("units.confirm"),
        key="units_confirm",
        type="primary",
        disabled=the_store.alarm() is not None,
        on_click=_store,
        args=(done.value, file.name, words),
    )


def _compared(name: str, content: bytes, words: Words) -> Done:
    """The difference that was on screen stays the one that is stored, until the store changes."""
    key = (name, hashlib.sha256(content).hexdigest(), the_store.revision(), words.lang)
    if st.session_state.get(_KEPT, (None,))[0] != key:
        st.session_state[_KEPT] = key, file_acts.compare_units(name, content, words)
    return st.session_state[_KEPT][1]


def difference(preview: ListPreview, words: Words) -> list[Node]:
    """New, changed, ended and removed units with what changes, and names that look like those of other units."""
    side = 0 if words.lang == "fa" else 1
    counts = [
        words("units.count", change=words(f"units.change_{kind}"), count=words.number(len(_of(preview, kind))))
        for kind in KINDS_OF_CHANGE
        if _of(preview, kind)
    ]
    names = ("change", "unit_id", "unit", "what")
    columns = [Column(words("ranking.unit" if name == "unit" else f"units.{name}")) for name in names]
    rows = [
        [
            Cell(words(f"units.change_{change.kind}"), KINDS_OF_CHANGE.index(change.kind)),
            Cell(f"\u2068{change.unit.unit_id}\u2069", change.unit.unit_id),
            Cell(words.name(change.unit), words.name(change.unit)),
            Cell(_said(change, words)),
        ]
        for kind in KINDS_OF_CHANGE
        for change in _of(preview, kind)
    ]
    summary = words("list.comma").join(counts)
    warnings = [el("p", problem_sentence(each, words), cls="sj-alarm", role="status") for each in preview.warnings]
    nodes = [el("p", summary, cls="sj-counts"), *warnings, table(words("units.difference"), columns, rows, words)]
    if any(change.kind == "ended" for change in preview.changes):
        nodes.append(el("p", words("units.ended_note"), cls="sj-note"))
    if preview.new_provinces:
        called = {**vocabulary.provinces(), **preview.names}
        codes = words("list.comma").join(f"\u2068{called[code][side]}\u2069" for code in preview.new_provinces)
        nodes.insert(0, el("p", words("units.new_provinces", codes=codes), cls="sj-done"))
    for code, before in preview.renamed.items():
        old, new = (f"\u2068{names[side]}\u2069" for names in (before, preview.names[code]))
        nodes.insert(0, el("p", words("units.renamed", old=old, new=new), cls="sj-done"))
    return nodes


def _of(preview: ListPreview, kind: str) -> list[UnitChange]:
    return [change for change in preview.changes if change.kind == kind]


def _said(change: UnitChange, words: Words) -> str:
    """Every column that differs, old and new."""
    if change.kind == NEW or change.before is None:
        return words(f"kind.{change.unit.kind}.one") if change.kind == NEW else ""
    said = []
    for name in change.fields:
        old, new = (_value(unit, name, words) for unit in (change.before, change.unit))
        said.append(words("units.field", column=words(f"units.{name}"), old=old, new=new))
    return " · ".join(said)


def _value(unit: Unit, name: str, words: Words) -> str:
    return _shown(name, getattr(unit, name), words) or words("units.nothing")


def _store(preview: ListPreview, name: str, words: Words) -> None:
    """The confirmation, before the page is drawn again."""
    done = file_acts.store_units(preview, name, who.acting(words))
    st.session_state[_OUTCOME] = done
    if not done.refused:
        st.session_state[_ROUND] += 1


def outcome(words: Words) -> None:
    """How the last confirmation ended, once."""
    done = st.session_state.pop(_OUTCOME, None)
    if done is None:
        return
    if done.refused:
        frame.refused(*done.refused, key="units_refused")
    else:
        frame.done(words("units.stored", count=words.number(done.value)), key="units_done")
