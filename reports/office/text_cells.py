"""Texts in the cells of a workbook: what a program shows is what was meant, and nothing in it runs."""

from __future__ import annotations

import re

from openpyxl.cell import Cell, MergedCell

# A workbook writes a character that XML can't hold as _x0007_; a text that looks like that needs its first _ written
# so itself (ECMA-376 part 1, 22.9.2.19).
_READS_AS_A_CHARACTER = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Set a cell to a text, never to a formula or a number, whatever the text starts with."""
    assert isinstance(cell, Cell)  # what is merged into another cell holds no text
    cell.value = _READS_AS_A_CHARACTER.sub("_x005F_", text)
    cell.data_type = "s"
    cell.quotePrefix = True
