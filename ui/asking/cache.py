"""Answers kept until the store changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from data.store.store import Store
from ui.asking.the_store import open_at, store_state

MOST_KEPT = 300
Values, Answer = ParamSpec("Values"), TypeVar("Answer")


def ask(question: Callable[Concatenate[Store, Values], Answer], *values: Values.args, **named: Values.kwargs) -> Answer:
    """The answer to a question of `data.asking`, kept until the store changes."""
    return _handed_out(_answer(*store_state(), question, *values, **named))


@lru_cache(maxsize=MOST_KEPT)
def _answer(path: str, revision: int, question: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """path and revision are the key of the kept answer, with the question itself."""
    return question(open_at(path), *values, **named)


def kept(derive: Callable[..., Any]) -> Callable[..., Any]:
    """Cache a function of stored data until the store changes."""

    @lru_cache(maxsize=MOST_KEPT)
    def answer(path: str, revision: int, *values: Any) -> Any:
        return derive(*values)

    @wraps(derive)
    def asked(*values: Any) -> Any:
        return _handed_out(answer(*store_state(), *values))

    return asked


def _handed_out(answer: Any) -> Any:
    """A frame is handed out as a copy that shares its values until either side writes, so that no page can change what
    another one is told."""
    if isinstance(answer, tuple):
        return tuple(map(_handed_out, answer))
    return answer.copy(deep=False) if isinstance(answer, pd.DataFrame) else answer
