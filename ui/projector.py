"""Whether this browser shows the projector's view (key F): charts are then drawn with larger letters."""

from __future__ import annotations

import streamlit as st

_SCRIPT = """
export default function ({ setStateValue }) {
  const tell = (event) => setStateValue("on", event.detail)
  document.addEventListener("sanjeh:present", tell)
  return () => document.removeEventListener("sanjeh:present", tell)
}
"""
_component = st.components.v2.component("sanjeh_projector", html="<span></span>", js=_SCRIPT, isolate_styles=False)
_KEY = "projector"
SCALE = 1.6


def watch() -> None:
    """Listen to the key for the rest of the session. Drawn once a run, out of sight."""
    _component(key=_KEY, default={"on": False}, on_on_change=lambda: None)


def scale() -> float:
    """How much larger than usual charts are to be drawn."""
    return SCALE if (st.session_state.get(_KEY) or {}).get("on") else 1.0
