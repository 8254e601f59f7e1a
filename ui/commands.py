"""What a user does to the store from the browser. What is refused comes back as a sentence, not as an exception."""

from __future__ import annotations

from collections.abc import Callable

from data.demo.load import load_demo
from data.importing import clear_demo
from data.problems import Refused
from data.store import Store, StoreError
from i18n.sentences import problem_sentence, store_sentence
from i18n.words import Words
from ui.queries import store

ACTOR = "browser"


def clear_demo_data(words: Words) -> str | None:
    """Take the demo off every page; why not, where that was refused."""
    return _act(lambda opened: clear_demo(opened, ACTOR), words)


def load_demo_data(words: Words) -> str | None:
    """Bring the demo province into an empty store; why not, where that was refused."""
    return _act(load_demo, words)


def _act(change: Callable[[Store], object], words: Words) -> str | None:
    try:
        change(store())
    except Refused as refused:
        return " ".join(problem_sentence(problem, words) for problem in refused.problems)
    except StoreError as error:
        return store_sentence(error, words)
    return None
