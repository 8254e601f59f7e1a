"""Copies the interface's font from its package into the folder that the server serves."""

from __future__ import annotations

import shutil
from pathlib import Path

import fontpkg

FAMILY = "IBM Plex Sans Arabic"
WEIGHTS = (400, 500, 600, 700)
FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts"


def place_fonts(folder: Path = FOLDER) -> None:
    """Put a file a weight (plex-400.ttf …) into the folder; files that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        target = folder / f"plex-{weight}.ttf"
        if not target.exists():
            shutil.copyfile(fontpkg.path(FAMILY, weight=weight), target)
