"""Forms that act once for what they were drawn for, and keep what was typed until it is stored.

A form is drawn for something (a letter, an objection): its fields bear its name, so that another one's form never shows
what was typed for this one. What is refused stays as it was typed; what is stored empties the form, and a second click
on the form that was on screen before does nothing. Where a form is gone when it is refused (a colleague has closed the
month meanwhile), what was typed is said with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from i18n.words import Words
from ui import frame
from ui.commands import Done

_DONE, _REFUSED = "entries_done", "entries_refused"
SHOWN = 400  # characters of what was typed


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
        return st.session_state.get(self._round, 0)

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
        if drawn != self.drawn:
            return
        done = do()
        if done.refused:
            self.refuse(done.refused, fields)
            return
        st.session_state[self._round] = self.drawn + 1
        st.session_state[_DONE] = list(said(done.value)), list(warned(done.value))

    def refuse(self, why: Sequence[str], fields: Sequence[str] = ()) -> None:
        """Keep why the form's press was refused, with what was typed."""
        texts = [str(self.typed(name)) for name in fields if self.typed(name)]
        st.session_state[_REFUSED] = {"place": self.key(""), "why": tuple(why), "typed": texts}

    def refusal(self) -> None:
        """Why the form's last press was refused, beside it."""
        found = st.session_state.get(_REFUSED)
        if found and found["place"] == self.key(""):
            frame.refused(*st.session_state.pop(_REFUSED)["why"], key=f"{self.place}_refused")


def outcome() -> None:
    """What the last form stored, once."""
    said, warned = st.session_state.pop(_DONE, ((), ()))
    if said:
        frame.done(*said, key="entry_done")
    if warned:
        frame.warned(*warned, key="entry_warned")


def left_over(words: Words) -> None:
    """The refusal of a form that isn't on the page any more, with what was typed into it."""
    found: Mapping[str, Any] | None = st.session_state.pop(_REFUSED, None)
    if found:
        typed = [words("objections.typed", text=f"\u2068{text[:SHOWN]}\u2069") for text in found["typed"]]
        frame.refused(*found["why"], *typed, key="entry_refused")
