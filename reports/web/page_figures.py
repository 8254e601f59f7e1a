"""The figures at the head of the report, and its drawings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from drawing.palette import KIND_COLOURS, band_colour
from i18n.figure_sentences import base_sentence, few_sentence, share_figure, share_text, shift_sentence
from i18n.words import Words
from reports.typeset.svg import Line, Svg, every_row, lines, stacked
from reports.web.page_model import NARROW, WIDE, Edition
from scoring.comparability import bands_reason
from scoring.frames import records
from scoring.scheme import Scheme
from scoring.totals import EVALUATED
from telling.month_facts import PublicFacts

BANDS_SHOWN = 12  # months
Draw = Callable[[tuple[float, float], str], Svg]  # a chart of a size and a name


def subtitle(facts: PublicFacts, edition: Edition, words: Words) -> str:
    if edition.published_on is None:
        return words("public.unpublished", state=words(f"state.{facts.state}"))
    day = words.day(edition.published_on)
    return words("public.published", revision=words.number(edition.revision), day=day)


def headline_cards(facts: PublicFacts, words: Words) -> list[dict[str, Any]]:
    """The headline of every kind: its share, counts and change."""
    return [_card(facts.share(kind), words) for kind in facts.kinds]


def _card(share: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """A kind's share with its counts, its change and what isn't evaluated."""
    number, said = share_figure(share, words) if share["evaluated"] else ("", words("overview.no_evaluated"))
    others = [
        f"{words(f'overview.{name}')}: {words.number(share[name])}" for name in ("listed", "incomplete", "missing")
    ]
    change = (few_sentence(share, words), shift_sentence(share, words), base_sentence(share, words))
    return {
        "kind": words(f"kind.{share['kind']}.many"),
        "share": number,
        "said": said,
        "change": list(filter(None, change)),
        "counts": " · ".join(others),
    }


def text_cell(text: str, **look: str) -> dict[str, str]:
    return {"text": text} | look


def table_grid(
    title: str, columns: Sequence[tuple[str, bool]], rows: Sequence[Sequence[Mapping[str, str]]], of: str = ""
) -> dict[str, Any]:
    """columns: heading, and whether it holds numbers; of: the list that the table belongs to, which tells it from the
    same table of another list."""
    heads = [{"label": label, "number": number} for label, number in columns]
    return {"title": title, "label": f"{of}: {title}" if of else title, "columns": heads, "rows": rows}


def _figure(name: str, title: str, caption: str, draw: Draw, table: Mapping[str, Any]) -> dict[str, Any]:
    """A chart in two widths; `draw` is told its size and its name."""
    drawn = {look: Markup(draw(size, f"{name}-{look}")) for look, size in (("wide", WIDE), ("narrow", NARROW))}
    return {"name": name, "title": title, "caption": caption, "table": table} | drawn


def share_figure_block(facts: PublicFacts, words: Words) -> dict[str, Any]:
    series = _share_lines(facts, words)
    rows = [
        [text_cell(words.month(month)), *(text_cell(each.texts[place]) for each in series)]
        for place, month in enumerate(facts.months)
    ]
    title = words("chart.weak_share_title")
    columns = [(words("chart.month"), False), *((each.name, True) for each in series)]

    def draw(size: tuple[float, float], name: str) -> Svg:
        return share_drawing(facts, words, size, name)

    return _figure("share", title, words("public.share_caption"), draw, table_grid(title, columns, rows))


def _share_lines(facts: PublicFacts, words: Words) -> list[Line]:
    series = []
    for kind in facts.kinds:
        values = [facts.drawn_share(kind, month) for month in facts.months]
        rows = facts.share_rows(kind)
        texts = [share_text(rows.get(month), words) for month in facts.months]
        series.append(Line(words(f"kind.{kind}.many"), KIND_COLOURS[kind], values, texts))
    return series


def share_drawing(facts: PublicFacts, words: Words, size: tuple[float, float], name: str) -> Svg:
    """The weak shares by month as SVG."""
    series, months = _share_lines(facts, words), facts.months
    pairs = zip(months, months[1:], strict=False)
    breaks = [now for then, now in pairs if bands_reason(facts.schemes[then], facts.schemes[now])]
    said = words("list.comma").join(f"{each.name}: {each.texts[-1]}" for each in series)
    title, alt = words("chart.weak_share_title"), words("chart.weak_share_alt", summary=said)
    return lines(series, months, words, title=title, description=alt, name=name, size=size, breaks=breaks)


def band_figure(facts: PublicFacts, kind: str, words: Words) -> dict[str, Any]:
    """The units of every level by month. Months with other levels are left out."""
    codes = [band.code for band in facts.scheme.bands]
    same = [month for month in facts.months if bands_reason(facts.schemes[month], facts.scheme) is None][-BANDS_SHOWN:]
    own = facts.bands[facts.bands["kind"] == kind]
    known = {(row["month"], row["band"]): int(row["units"]) for row in records(own)}
    counts = [(month, [known.get((month, each), 0) for each in codes]) for month in same]
    counts = [(month, units) for month, units in counts if sum(units)]
    names = [words.name(band) for band in facts.scheme.bands]
    title = words("public.bands_title", kind=words(f"kind.{kind}.many"))
    rows = [
        [text_cell(words.month(month)), *(text_cell(words.number(unit)) for unit in units)] for month, units in counts
    ]
    last = [f"{name}: {words.number(unit)}" for name, unit in zip(names, counts[-1][1], strict=True)]
    alt = words("chart.trend_alt", title=title, summary=words("list.comma").join(last))
    bars = [(words.month(month), units) for month, units in every_row(counts)]

    def draw(size: tuple[float, float], name: str) -> Svg:
        return stacked(bars, names, words, title=title, description=alt, name=name, width=size[0])

    columns = [(words("chart.month"), False), *((name, True) for name in names)]
    return _figure(f"bands-{kind}", title, words("public.bands_caption"), draw, table_grid(title, columns, rows))


def band_cell(unit: Mapping[str, Any], scheme: Scheme, words: Words) -> dict[str, str]:
    if unit["status"] != EVALUATED:
        return text_cell(words(f"status.{unit['status']}"))
    place = [band.code for band in scheme.bands].index(unit["band"])
    fill, ink = band_colour(place, len(scheme.bands))
    return text_cell(words.name(scheme.bands[place]), fill=fill, ink=ink)
