"""Public report: what the people are told of a month, published as a step of the month, revision by revision."""

from __future__ import annotations

from scoring.states import FINAL
from ui import frame, paper_queries, papers, public_parts, who
from ui.dom import el, show

words, province = frame.context().words, frame.context().province
frame.heading(words("page.public"), words("public.subtitle", province=words.name(province)))
public_parts.outcome(words)
month = papers.locked_month(province, words)
if month is None:
    show(el("p", words("papers.none_final"), cls="sj-empty"), key="public_none")
else:
    facts = paper_queries.facts(province.key, month)
    edition = public_parts.decisions(facts, province, words)
    if facts.state == FINAL:
        who.ask(words, "public")
        public_parts.publish(facts, province, words)
    public_parts.files(facts, edition, province, words)
    public_parts.look(facts, edition, words)
title = el("h2", words("public.revisions"), cls="sj-section")
show(title, public_parts.revisions(province, words), key="public_revisions")
