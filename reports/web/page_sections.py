"""The sections of the report under its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from drawing.palette import band_colour
from i18n.figure_sentences import narrative_sentence
from i18n.numerals import decimals_above_zero, decimals_of
from i18n.words import Words
from reports.tables import HEAD_DIGITS
from reports.web.headlines import headline_sentence
from reports.web.page_figures import band_cell, subtitle, table_grid, text_cell
from reports.web.page_model import BEST, Correction, Edition, dictionary, named_units
from scoring.frames import records
from scoring.scheme import Scheme
from scoring.totals import EVALUATED
from telling.letter_figures import risen
from telling.month_facts import PublicFacts
from telling.narrative import movers


def best_section(facts: PublicFacts, kinds: Sequence[str], words: Words) -> dict[str, Any]:
    """The highest totals of every kind that aren't weak, whoever shares the last place with them."""
    tables = []
    for kind in kinds:
        own = facts.of_kind(kind)
        own = own[(own["rank"] <= BEST).fillna(False) & ~own["is_weak"].fillna(True).astype(bool)]
        rows = [
            [
                text_cell(words.name(unit)),
                text_cell(words.total(unit["total"], facts.borders(kind))),
                band_cell(unit, facts.scheme, words),
                text_cell(words.number(unit["rank"])),
            ]
            for unit in records(own)
        ]
        columns = [(words("ranking.unit"), False), (words("public.total"), True), (words("public.level"), False)]
        columns.append((words("ranking.rank"), True))
        if rows:
            tables.append(table_grid(words(f"kind.{kind}.many"), columns, rows, words("public.best")))
    return {
        "name": "best",
        "title": words("public.best"),
        "note": "" if tables else words("public.nobody"),
        "tables": tables,
    }


def improved_section(facts: PublicFacts, edition: Edition, kinds: Sequence[str], words: Words) -> dict[str, Any]:
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
                text_cell(words.name(unit)),
                text_cell(words.number(unit["change"], decimals_above_zero(unit["change"], 1), sign=True)),
                text_cell(words.total(unit["total"], facts.borders(kind))),
            ]
            for unit in records(own.sort_values(["delta_rank", "unit_id"]))
        ]
        since = words("public.change_since", month=words.month(facts.base[kind]))
        columns = [(words("ranking.unit"), False), (since, True), (words("public.total"), True)]
        tables.append(table_grid(words(f"kind.{kind}.many"), columns, rows, words("public.improved")))
    first = [words("public.improved_note")] if tables else []
    note = " ".join([*first, *said]) or words("public.nobody_improved")
    return {"name": "improved", "title": words("public.improved"), "note": note, "tables": tables}


def _not_improved(facts: PublicFacts, edition: Edition, kind: str, words: Words) -> list[str]:
    """What is said of a kind beside, or in place of, its table."""
    told = [fact for fact in movers(facts, kind) if fact.code != "improved"]
    if not edition.weak_names:
        told = [replace(fact, code=f"{fact.code}_nameless", count=0) if fact.names else fact for fact in told]
    return [narrative_sentence(fact, words) for fact in told]


def all_units_section(facts: PublicFacts, edition: Edition, words: Words) -> dict[str, Any]:
    named = set(named_units(facts, edition)["unit_id"])
    tables = []
    for kind in facts.kinds:
        own = facts.of_kind(kind)
        own = own[own["unit_id"].isin(named)]
        rows = []
        for unit in records(own):
            evaluated = unit["status"] == EVALUATED
            total = words.total(unit["total"], facts.borders(kind)) if evaluated else ""
            rank = words.number(unit["rank"]) if evaluated else ""
            rows.append(
                [text_cell(words.name(unit)), text_cell(total), band_cell(unit, facts.scheme, words), text_cell(rank)]
            )
        columns = [(words("ranking.unit"), False), (words("public.total"), True), (words("public.level"), False)]
        columns.append((words("ranking.rank"), True))
        if rows:
            tables.append(table_grid(words(f"kind.{kind}.many"), columns, rows, words("public.units")))
    hidden = len(facts.league) - len(named)
    note = words("public.not_named", count=words.number(hidden)) if hidden else ""
    return {"name": "units", "title": words("public.units"), "note": note, "tables": tables}


def correction_section(each: Correction, edition: Edition, facts: PublicFacts, words: Words) -> dict[str, Any]:
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


def _changed(change: Mapping[str, Any], edition: Edition, facts: PublicFacts, words: Words) -> str | None:
    """«Customs: total 23.0, very weak → 31.0, weak»; None where a side of it is a level that isn't named."""
    sides = [change["then"], change["now"]]
    if not edition.weak_names and any(_is_hidden(side, facts.scheme) for side in sides):
        return None
    unit = words.name(sides[1] or sides[0])
    old, new = (_standing(side, facts, words) for side in sides)
    return f"{unit}: {words('impact.change', old=old, new=new)}"


def _is_hidden(side: Mapping[str, Any] | None, scheme: Scheme) -> bool:
    if side is None or side["status"] != EVALUATED:
        return True
    band = scheme.band_by_code.get(side["band"])
    return band is None or band.weak


def _standing(side: Mapping[str, Any] | None, facts: PublicFacts, words: Words) -> str:
    if side is None:
        return words("unit.not_listed")
    if side["status"] != EVALUATED:
        return words(f"status.{side['status']}")
    band = facts.scheme.band_by_code.get(side["band"])
    name = words.name(band) if band else side["band"]
    total = words.total(side["total"], facts.borders(side.get("kind", "")))
    return words("public.standing", total=total, band=name, rank=words.number(side["rank"]))


def method_section(facts: PublicFacts, words: Words) -> list[str]:
    scheme = facts.scheme
    weak = words("list.comma").join(words.name(band) for band in scheme.bands if band.weak)
    counts = {"indicators": words.number(len(scheme.indicators)), "domains": words.number(len(scheme.domains))}
    slots = counts | {"scheme": words.name(scheme), "weak": weak}
    slots["least"] = words.percent(100 * scheme.min_evaluated, decimals_of(100 * scheme.min_evaluated))
    keys = ("method_1", "method_2" if weak else "method_no_weak", "method_3")
    return [words(f"public.{key}", **slots) for key in keys]


def scheme_section(scheme: Scheme, words: Words) -> list[dict[str, Any]]:
    """The levels with where they start, and the indicators with their maximum."""
    bands = []
    for place, band in enumerate(scheme.bands):
        fill, ink = band_colour(place, len(scheme.bands))
        bands.append([text_cell(words.name(band)), text_cell(words.exact(band.lower))])
        bands[-1].append(text_cell(words.name(band), fill=fill, ink=ink))
    domains = {domain.code: words.name(domain) for domain in scheme.domains}
    items = [
        [text_cell(words.name(item)), text_cell(domains[item.domain]), text_cell(words.exact(item.max_points))]
        for item in scheme.indicators
    ]
    columns = [(words("public.level"), False), (words("public.from"), True), (words("public.colour"), False)]
    heads = [(words("trends.which_indicator"), False), (words("trends.which_domain"), False)]
    heads.append((words("unit.maximum"), True))
    return [table_grid(words("public.levels"), columns, bands), table_grid(words("public.indicators"), heads, items)]


def dictionary_section(tables: Mapping[str, pd.DataFrame], words: Words) -> dict[str, Any]:
    found = dictionary(tables)
    rows = [
        [text_cell(row["column"]), text_cell(row["file"]), text_cell(row[f"meaning_{words.lang}"])]
        for row in records(found)
    ]
    names = [(words(f"public.dictionary_{name}"), False) for name in ("column", "file", "meaning")]
    return table_grid(words("public.dictionary"), names, rows)


def footer_section(facts: PublicFacts, edition: Edition, words: Words) -> list[str]:
    contact = [words("public.contact", contact=edition.contact)] if edition.contact else []
    return [*contact, subtitle(facts, edition, words), words("card.source", head=facts.head[:HEAD_DIGITS])]
