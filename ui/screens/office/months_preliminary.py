"""What is sent to the units while they may object: a zip with each one's own scores."""

from __future__ import annotations

from i18n.months import code
from i18n.words import Words
from reports.office.letters.letters import zipped
from reports.typeset.preliminary_card import preliminary_files
from ui.asking import paper_queries
from ui.asking.scopes import Province
from ui.kit import made_papers
from ui.kit.dom import el, show


def offer(province: Province, month: int, words: Words) -> None:
    """The preliminary cards of a month that is open to objections."""
    about = el("p", words("preliminary.about"), cls="sj-note")
    show(el("h2", words("preliminary.heading"), cls="sj-section"), about, key="preliminary_title")
    facts = paper_queries.open_month(province.key, month)
    units = list(facts.units["unit_id"])

    def cards(progress: made_papers.Progress) -> bytes:
        files = (file for unit in units for file in preliminary_files(facts, unit, words))
        done = iter(range(1, 2 * len(units) + 1))

        def each() -> None:
            progress(next(done) / (2 * len(units)))

        return zipped(files, each)

    name = f"preliminary-{province.province_id}-{code(month)}-{words.lang}.zip"
    made_papers.offer("preliminary_zip", "preliminary.make", "preliminary.take", name, cards, words)
