"""What a page of the report to the people says: counts, charts with their tables, lists, corrections, the method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from drawing.palette import KIND_COLOURS, band_colour
from i18n.numerals import decimals_above_zero, decimals_of
from i18n.sentences import (
    base_sentence,
    few_sentence,
    narrative_sentence,
    share_figure,
    share_text,
    shift_sentence,
)
from i18n.words import LANGUAGES, Words
from reports.tables import HEAD_DIGITS
from reports.typeset.svg import Line, every_row, lines, stacked
from reports.web.headlines import headline_sentence
from scoring.comparability import bands_reason
from scoring.scheme import Scheme
from scoring.totals import EVALUATED
from telling.letter_figures import risen
from telling.month_facts import PublicFacts
from telling.narrative import movers

PAGES = {"fa": "index.html", "en": "en.html"}
BEST = 3
WIDE, NARROW = (900, 380), (480, 300)
BANDS_SHOWN = 12  # months


@dataclass(frozen=True)
class Correction:
    """A revision after the first, its ISO day and its word to the people; changes: of units, as
    `telling.revisions.differences` gives them (None: the revision before it wasn't kept); headlines: what was told
    and is told of the kinds of which that differs (`telling.revisions.changed_kinds`)."""

    revision: int
    day: str
    note: str
    changes: Sequence[Mapping] | None
    headlines: Sequence[tuple[Mapping, Mapping]] = ()


@dataclass(frozen=True)
class Edition:
    """Which revision of the report this is, when it came out (ISO day; None: it isn't published yet), whether it names
    weak units, whom one writes to; corrections: every revision after the first, newest first; word: what the first one
    said to the people besides its figures."""

    revision: int
    published_on: str | None
    weak_names: bool
    contact: str
    corrections: Sequence[Correction] = ()
    word: str = ""


def named_units(facts: PublicFacts, edition: Edition) -> pd.DataFrame:
    """The units that the report names: all of them, or those that are evaluated and not weak."""
    units = facts.league
    if edition.weak_names:
        return units
    return units[(units["status"] == EVALUATED) & ~units["is_weak"].fillna(True).astype(bool)]


def dictionary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """file, column, meaning_fa, meaning_en of every column of the data."""
    words = {lang: Words(lang) for lang in LANGUAGES}
    rows = [
        (f"{name}.csv", column, *(words[lang](f"dictionary.{column}") for lang in LANGUAGES))
        for name, table in tables.items()
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=["file", "column", "meaning_fa", "meaning_en"])


def page_data(facts: PublicFacts, edition: Edition, tables: Mapping[str, pd.DataFrame], words: Words) -> dict[str, Any]:
    """Everything that a page says, as texts in a language."""
    other = next(lang for lang in LANGUAGES if lang != words.lang)
    month, province = words.month(facts.month), words.name(facts)
    kinds = [kind for kind in facts.kinds if facts.share(kind)["evaluated"] > 0]
    return {
        "lang": words.lang,
        "dir": "rtl" if words.lang == "fa" else "ltr",
        "title": words("public.title", province=province, month=month),
        "subtitle": subtitle(facts, edition, words),
        "word": edition.word,
        "demo": words("demo.text") if facts.demo else "",
        "other": {"file": PAGES[other], "lang": other, "name": Words(other)(f"language.{other}")},
        "skip": words("framework.skip"),
        "heads": {name: words(f"public.{name}") for name in ("headline", "corrected", "method", "data")},
        "words": {"table": words("chart.table"), "dictionary": words("public.dictionary")},
        "cards": headline_cards(facts, words),
        "figures": [_share_figure(facts, words), *(_band_figure(facts, kind, words) for kind in kinds)],
        "lists": [
            _best(facts, kinds, words),
            _improved(facts, edition, kinds, words),
            _all_units(facts, edition, words),
        ],
        "corrections": [_correction(each, edition, facts, words) for each in edition.corrections],
        "method": _method(facts, words),
        "scheme": _scheme(facts.scheme, words),
        "files": [
            {"path": f"data/{name}", "name": words(f"public.file_{name.partition('.')[0]}")} for name in DATA_FILES
        ],
        "dictionary": _dictionary(tables, words),
        "footer": _footer(facts, edition, words),
    }


DATA_FILES = ("shares.csv", "bands.csv", "units.csv", "dictionary.csv", "report.json")


def subtitle(facts: PublicFacts, edition: Edition, words: Words) -> str:
    if edition.published_on is None:
        return words("public.unpublished", state=words(f"state.{facts.state}"))
    day = words.day(edition.published_on)
    return words("public.published", revision=words.number(edition.revision), day=day)


def headline_cards(facts: PublicFacts, words: Words) -> list[dict[str, Any]]:
    """The headline of every kind: its share, counts and change."""
    return [_card(facts.share(kind), words) for kind in facts.kinds]


def _card(share: Mapping, words: Words) -> dict[str, Any]:
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


def _cell(text: str, **look: str) -> dict[str, str]:
    return {"text": text} | look


def _grid(
    title: str, columns: Sequence[tuple[str, bool]], rows: Sequence[Sequence[dict]], of: str = ""
) -> dict[str, Any]:
    """columns: heading, and whether it holds numbers; of: the list that the table belongs to, which tells it from the
    same table of another list."""
    heads = [{"label": label, "number": number} for label, number in columns]
    return {"title": title, "label": f"{of}: {title}" if of else title, "columns": heads, "rows": rows}


def _figure(name: str, title: str, caption: str, draw, table: dict) -> dict[str, Any]:
    """A chart in two widths; `draw` is told its size and its name."""
    drawn = {look: Markup(draw(size, f"{name}-{look}")) for look, size in (("wide", WIDE), ("narrow", NARROW))}
    return {"name": name, "title": title, "caption": caption, "table": table} | drawn


def _share_figure(facts: PublicFacts, words: Words) -> dict[str, Any]:
    series = _share_lines(facts, words)
    rows = [
        [_cell(words.month(month)), *(_cell(each.texts[place]) for each in series)]
        for place, month in enumerate(facts.months)
    ]
    title = words("chart.weak_share_title")
    columns = [(words("chart.month"), False), *((each.name, True) for each in series)]

    def draw(size: tuple[float, float], name: str) -> str:
        return share_drawing(facts, words, size, name)

    return _figure("share", title, words("public.share_caption"), draw, _grid(title, columns, rows))


def _share_lines(facts: PublicFacts, words: Words) -> list[Line]:
    series = []
    for kind in facts.kinds:
        values = [facts.drawn_share(kind, month) for month in facts.months]
        rows = facts.share_rows(kind)
        texts = [share_text(rows.get(month), words) for month in facts.months]
        series.append(Line(words(f"kind.{kind}.many"), KIND_COLOURS[kind], values, texts))
    return series


def share_drawing(facts: PublicFacts, words: Words, size: tuple[float, float], name: str) -> str:
    """The weak shares by month as SVG."""
    series, months = _share_lines(facts, words), facts.months
    pairs = zip(months, months[1:], strict=False)
    breaks = [now for then, now in pairs if bands_reason(facts.schemes[then], facts.schemes[now])]
    said = words("list.comma").join(f"{each.name}: {each.texts[-1]}" for each in series)
    title, alt = words("chart.weak_share_title"), words("chart.weak_share_alt", summary=said)
    return lines(series, months, words, title=title, description=alt, name=name, size=size, breaks=breaks)


def _band_figure(facts: PublicFacts, kind: str, words: Words) -> dict[str, Any]:
    """The units of every level by month. Months with other levels are left out."""
    codes = [band.code for band in facts.scheme.bands]
    same = [month for month in facts.months if bands_reason(facts.schemes[month], facts.scheme) is None][-BANDS_SHOWN:]
    own = facts.bands[facts.bands["kind"] == kind]
    known = {(row.month, row.band): int(row.units) for row in own.itertuples()}
    counts = [(month, [known.get((month, each), 0) for each in codes]) for month in same]
    counts = [(month, units) for month, units in counts if sum(units)]
    names = [words.name(band) for band in facts.scheme.bands]
    title = words("public.bands_title", kind=words(f"kind.{kind}.many"))
    rows = [[_cell(words.month(month)), *(_cell(words.number(unit)) for unit in units)] for month, units in counts]
    last = [f"{name}: {words.number(unit)}" for name, unit in zip(names, counts[-1][1], strict=True)]
    alt = words("chart.trend_alt", title=title, summary=words("list.comma").join(last))
    bars = [(words.month(month), units) for month, units in every_row(counts)]

    def draw(size: tuple[float, float], name: str) -> str:
        return stacked(bars, names, words, title=title, description=alt, name=name, width=size[0])

    columns = [(words("chart.month"), False), *((name, True) for name in names)]
    return _figure(f"bands-{kind}", title, words("public.bands_caption"), draw, _grid(title, columns, rows))


def _band_cell(unit: Mapping, scheme: Scheme, words: Words) -> dict[str, str]:
    if unit["status"] != EVALUATED:
        return _cell(words(f"status.{unit['status']}"))
    place = [band.code for band in scheme.bands].index(unit["band"])
    fill, ink = band_colour(place, len(scheme.bands))
    return _cell(words.name(scheme.bands[place]), fill=fill, ink=ink)


def _best(facts: PublicFacts, kinds: Sequence[str], words: Words) -> dict[str, Any]:
    """The highest totals of every kind that aren't weak, whoever shares the last place with them."""
    tables = []
    for kind in kinds:
        own = facts.of_kind(kind)
        own = own[(own["rank"] <= BEST).fillna(False) & ~own["is_weak"].fillna(True).astype(bool)]
        rows = [
            [
                _cell(words.name(unit)),
                _cell(words.total(unit["total"], facts.borders(kind))),
                _band_cell(unit, facts.scheme, words),
                _cell(words.number(unit["rank"])),
            ]
            for unit in own.to_dict("records")
        ]
        columns = [(words("ranking.unit"), False), (words("public.total"), True), (words("public.level"), False)]
        columns.append((words("ranking.rank"), True))
        if rows:
            tables.append(_grid(words(f"kind.{kind}.many"), columns, rows, words("public.best")))
    return {
        "name": "best",
        "title": words("public.best"),
        "note": "" if tables else words("public.nobody"),
        "tables": tables,
    }


def _improved(facts: PublicFacts, edition: Edition, kinds: Sequence[str], words: Words) -> dict[str, Any]:
    """Who rose most since the base month, with change and total; of those that the report names. Of a kind without a
    table, or whose largest rise leaves the unit weak, that is said."""
    named, tables, said = set(named_units(facts, edition)["unit_id"]), [], []
    for kind in kinds:
        said += _not_improved(facts, edition, kind, words)
        own = risen(facts.of_kind(kind), BEST)
        own = own[own["unit_id"].isin(named)]
        if own.empty:
            continue
        rows = [
            [
                _cell(words.name(unit)),
                _cell(words.number(unit["change"], decimals_above_zero(unit["change"], 1), sign=True)),
                _cell(words.total(unit["total"], facts.borders(kind))),
            ]
            for unit in own.sort_values(["delta_rank", "unit_id"]).to_dict("records")
        ]
        since = words("public.change_since", month=words.month(facts.base[kind]))
        columns = [(words("ranking.unit"), False), (since, True), (words("public.total"), True)]
        tables.append(_grid(words(f"kind.{kind}.many"), columns, rows, words("public.improved")))
    first = [words("public.improved_note")] if tables else []
    note = " ".join([*first, *said]) or words("public.nobody_improved")
    return {"name": "improved", "title": words("public.improved"), "note": note, "tables": tables}


def _not_improved(facts: PublicFacts, edition: Edition, kind: str, words: Words) -> list[str]:
    """What is said of a kind beside, or in place of, its table."""
    told = [fact for fact in movers(facts, kind) if fact.code != "improved"]
    if not edition.weak_names:
        told = [replace(fact, code=f"{fact.code}_nameless", count=0) if fact.names else fact for fact in told]
    return [narrative_sentence(fact, words) for fact in told]


def _all_units(facts: PublicFacts, edition: Edition, words: Words) -> dict[str, Any]:
    named = set(named_units(facts, edition)["unit_id"])
    tables = []
    for kind in facts.kinds:
        own = facts.of_kind(kind)
        own = own[own["unit_id"].isin(named)]
        rows = []
        for unit in own.to_dict("records"):
            evaluated = unit["status"] == EVALUATED
            total = words.total(unit["total"], facts.borders(kind)) if evaluated else ""
            rank = words.number(unit["rank"]) if evaluated else ""
            rows.append([_cell(words.name(unit)), _cell(total), _band_cell(unit, facts.scheme, words), _cell(rank)])
        columns = [(words("ranking.unit"), False), (words("public.total"), True), (words("public.level"), False)]
        columns.append((words("ranking.rank"), True))
        if rows:
            tables.append(_grid(words(f"kind.{kind}.many"), columns, rows, words("public.units")))
    hidden = len(facts.league) - len(named)
    note = words("public.not_named", count=words.number(hidden)) if hidden else ""
    return {"name": "units", "title": words("public.units"), "note": note, "tables": tables}


def _correction(each: Correction, edition: Edition, facts: PublicFacts, words: Words) -> dict:
    slots = {"revision": words.number(each.revision)}
    if each.day:
        title = words("public.revision_of", day=words.day(each.day), **slots)
    else:
        title = words("public.revision_coming", **slots)
    if each.changes is None:
        return {"title": title, "note": each.note, "lines": [words("public.not_kept")]}
    said = [_changed(change, edition, facts, words) for change in each.changes]
    nameless = sum(line is None for line in said)
    lines_ = [line for line in said if line]
    if nameless:
        lines_.append(words("public.corrected_nameless", count=words.number(nameless)))
    for old, new in each.headlines:
        then, now = (headline_sentence(row, words) for row in (old, new))
        if then != now:
            lines_.append(words("public.headline_corrected", then=then, now=now))
    return {"title": title, "note": each.note, "lines": lines_ or [words("public.nothing_corrected")]}


def _changed(change: Mapping, edition: Edition, facts: PublicFacts, words: Words) -> str | None:
    """«Customs: total 23.0, very weak → 31.0, weak»; None where a side of it is a level that isn't named."""
    sides = [change["then"], change["now"]]
    if not edition.weak_names and any(_is_hidden(side, facts.scheme) for side in sides):
        return None
    unit = words.name(sides[1] or sides[0])
    old, new = (_standing(side, facts, words) for side in sides)
    return f"{unit}: {words('impact.change', old=old, new=new)}"


def _is_hidden(side: Mapping | None, scheme: Scheme) -> bool:
    if side is None or side["status"] != EVALUATED:
        return True
    band = scheme.band_by_code.get(side["band"])
    return band is None or band.weak


def _standing(side: Mapping | None, facts: PublicFacts, words: Words) -> str:
    if side is None:
        return words("unit.not_listed")
    if side["status"] != EVALUATED:
        return words(f"status.{side['status']}")
    band = facts.scheme.band_by_code.get(side["band"])
    name = words.name(band) if band else side["band"]
    total = words.total(side["total"], facts.borders(side.get("kind", "")))
    return words("public.standing", total=total, band=name, rank=words.number(side["rank"]))


def _method(facts: PublicFacts, words: Words) -> list[str]:
    scheme = facts.scheme
    weak = words("list.comma").join(words.name(band) for band in scheme.bands if band.weak)
    counts = {"indicators": words.number(len(scheme.indicators)), "domains": words.number(len(scheme.domains))}
    slots = counts | {"scheme": words.name(scheme), "weak": weak}
    slots["least"] = words.percent(100 * scheme.min_evaluated, decimals_of(100 * scheme.min_evaluated))
    keys = ("method_1", "method_2" if weak else "method_no_weak", "method_3")
    return [words(f"public.{key}", **slots) for key in keys]


def _scheme(scheme: Scheme, words: Words) -> list[dict]:
    """The levels with where they start, and the indicators with their maximum."""
    bands = []
    for place, band in enumerate(scheme.bands):
        fill, ink = band_colour(place, len(scheme.bands))
        bands.append([_cell(words.name(band)), _cell(words.exact(band.lower))])
        bands[-1].append(_cell(words.name(band), fill=fill, ink=ink))
    domains = {domain.code: words.name(domain) for domain in scheme.domains}
    items = [
        [_cell(words.name(item)), _cell(domains[item.domain]), _cell(words.exact(item.max_points))]
        for item in scheme.indicators
    ]
    columns = [(words("public.level"), False), (words("public.from"), True), (words("public.colour"), False)]
    heads = [(words("trends.which_indicator"), False), (words("trends.which_domain"), False)]
    heads.append((words("unit.maximum"), True))
    return [_grid(words("public.levels"), columns, bands), _grid(words("public.indicators"), heads, items)]


def _dictionary(tables: Mapping[str, pd.DataFrame], words: Words) -> dict:
    found = dictionary(tables)
    rows = [
        [_cell(row["column"]), _cell(row["file"]), _cell(row[f"meaning_{words.lang}"])]
        for row in found.to_dict("records")
    ]
    names = [(words(f"public.dictionary_{name}"), False) for name in ("column", "file", "meaning")]
    return _grid(words("public.dictionary"), names, rows)


def _footer(facts: PublicFacts, edition: Edition, words: Words) -> list[str]:
    contact = [words("public.contact", contact=edition.contact)] if edition.contact else []
    return [*contact, subtitle(facts, edition, words), words("card.source", head=facts.head[:HEAD_DIGITS])]
