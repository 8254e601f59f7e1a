"""Unit: one unit's standing, its months against its peers, and where every figure came from."""

from __future__ import annotations

from ui import filters, frame, unit_parts
from ui.charts import chart
from ui.dom import el, show

words, province = frame.context().words, frame.context().province
scope = filters.months_only(words, province)
frame.heading(words("page.unit"), unit_parts.subtitle(scope, words))
unit = unit_parts.load(scope, filters.one_unit(words, scope))
show(unit_parts.card(unit, words), key="unit_card")
if unit.has_scores:
    show(el("h2", words("unit.sources"), cls="sj-section"), unit_parts.sources(unit, words), key="unit_sources")
for measure in unit_parts.measures(unit):
    chart(**unit_parts.history(unit, measure, words))
