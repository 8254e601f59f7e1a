"""The scheme on the units page: the versions in force, their files, a new version."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.registry import FIRST_MONTH, parsed
from i18n.words import Words
from ui import commands, frame, queries, who
from ui.charts import file_button
from ui.dom import Node, el, show
from ui.tables import Cell, Column, table

_ROUND, _OUTCOME = "scheme_round", "scheme_outcome"


def nodes(words: Words) -> list[Node]:
    """Every version: since when it is valid, what it counts, how many months are scored with it."""
    title = words("scheme.title")
    head = [el("h2", title, cls="sj-section"), el("p", words("scheme.explain"))]
    versions = queries.scheme_versions()
    if versions.empty:
        return [*head, el("p", words("scheme.none"), cls="sj-empty")]
    names = ("domains", "indicators", "points", "bands", "months")
    columns = [Column(words("scheme.code")), Column(words("scheme.valid_from"))]
    columns += [Column(words(f"scheme.{name}"), numeric=True) for name in names]
    rows = []
    for row in versions.to_dict("records"):
        scheme = parsed(row["toml"])
        points = sum(item.max_points for item in scheme.indicators)
        counts = (len(scheme.domains), len(scheme.indicators), points, len(scheme.bands), row["months"])
        since = int(row["valid_from"])
        start = words("scheme.always") if since == FIRST_MONTH else words.month(since)
        name = words.name(scheme)
        rows.append([Cell(f"\u2068{row['scheme_id']}\u2069", note=name), Cell(start, since)] + _numbers(counts, words))
    return [*head, table(title, columns, rows, words)]


def _numbers(counts: tuple, words: Words) -> list[Cell]:
    return [Cell(words.number(count, 0 if count == int(count) else 1), count) for count in counts]


def downloads(words: Words) -> None:
    """Each version as the file that it was stored from. (Its code stands outside the label: that is Markdown.)"""
    for row in queries.scheme_versions().to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"scheme_of_{row['scheme_key']}"):
            show(el("bdi", row["scheme_id"]), key=f"scheme_code_{row['scheme_key']}")
            content = partial(str.encode, row["toml"], "utf-8")
            name = f"scheme-{row['scheme_id']}.toml"
            file_button(words("scheme.download"), content, name, f"scheme_{row['scheme_key']}")


def upload(words: Words) -> None:
    """A new version, checked and named before it is stored."""
    if _OUTCOME in st.session_state:
        frame.done(st.session_state.pop(_OUTCOME), key="scheme_done")
    number = st.session_state.setdefault(_ROUND, 0)
    file = st.file_uploader(words("scheme.choose"), key=f"scheme_file_{number}")
    if file is None:
        return
    who.ask(words, "scheme")
    if st.button(words("scheme.confirm"), key="scheme_confirm", type="primary"):
        before = queries.revision()
        done = commands.store_scheme(file.getvalue(), words)
        if done.refused:
            frame.refused(*done.refused, key="scheme_refused")
            return
        said = "known" if queries.revision() == before else "stored"
        st.session_state[_OUTCOME] = words(f"scheme.{said}", code=f"\u2068{done.value}\u2069")
        st.session_state[_ROUND] += 1
        st.rerun()
