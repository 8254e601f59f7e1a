"""Indicators: units by indicators, how each is spread, which ones hold the weak units down, the two kinds' domains."""

from __future__ import annotations

from functools import partial

from ui import held_parts, indicator_parts, ranking_parts
from ui.kit import filtered, filters, frame, score_panel
from ui.kit.charts import chart, download_button
from ui.kit.dom import el, show

words, province = frame.context().words, frame.context().province
scope = filters.sidebar(words, province, both=False)
notes = filtered.notes(scope, words, with_kind=False)
frame.heading(words("page.indicators"), ranking_parts.subtitle(scope, words), *notes)
page = indicator_parts.load(scope)
if page.units.empty:
    show(el("p", words("empty.filtered"), cls="sj-empty"), key="filtered")
else:
    title = el("h2", indicator_parts.heat_title(page, words), cls="sj-section")
    more = len(page.units) - indicator_parts.MOST_ROWS
    note = words("indicators.heat_more", count=words.number(more)) if more > 0 else words("indicators.heat_about")
    nodes = (title, el("p", note, cls="sj-note"), indicator_parts.shades(words), indicator_parts.heat_map(page, words))
    opened = show(*nodes, key="heat", on_action=lambda: None).action
    download_button(indicator_parts.heat_csv(page, words), "csv_heat")
    to_trend = partial(filters.open_trend, page.kind, scope.month)
    chart(**indicator_parts.distribution_chart(page, words), on_point=to_trend)
    held = held_parts.held_down_chart(page, words)
    if held:
        chart(**held, on_point=to_trend)
    else:
        show(el("p", words("indicators.no_groups"), cls="sj-empty"), key="held_none")
    chart(**indicator_parts.domain_chart(page, words), on_point=partial(filters.open_domain, scope.month))
    if opened:
        what, unit_id = opened.split(" ", 1)
        filters.open_unit(unit_id) if what == "unit" else score_panel.open_panel(scope, unit_id, what, words)
