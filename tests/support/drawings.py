"""Every figure of the screens over small data whose names want to turn a line round."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import plotly.graph_objects as go

from figures.bars import band_bars
from figures.corners import corners
from figures.flow import flow_ribbons
from figures.indicators import domain_bars, gaps, spreads
from figures.lines import trend_lines
from figures.ranks import rank_line
from i18n.words import Words
from scoring.scheme import DEFAULT_SCHEME, load_scheme

SCHEME = load_scheme(DEFAULT_SCHEME)
MONTHS = [139901, 139902, 139904]
KINDS = ("agency", "governorate")
# With brackets, with Latin letters at either end, with digits.
NAMES = {
    "fa": ["گمرک استان (بازرگان)", "IRIB صدا و سیما", "شرکت توزیع برق 2 TCI", "بهزیستی [۱]"],
    "en": ["Customs (Bazargan)", "Radio صدا", "Power 2", "Welfare [1]"],
}


def every_figure(words: Words) -> dict[str, go.Figure]:
    """Figure by the name of its builder."""
    names, scheme = NAMES[words.lang], SCHEME
    number, percent = words.number, words.percent
    months = {month: words.month(month) for month in MONTHS}
    points = [
        (
            month,
            f"s{place}",
            name,
            value,
            percent(value),
            words("chart.series_point", series=name, month=months[month], value=f"{percent(value)} ({number(3)})"),
        )
        for place, name in enumerate(names[:2])
        for month, value in zip(MONTHS, (60.0 + place, 40.0, 0.0), strict=True)
    ]
    line = pd.DataFrame(points, columns=["month", "series", "label", "value", "text", "hover"])
    ranks = [(month, 2.0, 9.0, number(2), points[0][5]) for month in MONTHS]
    counts = [(month, band.code, 5 + place) for month in MONTHS for place, band in enumerate(scheme.bands)]
    units = [(f"U{place}", name, 20.0 + place, 4.1 - 3 * place, "weak") for place, name in enumerate(names)]
    moves = [("very_weak", "weak", name) for name in names * 2] + [("weak", "average", names[0])]
    items = [item.code for item in scheme.indicators[:4]]
    spread = pd.DataFrame(
        [(code, 20.0, 40.0, 60.0, points[0][5]) for code in items],
        columns=["indicator", "lower", "median", "upper", "hover"],
    )
    count = words("chart.count_of", weak=number(3), evaluated=number(10))
    held = pd.DataFrame(
        [(code, 3.0 - place, f"{number(3.0, 1)} ({count})", points[0][5], False) for place, code in enumerate(items)],
        columns=["indicator", "held_down_points", "text", "hover", "few"],
    )
    means = pd.DataFrame(
        [
            ("d1", kind, names[place], 50.0, number(50), points[0][5])
            for place, kind in enumerate(("agency", "governorate"))
        ],
        columns=["domain", "kind", "kind_name", "value", "text", "hover"],
    )
    bands = {band.code: words.name(band) for band in scheme.bands}
    axis = words("chart.share_axis")
    return {
        "trend_lines": trend_lines(
            line,
            MONTHS,
            words,
            y_title=axis,
            base=MONTHS[0],
            borders=[(50, names[0])],
            gaps={139903: words("status.missing")},
        ),
        "rank_line": rank_line(
            pd.DataFrame(ranks, columns=["month", "value", "of", "text", "hover"]), MONTHS, words, y_title=axis
        ),
        "band_bars": band_bars(pd.DataFrame(counts, columns=["month", "band", "units"]), MONTHS, scheme.bands, words),
        "corners": corners(
            pd.DataFrame(units, columns=["unit_id", "name", "total", "change", "band"]),
            scheme,
            50.0,
            words,
            before=months[139902],
            fences=scheme.borders,
        ),
        "flow_ribbons": flow_ribbons(
            pd.DataFrame(moves, columns=["then", "now", "name"]),
            scheme.bands,
            bands,
            {"then": words.month(139901), "now": words.month(139905)},
            words,
        ),
        "spreads": spreads(spread, names, words, axis=axis),
        "gaps": gaps(held, names, words, axis=axis),
        "domain_bars": domain_bars(means, [("d1", names[2])], words, axis=axis),
    }


def lines_of(figure: go.Figure) -> Iterator[tuple[str, str]]:
    """Where it stands, and each line of every text that Plotly would draw of a figure."""
    drawn = figure.to_plotly_json()
    for number, trace in enumerate(drawn["data"]):
        yield from _lines(f"trace {number}", trace, ("text", "hovertext", "name"))
        if "%{customdata}" in str(trace.get("link", {}).get("hovertemplate", "")):
            yield from _lines(f"link {number}", trace["link"], ("customdata",))
        yield from _lines(f"node {number}", trace.get("node", {}), ("label",))
    for name, axis in drawn["layout"].items():
        if name.startswith(("xaxis", "yaxis")):
            yield from _lines(name, axis | {"title": axis.get("title", {}).get("text", "")}, ("ticktext", "title"))
    for note in drawn["layout"].get("annotations", ()):
        yield from _lines("annotation", note, ("text",))


def _lines(place: str, holder: dict, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        texts = holder.get(name)
        for text in [texts] if isinstance(texts, str) else () if texts is None else texts:
            for line in str(text).split("<br>"):
                yield f"{place} {name}", line
