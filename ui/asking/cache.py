"""Answers kept until the store changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from data.store.store import Store
from ui.asking.the_store import open_at, store_state

MOST_KEPT = 300
Values = ParamSpec("Values")
Answer = TypeVar("Answer")


def ask(question: Callable[Concatenate[Store, Values], Answer], *values: Values.args, **named: Values.kwargs) -> Answer:
    """The answer to a question of `data.asking`, kept until the store changes."""
    return _handed_out(_kept_answer(*store_state(), question, *values, **named))


def _answer(path: str, revision: int, question: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """path and revision are the key of the kept answer, with the question itself."""
    return question(open_at(path), *values, **named)


_kept_answer: Callable[..., Any] = lru_cache(maxsize=MOST_KEPT)(_answer)


def kept(derive: Callable[Values, Answer]) -> Callable[Values, Answer]:
    """Cache a function of stored data until the store changes."""

    def answer(path: str, revision: int, *values: Values.args, **named: Values.kwargs) -> Answer:
        return derive(*values, **named)

    kept_answer: Callable[..., Answer] = lru_cache(maxsize=MOST_KEPT)(answer)

    @wraps(derive)
    def asked(*values: Values.args, **named: Values.kwargs) -> Answer:
        return _handed_out(kept_answer(*store_state(), *values, **named))

    return asked


def _handed_out(answer: Any) -> Any:
    """A frame is handed out as a copy that shares its values until either side writes, so that no page can change what
    another one is told."""
    if isinstance(answer, tuple):
        return tuple(map(_handed_out, answer))
    return answer.copy(deep=False) if isinstance(answer, pd.DataFrame) else answer
