"""Workbooks that were changed after a program had written them."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from tests.support.builders import FULL_ROWS, HEADER, score_book

SHEET_PART = "xl/worksheets/sheet1.xml"


def changed(edit, rows: list[list] = FULL_ROWS, header: list = HEADER) -> bytes:
    """A score file after `edit` of its sheet (title in row 1, header in row 2, units from row 3)."""
    book = openpyxl.load_workbook(io.BytesIO(score_book(rows, header=header)))
    edit(book.active)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rezipped(content: bytes, change) -> bytes:
    """The workbook with its parts (name -> bytes) changed by a function."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def repacked(content: bytes, rename=lambda name: name, **changes: tuple[bytes, bytes]) -> bytes:
    """The workbook with parts renamed, or with a text exchanged in the part whose name ends in the key."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            for end, (before, after) in changes.items():
                if name.endswith(f"{end}.xml"):
                    assert before in text, (name, before)
                    text = text.replace(before, after)
            if rename(name):
                new.writestr(rename(name), text)
    return target.getvalue()
