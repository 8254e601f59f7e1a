"""Unit: the page a manager is summoned with: standing, way out of weak, strengths, a what-if, months against peers,
and where every figure came from."""

from __future__ import annotations

from itertools import zip_longest

import streamlit as st

from scoring.totals import EVALUATED
from ui.asking import figure_queries
from ui.kit import frame
from ui.kit.charts import chart
from ui.kit.dom import el, show
from ui.kit.filters import filters, openings
from ui.screens.seeing import unit, unit_advice, unit_charts

words, province = frame.words_and_province()
scope = filters.months_only(words, province)
frame.heading(words("page.unit"), unit.subtitle(scope, words))
page = unit.load(scope, filters.one_unit(words, scope))
show(unit.card(page, words), key="unit_card")
unit.paper(page, words)
profile = figure_queries.profile(scope, page.unit_id) if page.has_scores else None
if profile is not None:
    if page.standing["status"] == EVALUATED:
        show(el("h2", words("ways.heading"), cls="sj-section"), key="ways_title")
        unit_advice.ways(page, words)
        show(unit_advice.marks(page, profile, words), key="marks")
        unit_advice.what_if(page, profile, words)
    nodes = el("h2", words("unit.sources"), cls="sj-section"), unit.sources(page, profile, words)
    opened = show(*nodes, key="unit_sources", on_action=lambda: None).action
    if opened:
        openings.open_history(opened)
objections = unit.objections(page, words)
if objections:
    show(objections, key="unit_objections")
total, *others = unit_charts.charts(page, words)
chart(total, words, on_point=openings.open_month)
for pair in zip_longest(others[::2], others[1::2]):
    for column, one in zip(st.columns(2), filter(None, pair), strict=False):
        with column:
            chart(one, words, on_point=openings.open_month)
