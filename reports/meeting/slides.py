"""The slides of a month's meeting, once: the screen, the deck and the handout draw the same ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pandas as pd

from drawing.palette import INK, KIND_COLOURS, band_colour
from i18n.numerals import decimals_above_zero
from i18n.sentences import (
    base_sentence,
    few_sentence,
    is_counts_only,
    narrative_sentence,
    share_figure,
    share_text,
    shift_sentence,
)
from i18n.words import Words
from reports.typeset.svg import Line, Svg, every_row, lines, stacked
from scoring.comparability import bands_reason
from scoring.months import every_month
from telling.letter_figures import risen, warned
from telling.month_facts import MonthFacts
from telling.narrative import Fact, fallen, fallen_indicators, narrative

MOST_ROWS = 8  # of a table on one slide; more go on to the next
MOST_MONTHS = 12
FIRST_PLACES = 3
NOT_IMPROVED = ("improved_weak", "nobody_improved", "movers_not_told")
WIDE = (720, 220)  # small, so that its letters are large on a screen
HALF = 480


@dataclass(frozen=True)
class Figure:
    """A big number: what it is of, the number, lines under it, and the sentence that one may copy: the number with its
    counts, its month and what it means."""

    label: str
    number: str
    lines: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Series:
    """A line of a chart, or the pieces of one level: ink is read on its colour; a value a category, None: no point."""

    name: str
    colour: str
    ink: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """A drawing, and the numbers behind it for a chart that one may edit: kind `lines` (percents by month) or `stacked`
    (units a level by month). A blank category is a cut: the months beside it are not comparable. said: its last
    month in words."""

    kind: str
    title: str
    svg: Svg
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    said: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells, and fill and ink of the one at `place` that names a level."""

    cells: tuple[str, ...]
    place: int = -1
    fill: str = ""
    ink: str = ""


@dataclass(frozen=True)
class Slide:
    """code: stands in the address; a slide that goes on has a number behind it. shares: of the width, a column of the
    table each (on paper; a screen finds its own). lines: sentences; notes: what the speaker says."""

    code: str
    title: str
    subtitle: str = ""
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    heads: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def group(self) -> str:
        """The slide that it belongs to (`best` for `best-2`)."""
        return self.code.partition("-")[0]


def month_slides(facts: MonthFacts, decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    """Every slide of a month, in our own order. decisions: those of earlier meetings and of this one
    (`data.office.decisions.decisions`)."""
    told = narrative(facts)
    made = [slide for make in MAKERS.values() for slide in make(facts, told, decisions, words)]
    shown = [each for each in made if each.code == "title" or each.figures or each.charts or each.rows or each.lines]
    return [replace(slide, notes=slide.notes or _spoken(slide)) for slide in shown]


def _spoken(slide: Slide) -> tuple[str, ...]:
    """What the speaker says where the narrative has no sentence of it: the slide itself."""
    return slide.lines or tuple(" – ".join(filter(None, row.cells)) for row in slide.rows)


def _kinds_told(told: Sequence[Fact], code: str) -> list[str]:
    """The kinds of which the narrative says it: a slide compares nothing that the sentences don't."""
    return [fact.kind for fact in told if fact.code == code]


def ordered(slides: Sequence[Slide], order: Sequence[str]) -> list[Slide]:
    """The slides of the groups in `order`, in that order; all of them where it is empty, or leaves none."""
    return [slide for group in order for slide in slides if slide.group == group] or list(slides)


def _notes(told: Sequence[Fact], codes: Sequence[str], words: Words) -> tuple[str, ...]:
    return tuple(narrative_sentence(fact, words) for fact in told if fact.code in codes)


def _title(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    month = words("card.month", month=words.month(facts.month), state=words(f"state.{facts.state}"))
    gaps = _notes(told, ("incomplete", "missing", "none_evaluated", "small_group", "too_few"), words)
    title = words("slides.title", province=words.name(facts))
    return [Slide("title", title, month, lines=gaps, notes=gaps or (f"{title}. {month}",))]


def _headline(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    codes = "share small_group small_base too_few fewer more same_share not_comparable left_weak fell_weak".split()
    title, figures = (
        words("chart.weak_share_title"),
        tuple(_share_figure(facts, kind, words) for kind in facts.kinds),
    )
    charts = tuple(chart for chart in [_share_chart(facts, words)] if chart.series)
    return [Slide("headline", title, _sub(facts, words), figures, charts, notes=_notes(told, codes, words))]


def _sub(facts: MonthFacts, words: Words) -> str:
    return words.month(facts.month)


def _share_figure(facts: MonthFacts, kind: str, words: Words) -> Figure:
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


def _share_chart(facts: MonthFacts, words: Words) -> Chart:
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
    told = tuple(Series(each.name, each.colour, INK, _cut(each.values, months, breaks)) for each in series)
    names = _cut([words.month(month) for month in months], months, breaks, " ")
    return Chart("lines", title, drawn, names, told)


def _cut(items: Sequence, months: Sequence[int], breaks: Sequence[int], gap: object = None) -> tuple:
    """Items a month, with a gap before every month that is not comparable with the one before it."""
    parts = [[gap, item] if month in breaks else [item] for item, month in zip(items, months, strict=True)]
    return tuple(item for part in parts for item in part)


def _levels(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    charts = tuple(_level_chart(facts, kind, words) for kind in facts.kinds if facts.share(kind)["evaluated"])
    notes = tuple(chart.said for chart in charts)
    return [Slide("levels", words("slides.levels"), _sub(facts, words), charts=charts, notes=notes)]


def _level_chart(facts: MonthFacts, kind: str, words: Words) -> Chart:
    bands = facts.scheme.bands
    same = [month for month in facts.months if bands_reason(facts.schemes[month], facts.scheme) is None][-MOST_MONTHS:]
    own = facts.bands[facts.bands["kind"] == kind]
    known = {(row.month, row.band): int(row.units) for row in own.itertuples()}
    counts = [(month, [known.get((month, band.code), 0) for band in bands]) for month in same]
    counts = every_row([(month, units) for month, units in counts if sum(units)])[-MOST_MONTHS:]
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


def _domains(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
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
    about = f"{_sub(facts, words)} · {words('slides.domains_about')}"
    return _tables("domains", words("slides.domains"), about, heads, rows, (), words)


def _tables(
    code: str,
    title: str,
    about: str,
    heads: tuple[str, ...],
    rows: list[Row],
    notes: tuple[str, ...],
    words: Words,
    *,
    shares: tuple[float, ...] = (),
    most: int = MOST_ROWS,
) -> list[Slide]:
    """A table on as many slides as it needs, `most` rows on each."""
    parts = [rows[start : start + most] for start in range(0, len(rows), most)]
    slides = []
    for number, part in enumerate(parts, 1):
        of = words("slides.part", part=words.number(number), parts=words.number(len(parts))) if len(parts) > 1 else ""
        subtitle = " · ".join(filter(None, (about, of)))
        name = code if number == 1 else f"{code}-{number}"
        table = {"heads": heads, "rows": tuple(part), "shares": shares or (3.4, *[1.5] * (len(heads) - 1))}
        slides.append(Slide(name, title, subtitle, notes=notes, **table))
    return slides


def _unit_heads(words: Words, last: str) -> tuple[str, ...]:
    return words("ranking.unit"), words("slides.kind"), words("public.total"), words("public.level"), last


def _unit_row(unit: Mapping, facts: MonthFacts, last: str, words: Words) -> Row:
    place = [band.code for band in facts.scheme.bands].index(unit["band"])
    fill, ink = band_colour(place, len(facts.scheme.bands))
    level = words.name(facts.scheme.bands[place])
    total = words.total(unit["total"], facts.borders(unit["kind"]))
    return Row((words.name(unit), words(f"kind.{unit['kind']}.one"), total, level, last), 3, fill, ink)


def _best(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    found = [row for kind in facts.kinds for row in facts.of_kind(kind).to_dict("records")]
    found = [row for row in found if not pd.isna(row["rank"]) and row["rank"] <= FIRST_PLACES and not row["is_weak"]]
    rows = [_unit_row(row, facts, words.number(row["rank"]), words) for row in found]
    heads = _unit_heads(words, words("ranking.rank"))
    return _tables("best", words("public.best"), _sub(facts, words), heads, rows, _notes(told, ("best",), words), words)


def _improved(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    """Who rose most, by kind; a kind without a row, or whose largest rise leaves the unit weak, has a sentence."""
    kinds = [*_kinds_told(told, "improved"), *_kinds_told(told, "improved_weak")]
    known = risen(facts.league[facts.league["kind"].isin(kinds)], FIRST_PLACES)
    known = known.sort_values(["kind", "delta_rank", "unit_id"], ascending=[False, True, True])
    changes = [words.number(change, decimals_above_zero(change, 1), sign=True) for change in known["change"]]
    pairs = zip(known.to_dict("records"), changes, strict=True)
    rows = [_unit_row(row, facts, change, words) for row, change in pairs]
    heads = _unit_heads(words, words("ranking.change"))
    notes = _notes(told, ("improved", *NOT_IMPROVED), words)
    lines_ = _notes(told, NOT_IMPROVED, words)
    title, about = words("public.improved"), _sub(facts, words)
    if not rows:
        return [Slide("improved", title, about, lines=lines_, notes=notes)]
    first, *more = _tables("improved", title, about, heads, rows, notes, words, most=MOST_ROWS - len(lines_))
    return [replace(first, lines=lines_), *more]


def _falling(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    known = [row for kind in _kinds_told(told, "falling") for row in fallen(facts.of_kind(kind)).to_dict("records")]
    rows = [_unit_row(row, facts, words.number(row["change_before"], 1, sign=True), words) for row in known]
    heads = _unit_heads(words, words("slides.change_before"))
    return _tables(
        "falling", words("slides.falling"), _sub(facts, words), heads, rows, _notes(told, ("falling",), words), words
    )


def _weakest(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    rows = [
        _unit_row(
            row,
            facts,
            words("overview.counts", weak=words.number(row["rank"]), evaluated=words.number(row["ranked_units"])),
            words,
        )
        for row in warned(facts.league, facts.scheme).to_dict("records")
    ]
    heads = _unit_heads(words, words("ranking.rank"))
    return _tables(
        "weakest", words("slides.weakest"), _sub(facts, words), heads, rows, _notes(told, ("letters",), words), words
    )


def _near(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    units = facts.league.set_index("unit_id")
    rows = []
    for row in facts.near.to_dict("records"):
        unit = units.loc[row["unit_id"]].to_dict()
        rows.append(_unit_row(unit, facts, words(f"shifts.{row['side']}"), words))
    heads = _unit_heads(words, words("shifts.side"))
    return _tables(
        "near",
        words("shifts.near_title"),
        _sub(facts, words),
        heads,
        rows,
        _notes(told, ("near_below", "near_above"), words),
        words,
    )


def _indicators(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    own = [
        row
        for kind in _kinds_told(told, "indicators_fell")
        for row in fallen_indicators(facts, kind).to_dict("records")
    ]
    rows = [
        Row(
            (
                words.name(facts.scheme.indicator_by_code[row["indicator"]]),
                words(f"kind.{row['kind']}.many"),
                words.percent(row["then"], 1),
                words.percent(row["now"], 1),
                words.number(row["change"], 1, sign=True),
            )
        )
        for row in own
    ]
    heads = tuple(
        words(key)
        for key in (
            "trends.which_indicator",
            "slides.kind",
            "slides.month_before",
            "slides.this_month",
            "slides.change_points",
        )
    )
    return _tables(
        "indicators",
        words("slides.indicators"),
        _sub(facts, words),
        heads,
        rows,
        _notes(told, ("indicators_fell",), words),
        words,
    )


def _narrative(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    said = [narrative_sentence(fact, words) for fact in told]
    parts = [said[start : start + 6] for start in range(0, len(said), 6)]
    return [
        Slide(
            "narrative" if number == 1 else f"narrative-{number}",
            words("page.narrative"),
            _sub(facts, words),
            lines=tuple(part),
        )
        for number, part in enumerate(parts, 1)
    ]


def _decisions(facts: MonthFacts, told: Sequence[Fact], decisions: Sequence[Mapping], words: Words) -> list[Slide]:
    """What earlier meetings decided: done, open, overdue."""
    rows = [
        Row(
            (
                row["text"],
                row["who"] or "–",
                words.day(row["until"]) if row["until"] else "–",
                words(f"decisions.{row['standing']}"),
            )
        )
        for row in decisions
    ]
    heads = tuple(words(f"decisions.col_{name}") for name in ("text", "who", "until", "standing"))
    return _tables(
        "decisions",
        words("decisions.heading"),
        _sub(facts, words),
        heads,
        rows,
        (),
        words,
        most=4,
        shares=(4, 2, 2, 1.2),
    )


Maker = Callable[[MonthFacts, Sequence[Fact], Sequence[Mapping], Words], list[Slide]]
MAKERS: dict[str, Maker] = {
    "title": _title,
    "decisions": _decisions,
    "headline": _headline,
    "levels": _levels,
    "domains": _domains,
    "best": _best,
    "improved": _improved,
    "falling": _falling,
    "weakest": _weakest,
    "near": _near,
    "indicators": _indicators,
    "narrative": _narrative,
}
GROUPS = tuple(MAKERS)
