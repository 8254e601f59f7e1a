"""Figures are tested by the values in them."""

from __future__ import annotations

import pandas as pd

from figures.bars import band_bars
from figures.lines import trend_lines
from figures.look import enlarged, label, narrowed, spread
from i18n.palette import band_colour
from i18n.words import Words
from scoring.scheme import DEFAULT_SCHEME, load_scheme

MONTHS = [139901, 139902, 139903]


def points(values: dict[str, list]) -> pd.DataFrame:
    rows = [
        (month, series, series.upper(), value, f"{value}", f"{series} {month}")
        for series, line in values.items()
        for month, value in zip(MONTHS, line, strict=True)
    ]
    return pd.DataFrame(rows, columns=["month", "series", "label", "value", "text", "hover"])


def test_a_line_a_series_with_its_values_named_at_its_end():
    figure = trend_lines(
        points({"agency": [91, 57, 23], "governorate": [100, 70, 30]}), MONTHS, Words("en"), y_title="y", base=139901
    )
    assert [list(trace.y) for trace in figure.data] == [[91, 57, 23], [100, 70, 30]]
    texts = [annotation.text for annotation in figure.layout.annotations]
    assert any("AGENCY" in text and "23" in text for text in texts) and any(
        "GOVERNORATE" in text and "30" in text for text in texts
    )
    assert figure.layout.xaxis.ticktext == ("Farvardin<br>1399", "Ordibehesht", "Khordad")
    assert figure.layout.yaxis.title.text == "y"


def test_a_missing_month_is_a_gap_and_months_that_can_not_be_compared_cut_the_line():
    gap = trend_lines(points({"u": [40, None, 60]}), MONTHS, Words("fa"), y_title="")
    assert list(gap.data[0].y) == [40, None, 60] and gap.data[0].connectgaps is False
    cut = trend_lines(points({"u": [40, 50, 60]}), MONTHS, Words("fa"), y_title="", breaks={139902})
    assert list(cut.data[0].y) == [40, None, 50, 60] and list(cut.data[0].x) == [0, 0.5, 1, 2]


def test_bars_are_percents_of_the_evaluated_with_numbers_of_units_in_them():
    scheme = load_scheme(DEFAULT_SCHEME)
    counts = pd.DataFrame(
        [(139901, "weak", 3), (139901, "good", 1), (139902, "weak", 4)], columns=["month", "band", "units"]
    )
    figure = band_bars(counts, MONTHS[:2], scheme.bands, Words("fa"))
    heights = {trace.name.strip("\u2068\u2069"): list(trace.y) for trace in figure.data}
    assert heights["ضعیف"] == [75, 100] and heights["خوب"] == [25, 0] and heights["بسیار ضعیف"] == [0, 0]
    assert figure.data[1].text[0] == "\u2066۳\u2069"
    assert "۳ از ۴" in figure.data[1].hovertext[0].replace("\u2066", "").replace("\u2069", "")


def test_names_from_files_are_never_markup_in_a_label():
    figure = trend_lines(points({"<b>x</b>": [1, 2, 3]}), MONTHS, Words("en"), y_title="")
    assert "&lt;B&gt;X&lt;/B&gt;" in figure.layout.annotations[0].text
    assert label("a<b>&") == "\u2068a&lt;b&gt;&amp;\u2069"


def test_labels_are_moved_apart_no_more_than_needed():
    assert spread([23, 30], 5, (0, 100)) == [23, 30]
    assert spread([30, 30, 90], 10, (0, 100)) == [25, 35, 90]
    assert spread([2, 1, 3], 10, (0, 100)) == [10, 0, 20]
    assert spread([98] * 11, 20, (0, 100)) == list(range(0, 101, 10))


def test_any_number_of_bands_gets_colours_from_end_to_end():
    assert [band_colour(place, 2)[0] for place in range(2)] == [band_colour(0, 5)[0], band_colour(4, 5)[0]]
    assert band_colour(0, 1) == band_colour(0, 5)


def test_the_projector_draws_letters_larger():
    figure = trend_lines(points({"agency": [91, 57, 23]}), MONTHS, Words("en"), y_title="y")
    large = enlarged(figure, 1.6)
    assert large.layout.xaxis.tickfont.size == 19 and large.layout.annotations[0].font.size == 21


def test_a_phone_keeps_the_last_values_and_gives_the_names_room_to_the_lines():
    wide = trend_lines(points({"agency": [91, 57, 23]}), MONTHS, Words("en"), y_title="share")
    room = wide.layout.margin.r
    narrow = narrowed(wide)
    texts = [note.text for note in narrow.layout.annotations]
    assert any("23" in text for text in texts) and not any("AGENCY" in text for text in texts)
    assert narrow.layout.margin.r < room and narrow.layout.yaxis.title.text == "share"
