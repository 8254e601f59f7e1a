"""History: what a score was before, the imports and taking one back, the audit chain."""

from __future__ import annotations

from ui.kit import entries, frame
from ui.kit.dom import el, show
from ui.screens.office import history
from ui.session import who

words, province = frame.words_and_province()
frame.heading(words("page.history"), words("history.subtitle", province=words.name(province)))
entries.outcome()
show(el("h2", words("history.score"), cls="sj-section"), key="history_score_title")
history.score(province, words)
show(el("h2", words("history.imports"), cls="sj-section"), key="history_imports_title")
who.ask(words, "history")
history.imports(province, words)
entries.left_over(words)
show(
    el("h2", words("history.chain"), cls="sj-section"), el("p", words("history.chain_about")), key="history_chain_title"
)
history.chain(province, words)
