"""The sentences of a month, each leading to its figure."""

from __future__ import annotations

import streamlit as st

from i18n.figure_sentences import narrative_sentence
from i18n.words import Words
from telling.month_facts import MonthFacts
from telling.narrative import narrative
from ui.kit.dom import Node, el
from ui.session import state


def story(facts: MonthFacts, words: Words) -> list[Node]:
    """The month in sentences, each of which opens the figure that it tells."""
    nodes = []
    for number, fact in enumerate(narrative(facts)):
        link = el("button", words("narrative.open"), type="button", cls="sj-link", data_action=str(number))
        nodes.append(el("li", narrative_sentence(fact, words), " ", link))
    return [el("ol", *nodes, cls="sj-story")]


def open_figure(facts: MonthFacts, number: str) -> None:
    """Go to the screen on which a sentence's numbers stand."""
    fact = narrative(facts)[int(number)]
    kind = {"ranked": fact.kind, "kind": fact.kind} if fact.kind else {}
    state.wish(month=facts.month, **kind)
    st.switch_page(f"pages/{fact.figure}.py")
