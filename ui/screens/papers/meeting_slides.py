"""The slides of a month over the whole window: what the component is given, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import streamlit as st

from data.text import folding, key
from drawing.palette import KIND_COLOURS, band_colour
from i18n.words import Words
from reports.meeting.slide_model import Figure, Row, Slide
from reports.meeting.slides import month_slides, ordered
from reports.typeset.svg import Line, lines
from scoring.comparability import totals_reason
from scoring.frames import records
from scoring.totals import EVALUATED
from telling.month_facts import MonthFacts
from ui.asking import meeting_acts, paper_queries
from ui.asking.cache import kept
from ui.asking.scopes import Province
from ui.kit.dom import FOLD, Node, el, script
from ui.session import state, who

_component = st.components.v2.component(
    "sanjeh_meeting",
    html='<div class="sjm" role="application"></div>',
    js=script(FOLD, Path(__file__).parent / "meeting.js"),
    isolate_styles=False,
)
_UNIT, _ANSWERS = "meeting_unit", "meeting_answers"
WORDS = "back next find full leave decide search nobody store me text who until copied".split()


def slides_of(facts: MonthFacts, province: Province, words: Words) -> list[Slide]:
    """The slides that the province shows of a month whose facts stand, in its order."""
    return list(_made(province.key, facts.month, date.today(), words.lang))


@kept
def _made(province: int, month: int, today: date, lang: str) -> list[Slide]:
    found = paper_queries.decisions(province, month, today)
    made = month_slides(paper_queries.facts(province, month), records(found), Words(lang))
    return ordered(made, paper_queries.slide_order(province))


def show(facts: MonthFacts, province: Province, words: Words, *, conference: bool) -> bool:
    """Draw the meeting; False once it has been left. `conference`: with a pointer, and sentences to copy."""
    slides = slides_of(facts, province, words)
    asked = state.typed("slide")
    place = next((number for number, slide in enumerate(slides) if slide.code == asked), 0)
    unit = st.session_state.get(_UNIT)
    # A run that another one interrupts is begun again with what was asked; an answer says that it has been done.
    answers = st.session_state.setdefault(_ANSWERS, {})
    data = {
        "slides": [{"code": slide.code, "tree": tree(slide, facts, words, conference)} for slide in slides],
        "counters": [_counter(number, len(slides), words) for number in range(1, len(slides) + 1)],
        "start": place,
        "rtl": words.lang == "fa",
        "conference": conference,
        "units": _units(facts, words),
        "folding": folding(),
        "unit": _unit_slide(facts, unit, words) if unit else None,
        "named": bool(who.name()),
        "answer": next(reversed(answers.values()), None),
        "words": {name: words(f"meeting.{name}") for name in WORDS},
    }
    told = _component(
        data=data,
        key=f"meeting_{'conference' if conference else 'slides'}",
        default={"slide": slides[place].code},
        on_slide_change=lambda: None,
        on_unit_change=lambda: None,
        on_decision_change=lambda: None,
        on_leave_change=lambda: None,
    )
    if told.slide:
        state.write("slide", told.slide)
    if told.unit and told.unit != unit:
        st.session_state[_UNIT] = told.unit
        st.rerun()
    if told.decision and told.decision["key"] not in answers:
        answers[told.decision["key"]] = _decide(dict(told.decision), facts, province, words)
        st.rerun()
    return not told.leave


def _decide(said: Mapping[str, str], facts: MonthFacts, province: Province, words: Words) -> dict[str, Any]:
    """Store what was typed on a slide; the answer to it."""
    if said.get("me"):
        who.remember(said["me"])
    done = meeting_acts.decide(province.province_id, facts.month, said, who.acting(words))
    text = " ".join(done.refused) or words("meeting.decided")
    return {"key": said["key"], "text": text, "refused": bool(done.refused)}


def _counter(number: int, count: int, words: Words) -> str:
    return words("meeting.counter", number=words.number(number), count=words.number(count))


def _units(facts: MonthFacts, words: Words) -> list[dict[str, str]]:
    """Every unit of the month with the key of all the names that it is found by."""
    order = facts.league.sort_values(["kind", f"sort_{words.lang}", "unit_id"])
    return [
        {
            "id": row["unit_id"],
            "name": words.name(row),
            "key": key(f"{row['name_fa']} {row['name_en']} {row['unit_id']}"),
        }
        for row in records(order)
    ]


def tree(slide: Slide, facts: MonthFacts, words: Words, conference: bool = False) -> list[Node]:
    """A slide as nodes."""
    demo = el("p", words("demo.label"), cls="sjm-demo") if facts.demo else None
    if slide.code == "title":
        parts = [
            el("h1", slide.title),
            el("p", slide.subtitle),
            *(el("p", line, cls="sjm-sub") for line in slide.lines),
        ]
        return [part for part in (demo, el("div", *parts, cls="sjm-cover")) if part]
    nodes = [demo, el("h1", slide.title), el("p", slide.subtitle, cls="sjm-sub") if slide.subtitle else None]
    if slide.figures:
        nodes.append(el("div", *(_figure(figure, words, conference) for figure in slide.figures), cls="sjm-figures"))
    if slide.charts:
        charts = [
            el("div", el("h2", chart.title) if len(slide.charts) > 1 else None, svg_node(chart.svg), cls="sjm-chart")
            for chart in slide.charts
        ]
        nodes.append(el("div", *charts, cls="sjm-charts"))
    if slide.rows:
        heads = el("thead", el("tr", *(el("th", head, scope="col") for head in slide.heads)))
        nodes.append(el("table", heads, el("tbody", *(_row(row) for row in slide.rows))))
    if slide.lines:
        nodes.append(el("ul", *(_sentence(line, words, conference) for line in slide.lines), cls="sjm-lines"))
    return [node for node in nodes if node is not None]


def _figure(figure: Figure, words: Words, conference: bool) -> Node:
    lines_ = [el("p", line) for line in figure.lines]
    copy = _copy(figure.sentence, words) if conference else None
    return el(
        "div", el("strong", figure.label), el("p", figure.number, cls="sjm-number"), *lines_, copy, cls="sjm-figure"
    )


def _sentence(line: str, words: Words, conference: bool) -> Node:
    return el("li", line, _copy(line, words) if conference else None)


def _copy(sentence: str, words: Words) -> Node:
    plain = sentence.translate(dict.fromkeys(range(0x2066, 0x206A)))
    return el("button", words("meeting.copy"), type="button", cls="sjm-copy", data_copy=plain)


def _row(row: Row) -> Node:
    cells = []
    for place, text in enumerate(row.cells):
        level = place == row.place
        shown = el("span", text, cls="sjm-level", __c=row.fill, __ink=row.ink) if level else text
        cells.append(el("td", shown, title=text))
    return el("tr", *cells)


def svg_node(drawn: str) -> Node:
    """A drawing of ours as nodes (its style is left out: the direction stands as an attribute too)."""
    return _element(ElementTree.fromstring(drawn))


def _element(element: ElementTree.Element) -> Node:
    tag = element.tag.partition("}")[2] or element.tag
    attributes: Mapping[str, Any] = {name: value for name, value in element.attrib.items() if name != "style"}
    children = [element.text] if element.text else []
    return [tag, dict(attributes), *children, *map(_element, element)]


def _unit_slide(facts: MonthFacts, unit_id: str, words: Words) -> dict[str, Any] | None:
    """A unit that somebody asked about: where it stands, and its months."""
    unit = next((row for row in records(facts.league) if row["unit_id"] == unit_id), None)
    if unit is None:
        return None
    name, kind, month = words.name(unit), words(f"kind.{unit['kind']}.one"), words.month(facts.month)
    demo = el("p", words("demo.label"), cls="sjm-demo") if facts.demo else None
    nodes = [demo, el("h1", name), el("p", f"{kind} · {month}", cls="sjm-sub")]
    nodes.append(el("div", *_standing(unit, facts, words), cls="sjm-figures"))
    own = facts.totals[facts.totals["unit_id"] == unit_id].set_index("month")["total"]
    values = [None if pd.isna(own.get(each)) else float(own[each]) for each in facts.months]
    texts = [
        words.total(value, facts.borders(unit["kind"], each)) for value, each in zip(values, facts.months, strict=True)
    ]
    line = Line(name, KIND_COLOURS["agency"], values, texts)
    title, pairs = words("card.history"), zip(facts.months, facts.months[1:], strict=False)
    breaks = [now for then, now in pairs if totals_reason(facts.schemes[then], facts.schemes[now])]
    named = {"title": title, "description": title, "name": "slide-unit"}
    drawn = lines([line], facts.months, words, **named, size=(720, 250), breaks=breaks)
    nodes.append(el("div", el("div", svg_node(drawn), cls="sjm-chart"), cls="sjm-charts"))
    return {"id": unit_id, "code": f"unit {unit_id}", "tree": [node for node in nodes if node is not None]}


def _standing(unit: Mapping[str, Any], facts: MonthFacts, words: Words) -> Sequence[Node]:
    if unit["status"] != EVALUATED:
        return [el("p", words(f"status.{unit['status']}"), cls="sjm-number")]
    place = [band.code for band in facts.scheme.bands].index(unit["band"])
    fill, ink = band_colour(place, len(facts.scheme.bands))
    level = el("span", words.name(facts.scheme.bands[place]), cls="sjm-level", __c=fill, __ink=ink)
    rank = words("overview.rank_of", rank=words.number(unit["rank"]), count=words.number(unit["ranked_units"]))
    total = el("p", words.total(unit["total"], facts.borders(unit["kind"])), cls="sjm-number")
    return [el("div", total, cls="sjm-figure"), el("div", level, el("p", rank), cls="sjm-figure")]
