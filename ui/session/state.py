"""What a session remembers, and the address that says it: every choice is in the URL by code.

The URL is read when the session starts, and when the browser goes back or forward; otherwise the session's values are
written to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from ui.session.language import language_of

_FROM_URL = "address"
_WRITTEN = "written"
_WISHES = "wishes"
_NAMES = "names"  # of every choice that the address has ever said
_BACK = "back"  # what the page puts into an address that the browser went back or forward to
_REFUSED = "refused"
Option = TypeVar("Option")
Value = TypeVar("Value")


def start() -> str:
    """Read the address on the session's first run, and where the browser went back or forward to it; the language."""
    if _FROM_URL not in st.session_state or _BACK in st.query_params:
        for name in st.session_state.get(_NAMES, set()):
            st.session_state.pop(name, None)
        st.session_state[_FROM_URL] = {name: st.query_params.get_all(name) for name in st.query_params}
    st.session_state[_WRITTEN] = {}
    st.session_state.update(st.session_state.pop(_WISHES, {}))
    asked = _asked("lang")
    return str(choose("lang", ["fa", "en"], language_of(asked[0] if asked else None)))


def _asked(name: str) -> list[str]:
    return st.session_state[_FROM_URL].get(name, [])


def choose(name: str, options: Sequence[Option], default: Option) -> Option:
    """The session's value of a single choice, put in place before its widget is drawn: what was chosen, else what the
    address says, else the default; only ever one of the options."""
    by_code = {str(option): option for option in options}
    value = st.session_state.get(name, by_code.get((_asked(name) or [""])[0], default))
    return _settle(name, value if value in options else default)


def choose_many(name: str, options: Sequence[str], most: int | None = None) -> list[str]:
    """The same for several choices, each once and at most `most`; none by default."""
    value = st.session_state.get(name, _asked(name))
    return _settle(name, [option for option in dict.fromkeys(value) if option in options][:most])


def put(**choices: object) -> None:
    """Set choices whose widgets this run hasn't drawn yet."""
    st.session_state.update(choices)


def refused(name: str, asked: int, *, until: int) -> int:
    """What was asked for and can't be had, as long as what stood in its way (`until`) is still chosen; 0 for nothing.
    The run that refuses it is often followed by another one before anybody has read why."""
    key = f"{_REFUSED} {name}"
    value, then = st.session_state.get(key, (0, until))
    kept = (asked, until) if asked else (value if then == until else 0, until)
    st.session_state[key] = kept
    return kept[0]


def typed(name: str) -> str:
    """A text that the address brings, at most 80 characters; only until the session has one of its own."""
    return (_asked(name) or [""])[0][:80] if name not in st.session_state else st.session_state[name]


def _settle(name: str, value: Value) -> Value:
    """Assigning also gives the widget's labels the language of this run."""
    st.session_state[name] = value
    return value


def write(name: str, value: object) -> None:
    """Say a choice in the address (at the end of the run)."""
    st.session_state[_WRITTEN][name] = value
    st.session_state.setdefault(_NAMES, set()).add(name)


def written(name: str) -> object:
    """What this run (before it has begun, the last one) says in the address; None for nothing."""
    return st.session_state.get(_WRITTEN, {}).get(name)


def write_address() -> None:
    """Put the choices of this run, and nothing else, into the address."""
    wanted = {}
    for name, value in st.session_state[_WRITTEN].items():
        parts = list(value) if isinstance(value, list) else [value]
        if parts:
            wanted[name] = [str(part) for part in parts]
    if {name: st.query_params.get_all(name) for name in st.query_params} != wanted:
        st.query_params.from_dict(wanted)


def wish(**choices: object) -> None:
    """Set choices before the next run draws their widgets (a widget that was drawn in this run can't be set)."""
    st.session_state[_WISHES] = st.session_state.get(_WISHES, {}) | choices


def forget(name: str) -> None:
    """Forget a choice, so that the next run starts it from its default."""
    st.session_state.pop(name, None)
    st.session_state.get(_FROM_URL, {}).pop(name, None)
