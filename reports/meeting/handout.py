"""The slides of a month on paper, and any one of them as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from i18n.months import code
from i18n.words import Words
from reports.meeting.slide_model import Slide
from reports.tables import HEAD_DIGITS
from reports.typeset.typesetting import pdf, plain, png
from telling.month_facts import MonthFacts


def handout_name(facts: MonthFacts, words: Words) -> str:
    return f"handout-{facts.province_id}-{code(facts.month)}-{words.lang}.pdf"


def handout(facts: MonthFacts, slides: Sequence[Slide], words: Words) -> bytes:
    """A tagged PDF, two slides a page, with the demo label and the chain's head in the footer."""
    return pdf("slides.typ", plain(handout_data(facts, slides, words)))


def slide_picture(facts: MonthFacts, slide: Slide, words: Words) -> bytes:
    """A slide as a PNG of 1920 x 1080."""
    return png("slides.typ", plain(handout_data(facts, [slide], words, picture=True)))


def handout_data(facts: MonthFacts, slides: Sequence[Slide], words: Words, *, picture: bool = False) -> dict[str, Any]:
    """Everything that the paper says, as texts in a language."""
    return {
        "picture": picture,
        "rtl": words.lang == "fa",
        "lang": words.lang,
        "title": words("slides.title", province=words.name(facts)),
        "house": words("card.house", province=words.name(facts)),
        "demo": words("demo.label") if facts.demo else "",
        "source": words("card.source", head=facts.head[:HEAD_DIGITS]),
        "pages": [words("card.page", page=words.number(page)) for page in range(len(slides) + 2)],
        "slides": [_slide(slide) for slide in slides],
    }


def _slide(slide: Slide) -> dict[str, Any]:
    return {
        "code": slide.code,
        "title": slide.title,
        "subtitle": slide.subtitle,
        "figures": [{"label": each.label, "number": each.number, "lines": each.lines} for each in slide.figures],
        "charts": [{"title": each.title, "svg": each.svg} for each in slide.charts],
        "heads": slide.heads,
        "shares": slide.shares,
        "rows": [{"cells": row.cells, "place": row.place, "fill": row.fill, "ink": row.ink} for row in slide.rows],
        "lines": slide.lines,
    }
