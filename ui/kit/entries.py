"""Forms that act once for what they were drawn for, and keep what was typed until it is stored.

A form is drawn for something (a letter, an objection): its fields bear its name, so that another one's form never shows
what was typed for this one. What is refused stays as it was typed; what is stored empties the form, and a second click
on the form that was on screen before does nothing. Where a form is gone when it is refused (a colleague has closed the
month meanwhile), what was typed is said with the reason.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from i18n.words import Words
from ui.asking.acting import Done
from ui.kit import frame

SHOWN = 400  # characters of what was typed


class _Desk:
    """What a session's forms have done. A plain object: the framework may end a run at any touch of its session state,
    between what was stored and the note of it. Two runs of one session may press at once; one acts after the other."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rounds: dict[str, int] = {}
        self.done: tuple[list[str], list[str]] = ([], [])
        self.refused: dict[str, Any] | None = None


def _desk() -> _Desk:
    with _MAKING:
        return st.session_state.setdefault("entries_desk", _Desk())


_MAKING = threading.Lock()


@dataclass(frozen=True)
class Entry:
    """The form of a place (`letter`) for what it is about (the letter's key)."""

    place: str
    about: object = ""

    @property
    def _round(self) -> str:
        return f"{self.place}_{self.about}_round"

    @property
    def drawn(self) -> int:
        """How often something was stored by this form."""
        return _desk().rounds.get(self._round, 0)

    def key(self, name: str) -> str:
        """The session's name of a field of the form."""
        return f"{self.place}_{name}" + (f"_{self.about}" if self.about != "" else "") + f"_{self.drawn}"

    def typed(self, name: str) -> Any:
        """What stands in a field now."""
        return st.session_state.get(self.key(name), "")

    def act(
        self,
        drawn: int,
        do: Callable[[], Done],
        said: Callable[[Any], Sequence[str]],
        fields: Sequence[str] = (),
        warned: Callable[[Any], Sequence[str]] = lambda value: (),
    ) -> None:
        """Do what the form is for, from a button's callback. drawn: as the form was on screen; said: what to say of
        what was stored; fields: those whose texts a refusal mustn't lose; warned: what didn't go well all the same."""
        desk = _desk()
        texts = self._texts(fields)
        with desk.lock:
            if drawn != desk.rounds.get(self._round, 0):
                return
            done = do()
            if done.refused:
                desk.refused = {"place": self.key(""), "why": tuple(done.refused), "typed": texts}
                return
            desk.rounds[self._round] = drawn + 1
            desk.done = list(said(done.value)), list(warned(done.value))

    def _texts(self, fields: Sequence[str]) -> list[str]:
        return [str(self.typed(name)) for name in fields if self.typed(name)]

    def refuse(self, why: Sequence[str], fields: Sequence[str] = ()) -> None:
        """Keep why the form's press was refused, with what was typed."""
        _desk().refused = {"place": self.key(""), "why": tuple(why), "typed": self._texts(fields)}

    def refusal(self) -> None:
        """Why the form's last press was refused, beside it."""
        desk = _desk()
        found = desk.refused
        if found and found["place"] == self.key(""):
            frame.refused(*found["why"], key=f"{self.place}_refused")
            desk.refused = None


def outcome() -> None:
    """What the last form stored, once (a run that is ended while it is drawn leaves it to the next)."""
    desk = _desk()
    said, warned = desk.done
    if said:
        frame.done(*said, key="entry_done")
    if warned:
        frame.warned(*warned, key="entry_warned")
    desk.done = ([], [])


def left_over(words: Words) -> None:
    """The refusal of a form that isn't on the page any more, with what was typed into it."""
    desk = _desk()
    found = desk.refused
    if found:
        typed = [words("objections.typed", text=f"\u2068{text[:SHOWN]}\u2069") for text in found["typed"]]
        frame.refused(*found["why"], *typed, key="entry_refused")
        desk.refused = None
