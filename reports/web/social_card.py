"""The month in one picture for messaging apps: a PNG of 1080 x 1350."""

from __future__ import annotations

from typing import Any

from i18n.words import Words
from reports.tables import HEAD_DIGITS
from reports.typeset.typesetting import plain, png
from reports.web.page_figures import headline_cards, share_drawing, subtitle
from reports.web.page_model import Edition
from scoring.frames import records
from telling.month_facts import PublicFacts

SIZE = (640, 330)
MOST_NAMED = 2


def social_card(facts: PublicFacts, edition: Edition, words: Words) -> bytes:
    return png("social_card.typ", plain(card_data(facts, edition, words)))


def card_data(facts: PublicFacts, edition: Edition, words: Words) -> dict[str, Any]:
    """Everything that the picture says, as texts in a language."""
    return {
        "rtl": words.lang == "fa",
        "lang": words.lang,
        "demo": words("demo.text") if facts.demo else "",
        "title": words("public.title", province=words.name(facts), month=words.month(facts.month)),
        "subtitle": subtitle(facts, edition, words),
        "cards": headline_cards(facts, words),
        "chart": share_drawing(facts, words, SIZE, "share"),
        "best": _best(facts, words),
        "foot": words("card.source", head=facts.head[:HEAD_DIGITS]),
    }


def _best(facts: PublicFacts, words: Words) -> list[str]:
    """The unit or units with the highest total of every kind, where they aren't weak."""
    said = []
    for kind in facts.kinds:
        own = facts.of_kind(kind)
        first = own[(own["rank"] == 1).fillna(False) & ~own["is_weak"].fillna(True).astype(bool)]
        if first.empty:
            continue
        names = words("list.comma").join(words.name(unit) for unit in records(first.head(MOST_NAMED)))
        if len(first) > MOST_NAMED:
            names += words("list.comma") + words("list.more", count=words.number(len(first) - MOST_NAMED))
        total = words.total(first["total"].iloc[0], facts.borders(kind))
        said.append(words("public.first_of", kind=words(f"kind.{kind}.in_text"), unit=names, total=total))
    return said
