"""Indicators: units by indicators, how each is spread, which ones hold the weak units down, the two kinds' domains."""

from __future__ import annotations

from functools import partial

from ui.kit import frame
from ui.kit.charts import chart, download_button
from ui.kit.dom import el, show
from ui.kit.filters import filtered, filters, openings
from ui.kit.panels import score_panel
from ui.screens.seeing import indicators, indicators_held, ranking

words, province = frame.words_and_province()
scope = filters.bar(words, province, both=False)
notes = filtered.notes(scope, words, with_kind=False)
frame.heading(words("page.indicators"), ranking.subtitle(scope, words), *notes)
page = indicators.load(scope)
if page.units.empty:
    show(el("p", words("empty.filtered"), cls="sj-empty"), key="filtered")
else:
    title = el("h2", indicators.heat_title(page, words), cls="sj-section")
    more = len(page.units) - indicators.MOST_ROWS
    note = words("indicators.heat_more", count=words.number(more)) if more > 0 else words("indicators.heat_about")
    nodes = (title, el("p", note, cls="sj-note"), indicators.shades(words), indicators.heat_map(page, words))
    opened = show(*nodes, key="heat", on_action=lambda: None).action
    download_button(indicators.heat_csv(page, words), "csv_heat")
    to_trend = partial(openings.open_trend, page.kind, scope.month)
    chart(indicators.distribution_chart(page, words), words, on_point=to_trend)
    held = indicators_held.held_down_chart(page, words)
    if held:
        chart(held, words, on_point=to_trend)
    else:
        show(el("p", words("indicators.no_groups"), cls="sj-empty"), key="held_none")
    chart(indicators.domain_chart(page, words), words, on_point=partial(openings.open_domain, scope.month))
    if opened:
        what, unit_id = opened.split(" ", 1)
        openings.open_unit(unit_id) if what == "unit" else score_panel.open_panel(scope, unit_id, what, words)
