"""Video conference: the same slides for one shared screen, with a pointer and sentences to copy."""

from __future__ import annotations

from ui.asking import paper_queries
from ui.kit import frame, made_papers
from ui.kit.dom import el, show
from ui.screens.papers import meeting, meeting_slides
from ui.session import who

words, province = frame.words_and_province()
frame.heading(words("page.conference"), words("meeting.conference_about"))
month = made_papers.locked_month(province, words)
if month is None:
    show(el("p", words("papers.none_final"), cls="sj-empty"), key="conference_none")
else:
    facts = paper_queries.facts(province.key, month)
    who.ask(words, "conference")
    if meeting.is_on():
        if not meeting_slides.show(facts, province, words, conference=True):
            meeting.leave()
    else:
        meeting.start(words)
