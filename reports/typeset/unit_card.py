"""A unit's report card as a PDF of two pages: standing, history, domains, indicators against peers, the way out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from drawing.palette import KIND_COLOURS, band_colour
from i18n.months import code
from i18n.numerals import decimals_that_add_up
from i18n.words import Words
from reports.tables import HEAD_DIGITS
from reports.typeset.svg import Line, lines
from reports.typeset.typesetting import pdf, plain
from scoring.comparability import totals_reason
from scoring.flows import weak_border
from scoring.frames import records
from scoring.manager_points import month_points
from scoring.scheme import Scheme
from scoring.totals import EVALUATED, SCORED
from scoring.ways_out import FEWEST, MOST_REACHABLE
from telling.month_facts import MonthFacts

MOST_PAGES = 9


def card_name(facts: MonthFacts, unit_id: str) -> str:
    return f"card-{facts.province_id}-{code(facts.month)}-{unit_id}.pdf"


def unit_card(facts: MonthFacts, unit_id: str, words: Words) -> bytes:
    """The card of a unit that the month lists. Raises KeyError for another one."""
    return pdf("unit_card.typ", plain(card_data(facts, unit_id, words)))


def card_data(facts: MonthFacts, unit_id: str, words: Words) -> dict[str, Any]:
    """Everything that the card says, as texts in a language."""
    unit = {row["unit_id"]: row for row in records(facts.league)}[unit_id]
    name, month = words.name(unit), words.month(facts.month)
    evaluated = unit["status"] == EVALUATED
    return {
        "rtl": words.lang == "fa",
        "lang": words.lang,
        "title": words("card.title", unit=name, month=month),
        "house": words("card.house", province=words.name(facts)),
        "month": words("card.month", month=month, state=words(f"state.{facts.state}")),
        "demo": words("demo.label") if facts.demo else "",
        "source": words("card.source", head=facts.head[:HEAD_DIGITS]),
        "pages": [words("card.page", page=words.number(page)) for page in range(MOST_PAGES)],
        "unit": name,
        "subtitle": words("card.subtitle", kind=words(f"kind.{unit['kind']}.one"), month=month),
        "total": words.total(unit["total"], facts.borders(unit["kind"])) if evaluated else "",
        "status": words(f"status.{unit['status']}"),
        "so_far": _so_far(unit, words),
        "band": _band(unit["band"], facts.scheme, words) if evaluated else None,
        "rank": words("overview.rank_of", rank=words.number(unit["rank"]), count=words.number(unit["ranked_units"]))
        if evaluated
        else "",
        "lines": _lines(facts, unit, words) if evaluated else [],
        **_history(facts, unit_id, unit["kind"], words),
        "domains": _domains(facts, unit, words),
        "indicators": _indicators(facts, unit_id, unit["kind"], words),
        **_ways(facts, unit, unit_id, words),
        "note": words("card.note", count=words.number(len(facts.scheme.indicators))),
        "words": {part: words(f"card.{part}") for part in ("history", "domains", "indicators", "way")},
        "heads": {
            "domains": [words(f"card.col_{column}") for column in ("domain", "bar", "points", "percent", "median")],
            "indicators": [
                words(f"card.col_{column}")
                for column in ("code", "indicator", "points", "ceiling", "percent", "median")
            ],
            "way": [words(f"card.col_{column}") for column in ("indicator", "raise", "gain")],
        },
    }


def _so_far(unit: Mapping[str, Any], words: Words) -> str:
    if unit["points"] != unit["points"]:
        return ""
    points, ceiling = words.number(unit["points"], 1), words.number(unit["ceiling"], 1)
    return words("ranking.so_far", points=points, ceiling=ceiling)


def _band(band: str, scheme: Scheme, words: Words) -> dict[str, str]:
    place = [each.code for each in scheme.bands].index(band)
    fill, ink = band_colour(place, len(scheme.bands))
    return {"name": words.name(scheme.bands[place]), "fill": fill, "ink": ink}


def _lines(facts: MonthFacts, unit: Mapping[str, Any], words: Words) -> list[str]:
    """Manager points, the change since the base month and the light, where there are any."""
    points = month_points(pd.DataFrame({"month": [facts.month], "total": [unit["total"]]}), facts.schemes)["points"]
    most = words.exact(facts.scheme.manager_points)
    said = [words("card.manager_points", points=words.number(points.iloc[0], 2), most=most)]
    if not pd.isna(unit["change"]):
        change = words.number(unit["change"], 1, sign=True)
        said.append(words("card.change", change=change, month=words.month(facts.base[unit["kind"]])))
    if unit["progress"]:
        said.append(words("card.progress", light=words(f"unit.{unit['progress']}")))
    return said


def _history(facts: MonthFacts, unit_id: str, kind: str, words: Words) -> dict[str, str]:
    """The totals of the unit and the median of its peers by month, and which months can't be compared."""
    months = facts.months
    own = facts.totals[facts.totals["unit_id"] == unit_id].set_index("month")["total"]
    peers = facts.medians[(facts.medians["kind"] == kind) & (facts.medians["domain"] == "")].set_index("month")[
        "median"
    ]
    if own.dropna().empty:
        return {"history": "", "history_alt": "", "breaks": ""}
    series = []
    # A median is no unit's total and has no rank: only the borders of levels matter to it.
    for values, label, colour, borders in (
        (own, words("card.own"), KIND_COLOURS["agency"], [facts.borders(kind, month) for month in months]),
        (peers, words("ranking.median"), KIND_COLOURS["median"], [facts.schemes[month].borders for month in months]),
    ):
        known = [_or_none(values.get(month)) for month in months]
        texts = [words.total(value, fences) for value, fences in zip(known, borders, strict=True)]
        series.append(Line(label, colour, known, texts, dashed=colour == KIND_COLOURS["median"]))
    pairs = zip(months, months[1:], strict=False)
    breaks = [now for then, now in pairs if totals_reason(facts.schemes[then], facts.schemes[now])]
    title = words("card.history")
    ours = [month for month in months if month in own.dropna().index]
    said = [f"{words.month(month)}: {words.total(own[month], facts.borders(kind, month))}" for month in ours]
    alt = words("chart.trend_alt", title=title, summary=words("list.comma").join(said))
    drawn = lines(series, months, words, title=title, description=alt, name="history", size=(760, 330), breaks=breaks)
    told = words("card.breaks", months=words("list.comma").join(map(words.month, breaks))) if breaks else ""
    return {"history": drawn, "history_alt": alt, "breaks": told}


def _or_none(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _domains(facts: MonthFacts, unit: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    """A row a domain, and one of all of them; points with the decimals that make them add up."""
    own = facts.medians[(facts.medians["kind"] == unit["kind"]) & (facts.medians["month"] == facts.month)]
    medians = {row["domain"]: row["median"] for row in records(own)}
    domains = records(facts.domains[facts.domains["unit_id"] == unit["unit_id"]])
    rows = {row["domain"]: row for row in domains}
    known = [row for row in domains if row["points"] == row["points"]]
    decimals = decimals_that_add_up([row["points"] for row in known])
    found = [
        _domain(words.name(each), rows.get(each.code), medians.get(each.code), decimals, words)
        for each in facts.scheme.domains
    ]
    if len(known) < 2 or pd.isna(unit["total"]):
        return found
    whole = {name: unit[name] for name in ("points", "ceiling")} | {"percent": unit["total"]}
    summed = _domain(words("card.sum"), whole, medians.get(""), decimals, words)
    return [*found, summed | {"percent": words.total_percent(unit["total"], facts.borders(unit["kind"]))}]


def _domain(
    name: str, row: Mapping[str, Any] | None, median: float | None, decimals: int, words: Words
) -> dict[str, Any]:
    percent, points = None if row is None else _or_none(row["percent"]), ""
    if row is not None and row["points"] == row["points"]:
        slots = {"points": words.number(row["points"], decimals), "ceiling": words.exact(row["ceiling"])}
        points = words("card.of", **slots)
    return {
        "name": name,
        "width": percent or 0,
        "fill": KIND_COLOURS["agency"],
        "points": points,
        "percent": words.percent(percent, 1),
        "median": words.percent(_or_none(median), 1),
    }


def _indicators(facts: MonthFacts, unit_id: str, kind: str, words: Words) -> list[dict[str, str]]:
    medians = facts.indicator_medians[facts.indicator_medians["kind"] == kind].set_index("indicator")["median"]
    rows = []
    for item in facts.scheme.indicators:
        points, mark = facts.points.get((unit_id, item.code), (math.nan, "not_reported"))
        scored = mark == SCORED
        rows.append(
            {
                "code": item.code,
                "name": words.name(item),
                "points": words.number(points, 2) if scored else words(f"unit.{mark}"),
                "maximum": words.exact(item.max_points),
                "percent": words.percent(100 * points / item.max_points, 1) if scored else "",
                "median": words.number(_or_none(medians.get(item.code)), 2),
            }
        )
    return rows


def _ways(facts: MonthFacts, unit: Mapping[str, Any], unit_id: str, words: Words) -> dict[str, Any]:
    """What would bring a weak unit out of weak; for another one, that it isn't weak."""
    border = weak_border(facts.scheme)
    if unit["status"] != EVALUATED or border is None:
        return {"way_said": words("card.no_total" if border is not None else "card.no_border"), "ways": []}
    if not unit["is_weak"]:
        return {"way_said": words("card.not_weak", target=words.exact(border)), "ways": []}
    found = facts.ways[facts.ways["unit_id"] == unit_id]
    gap = (border - unit["total"]) * unit["ceiling"] / 100
    target = next(band for band in facts.scheme.bands if band.lower == border)
    slots = {"band": words.name(target), "points": words.number(gap, 2), "target": words.exact(border)}
    ways = [_way(found[found["way"] == way], way, facts.scheme, words) for way in (FEWEST, MOST_REACHABLE)]
    return {"way_said": words("ways.gap", **slots), "ways": ways}


def _way(steps: pd.DataFrame, way: str, scheme: Scheme, words: Words) -> dict[str, Any]:
    rows = [
        {
            "name": words.name(scheme.indicator_by_code[step["indicator"]]),
            "raise": words("impact.change", old=words.number(step["from"], 2), new=words.number(step["to"], 2)),
            "gain": words.number(step["gain_points"], 2, sign=True),
        }
        for step in records(steps)
    ]
    covered = bool(len(steps)) and bool(steps["covered"].iloc[-1])
    said = words("ways.covered", steps=words.number(len(steps))) if covered else words("ways.not_covered")
    return {"title": words(f"ways.{way}"), "steps": rows, "said": said if rows else words("ways.nothing")}
