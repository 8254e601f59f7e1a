"""The managers of a province as a file: the form with what is stored, a filled one with its difference, storing it."""

from __future__ import annotations

import hashlib
from functools import partial

import streamlit as st

from data.office.managers.tenure_lists import KINDS_OF_CHANGE, TenureChange, TenureList
from data.office.managers.tenures import Tenure
from i18n.figure_sentences import tenure_span
from i18n.problem_sentences import problem_place, problem_text
from i18n.words import Words
from reports.office.tenure_workbook import tenure_form
from ui.asking import file_acts, paper_queries, setup_queries, the_store
from ui.asking.acting import Done
from ui.asking.scopes import Province
from ui.kit import frame
from ui.kit.charts import file_button
from ui.kit.dom import Node, el, show
from ui.kit.tables import Cell, Column, table
from ui.session import who

MOST_PROBLEMS = 100  # what one can read at once; the others are seen when these are mended
_ROUND, _OUTCOME, _KEPT = "managers_round", "managers_outcome", "managers_kept"


def managers_file(province: Province, words: Words) -> None:
    """The list of managers to be downloaded, filled in and given back."""
    _outcome(words)
    about = el("p", words("managers.about"), cls="sj-note")
    show(el("h2", words("managers.title"), cls="sj-section"), about, key="managers_title")
    units, held = setup_queries.unit_list(province.key), paper_queries.tenures(province.key)
    make = partial(tenure_form, units, held, words)
    file_button(words("managers.form"), make, f"managers-{province.province_id}.xlsx", "managers_form")
    number = st.session_state.setdefault(_ROUND, 0)
    file = st.file_uploader(words("managers.choose"), key=f"managers_file_{number}", help=words("import.formats"))
    if file is None:
        return
    done = _compared(province, file.name, file.getvalue(), words)
    if done.refused:
        frame.refused(*done.refused, key="managers_refused")
        return
    show(*difference(done.value, words), key="managers_difference")
    if not done.value.changes or not done.value.is_sound:
        return
    who.ask(words, "managers")
    st.button(
        words("managers.confirm"),
        key="managers_confirm",
        type="primary",
        disabled=the_store.alarm() is not None,
        on_click=_store,
        args=(done.value, words),
    )


def _compared(province: Province, name: str, content: bytes, words: Words) -> Done:
    """The difference that was on screen stays the one that is stored, until the store changes."""
    key = (province.key, name, hashlib.sha256(content).hexdigest(), the_store.revision(), words.lang)
    if st.session_state.get(_KEPT, (None,))[0] != key:
        st.session_state[_KEPT] = key, file_acts.compare_tenures(province.province_id, name, content, words)
    return st.session_state[_KEPT][1]


def difference(found: TenureList, words: Words) -> list[Node]:
    """What the file changes, what it can't change and why, and what stays."""
    counts = [
        words("managers.count", change=words(f"managers.{kind}"), count=words.number(len(_of(found, kind))))
        for kind in KINDS_OF_CHANGE
        if _of(found, kind)
    ]
    counts.append(words("managers.same", same=words.number(found.same), left_out=words.number(found.left_out)))
    nodes = [el("p", words("list.comma").join(counts), cls="sj-counts")]
    if found.problems:
        look = "sj-note" if found.is_sound else "sj-alarm"
        said = el("p", words("managers.told" if found.is_sound else "managers.not_sound"), cls=look, role="alert")
        nodes += [said, _problems(found, words)]
    if found.changes:
        nodes.append(_changes(found, words))
    elif found.is_sound:
        nodes.append(el("p", words("managers.nothing"), cls="sj-empty"))
    return nodes


def _of(found: TenureList, kind: str) -> list[TenureChange]:
    return [change for change in found.changes if change.kind == kind]


def _problems(found: TenureList, words: Words) -> Node:
    columns = [Column(words(f"managers.col_{name}")) for name in ("where", "what", "advice")]
    rows = []
    for problem in found.problems[:MOST_PROBLEMS]:
        what, advice = problem_text(problem, words)
        rows.append([Cell(problem_place(problem, words)), Cell(what), Cell(advice)])
    if len(found.problems) > MOST_PROBLEMS:
        more = words.number(len(found.problems) - MOST_PROBLEMS)
        rows.append([Cell(words("managers.more", count=more)), Cell(""), Cell("")])
    return table(words("managers.problems"), columns, rows, words)


def _changes(found: TenureList, words: Words) -> Node:
    names = ("change", "unit", "manager", "first", "last", "before")
    columns = [Column(words(f"managers.col_{name}")) for name in names]
    rows = [
        [
            Cell(words(f"managers.{kind}"), KINDS_OF_CHANGE.index(kind)),
            Cell(words.name(change.unit)),
            Cell(change.tenure.name or words("points.unnamed")),
            Cell(words.month(change.tenure.first), change.tenure.first),
            Cell(_last(change.tenure, words), change.tenure.last or 999999),
            Cell(tenure_span(change.before, words) if change.before else ""),
        ]
        for kind in KINDS_OF_CHANGE
        for change in _of(found, kind)
    ]
    return table(words("managers.changes"), columns, rows, words, tall=True)


def _last(tenure: Tenure, words: Words) -> str:
    return words("points.in_office") if tenure.last is None else words.month(tenure.last)


def _store(found: TenureList, words: Words) -> None:
    """The confirmation, before the page is drawn again."""
    done = file_acts.store_tenure_list(found, who.acting(words))
    st.session_state[_OUTCOME] = done
    if not done.refused:
        st.session_state[_ROUND] += 1


def _outcome(words: Words) -> None:
    """How the last confirmation ended, once."""
    done = st.session_state.pop(_OUTCOME, None)
    if done is None:
        return
    if done.refused:
        frame.refused(*done.refused, key="managers_not_stored")
    else:
        frame.done(words("managers.stored", count=words.number(done.value)), key="managers_done")
