"""The interface's font cut down to the characters of a page, to stand in the page itself."""

from __future__ import annotations

import base64
import io
import string
from functools import lru_cache

import fontpkg
from fontTools import subset
from fontTools.ttLib import TTFont

from reports.glyphs import FONT

WEIGHTS = (400, 700)
# Reports share one cut: cutting takes most of a report's time, these characters at most twenty kilobytes of a page.
USUAL = (
    string.printable
    + "ءآأؤئابتثجحخدذرزسشصضطظعغفقلمنهویۀةپچژکگ۰۱۲۳۴۵۶۷۸۹٪٫٬،؛؟«»“”←→·\u0650\u0654\u200c\u202b\u202c\u2066\u2068\u2069"
)
FEATURES = "ccmp locl isol init medi fina rlig calt liga mark mkmk kern curs".split()


def embedded_fonts(text: str) -> list[dict[str, object]]:
    """weight and content (base64 of woff2) of every weight, with the characters of a text and the usual ones."""
    characters = "".join(sorted({*text, *USUAL}))
    return [{"weight": weight, "content": _subset(characters, weight)} for weight in WEIGHTS]


@lru_cache(maxsize=16)
def _subset(characters: str, weight: int) -> str:
    options = subset.Options(layout_features=FEATURES, flavor="woff2", hinting=False, notdef_outline=True)
    options.drop_tables += ["meta"]
    font = TTFont(fontpkg.path(FONT, weight=weight), recalcTimestamp=False)  # the same page, byte for byte
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    target = io.BytesIO()
    font.flavor = "woff2"
    font.save(target)
    return base64.b64encode(target.getvalue()).decode()
