"""The slides of a month's meeting, once: the screen, the deck and the handout draw the same ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from i18n.words import Words
from reports.meeting.slide_charts import domains_slides, levels_slides, share_chart, share_figure_slide
from reports.meeting.slide_model import Decisions, Slide, noted, subtitle
from reports.meeting.slide_tables import (
    best_slides,
    decisions_slides,
    falling_slides,
    improved_slides,
    indicators_slides,
    narrative_slides,
    near_slides,
    weakest_slides,
)
from telling.month_facts import MonthFacts
from telling.narrative import Fact, narrative


def month_slides(facts: MonthFacts, decisions: Decisions, words: Words) -> list[Slide]:
    """Every slide of a month, in our own order. decisions: those of earlier meetings and of this one
    (`data.office.decisions.decisions`)."""
    told = narrative(facts)
    made = [slide for make in MAKERS.values() for slide in make(facts, told, decisions, words)]
    shown = [each for each in made if each.code == "title" or each.figures or each.charts or each.rows or each.lines]
    return [replace(slide, notes=slide.notes or _spoken(slide)) for slide in shown]


def _spoken(slide: Slide) -> tuple[str, ...]:
    """What the speaker says where the narrative has no sentence of it: the slide itself."""
    return slide.lines or tuple(" – ".join(filter(None, row.cells)) for row in slide.rows)


def ordered(slides: Sequence[Slide], order: Sequence[str]) -> list[Slide]:
    """The slides of the groups in `order`, in that order; all of them where it is empty, or leaves none."""
    return [slide for group in order for slide in slides if slide.group == group] or list(slides)


def _title(facts: MonthFacts, told: Sequence[Fact], decisions: Decisions, words: Words) -> list[Slide]:
    month = words("card.month", month=words.month(facts.month), state=words(f"state.{facts.state}"))
    gaps = noted(told, ("incomplete", "missing", "none_evaluated", "small_group", "too_few"), words)
    title = words("slides.title", province=words.name(facts))
    return [Slide("title", title, month, lines=gaps, notes=gaps or (f"{title}. {month}",))]


def _headline(facts: MonthFacts, told: Sequence[Fact], decisions: Decisions, words: Words) -> list[Slide]:
    codes = "share small_group small_base too_few fewer more same_share not_comparable left_weak fell_weak".split()
    title, figures = (
        words("chart.weak_share_title"),
        tuple(share_figure_slide(facts, kind, words) for kind in facts.kinds),
    )
    charts = tuple(chart for chart in [share_chart(facts, words)] if chart.series)
    return [Slide("headline", title, subtitle(facts, words), figures, charts, notes=noted(told, codes, words))]


Maker = Callable[[MonthFacts, Sequence[Fact], Decisions, Words], list[Slide]]
MAKERS: dict[str, Maker] = {
    "title": _title,
    "decisions": decisions_slides,
    "headline": _headline,
    "levels": levels_slides,
    "domains": domains_slides,
    "best": best_slides,
    "improved": improved_slides,
    "falling": falling_slides,
    "weakest": weakest_slides,
    "near": near_slides,
    "indicators": indicators_slides,
    "narrative": narrative_slides,
}
GROUPS = tuple(MAKERS)
