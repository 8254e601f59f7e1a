"""Who acts: the signed-in user where there is one, else the name that is typed once in a session."""

from __future__ import annotations

import streamlit as st

from i18n.words import Words
from ui.asking.acting import Acting

_NAME = "actor_name"


def signed_in() -> str:
    """The name of the signed-in user; empty where nobody signs in."""
    if not getattr(st.user, "is_logged_in", False):
        return ""
    return str(getattr(st.user, "name", "") or getattr(st.user, "email", ""))


def name() -> str:
    """Who acts in this session; empty where that isn't known."""
    return signed_in() or st.session_state.get(_NAME, "").strip()


def acting(words: Words) -> Acting:
    """Who acts now, for an act on the store."""
    return Acting(name(), words)


def remember(typed: str) -> None:
    """Take a name that was typed elsewhere than in the field of `ask`."""
    st.session_state[_NAME] = typed[:100]


def ask(words: Words, place: str) -> None:
    """Let the name be typed where nobody is signed in, beside what is done with it. It stays for the session: every
    place shows the same name."""
    if signed_in():
        return
    key = f"who_{place}"
    st.session_state[key] = st.session_state.get(_NAME, "")
    st.text_input(
        words("who.label"), key=key, max_chars=100, width=360, help=words("who.help"), on_change=_keep, args=(key,)
    )


def _keep(key: str) -> None:
    st.session_state[_NAME] = st.session_state[key]
