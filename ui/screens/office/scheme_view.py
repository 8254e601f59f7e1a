"""A scheme in words and tables: what is counted out of how much, what earns points, where the levels begin."""

from __future__ import annotations

from i18n.words import Words
from scoring.scheme import Indicator, Scheme
from ui.kit import blocks
from ui.kit.dom import Node, el
from ui.kit.tables import Cell, Column, table


def view(scheme: Scheme, words: Words) -> Node:
    """The whole method of a scheme."""
    return el(
        "div",
        el("p", words("scheme_view.how")),
        _part("domains", words),
        _domains(scheme, words),
        _part("indicators", words),
        *_indicators(scheme, words),
        _part("bands", words),
        _bands(scheme, words),
        _part("rules", words),
        el("ul", *(el("li", said) for said in rules(scheme, words))),
        cls="sj-body sj-whole",
    )


def _part(name: str, words: Words) -> Node:
    return el("h2", words(f"scheme_view.{name}"), cls="sj-chart-title")


def _yes(answer: bool, words: Words) -> Cell:
    return Cell(words("difference.yes" if answer else "difference.no"), int(answer))


def _domains(scheme: Scheme, words: Words) -> Node:
    """Of every domain how many indicators it has, their maximum, and its part of the whole."""
    names = ("domain", "indicators", "maximum", "part")
    columns = [Column(words(f"scheme_view.col_{name}"), numeric=name != "domain") for name in names]
    whole = sum(item.max_points for item in scheme.indicators)
    rows = []
    for domain in scheme.domains:
        own = [item.max_points for item in scheme.indicators if item.domain == domain.code]
        part = 100 * sum(own) / whole
        rows.append(
            [
                Cell(words.name(domain)),
                Cell(words.number(len(own)), len(own)),
                Cell(words.exact(sum(own)), sum(own)),
                Cell(words.percent(part, 1), part),
            ]
        )
    count = len(scheme.indicators)
    all_of = [Cell(words("scheme_view.all")), Cell(words.number(count), count), Cell(words.exact(whole), whole)]
    return table(words("scheme_view.domains"), columns, rows, words, pinned=[*all_of, Cell(words.percent(100), 100)])


def _indicators(scheme: Scheme, words: Words) -> list[Node]:
    """Of every domain a table of its indicators, with what earns points under each name."""
    names = ("code", "indicator", "maximum", "not_applicable")
    columns = [Column(words(f"scheme_view.col_{name}"), numeric=name == "maximum") for name in names]
    found = []
    for domain in scheme.domains:
        own = [item for item in scheme.indicators if item.domain == domain.code]
        points = words.exact(sum(item.max_points for item in own))
        title = words("scheme_view.domain", domain=words.name(domain), points=points)
        head = el("p", el("strong", title))
        found += [head, table(title, columns, [_indicator(item, words) for item in own], words)]
    return found


def _indicator(item: Indicator, words: Words) -> list[Cell]:
    guide = (item.guide_fa if words.lang == "fa" else item.guide_en) or item.guide_fa or item.guide_en
    return [
        Cell(f"\u2068{item.code}\u2069", item.code),
        Cell(words.name(item), words.name(item), note=guide),
        Cell(words.exact(item.max_points), item.max_points),
        _yes(item.not_applicable, words),
    ]


def _bands(scheme: Scheme, words: Words) -> Node:
    names = ("band", "border", "weak", "letter")
    columns = [Column(words(f"scheme_view.col_{name}")) for name in names]
    ends = [*scheme.borders, None]
    rows = []
    for band, end in zip(scheme.bands, ends, strict=True):
        slots = {"lower": words.exact(band.lower), "upper": words.exact(100.0 if end is None else end)}
        border = words("scheme_view.border_last" if end is None else "scheme_view.border", **slots)
        chip = blocks.band_chip(band.code, scheme, words)
        cells = [Cell("", band.lower, chip=chip), Cell(border, band.lower)]
        rows.append([*cells, _yes(band.weak, words), _yes(band.letter, words)])
    return table(words("scheme_view.bands"), columns, rows, words)


def rules(scheme: Scheme, words: Words) -> list[str]:
    """The rules of a scheme, a sentence each."""
    share = round(100 * scheme.min_coverage, 9)
    key = "coverage_all" if share == 100 else "coverage_none" if share == 0 else "coverage"
    return [
        words("scheme_view.not_applicable"),
        words(f"scheme_view.{key}", share=words.exact(share)),
        words("scheme_view.evaluated", share=words.exact(round(100 * scheme.min_evaluated, 9))),
        words("scheme_view.dead_zone", points=words.exact(scheme.dead_zone)),
        words("scheme_view.manager", points=words.exact(scheme.manager_points)),
        words("scheme_view.four_eyes" if scheme.four_eyes else "scheme_view.no_four_eyes"),
    ]
