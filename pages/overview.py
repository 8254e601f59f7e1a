"""Overview: how many are weak now, how that shifted, who stands where."""

from __future__ import annotations

from functools import partial

import streamlit as st

from scoring.frames import records
from ui.asking import figure_queries
from ui.kit import blocks, frame, series
from ui.kit.charts import chart, download_button
from ui.kit.dom import el, show
from ui.kit.filters import filtered, filters, openings
from ui.screens.seeing import overview

words, province = frame.words_and_province()
scope = filters.bar(words, province)
shares = figure_queries.weak_shares(scope)
now = {share["kind"]: share for share in records(shares[shares["month"] == scope.month])}
kinds = [kind for kind in scope.kinds if kind in now]
frame.heading(words("page.overview"), series.subtitle(scope, words), *filtered.notes(scope, words))
if not kinds:
    show(el("p", words("empty.filtered"), cls="sj-empty"), key="filtered")
else:
    cards = [blocks.headline_card(now[kind], filtered.group_name(scope, kind, words), words) for kind in kinds]
    pressed = show(el("div", *cards, cls="sj-cards"), key="headline", on_action=lambda: None).action
    if pressed:
        openings.open_weak(pressed)
    chart(
        overview.weak_share_chart(shares[shares["kind"].isin(kinds)], scope, words), words, on_point=openings.open_weak
    )
    for column, kind in zip(st.columns(len(kinds)), kinds, strict=True):
        with column:
            chart(overview.band_chart(kind, scope, words), words, on_point=partial(openings.open_band, kind))
    for kind in kinds:
        nodes = overview.standings(kind, scope, words)
        opened = show(*nodes, key=f"standings_{kind}", on_action=lambda: None).action
        download_button(overview.standings_csv(kind, scope, words), f"csv_units_{kind}")
        if opened:
            openings.open_unit(opened)
