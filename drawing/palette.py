"""The colours that stand for bands and kinds, the same on screens, on paper and in files."""

from __future__ import annotations

# Very weak to very good: any two stay apart for deutan, protan and tritan eyes (least OKLab distance 12.7).
BAND_COLOURS = ("#9e3a06", "#e58a3c", "#b9bcc2", "#5b9bd1", "#14508f")
BAND_TEXT_COLOURS = ("#ffffff", "#1c2733", "#1c2733", "#1c2733", "#ffffff")
KIND_COLOURS = {"agency": "#2f7fd1", "governorate": "#d9731a", "median": "#7b828d"}
ACCENT, INK = "#0b6272", "#1c2733"


def band_colour(position: int, count: int) -> tuple[str, str]:
    """Fill and text colour of a band by its place among `count` bands, however many a scheme has."""
    place = round(position * (len(BAND_COLOURS) - 1) / max(count - 1, 1))
    return BAND_COLOURS[place], BAND_TEXT_COLOURS[place]
