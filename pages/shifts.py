"""Shifts: who left weak, who fell, who joined and went; who is close to the border; the path to a target."""

from __future__ import annotations

from i18n.figure_sentences import not_comparable
from scoring.flows import weak_border
from scoring.frames import records
from ui.asking import figure_queries, setup_queries
from ui.kit import frame, series
from ui.kit.charts import chart, download_button
from ui.kit.dom import el, show
from ui.kit.filters import filtered, filters, measures, openings
from ui.screens.seeing import shifts, shifts_target

words, province = frame.words_and_province()
scope = filters.bar(words, province)
frame.heading(words("page.shifts"), series.subtitle(scope, words), *filtered.notes(scope, words))
shares = figure_queries.weak_shares(scope)
now = {share["kind"]: share for share in records(shares[shares["month"] == scope.month])}
kinds = [kind for kind in scope.kinds if kind in now and now[kind]["evaluated"] > 0]
scheme = setup_queries.schemes(scope.province)[scope.month]
if not kinds:
    show(el("p", words("empty.filtered"), cls="sj-empty"), key="filtered")
for kind in kinds:
    shift = shifts.shift(scope, kind, now[kind])
    show(el("h2", filtered.group_name(scope, kind, words), cls="sj-section"), key=f"shift_title_{kind}")
    if shift.reason:
        show(el("p", not_comparable(shift.reason, words), cls="sj-empty"), key=f"shift_refused_{kind}")
    elif shift.base == scope.month:
        show(el("p", words("shifts.same_month"), cls="sj-empty"), key=f"shift_same_{kind}")
    else:
        chart(shifts.flow_chart(shift, words), words)
        opened = show(*shifts.who_moved(shift, words), key=f"moves_{kind}", on_action=lambda: None).action
        if opened:
            openings.open_unit(opened)

near = shifts.near(scope)
near = near[near["unit_id"].isin(figure_queries.unit_totals(scope, scope.month)["unit_id"]) & near["kind"].isin(kinds)]
title = el("h2", words("shifts.near_title"), cls="sj-section")
show(title, el("p", shifts.near_note(scheme, words), cls="sj-note"), key="near_title")
if weak_border(scheme) is None:
    near = near.iloc[:0]
elif near.empty:
    show(el("p", words("shifts.nobody_near"), cls="sj-empty"), key="near_none")
if not near.empty:
    opened = show(shifts.near_grid(near, scope, words), key="near", on_action=lambda: None).action
    download_button(shifts.near_csv(near, scope, words), "csv_near")
    if opened:
        openings.open_unit(opened)

show(el("h2", words("shifts.target"), cls="sj-section"), key="target_title")
wanted, by = measures.target(words, scope)
for kind in kinds:
    goal = shifts_target.goal(scope, kind, shares, wanted, by)
    chart(shifts_target.target_chart(goal, words), words, on_point=openings.open_weak)
