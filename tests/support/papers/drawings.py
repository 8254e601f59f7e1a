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
INDICATORS = [item.code for item in SCHEME.indicators[:4]]
# With brackets, with Latin letters at either end, with digits.
NAMES = {
    "fa": ["گمرک استان (بازرگان)", "IRIB صدا و سیما", "شرکت توزیع برق 2 TCI", "بهزیستی [۱]"],
    "en": ["Customs (Bazargan)", "Radio صدا", "Power 2", "Welfare [1]"],
}


def every_figure(words: Words) -> dict[str, go.Figure]:
    """Figure by the name of its builder."""
    names, axis, bands = NAMES[words.lang], words("chart.share_axis"), SCHEME.bands
    return {
        "trend_lines": trend_lines(
            line_points(words),
            MONTHS,
            words,
            y_title=axis,
            base=MONTHS[0],
            borders=[(50, names[0])],
            gaps={139903: words("status.missing")},
        ),
        "rank_line": rank_line(rank_points(words), MONTHS, words, y_title=axis),
        "band_bars": band_bars(band_counts(), MONTHS, bands, words),
        "corners": corners(unit_points(words), SCHEME, 50.0, words, before=words.month(139902), fences=SCHEME.borders),
        "flow_ribbons": flow_ribbons(
            band_moves(words),
            bands,
            {band.code: words.name(band) for band in bands},
            {"then": words.month(139901), "now": words.month(139905)},
            words,
        ),
        "spreads": spreads(indicator_spreads(words), names, words, axis=axis),
        "gaps": gaps(held_down(words), names, words, axis=axis),
        "domain_bars": domain_bars(domain_means(words), [("d1", names[2])], words, axis=axis),
    }


def hover(words: Words, name: str, month: int, value: float) -> str:
    said = f"{words.percent(value)} ({words.number(3)})"
    return words("chart.series_point", series=name, month=words.month(month), value=said)


def first_hover(words: Words) -> str:
    """Of the first name's first point; every frame but that of the lines says it of all its points."""
    return hover(words, NAMES[words.lang][0], MONTHS[0], 60.0)


def line_points(words: Words) -> pd.DataFrame:
    rows = [
        (month, f"s{place}", name, value, words.percent(value), hover(words, name, month, value))
        for place, name in enumerate(NAMES[words.lang][:2])
        for month, value in zip(MONTHS, (60.0 + place, 40.0, 0.0), strict=True)
    ]
    return pd.DataFrame(rows, columns=["month", "series", "label", "value", "text", "hover"])


def rank_points(words: Words) -> pd.DataFrame:
    rows = [(month, 2.0, 9.0, words.number(2), first_hover(words)) for month in MONTHS]
    return pd.DataFrame(rows, columns=["month", "value", "of", "text", "hover"])


def band_counts() -> pd.DataFrame:
    rows = [(month, band.code, 5 + place) for month in MONTHS for place, band in enumerate(SCHEME.bands)]
    return pd.DataFrame(rows, columns=["month", "band", "units"])


def unit_points(words: Words) -> pd.DataFrame:
    names = enumerate(NAMES[words.lang])
    rows = [(f"U{place}", name, 20.0 + place, 4.1 - 3 * place, "weak") for place, name in names]
    return pd.DataFrame(rows, columns=["unit_id", "name", "total", "change", "band"])


def band_moves(words: Words) -> pd.DataFrame:
    names = NAMES[words.lang]
    rows = [("very_weak", "weak", name) for name in names * 2] + [("weak", "average", names[0])]
    return pd.DataFrame(rows, columns=["then", "now", "name"])


def indicator_spreads(words: Words) -> pd.DataFrame:
    rows = [(code, 20.0, 40.0, 60.0, first_hover(words)) for code in INDICATORS]
    return pd.DataFrame(rows, columns=["indicator", "lower", "median", "upper", "hover"])


def held_down(words: Words) -> pd.DataFrame:
    count = words("chart.count_of", weak=words.number(3), evaluated=words.number(10))
    text = f"{words.number(3.0, 1)} ({count})"
    rows = [(code, 3.0 - place, text, first_hover(words), False) for place, code in enumerate(INDICATORS)]
    return pd.DataFrame(rows, columns=["indicator", "held_down_points", "text", "hover", "few"])


def domain_means(words: Words) -> pd.DataFrame:
    rows = [
        ("d1", kind, name, 50.0, words.number(50), first_hover(words))
        for kind, name in zip(KINDS, NAMES[words.lang], strict=False)
    ]
    return pd.DataFrame(rows, columns=["domain", "kind", "kind_name", "value", "text", "hover"])


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
