"""How a file goes to a parsing process and a book comes back: frames of a length and so many bytes; a book is JSON, in
which each text stands once (so that a text used a million times costs no more than one)."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

from data.files.sheets import Book, Place, Sheet
from data.problems import Problem, Refused

LARGEST_REPLY = 96 * 2**20
MOST_BELIEVED = 2**34  # a greater length is no length: the other side talks nonsense
_LENGTH = struct.Struct("<Q")
_PLACES = ("notes", "struck", "coloured")
_TEXTS = ("whole", "shown")


class Cut(Exception):
    """The other side ended in mid-frame, or its frame is longer than allowed."""


class TooLong(Cut):
    """A frame is longer than allowed; its writer waits for somebody to take it."""


def write_frame(stream: IO[bytes], content: bytes) -> None:
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: IO[bytes], most: int = LARGEST_REPLY) -> bytes:
    """The next frame. Raises Cut."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise Cut
    (length,) = _LENGTH.unpack(head)
    if length > most:
        raise TooLong if most == LARGEST_REPLY and length < MOST_BELIEVED else Cut
    content = stream.read(length)
    if len(content) < length:
        raise Cut
    return content


def pack_book(book: Book) -> bytes:
    """A book as bytes; JSON keeps every float to the last bit."""
    texts: dict[str, int] = {}
    sheets = [_pack_sheet(sheet, texts) for sheet in book.sheets]
    said = {"name": book.file_name, "sheets": sheets, "warnings": [_pack_problem(each) for each in book.warnings]}
    return json.dumps(said | {"texts": list(texts)}, separators=(",", ":")).encode("ascii")


def pack_refusal(refused: Refused) -> bytes:
    return json.dumps({"refused": [_pack_problem(problem) for problem in refused.problems]}).encode("ascii")


def unpack(reply: bytes) -> Book:
    """The book of a reply. Raises Refused where the reply is a refusal, ValueError, KeyError or TypeError where it is
    no reply of ours."""
    said = json.loads(reply)
    if "refused" in said:
        raise Refused([_problem(each) for each in said["refused"]])
    sheets = tuple(_sheet(each, said["texts"]) for each in said["sheets"])
    return Book(said["name"], sheets, tuple(map(_problem, said["warnings"])))


def _pack_sheet(sheet: Sheet, texts: dict[str, int]) -> dict[str, object]:
    def cell(value: object) -> object:
        return [texts.setdefault(value, len(texts))] if isinstance(value, str) else value

    return {
        "name": sheet.name,
        "rows": [[cell(value) for value in row] for row in sheet.rows],
        "special": [[row, column, kind] for (row, column), kind in sheet.special.items()],
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sorted(sheet.hidden_columns),
        "merged": sheet.merged,
        "is_delimited": sheet.is_delimited,
        **{name: sorted(getattr(sheet, name)) for name in _PLACES},
        **{name: [[*place, cell(text)] for place, text in getattr(sheet, name).items()] for name in _TEXTS},
    }


def _sheet(said: Mapping[str, Any], texts: list[str]) -> Sheet:
    return Sheet(
        name=said["name"],
        rows=[[texts[value[0]] if isinstance(value, list) else value for value in row] for row in said["rows"]],
        special={(row, column): kind for row, column, kind in said["special"]},
        hidden_rows=frozenset(said["hidden_rows"]),
        hidden_columns=frozenset(said["hidden_columns"]),
        merged=tuple(map(tuple, said["merged"])),
        is_delimited=said["is_delimited"],
        notes=_places(said["notes"]),
        struck=_places(said["struck"]),
        coloured=_places(said["coloured"]),
        whole={(row, column): texts[text[0]] for row, column, text in said["whole"]},
        shown={(row, column): texts[text[0]] for row, column, text in said["shown"]},
    )


def _places(said: list[list[int]]) -> frozenset[Place]:
    return frozenset((row, column) for row, column in said)


def _pack_problem(problem: Problem) -> dict[str, object]:
    return {"code": problem.code, "severity": problem.severity, "sheet": problem.sheet, "cell": problem.cell,
            "value": problem.value, "slots": dict(problem.slots)}  # fmt: skip


def _problem(said: Mapping[str, Any]) -> Problem:
    return Problem(said["code"], said["severity"], said["sheet"], said["cell"], said["value"], said["slots"])
