"""Ten points: what a manager's yearly evaluation gets, by month and by the year so far, and for whom it counts."""

from __future__ import annotations

from i18n.figure_sentences import points_rule
from ui.asking import paper_queries, setup_queries
from ui.kit import entries, frame, made_papers
from ui.kit.dom import el, show
from ui.kit.filters import openings
from ui.screens.papers import points, points_managers
from ui.session import who

words, province = frame.words_and_province()
frame.heading(words("page.points"), words("points.subtitle", province=words.name(province)))
entries.outcome()
month = made_papers.locked_month(province, words)
if month is None:
    show(el("p", words("papers.none_final"), cls="sj-empty"), key="points_none")
else:
    units, held, counted = paper_queries.manager_points(province.key, month, words.lang)
    scheme = setup_queries.schemes(province.key)[month]
    rule = el("p", points_rule(counted, scheme.manager_points, words), cls="sj-note")
    opened = show(rule, points.grid(units, month, province, words), key="points", on_action=lambda: None).action
    points.downloads(units, held, counted, month, province, words)
    points.tenures(held, month, province, words)
    who.ask(words, "points")
    points.edit(province, words)
    entries.left_over(words)
    if opened:
        openings.open_unit(opened)
points_managers.managers_file(province, words)
