"""A reading process: what a file's cells say, as scores, a unit list, a scheme or a list of managers; one task after
the other. It sees plain cells alone (a parsing process took the file apart) and no store: what it needs, it asks for.

Its memory is limited by the system where the system can; its time by whoever started it.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data.files.child_limits import limit_memory, own_streams
from data.files.parsing import wire
from data.files.sheets import Book
from data.problems import Problem, Refused
from data.reading.forms.forms import Form, read_form
from data.reading.forms.scheme_files import form_text
from data.reading.month_books import Checked, check_book
from data.reading.month_scores import Choices, Rules
from data.units.unit_list_files import read_units
from data.units.units import Unit, UnitIndex
from scoring.scheme import Scheme
from scoring.scheme_errors import SchemeError

MEMORY_LIMIT = 2 * 2**30
Ask = Callable[[tuple[str, int]], Any]  # the answer hangs on what is asked


def main() -> None:
    """Serve until stdin ends. Frames of replies: `?` a question, `=` the result, `!` what was raised."""
    limit_memory(MEMORY_LIMIT)
    if hasattr(os, "nice"):
        os.nice(5)  # the pages that people look at come first
    requests, replies = own_streams()

    def ask(question: tuple[str, int]) -> Any:
        wire.write_frame(replies, b"?" + pickle.dumps(question))
        return pickle.loads(wire.read_frame(requests))

    while True:
        try:
            task, arguments = pickle.loads(wire.read_frame(requests))
        except wire.Cut:
            return
        wire.write_frame(replies, _answer(TASKS[task], ask, arguments))


def _answer(task: Callable[..., object], ask: Ask, arguments: tuple[Any, ...]) -> bytes:
    try:
        return b"=" + pickle.dumps(task(ask, *arguments))
    except Refused as refused:
        return b"!" + pickle.dumps((Refused, (refused.problems,)))
    except SchemeError as error:
        return b"!" + pickle.dumps((SchemeError, (error.code, error.key, error.value, error.place)))
    except MemoryError:
        problem = Problem("parser_memory", slots={"limit_mb": MEMORY_LIMIT // 2**20})
        return b"!" + pickle.dumps((Refused, ((problem,),)))


def _scores(
    ask: Ask, book: Book, province_id: str, units: UnitIndex, schemes: Mapping[int, Scheme], choices: Choices
) -> Checked:
    def scheme_of(month: int) -> Scheme | None:
        return schemes.get(ask(("scheme", month)))

    rules = Rules(province_id, units, tuple(schemes.values()), scheme_of, lambda month: ask(("listed", month)))
    return check_book(book, rules, choices)


def _units(_ask: Ask, book: Book) -> list[Unit]:
    return read_units(book)


def _scheme(_ask: Ask, book: Book) -> str:
    return form_text(book)


def _managers(_ask: Ask, book: Book, needed: Sequence[str]) -> list[Form]:
    return [form for form in (read_form(sheet, "tenures", needed) for sheet in book.sheets) if form]


TASKS: dict[str, Callable[..., object]] = {"scores": _scores, "units": _units, "scheme": _scheme, "managers": _managers}

if __name__ == "__main__":
    main()
