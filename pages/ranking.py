"""Ranking: the league matrix of one kind, with every change against the base month, and status against progress."""

from __future__ import annotations

import streamlit as st

from ui.kit import frame
from ui.kit.charts import chart, download_button
from ui.kit.dom import el, show
from ui.kit.filters import filtered, filters, measures, openings
from ui.kit.panels import score_panel
from ui.screens.seeing import ranking, ranking_corners, ranking_standings, ranking_table

words, province = frame.words_and_province()
scope = filters.bar(words, province, both=False)
notes = filtered.notes(scope, words, with_kind=False)
frame.heading(words("page.ranking"), ranking.subtitle(scope, words), *notes)
with st.container(horizontal=True, key="league_choice"):
    searched = measures.search(words)
    me = measures.in_context(words, scope)
everyone = ranking_standings.standings(scope)
found = ranking_standings.named(everyone, searched)
chosen = measures.standing(ranking_standings.options(everyone))
pressed = show(ranking.cards(found, chosen, words), key="standing_cards", on_action=lambda: None).action
if pressed is not None and pressed != chosen:
    openings.set_standing(pressed)
shown = ranking_standings.around(ranking_standings.standing_as(found, chosen), me)
if me and me not in set(shown.units["unit_id"]):
    show(el("p", words("league.me_hidden"), cls="sj-note"), key="me_hidden")
if shown.units.empty:
    show(el("p", words("empty.filtered"), cls="sj-empty"), key="filtered")
else:
    nodes = (*ranking.notes(everyone, shown, words), ranking_table.grid(everyone, shown, me, words))
    opened = show(*nodes, key="ranking", on_action=lambda: None).action
    download_button(ranking_table.download(shown, words), "csv_ranking")
    if everyone.reason_before is None:
        chart(ranking_corners.corner_chart(shown, words), words, on_point=openings.open_unit)
    if opened:
        what, unit_id = opened.split(" ", 1)
        openings.open_unit(unit_id) if what == "unit" else score_panel.open_panel(scope, unit_id, what, words)
