"""The month's report in sentences: made by rule from the figures, each with the way to its figure."""

from __future__ import annotations

from ui.asking import paper_queries
from ui.kit import frame, made_papers
from ui.kit.dom import el, show
from ui.screens.papers import narrative

words, province = frame.words_and_province()
frame.heading(words("page.narrative"), words("narrative.subtitle", province=words.name(province)))
month = made_papers.locked_month(province, words)
if month is None:
    show(el("p", words("papers.none_final"), cls="sj-empty"), key="narrative_none")
else:
    facts = paper_queries.facts(province.key, month)
    opened = show(*narrative.story(facts, words), key="narrative", on_action=lambda: None).action
    if opened:
        narrative.open_figure(facts, opened)
