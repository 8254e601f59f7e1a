"""Public report: what the people are told of a month, published as a step of the month, revision by revision."""

from __future__ import annotations

from scoring.states import FINAL
from ui.kit import entries, frame, made_papers
from ui.kit.dom import el, show
from ui.screens.papers import public, public_again
from ui.session import who

words, province = frame.words_and_province()
frame.heading(words("page.public"), words("public.subtitle", province=words.name(province)))
entries.outcome()
who.ask(words, "public")
public_again.offer(province, words)
month = made_papers.locked_month(province, words)
if month is None:
    show(el("p", words("papers.none_final"), cls="sj-empty"), key="public_none")
else:
    facts, edition = public.report(province, month, words)
    public.look(facts, edition, words)
    public.files(facts, edition, province, words)
    if facts.state == FINAL:
        public.publish(facts, edition, province, words)
entries.left_over(words)
title = el("h2", words("public.revisions"), cls="sj-section")
show(title, public.revisions(province, words), key="public_revisions")
public.one_revision(province, words)
