"""Unit names that the list doesn't know: the office says once which unit is meant, and the files are read anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data.problems import Problem
from i18n.problem_sentences import problem_sentence
from i18n.words import Words
from ui.asking import file_acts, setup_queries
from ui.asking.file_acts import ReadFile
from ui.asking.scopes import Province
from ui.kit import frame
from ui.kit.dom import el, show
from ui.session import state, who

MOST_OFFERED = 20
_WARNED = "map_warned_of"


def offer(files: Sequence[ReadFile], province: Province, words: Words) -> None:
    """A choice for every unknown name, the nearest units first. Nothing is guessed: none is chosen beforehand."""
    unknown = {
        problem.value: _nearest(problem)
        for file in files
        for problem in file.problems
        if problem.code == "unknown_unit" and problem.value
    }
    if _WARNED in st.session_state:
        frame.warned(*st.session_state.pop(_WARNED), key="map_warned")
    if not unknown:
        return
    units = setup_queries.unit_list(province.key)
    names = dict(zip(units["unit_id"], units[f"name_{words.lang}"], strict=True))
    with st.container(border=True, key="mapping"):
        title = el("h2", words("mapping.title"), cls="sj-chart-title")
        show(title, el("p", words("mapping.explain")), key="mapping_title")
        who.ask(words, "mapping")
        for number, (spelling, nearest) in enumerate(list(unknown.items())[:MOST_OFFERED]):
            _row(number, spelling, [*nearest, *(code for code in names if code not in nearest)], names, province, words)


def _nearest(problem: Problem) -> list[str]:
    """The units that an unknown name comes nearest to."""
    slots: Mapping[str, Any] = problem.slots
    return [unit_id for unit_id, _, _ in slots["nearest"]]


def _row(number: int, spelling: str, codes: list[str], names: dict[str, str], province: Province, words: Words) -> None:
    """One unknown name with its choice and its button. (The name stands outside the label, which would be Markdown.)"""
    show(el("p", words("mapping.which", spelling=f"\u2068{spelling}\u2069")), key=f"map_name_{number}")
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"map_{number}"):
        state.choose(f"unit_of_{number}", codes, None)
        chosen = st.selectbox(
            words("mapping.choose"),
            codes,
            index=None,
            format_func=lambda code: f"{names[code]} ({code})",
            placeholder=words("mapping.choose"),
            label_visibility="collapsed",
            key=f"unit_of_{number}",
            width=480,
        )
        pressed = st.button(words("mapping.store"), key=f"map_store_{number}", disabled=chosen is None)
    if pressed and chosen:
        done = file_acts.map_spelling(province.province_id, chosen, spelling, who.acting(words))
        if done.refused:
            frame.refused(*done.refused, key=f"map_refused_{number}")
            return
        if done.value:
            st.session_state[_WARNED] = [problem_sentence(problem, words) for problem in done.value]
        state.forget(f"unit_of_{number}")
        st.rerun()
