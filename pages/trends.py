"""Trends: one clear chart of one measure, for whom and since when, with its table and its CSV."""

from __future__ import annotations

from functools import partial

from ui.kit import frame
from ui.kit.charts import chart
from ui.kit.dom import el, show
from ui.kit.filters import filtered, filters, measures, openings
from ui.screens.seeing import trends

words, province = frame.words_and_province()
scope = filters.bar(words, province, span=True)
frame.heading(words("page.trends"), trends.subtitle(scope, words), *filtered.notes(scope, words))
measure = measures.measure(words, scope)
series = trends.series(scope, measure, words)
if series.empty:
    reason = "choose_units" if measure.name == "units" and not scope.chosen.units else "filtered"
    show(el("p", words(f"empty.{reason}"), cls="sj-empty"), key="nothing")
else:
    chart(trends.trend_chart(series, scope, measure, words), words, on_point=partial(openings.open_point, measure.name))
