"""Letters: what a final month calls for, with its checks; drafts as Word files; the register of what was sent."""

from __future__ import annotations

from ui import letter_entry_parts, letter_parts, letter_register_parts
from ui.asking import papers
from ui.kit import entries, filters, frame, made_papers
from ui.kit.dom import el, show
from ui.session import who

words, province = frame.context().words, frame.context().province
frame.heading(words("page.letters"), words("letters.subtitle", province=words.name(province)))
entries.outcome()
month = made_papers.locked_month(province, words)
everything = papers.letters(province.key)
if month is None:
    show(el("p", words("papers.none_final"), cls="sj-empty"), key="letters_none")
else:
    facts = papers.facts(province.key, month)
    found = everything[everything["month"] == month]
    nodes = letter_parts.checks(facts, province, found, words), letter_parts.candidates(facts, province, found, words)
    opened = show(*nodes, *letter_parts.thanks(facts, words), key="letters_month", on_action=lambda: None).action
    who.ask(words, "letters")
    letter_parts.draft(facts, province, words)
    letter_parts.downloads(facts, province, found, words)
    letter_entry_parts.update(everything, words)
    opened = letter_register_parts.register(everything, province, words) or opened
    letter_parts.templates(province, words)
    entries.left_over(words)
    if opened:
        filters.open_unit(opened)
