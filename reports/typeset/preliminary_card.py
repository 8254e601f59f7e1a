"""What a unit is sent while it may object: its own scores of a month that isn't final yet, as a PDF that says so on
every page, and the same as a workbook. No rank, no other unit, no manager points, no letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from drawing.palette import KIND_COLOURS, band_colour
from i18n.months import code
from i18n.words import Words
from reports.office.sheets import Book, Grid, Number, new_sheet, put_grid, title
from reports.tables import HEAD_DIGITS
from reports.typeset.typesetting import pdf, plain
from scoring.frames import records
from scoring.totals import EVALUATED, SCORED
from telling.open_month import OpenMonth

MOST_PAGES = 30
COLUMNS = ("code", "indicator", "points", "ceiling", "typed", "place")


def preliminary_name(facts: OpenMonth, unit_id: str, ending: str = "pdf") -> str:
    return f"preliminary-{facts.province_id}-{code(facts.month)}-{unit_id}.{ending}"


def preliminary_files(facts: OpenMonth, unit_id: str, words: Words) -> Iterable[tuple[str, bytes]]:
    """Name and content of the PDF and the workbook of a unit. Raises KeyError for one that the month doesn't list."""
    yield preliminary_name(facts, unit_id), preliminary_card(facts, unit_id, words)
    yield preliminary_name(facts, unit_id, "xlsx"), preliminary_workbook(facts, unit_id, words)


def preliminary_card(facts: OpenMonth, unit_id: str, words: Words) -> bytes:
    """The PDF of a unit that the month lists. Raises KeyError for another one."""
    return pdf("preliminary_card.typ", plain(preliminary_data(facts, unit_id, words)))


def preliminary_data(facts: OpenMonth, unit_id: str, words: Words) -> dict[str, Any]:
    """Everything that the PDF says, as texts in a language."""
    unit = {row["unit_id"]: row for row in records(facts.units)}[unit_id]
    month, evaluated = words.month(facts.month), unit["status"] == EVALUATED
    return {
        "rtl": words.lang == "fa",
        "lang": words.lang,
        "title": words("preliminary.title", unit=words.name(unit), month=month),
        "house": words("card.house", province=words.name(facts)),
        "month": month,
        "mark": _mark(facts, words),
        "behind": words("preliminary.behind"),
        "demo": words("demo.label") if facts.demo else "",
        "source": words("card.source", head=facts.head[:HEAD_DIGITS]),
        "pages": [words("card.page", page=words.number(page)) for page in range(MOST_PAGES)],
        "unit": words.name(unit),
        "subtitle": words("preliminary.subtitle", kind=words(f"kind.{unit['kind']}.one"), month=month),
        "total": words.total(unit["total"], facts.scheme.borders) if evaluated else "",
        "total_of": words("preliminary.total_of") if evaluated else "",
        "status": words(f"status.{unit['status']}"),
        "band": _band(unit["band"], facts, words) if evaluated else None,
        "sum": _sum(unit, words),
        "domains": _domains(facts, unit_id, words),
        "indicators": _indicators(facts, unit_id, words),
        "how": words("preliminary.how", day=words.day(facts.until)),
        "note": words("preliminary.note"),
        "files_said": words("preliminary.files"),
        "files": sorted({row["file_name"] for row in _own_scores(facts, unit_id).values()}),
        "words": {part: words(f"card.{part}") for part in ("domains", "indicators")},
        "heads": {
            "domains": [words(f"card.col_{column}") for column in ("domain", "bar", "points", "percent")],
            "indicators": _heads(words),
        },
    }


def _mark(facts: OpenMonth, words: Words) -> str:
    return words("preliminary.mark", day=words.day(facts.until))


def _heads(words: Words) -> list[str]:
    own = ("typed", "place")
    return [words(f"preliminary.col_{name}" if name in own else f"card.col_{name}") for name in COLUMNS]


def _band(band: str, facts: OpenMonth, words: Words) -> dict[str, str]:
    place = [each.code for each in facts.scheme.bands].index(band)
    fill, ink = band_colour(place, len(facts.scheme.bands))
    return {"name": words.name(facts.scheme.bands[place]), "fill": fill, "ink": ink}


def _sum(unit: Mapping[str, Any], words: Words) -> str:
    """The points that the total is made of, exactly."""
    if pd.isna(unit["points"]):
        return ""
    return words("preliminary.sum", points=words.exact(unit["points"]), ceiling=words.exact(unit["ceiling"]))


def _domains(facts: OpenMonth, unit_id: str, words: Words) -> list[dict[str, Any]]:
    rows = {row["domain"]: row for row in records(facts.domains[facts.domains["unit_id"] == unit_id])}
    found = []
    for domain in facts.scheme.domains:
        row, points = rows.get(domain.code), ""
        percent = None if row is None or pd.isna(row["percent"]) else float(row["percent"])
        if row is not None and not pd.isna(row["points"]):
            points = words("card.of", points=words.exact(row["points"]), ceiling=words.exact(row["ceiling"]))
        found.append(
            {
                "name": words.name(domain),
                "width": percent or 0,
                "fill": KIND_COLOURS["agency"],
                "points": points,
                "percent": words.percent(percent, 1),
            }
        )
    return found


def _own_scores(facts: OpenMonth, unit_id: str) -> dict[str, dict[str, Any]]:
    own = facts.scores[facts.scores["unit_id"] == unit_id]
    return {row["indicator"]: row for row in records(own)}


def _indicators(facts: OpenMonth, unit_id: str, words: Words) -> list[dict[str, str]]:
    """Every indicator with its points as they stand in the file, or the word for why it has none."""
    scores = _own_scores(facts, unit_id)
    rows = []
    for item in facts.scheme.indicators:
        score = scores.get(item.code, {"mark": "not_reported", "typed": "", "sheet": "", "cell": ""})
        scored = score["mark"] == SCORED
        rows.append(
            {
                "code": item.code,
                "indicator": words.name(item),
                "points": words.exact(score["points"]) if scored else words(f"unit.{score['mark']}"),
                "ceiling": words.exact(item.max_points),
                "typed": score["typed"],
                "place": words("list.comma").join(filter(None, (score["sheet"], score["cell"]))),
            }
        )
    return rows


def preliminary_workbook(facts: OpenMonth, unit_id: str, words: Words) -> bytes:
    """The scores of a unit as an .xlsx, with the same mark above the table and on the paper."""
    data, book = preliminary_data(facts, unit_id, words), Book()
    sheet = new_sheet(book, words("preliminary.sheet"), words, first=True, over=data["mark"])
    texts = (data["title"], data["mark"], data["demo"], data["sum"] or data["status"], data["how"])
    scores = _own_scores(facts, unit_id)
    rows = []
    for item, row in zip(facts.scheme.indicators, data["indicators"], strict=True):
        score = scores.get(item.code)
        scored = score is not None and score["mark"] == SCORED
        points = Number(score["points"], 2) if score is not None and scored else row["points"]
        rows.append([row["code"], row["indicator"], points, Number(item.max_points, 2), row["typed"], row["place"]])
    put_grid(sheet, Grid(_heads(words), (10, 44, 14, 12, 24, 30), rows, top=7), words)
    for row, text in enumerate(filter(None, texts), 1):
        title(sheet, row, text, 13 if row == 1 else 11, across=6)
    sheet.freeze_panes, sheet.print_title_rows = "C8", "7:7"
    return book.content(data["title"], words("workbook.creator"))
