"""Meeting: the month on slides over the whole window, by keyboard; its files, its order, and what is decided."""

from __future__ import annotations

from ui.asking import paper_queries
from ui.kit import entries, frame, made_papers
from ui.kit.dom import el, show
from ui.screens.papers import meeting, meeting_slides
from ui.session import who

words, province = frame.words_and_province()
frame.heading(words("page.meeting"), words("meeting.subtitle", province=words.name(province)))
meeting.outcome()
entries.outcome()
month = made_papers.locked_month(province, words)
if month is None:
    show(el("p", words("papers.none_final"), cls="sj-empty"), key="meeting_none")
else:
    facts = paper_queries.facts(province.key, month)
    who.ask(words, "meeting")
    if meeting.is_on():
        if not meeting_slides.show(facts, province, words, conference=False):
            meeting.leave()
    else:
        meeting.start(words)
        meeting.order(province, words)
        meeting.files(facts, province, words)
        meeting.decisions(facts, province, words)
        entries.left_over(words)
