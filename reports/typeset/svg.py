"""Charts as SVG text: the same drawing for the public report, the card and pictures.

The root is left to right: in a right-to-left page an SVG inherits the direction and swaps the ends of its texts. Every
text is embedded right to left in Persian, so that mixed names keep their order in a browser and in typst alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from drawing.labels import fitting_gap, spread
from drawing.palette import INK, band_colour
from i18n.words import Words
from reports.glyphs import FONT, drawable
from reports.plain_text import office_text
from scoring.months import every_month

RTL_START, DIRECTION_END = "\u202b", "\u202c"
OWN_DIRECTION = {"fa": "\u200f", "en": "\u200e"}
GRID, MUTED = "#d9e0e6", "#4a5764"
LETTER = 7.2  # mean width in pixels of a letter of 13 px
VALUE_GAP, LINE_GAP, LABEL_GAP = 16.0, 18.0, 35.0  # pixels from one value, line or label of two lines to the next


class Svg(str):
    """A drawing of ours, not a text."""


@dataclass(frozen=True)
class Line:
    """A line of a chart: its name, colour, a value (0-100) a month or None, and the value for the eye."""

    name: str
    colour: str
    values: Sequence[float | None]
    texts: Sequence[str]
    dashed: bool = False


class Drawing:
    """Collects shapes of one chart; width and height in pixels."""

    def __init__(self, width: float, height: float, words: Words):
        self.width, self.height, self.words = width, height, words
        self.parts: list[str] = []

    def text(self, x: float, y: float, text: str, *, size: float = 14, anchor: str = "middle", **look: str) -> None:
        """anchor: physical, `start` is the left end."""
        colour, weight = look.get("colour", INK), look.get("weight", "400")
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
            f' font-weight="{weight}">{svg_text(text, self.words)}</text>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = GRID, dash: str = "") -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashes}/>')

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>')

    def svg(self, title: str, description: str, name: str) -> Svg:
        """The whole picture. name: makes its ids unique on a page."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}"'
            f' width="{self.width:g}" height="{self.height:g}" direction="ltr" style="direction:ltr" role="img"'
            f' aria-labelledby="{name}-t {name}-d" font-family="{FONT}, Tahoma, sans-serif">'
        )
        said = f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
        return Svg(f"{head}{said}{''.join(self.parts)}</svg>")


def svg_text(text: str, words: Words) -> str:
    plain = escape(drawable(office_text(text)))
    return f"{RTL_START}{plain}{DIRECTION_END}" if words.lang == "fa" else plain


def lines(
    series: Sequence[Line],
    months: Sequence[int],
    words: Words,
    *,
    title: str,
    description: str,
    name: str,
    size: tuple[float, float] = (900, 380),
    breaks: Sequence[int] = (),
) -> Svg:
    """Lines of percents (0 to 100) over ordinal months, oldest left, named at their ends. A month between `months` that
    isn't one of them keeps its place and has no point. `breaks`: months that are not comparable with the one before
    them; the line is cut there."""
    series, months = _with_holes(series, months)
    drawing = Drawing(*size, words)
    ends = (18.0, drawing.height - 58)  # of the upper lines of labels: the lower one stays above the months
    crowded = fitting_gap(len(series), LABEL_GAP, ends) < LABEL_GAP
    longest = max((len(each.name) for each in series), default=0) + (6 if crowded else 0)
    plane = _plane(size, longest, len(months))
    _axes(drawing, plane, months)
    for each in series:
        _line(drawing, each, months, breaks, plane)
    if len(months) <= 12:
        for place in range(len(months)):
            _values(drawing, series, place, plane)
    _ends(drawing, series, plane, ends, crowded)
    return drawing.svg(title, description, name)


@dataclass(frozen=True)
class _Plane:
    """Where lines are drawn: its edges in pixels, and the way from one month to the next."""

    left: float
    right: float
    top: float
    bottom: float
    step: float

    def across(self, place: float) -> float:
        return self.left + 10 + place * self.step

    def up(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / 100


def _plane(size: tuple[float, float], longest: int, months: int) -> _Plane:
    """The plane of so many months that leaves room for the names at the ends, `longest` letters at most."""
    width, height = size
    left, right, top, bottom = 44.0, width - min(34 + LETTER * longest, width * 0.36), 22.0, height - 46
    return _Plane(left, right, top, bottom, (right - left - 20) / max(months - 1, 1))


def _axes(drawing: Drawing, plane: _Plane, months: Sequence[int]) -> None:
    """A line every 25 percent; the names of as many months as have room, as far apart as one another."""
    words = drawing.words
    for tick in (0, 25, 50, 75, 100):
        drawing.line(plane.left, plane.up(tick), plane.right, plane.up(tick))
        drawing.text(plane.left - 6, plane.up(tick) + 5, words.number(tick), size=13, anchor="end", colour=MUTED)
    every = max(1, -(-len(months) // max(int(drawing.width / 90), 1)))
    names = words.months([months[place] for place in range(0, len(months), every)])
    for place, text in zip(range(0, len(months), every), names, strict=True):
        for row, part in enumerate(text.split("<br>")):
            drawing.text(plane.across(place), plane.bottom + 20 + 16 * row, part, size=13, colour=MUTED)


def _with_holes(series: Sequence[Line], months: Sequence[int]) -> tuple[list[Line], list[int]]:
    """The lines over every calendar month: nothing in the months that aren't there."""
    whole = every_month(months)
    places = {month: place for place, month in enumerate(months)}
    filled = []
    for each in series:
        found = [places.get(month) for month in whole]
        values = [None if place is None else each.values[place] for place in found]
        filled.append(
            replace(each, values=values, texts=["" if place is None else each.texts[place] for place in found])
        )
    return filled, whole


def _line(drawing: Drawing, each: Line, months: Sequence[int], breaks: Sequence[int], plane: _Plane) -> None:
    parts: list[list[str]] = [[]]
    for place, value in enumerate(each.values):
        if value is None or months[place] in breaks:
            parts.append([])
        if value is not None:
            parts[-1].append(f"{plane.across(place):.1f},{plane.up(value):.1f}")
    dashes = ' stroke-dasharray="7 5"' if each.dashed else ""
    for points in (part for part in parts if len(part) > 1):
        drawing.parts.append(
            f'<polyline fill="none" stroke="{each.colour}" stroke-width="3"{dashes} points="{" ".join(points)}"/>'
        )
    for place, value in _points(each):
        x, y = plane.across(place), plane.up(value)
        drawing.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{each.colour}"/>')


def _points(each: Line) -> list[tuple[int, float]]:
    """Place and value of every point of a line."""
    return [(place, value) for place, value in enumerate(each.values) if value is not None]


def _values(drawing: Drawing, series: Sequence[Line], place: int, plane: _Plane) -> None:
    """The values of a month: above the highest point, below the others, moved apart where they would overlap. The last
    one of a line stands at its end."""
    known = [(each, value) for each in series for own, value in _points(each)[:-1] if own == place]
    if not known:
        return
    highest, _ = max(known, key=lambda point: point[1])
    wanted = [plane.up(value) + (-11 if each is highest else 20) for each, value in known]
    heights = spread(wanted, VALUE_GAP, (plane.top - 8, plane.bottom - 10))
    for (each, _), height in zip(known, heights, strict=True):
        look = {"colour": each.colour, "weight": "700"}
        drawing.text(plane.across(place), height, each.texts[place], size=12.5, **look)


def _ends(drawing: Drawing, series: Sequence[Line], plane: _Plane, ends: tuple[float, float], crowded: bool) -> None:
    """Name and last value beside the end of every line, moved apart where they would overlap; on one line where there
    are so many that two would have no room."""
    known = [(each, *points[-1]) for each in series if (points := _points(each))]
    wanted = [plane.up(value) - (0 if crowded else 2) for _, _, value in known]
    heights = spread(wanted, LINE_GAP if crowded else LABEL_GAP, (ends[0], ends[1] + (12 if crowded else 0)))
    mark = OWN_DIRECTION[drawing.words.lang]  # a number behind a name in other letters belongs to the line, not to it
    for (each, last, _), height in zip(known, heights, strict=True):
        look = {"anchor": "start", "colour": each.colour, "weight": "700"}
        x, text = plane.across(last) + 12, each.texts[last]
        letters = int((drawing.width - x) / LETTER) - (len(text) + 1 if crowded else 0)
        name = each.name if len(each.name) <= letters else each.name[: letters - 1].rstrip() + "…"
        if crowded:
            drawing.text(x, height + 5, f"{name} {mark}{text}", size=13, **look)
            continue
        drawing.text(x, height, name, size=13, **look)
        drawing.text(x, height + 17, text, size=14, **look)


def every_row(counts: Sequence[tuple[int, Sequence[int]]]) -> list[tuple[int, Sequence[int]]]:
    """Units a level by month, with a row of nothing for a month that is missing between them."""
    known, levels = dict(counts), len(counts[0][1]) if counts else 0
    return [(month, known.get(month, [0] * levels)) for month in every_month(known)]


def stacked(
    rows: Sequence[tuple[str, Sequence[int]]],
    bands: Sequence[str],
    words: Words,
    *,
    title: str,
    description: str,
    name: str,
    width: float = 900,
    row: float = 34,
) -> Svg:
    """A bar a row (`row` pixels high), cut by band from the weakest: percent of its units, pieces labelled with their
    number; below them what the colours mean. rows: label and units a band, in the order of `bands` (names)."""
    left, middle = 118.0 if width < 600 else 150.0, (row - 9) / 2 + 5.5
    legend = -(-len(bands) // (3 if width < 600 else 5))
    drawing = Drawing(width, 10 + row * len(rows) + 12 + 26 * legend, words)
    across = width - left - 12
    for number, (label, units) in enumerate(rows):
        y, x, every = 8 + row * number, left, sum(units)
        drawing.text(left - 8, y + middle, label, size=13.5, anchor="end")
        for place, count in enumerate(units):
            if not count:
                continue
            piece, (fill, ink) = across * count / every, band_colour(place, len(bands))
            drawing.box(x, y, piece, row - 9, fill)
            if piece > 11:
                drawing.text(x + piece / 2, y + middle, words.number(count), size=13.5, colour=ink, weight="700")
            x += piece
    _legend(drawing, bands, 10 + row * len(rows) + 12, 3 if width < 600 else 5)
    return drawing.svg(title, description, name)


def _legend(drawing: Drawing, bands: Sequence[str], top: float, a_row: int) -> None:
    column = (drawing.width - 20) / a_row
    for place, label in enumerate(bands):
        x, y = 12 + column * (place % a_row), top + 26 * (place // a_row)
        drawing.box(x, y, 15, 15, band_colour(place, len(bands))[0])
        drawing.text(x + 21, y + 13, label, size=13, anchor="start")
