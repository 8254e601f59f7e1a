"""Letters: what a final month calls for, with its checks; drafts as Word files; the register of what was sent."""

from __future__ import annotations

from ui.asking import paper_queries
from ui.kit import entries, frame, made_papers
from ui.kit.dom import el, show
from ui.kit.filters import openings
from ui.screens.papers import letters, letters_entries, letters_register
from ui.session import who

words, province = frame.words_and_province()
frame.heading(words("page.letters"), words("letters.subtitle", province=words.name(province)))
entries.outcome()
month = made_papers.locked_month(province, words)
everything = paper_queries.letters(province.key)
if month is None:
    show(el("p", words("papers.none_final"), cls="sj-empty"), key="letters_none")
else:
    facts = paper_queries.facts(province.key, month)
    found = everything[everything["month"] == month]
    nodes = letters.checks(facts, province, found, words), letters.candidates(facts, province, found, words)
    opened = show(*nodes, *letters.thanks(facts, words), key="letters_month", on_action=lambda: None).action
    who.ask(words, "letters")
    letters.draft(facts, province, words)
    letters.downloads(facts, province, found, words)
    letters_entries.update(everything, words)
    opened = letters_register.register(everything, province, words) or opened
    letters.templates(province, words)
    entries.left_over(words)
    if opened:
        openings.open_unit(opened)
