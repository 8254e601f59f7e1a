"""Slides that are drawn: shares, levels, domains."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from drawing.palette import INK, KIND_COLOURS, band_colour
from i18n.figure_sentences import base_sentence, few_sentence, is_counts_only, share_figure, share_text, shift_sentence
from i18n.words import Words
from reports.meeting.slide_model import HALF, MOST_MONTHS, WIDE, Chart, Decisions, Figure, Row, Series, Slide, subtitle
from reports.meeting.slide_tables import table_slides
from reports.typeset.svg import Line, every_row, lines, stacked
from scoring.comparability import bands_reason
from scoring.frames import records
from scoring.months import every_month
from telling.month_facts import MonthFacts
from telling.narrative import Fact

Item = TypeVar("Item")


def share_figure_slide(facts: MonthFacts, kind: str, words: Words) -> Figure:
    """The share of weak units, or its counts alone where no percentage is told; its change, or why there is none."""
    share = facts.share(kind)
    label = words(f"kind.{kind}.many")
    if not share["evaluated"]:
        text = words("overview.no_evaluated")
        return Figure(label, "–", (text,), f"{label}: {text}")
    counts = words("overview.counts", weak=words.number(share["weak"]), evaluated=words.number(share["evaluated"]))
    slots = {"kind": label, "month": words.month(facts.month), "counts": counts}
    number, under = share_figure(share, words)
    said = tuple(filter(None, (few_sentence(share, words), shift_sentence(share, words), base_sentence(share, words))))
    if is_counts_only(share):
        sentence = words("slides.counts_sentence", **slots)
    else:
        sentence = words("slides.share_sentence", **slots, share=number)
    return Figure(label, number, (under, *said), " ".join([sentence, *said]))


def share_chart(facts: MonthFacts, words: Words) -> Chart:
    months = every_month(facts.months)[-MOST_MONTHS:]
    series = []
    for kind in facts.kinds:
        values = [facts.drawn_share(kind, month) for month in months]
        if not any(value is not None for value in values):
            continue
        rows = facts.share_rows(kind)
        texts = [share_text(rows.get(month), words) for month in months]
        series.append(Line(words(f"kind.{kind}.many"), KIND_COLOURS[kind], values, texts))
    pairs = pairwise(month for month in months if month in facts.schemes)
    breaks = [now for then, now in pairs if bands_reason(facts.schemes[then], facts.schemes[now])]
    title = words("chart.weak_share_title")
    alt = words(
        "chart.weak_share_alt", summary=words("list.comma").join(f"{each.name}: {each.texts[-1]}" for each in series)
    )
    drawn = lines(series, months, words, title=title, description=alt, name="slide-share", size=WIDE, breaks=breaks)
    told = tuple(Series(each.name, each.colour, INK, _cut(each.values, months, breaks, None)) for each in series)
    names = _cut([words.month(month) for month in months], months, breaks, " ")
    return Chart("lines", title, drawn, names, told)


def _cut(items: Sequence[Item], months: Sequence[int], breaks: Sequence[int], gap: Item) -> tuple[Item, ...]:
    """Items a month, with a gap before every month that is not comparable with the one before it."""
    parts = [[gap, item] if month in breaks else [item] for item, month in zip(items, months, strict=True)]
    return tuple(item for part in parts for item in part)


def levels_slides(facts: MonthFacts, told: Sequence[Fact], decisions: Decisions, words: Words) -> list[Slide]:
    charts = tuple(_level_chart(facts, kind, words) for kind in facts.kinds if facts.share(kind)["evaluated"])
    notes = tuple(chart.said for chart in charts)
    return [Slide("levels", words("slides.levels"), subtitle(facts, words), charts=charts, notes=notes)]


def _level_chart(facts: MonthFacts, kind: str, words: Words) -> Chart:
    bands = facts.scheme.bands
    same = [month for month in facts.months if bands_reason(facts.schemes[month], facts.scheme) is None][-MOST_MONTHS:]
    own = facts.bands[facts.bands["kind"] == kind]
    known = {(row["month"], row["band"]): int(row["units"]) for row in records(own)}
    found = [(month, [known.get((month, band.code), 0) for band in bands]) for month in same]
    counts = every_row([(month, units) for month, units in found if sum(units)])[-MOST_MONTHS:]
    title, names = words(f"kind.{kind}.many"), [words.name(band) for band in bands]
    last = words("list.comma").join(
        f"{name}: {words.number(unit)}" for name, unit in zip(names, counts[-1][1], strict=True)
    )
    alt = words("chart.trend_alt", title=title, summary=last)
    said = words("list.comma").join([title, f"{words.month(counts[-1][0])}: {last}"])
    bars = [(words.month(month), units) for month, units in counts]
    size = {"width": HALF, "row": max(34.0, min(64.0, HALF * 0.65 / len(bars)))}
    drawn = stacked(bars, names, words, title=title, description=alt, name=f"slide-levels-{kind}", **size)
    series = tuple(
        Series(name, *band_colour(place, len(bands)), tuple(units[place] for _, units in counts))
        for place, name in enumerate(names)
    )
    return Chart("stacked", title, drawn, tuple(words.month(month) for month, _ in counts), series, said)


def domains_slides(facts: MonthFacts, told: Sequence[Fact], decisions: Decisions, words: Words) -> list[Slide]:
    """The mean percent of every domain, of the kinds side by side, over their evaluated units."""
    evaluated = facts.league[facts.league["total"].notna()].set_index("unit_id")["kind"]
    known = facts.domains.dropna(subset=["percent"])
    known = known.assign(kind=known["unit_id"].map(evaluated)).dropna(subset=["kind"])
    means = known.groupby(["domain", "kind"])["percent"].mean()
    heads = (words("trends.which_domain"), *(words(f"kind.{kind}.many") for kind in facts.kinds))
    rows = [
        Row((words.name(domain), *(words.percent(means.get((domain.code, kind)), 1) for kind in facts.kinds)))
        for domain in facts.scheme.domains
    ]
    about = f"{subtitle(facts, words)} · {words('slides.domains_about')}"
    return table_slides("domains", words("slides.domains"), about, heads, rows, (), words)
