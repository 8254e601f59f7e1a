"""Months: every month's state, what is missing in one, its next step, its objections and their answers."""

from __future__ import annotations

import streamlit as st

from scoring.frames import records
from ui.asking import month_queries, setup_queries
from ui.kit import entries, frame
from ui.kit.dom import el, show
from ui.screens.office import months, months_answers, months_objections
from ui.session import state, who

words, province = frame.words_and_province()
frame.heading(words("page.months"), words("months.subtitle", province=words.name(province)))
entries.outcome()
states = month_queries.month_states(province.key)
show(months.grid(states, words), months.life(words), key="months_grid")
months.download(states, province, words)
known = [int(month) for month in states["month"]]
state.choose("month", known, known[0])
month = st.selectbox(words("chart.month"), known, format_func=words.month, key="month", width=240)
state.write("month", month)
now = next(row for row in records(states) if row["month"] == month)
scheme = setup_queries.schemes(province.key)[month]
show(*months.missing(province, month, words), months.signals(province, month, words), key="months_missing")
who.ask(words, "months")
months.steps(province, now, words)
show(el("h2", words("objections.heading"), cls="sj-section"), key="objections_title")
found = months_objections.listing(province, month, scheme, words)
months_answers.answer(found, scheme, province, now["state"], words)
months_objections.add(province, month, now["state"], scheme, words)
entries.left_over(words)
months.papers_of(province, month, now["state"], words)
months.backups(words)
