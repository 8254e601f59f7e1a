"""Unit: the page a manager is summoned with: standing, way out of weak, strengths, a what-if, months against peers,
and where every figure came from."""

from __future__ import annotations

from itertools import zip_longest

import streamlit as st

from scoring.totals import EVALUATED
from ui import advice_parts, unit_charts, unit_parts
from ui.asking import queries
from ui.kit import filters, frame
from ui.kit.charts import chart
from ui.kit.dom import el, show

words, province = frame.context().words, frame.context().province
scope = filters.months_only(words, province)
frame.heading(words("page.unit"), unit_parts.subtitle(scope, words))
unit = unit_parts.load(scope, filters.one_unit(words, scope))
show(unit_parts.card(unit, words), key="unit_card")
unit_parts.paper(unit, words)
profile = queries.profile(scope, unit.unit_id) if unit.has_scores else None
if unit.now is not None and unit.now["status"] == EVALUATED:
    show(el("h2", words("ways.heading"), cls="sj-section"), key="ways_title")
    advice_parts.ways(unit, words)
    show(advice_parts.marks(unit, profile, words), key="marks")
    advice_parts.what_if(unit, profile, words)
if profile is not None:
    nodes = el("h2", words("unit.sources"), cls="sj-section"), unit_parts.sources(unit, profile, words)
    opened = show(*nodes, key="unit_sources", on_action=lambda: None).action
    if opened:
        filters.open_history(opened)
objections = unit_parts.objections(unit, words)
if objections:
    show(objections, key="unit_objections")
total, *others = unit_charts.charts(unit, words)
chart(**total, on_point=filters.open_month)
for pair in zip_longest(others[::2], others[1::2]):
    for column, one in zip(st.columns(2), filter(None, pair), strict=False):
        with column:
            chart(**one, on_point=filters.open_month)
