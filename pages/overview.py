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
from ui.screens.seeing import overview, overview_changes

words, province = frame.words_and_province()
scope = filters.bar(words, province)
shares = figure_queries.weak_shares(scope)
now = {share["kind"]: share for share in records(shares[shares["month"] == scope.month])}
kinds = [kind for kind in scope.kinds if kind in now]
frame.heading(words("page.overview"), series.subtitle(scope, words), *filtered.notes(scope, words))
if not kinds:
    show(el("p", words("empty.filtered"), cls="sj-empty"), key="filtered")
else:
    cards = []
    for kind in kinds:
        since = overview_changes.since_before(scope, kind, words)
        cards.append(blocks.headline_card(now[kind], filtered.group_name(scope, kind, words), words, since=since))
    pressed = show(el("div", *cards, cls="sj-cards"), key="headline", on_action=lambda: None).action
    if pressed and pressed.startswith(overview_changes.UNIT):
        openings.open_unit(pressed.removeprefix(overview_changes.UNIT))
    elif pressed:
        openings.open_weak(pressed)
    sectors = overview_changes.sectors(scope, words) if overview_changes.is_shown(scope) else None
    if sectors is not None and not sectors.empty:
        title = el("h2", words("overview.sectors"), cls="sj-section")
        grid = overview_changes.sector_grid(sectors, scope, words)
        opened = show(title, grid, key="sectors", on_action=lambda: None).action
        download_button(overview_changes.sector_csv(sectors, scope, words), "csv_sectors")
        if opened:
            openings.filter_sector(opened.removeprefix("sector "))
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
