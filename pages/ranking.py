"""Ranking: the month's table of one kind, with every change against the base month."""

from __future__ import annotations

from ui import filters, frame, ranking_parts
from ui.charts import download_button
from ui.dom import el, show

words, province = frame.context().words, frame.context().province
scope = filters.sidebar(words, province, both=False)
frame.heading(words("page.ranking"), ranking_parts.subtitle(scope, words))
searched = filters.search(words)
standings = ranking_parts.standings(scope)
shown = ranking_parts.named(standings, searched)
if shown.units.empty:
    show(el("p", words("empty.filtered"), cls="sj-empty"), key="filtered")
else:
    nodes = (*ranking_parts.notes(standings, shown, words), ranking_parts.grid(shown, words))
    opened = show(*nodes, key="ranking", on_action=lambda: None).action
    download_button(ranking_parts.download(shown, words), "csv_ranking")
    if opened:
        filters.open_unit(opened)
