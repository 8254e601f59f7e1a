"""PDFs and pictures by typst: a layout of ours, data as JSON, the interface's font and no other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg
import typst

from reports.glyphs import FONT, drawable
from reports.plain_text import office_text
from reports.typeset.svg import Svg
from scoring.version import VERSION

LAYOUTS = Path(__file__).parent / "layouts"
PDF_UA = "ua-1"


@cache
def _fonts() -> typst.Fonts:
    folder = Path(fontpkg.path(FONT, weight=400)).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _compiled(layout: str, data: Mapping[str, Any], **options: Any) -> bytes:
    """Data reaches the layout as strings and numbers, never as markup. Of several pictures, the first."""
    source, told = (LAYOUTS / layout).read_bytes(), {"data": json.dumps(data), "program": f"Sanjeh {VERSION}"}
    made: bytes | list[bytes] = typst.compile(source, font_paths=_fonts(), sys_inputs=told, **options)
    return made[0] if isinstance(made, list) else made


def pdf(layout: str, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF (PDF/UA-1)."""
    return _compiled(layout, data, pdf_standards=[PDF_UA])


def png(layout: str, data: Mapping[str, Any]) -> bytes:
    """A picture with a pixel a point: the first page, should there be more than one."""
    return _compiled(layout, data, format="png", ppi=72)


def plain(value: Any) -> Any:
    """The data with every text as typst orders it itself, in letters that the font has."""
    if isinstance(value, str):
        return str(value) if isinstance(value, Svg) else drawable(office_text(value))
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value
