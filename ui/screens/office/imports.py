"""What the import page is made of: choosing files, reading them with progress, what they would change, confirming.

The files that a confirmation stores are exactly those whose summary was on screen: they are kept in the session, and
the store refuses them where it has changed since they were read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.reading.month_scores import Choices
from i18n.words import Words
from reports.tables import problems_table
from ui.asking import acting, file_acts, the_store
from ui.asking.file_acts import ReadFile
from ui.asking.scopes import Province
from ui.kit import frame
from ui.kit.charts import Download, download_button
from ui.kit.dom import show
from ui.kit.panels.impact import impact_nodes
from ui.screens.office import import_choices
from ui.screens.office.import_problems import file_nodes
from ui.session import who

MOST_FILES, MOST_MEGABYTES = 400, 100  # at once; a month's file of one province has some 20 kB
_READ, _ROUND, _OUTCOME = "import_read", "import_round", "import_outcome"
_IMPACT, _MISSING = "import_impact", "import_is_missing"


def read_all(province: Province, words: Words) -> list[ReadFile]:
    """Let files be chosen and read each that isn't read yet, with a progress bar."""
    file_acts.warm_up()
    number = st.session_state.setdefault(_ROUND, 0)
    uploads = st.file_uploader(
        words("import.choose"), accept_multiple_files=True, key=f"score_files_{number}", help=words("import.formats")
    )
    if len(uploads) > MOST_FILES or sum(upload.size for upload in uploads) > MOST_MEGABYTES * 2**20:
        limits = {"most": words.number(MOST_FILES), "megabytes": words.number(MOST_MEGABYTES)}
        frame.refused(words("import.too_many", **limits), key="too_many")
        return []
    kept: dict[tuple, ReadFile] = st.session_state.get(_READ, {})
    read: dict[tuple, ReadFile] = {}
    bar = st.empty()
    for position, upload in enumerate(uploads):
        content = upload.getvalue()
        choices = import_choices.of(hashlib.sha256(content).hexdigest())
        key = (upload.name, upload.file_id, choices, province.province_id, the_store.revision())
        if key not in kept and len(uploads) > 1:
            bar.progress(position / len(uploads), words("import.reading"))
        read[key] = kept.get(key) or _read(upload.name, content, choices, province, bar, position / len(uploads), words)
    bar.empty()
    st.session_state[_READ] = read
    return list(read.values())


def _read(
    name: str, content: bytes, choices: Choices, province: Province, bar: DeltaGenerator, done: float, words: Words
) -> ReadFile:
    """Read one file; where two others are being read just now, the bar says so."""

    def queued() -> None:
        bar.progress(done, words("import.queued"))

    return file_acts.read_scores(name, content, choices, province.province_id, queued)


def file_card(file: ReadFile, number: int, words: Words) -> None:
    """What was recognised in a file and every problem; and the choices that the file leaves open."""
    with st.container(border=True, key=f"file_{number}"):
        show(*file_nodes(file, words), key=f"file_nodes_{number}")
        import_choices.offer(file, number, words)


def problems_download(files: Sequence[ReadFile], province: Province, words: Words) -> None:
    """Every problem of every file as one CSV."""
    if any(file.problems for file in files):
        table = problems_table([(file.name, file.problems) for file in files], words)
        name = f"problems-{province.province_id}.csv"
        download_button(Download(words("import.problems_csv"), name, lambda: table), "csv_problems")


def confirm(files: Sequence[ReadFile], words: Words) -> None:
    """What the files without errors would change, and one confirmation for all of them."""
    ready, left_out = [file for file in files if file.is_ready], [file for file in files if not file.is_ready]
    rehearsed = _rehearsed(ready, words)
    if rehearsed.refused:
        frame.refused(*rehearsed.refused, key="rehearsal_refused")
        return
    impact = rehearsed.value
    show(*impact_nodes(impact, words), key="impact")
    if left_out:
        names = words("list.comma").join(f"\u2068{file.name}\u2069" for file in left_out)
        frame.refused(words("import.left_out", files=names), key="left_out")
    if impact.changes_nothing:
        return
    who.ask(words, "import")
    label = "import.reason" if impact.is_correction else "import.note"
    st.text_input(words(label), key="import_note", max_chars=200, width=640)
    if _MISSING in st.session_state:
        frame.refused(words(st.session_state.pop(_MISSING)), key="import_missing")
    st.button(
        words("import.confirm", files=words.number(len(ready))) if len(ready) > 1 else words("import.confirm_one"),
        key="import_confirm",
        type="primary",
        disabled=the_store.alarm() is not None,
        on_click=_store,
        args=(ready, impact.is_correction, words),
    )


def _rehearsed(ready: Sequence[ReadFile], words: Words) -> acting.Done:
    """What was told of these previews; they are read anew whenever the store, the province or a month changes."""
    previews = [file.preview for file in ready if file.preview]
    lang, told_of, told = st.session_state.get(_IMPACT, ("", [], None))
    if lang != words.lang or told_of != previews:
        bar, steps, total = st.empty(), iter(range(1, 10_000)), sum(1 + len(preview.months) for preview in previews)

        def each() -> None:
            if len(ready) > 1:
                bar.progress(min(next(steps) / total, 1.0), words("import.rehearsing"))

        told = file_acts.rehearse_import(ready, words, each)
        bar.empty()
        st.session_state[_IMPACT] = words.lang, previews, told
    return told


def _store(ready: Sequence[ReadFile], is_correction: bool, words: Words) -> None:
    """The confirmation, before the page is drawn again: exactly the files that were on screen."""
    note = st.session_state.get("import_note", "").strip()
    if not who.name() or (is_correction and not note):
        st.session_state[_MISSING] = "import.reason_missing" if who.name() else "import.name_missing"
        return
    done = file_acts.import_scores(ready, note, who.acting(words))
    st.session_state[_OUTCOME] = [file.name for file in ready], done
    if not done.refused:
        st.session_state[_ROUND] += 1
        st.session_state["import_note"] = ""


def outcome(province: Province, words: Words) -> None:
    """How the last confirmation ended, once; with the way to the month."""
    names, done = st.session_state.pop(_OUTCOME, (None, None))
    if names is None:
        _offer_month(province, words)
        return
    if done.refused:
        frame.refused(*done.refused, words("import.look_again"), key="import_refused")
        return
    said = []
    for name, months in zip(names, done.value, strict=True):
        for month in months:
            key = "import.stored" if month.import_key else "import.unchanged"
            slots = {"month": words.month(month.month), "units": words.number(month.units)}
            said.append(words(key, file=f"\u2068{name}\u2069", **slots))
    newest = max(month.month for months in done.value for month in months)
    st.session_state["import_newest"] = newest, province.province_id
    frame.done(*said, key="import_done")
    _offer_month(province, words)


def _offer_month(province: Province, words: Words) -> None:
    month, of = st.session_state.get("import_newest", (None, ""))
    if month is None or of != province.province_id:
        return
    if st.button(words("import.see_month", month=words.month(month)), key="see_month"):
        st.session_state["month"] = month
        st.session_state.pop("import_newest")
        st.switch_page("pages/overview.py")
