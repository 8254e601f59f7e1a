"""The schemes: versions in force, a new one with its difference to the one before, a month under another one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.registry.schemes import FIRST_MONTH, parsed
from i18n.months import code
from i18n.trouble_sentences import difference_sentence
from i18n.words import Words
from reports.office.scheme_workbook import scheme_workbook
from reports.tables import month_table
from scoring.alternatives import differences
from scoring.fences import fences
from scoring.frames import records
from scoring.scheme import DEFAULT_SCHEME, Scheme, load_scheme, parse_scheme
from ui.asking import download_labels, file_acts, setup_queries, the_store
from ui.asking.scopes import Province
from ui.kit import blocks, frame
from ui.kit.charts import Download, download_button, file_button
from ui.kit.dom import Node, el, show
from ui.kit.filters import measures, openings
from ui.kit.tables import Cell, Column, change_look, table
from ui.screens.office.scheme_view import view
from ui.session import state, who

_ROUND, _OUTCOME, _COMPARED = "scheme_round", "scheme_outcome", "scheme_compared"


def nodes(words: Words) -> list[Node]:
    """Every version: since when it is valid, what it counts, how many months are scored with it."""
    title = words("scheme.title")
    head = [el("p", words("scheme.explain"))]
    versions = setup_queries.scheme_versions()
    if versions.empty:
        return [*head, el("p", words("scheme.none"), cls="sj-empty")]
    names = ("domains", "indicators", "points", "bands", "months")
    columns = [Column(words("scheme.code")), Column(words("scheme.valid_from"))]
    columns += [Column(words(f"scheme.{name}"), numeric=True) for name in names]
    rows = []
    for row in records(versions):
        scheme = parsed(row["toml"])
        points = sum(item.max_points for item in scheme.indicators)
        counts = (len(scheme.domains), len(scheme.indicators), points, len(scheme.bands), row["months"])
        since = int(row["valid_from"])
        start = words("scheme.always") if since == FIRST_MONTH else words.month(since)
        name = words.name(scheme)
        rows.append([Cell(f"\u2068{row['scheme_id']}\u2069", note=name), Cell(start, since)] + _numbers(counts, words))
    return [*head, table(title, columns, rows, words), *_steps(versions, words), *_views(versions, words)]


def _views(versions: pd.DataFrame, words: Words) -> list[Node]:
    """The method of every version in words, the newest one first and open."""
    schemes = [parsed(text) for text in versions["toml"]][::-1]
    return [_view(scheme, "of", words, is_open=number == 0) for number, scheme in enumerate(schemes)]


def _view(scheme: Scheme, said: str, words: Words, *, is_open: bool) -> Node:
    slots = {"code": f"\u2068{scheme.scheme_id}\u2069", "name": words.name(scheme)}
    title = el("summary", words(f"scheme_view.{said}", **slots))
    return el("details", title, view(scheme, words), **({"open": ""} if is_open else {}))


def _numbers(counts: tuple, words: Words) -> list[Cell]:
    return [Cell(words.number(count, 0 if count == int(count) else 1), count) for count in counts]


def _steps(versions: pd.DataFrame, words: Words) -> list[Node]:
    """What each version changed against the one before it."""
    rows = records(versions)
    found = []
    for old, new in zip(rows, rows[1:], strict=False):
        slots = {"old": f"\u2068{old['scheme_id']}\u2069", "new": f"\u2068{new['scheme_id']}\u2069"}
        said = _said(parsed(old["toml"]), parsed(new["toml"]), words)
        found.append(el("details", el("summary", words("scheme.step", **slots)), said))
    return found


def _said(old: Scheme, new: Scheme, words: Words) -> Node:
    lines = [el("li", difference_sentence(each, words)) for each in differences(old, new)]
    return el("ul", *lines, cls="sj-body") if lines else el("p", words("scheme.only_names"), cls="sj-note")


def downloads(words: Words) -> None:
    """Each version as the form that is edited in Excel, and as the file that it was stored from; before the first one
    the form of the default scheme. (A version's code stands outside the labels: these are Markdown.)"""
    show(el("p", words("scheme.form_about"), cls="sj-note"), key="scheme_form_about")
    versions = records(setup_queries.scheme_versions())
    if not versions:
        default = load_scheme(DEFAULT_SCHEME)
        make = partial(scheme_workbook, default, words)
        file_button(words("scheme.form_default"), make, f"scheme-{default.scheme_id}.xlsx", "scheme_form_default")
    for row in versions:
        with st.container(horizontal=True, vertical_alignment="center", key=f"scheme_of_{row['scheme_key']}"):
            show(el("bdi", row["scheme_id"]), key=f"scheme_code_{row['scheme_key']}")
            name, key = f"scheme-{row['scheme_id']}", row["scheme_key"]
            form = partial(scheme_workbook, parsed(row["toml"]), words)
            file_button(words("scheme.download_form"), form, f"{name}.xlsx", f"scheme_form_{key}")
            content = partial(str.encode, row["toml"], "utf-8")
            file_button(words("scheme.download"), content, f"{name}.toml", f"scheme_{key}")


def upload(words: Words) -> None:
    """A new version, checked, shown whole and with its difference to the one before it, and stored after a
    confirmation."""
    if _OUTCOME in st.session_state:
        frame.done(st.session_state.pop(_OUTCOME), key="scheme_done")
    show(el("h2", words("scheme.new"), cls="sj-section"), key="scheme_new")
    number = st.session_state.setdefault(_ROUND, 0)
    file = st.file_uploader(words("scheme.choose"), key=f"scheme_file_{number}")
    if file is None:
        return
    since = measures.any_month(words, f"scheme_since_{number}", words("scheme.since"))
    text = _read(file, words, "scheme_refused")
    if text is not None:
        show(*_before_storing(parse_scheme(text), since, words), key="scheme_difference")
    who.ask(words, "scheme")
    if text is not None:
        old = setup_queries.scheme_before(parse_scheme(text), since)
        compared = file.file_id, since, old.scheme_id if old else ""
        seen = st.session_state.get(_COMPARED)
        if st.button(words("scheme.confirm"), key="scheme_confirm", type="primary"):
            same = seen is None or seen[:2] == compared[:2]
            _store(text, code(since) if since else "", seen[2] if seen and same else compared[2], words)
        st.session_state[_COMPARED] = compared


def _before_storing(scheme: Scheme, since: int | None, words: Words) -> list[Node]:
    """What the scheme changes against the version before it, and all of it."""
    old, whole = setup_queries.scheme_before(scheme, since), _view(scheme, "of_read", words, is_open=True)
    taken = _of_month(scheme, since)
    if taken is not None:
        said = words("scheme.month_taken", code=f"\u2068{taken.scheme_id}\u2069")
        return [el("p", said, cls="sj-alarm", role="alert"), _said(taken, scheme, words), whole]
    if old is None:
        return [el("p", words("scheme.read_first"), cls="sj-note"), whole]
    slots = {"old": f"\u2068{old.scheme_id}\u2069", "new": f"\u2068{scheme.scheme_id}\u2069"}
    title = el("h3", words("scheme.step", **slots), cls="sj-chart-title")
    return [title, _said(old, scheme, words), whole]


def _of_month(scheme: Scheme, since: int | None) -> Scheme | None:
    """The stored version that is valid from the same month, where it is another one."""
    first = since or scheme.valid_from or FIRST_MONTH
    versions = setup_queries.scheme_versions()
    same = [parsed(text) for text in versions.loc[versions["valid_from"] == first, "toml"]]
    return same[0] if same and replace(same[0], valid_from=scheme.valid_from) != scheme else None


def _store(text: str, since: str, old: str, words: Words) -> None:
    """old: the code of the version that the text was compared with on screen."""
    before = the_store.revision()
    done = file_acts.store_scheme(text, since, who.acting(words), old)
    if done.refused:
        frame.refused(*done.refused, key="scheme_refused")
        return
    said = "known" if the_store.revision() == before else "stored"
    st.session_state[_OUTCOME] = words(f"scheme.{said}", code=f"\u2068{done.value}\u2069")
    st.session_state[_ROUND] += 1
    st.rerun()


def _read(file: UploadedFile, words: Words, key: str) -> str | None:
    """The TOML text that a file says; where it is no scheme, the sentences that say why. A file is read once."""
    token, kept = (file.name, hashlib.sha256(file.getvalue()).hexdigest(), words.lang), f"{key}_read"
    if st.session_state.get(kept, (None,))[0] != token:
        st.session_state[kept] = token, file_acts.read_scheme(file.name, file.getvalue(), words)
    done = st.session_state[kept][1]
    if done.refused:
        frame.refused(*done.refused, key=key)
    return done.value


def alternative(province: Province, words: Words) -> None:
    """A month under another scheme: totals, bands and ranks side by side. Nothing of it is stored."""
    show(
        el("h2", words("scheme.what_if"), cls="sj-section"),
        el("p", words("scheme.what_if_about"), cls="sj-note"),
        key="alternative_title",
    )
    months = [int(month) for month in setup_queries.months(province.key)["month"]][::-1]
    state.choose("month", months, months[0])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = st.selectbox(
            words("chart.month"), months, format_func=words.month, key="month", width=220, persist_state="session"
        )
        file = st.file_uploader(words("scheme.other"), key="alternative_file")
    state.write("month", month)
    text = _read(file, words, "alternative_refused") if file else None
    if text is None:
        return
    other = parse_scheme(text)
    both = setup_queries.under_scheme(province.key, month, other)
    scheme = setup_queries.schemes(province.key)[month]
    opened = show(
        _said(scheme, other, words),
        _counts(both, scheme, other, words),
        side_by_side(both, scheme, other, words),
        key="alternative",
        on_action=lambda: None,
    ).action
    csv = download_labels.for_download(month_table(both, month, province.province_id))
    name = f"other-scheme-{province.province_id}-{code(month)}.csv"
    download_button(Download(words("chart.csv"), name, lambda: csv), "csv_alternative")
    if opened:
        openings.open_unit(opened)


def _counts(both: pd.DataFrame, scheme: Scheme, other: Scheme, words: Words) -> Node:
    """How many units change their band or rank, and how many are weak here and there."""
    known = both.dropna(subset=["total", "total_other"])
    moved = int((known["band"] != known["band_other"]).sum()), int((known["rank_change"] != 0).sum())
    weak = [int(both[name].fillna(False).astype(bool).sum()) for name in ("is_weak", "is_weak_other")]
    slots = {"bands": moved[0], "ranks": moved[1], "weak": weak[0], "other": weak[1], "units": len(known)}
    slots["lost"] = int((both["total"].notna() & both["total_other"].isna()).sum())
    return el(
        "p", words("scheme.moved", **{name: words.number(value) for name, value in slots.items()}), cls="sj-counts"
    )


def side_by_side(both: pd.DataFrame, scheme: Scheme, other: Scheme, words: Words) -> Node:
    """A row a unit: total with band and rank under both schemes, and what moves."""
    names = ("total", "total_other", "total_change", "rank", "rank_other", "rank_change")
    columns = [Column(words("ranking.unit")), Column(words("kind.label"))]
    columns += [Column(words(f"scheme.{name}"), numeric=True) for name in names]
    rows, borders = [], _borders(both, "", scheme)
    others = _borders(both, "_other", other)
    for unit in records(both.sort_values(["kind", "rank", "unit_id"], na_position="last")):
        rows.append(
            [
                Cell(words.name(unit), unit[f"sort_{words.lang}"], action=unit["unit_id"]),
                Cell(words(f"kind.{unit['kind']}.one"), unit["kind"]),
                _total(unit["total"], unit["band"], scheme, borders[unit["kind"]], words),
                _total(unit["total_other"], unit["band_other"], other, others[unit["kind"]], words),
                _change(unit["total_change"], 1, words),
                _rank(unit["rank"], unit["ranked_units"], words),
                _rank(unit["rank_other"], unit["ranked_units_other"], words),
                _change(unit["rank_change"], 0, words),
            ]
        )
    return table(words("scheme.what_if"), columns, rows, words, tall=True)


def _borders(both: pd.DataFrame, suffix: str, scheme: Scheme) -> dict[str, tuple[float, ...]]:
    """By kind, what the totals under a scheme are not rounded across."""
    names = {f"total{suffix}": "total", f"rank{suffix}": "rank"}
    lists = both[["kind", *names]].rename(columns=names).groupby("kind")
    return {str(kind): fences(own, scheme) for kind, own in lists}


def _total(total: float, band: str | None, scheme: Scheme, borders: Sequence[float], words: Words) -> Cell:
    if pd.isna(total):
        return Cell("")
    return Cell(words.total(total, borders), total, chip=blocks.band_chip(band, scheme, words), bar=total)


def _rank(rank: float, units: int, words: Words) -> Cell:
    if pd.isna(rank):
        return Cell("")
    return Cell(words("overview.counts", weak=words.number(rank), evaluated=words.number(units)), rank)


def _change(value: float, decimals: int, words: Words) -> Cell:
    if pd.isna(value):
        return Cell("")
    return Cell(words.number(float(value), decimals, sign=True), float(value), look=change_look(value))
