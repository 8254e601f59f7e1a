"""`python -m benchmarks [--sizes S,M,L] [--keep FOLDER] [--markdown FILE]`: build the stores, measure, print one table.

Trust the ratios, not the milliseconds: both sides of a ratio are measured in one run on one machine. Exit status 0 even
where a goal is missed; the table says so.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks import asked, builder, duel, frames, imports, papers, screens, serving, sizes
from benchmarks.table import Table
from data.store.store import Store

IMPORT_SIZES = ("S", "M")
IMPORT = "Import of a file with 100 units, ms"
MANY = "Large imports, seconds"
QUESTIONS = "Questions, ms (pandas on the same rows in memory, and how many times as long it takes)"
SCRIPT = "A run of a page's script, answers already asked, ms"
SWITCH = "From a click to the painted page, ms"
OPENING = "From a new browser to the painted page, ms"
PAPERS = "Papers of the newest month of a province, ms"
MEMORY = "Memory of the server, MB"
PACKAGES = ("duckdb", "pandas", "streamlit")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    table, before = Table(options.sizes), _load()
    with _folder(options.keep) as folder:
        for size in options.sizes:
            _measure(size, folder, table)
    conditions = f"{_conditions()}; load average {before} at the start, {_load()} at the end"
    print(f"\n{table.text()}\n\n{conditions}")
    if options.markdown:
        options.markdown.write_text(f"{table.markdown()}\n\n{conditions}\n", encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=list(sizes.NAMES), help="of S,M,L; all by default")
    parser.add_argument("--keep", type=Path, help="a folder whose databases are used again and not removed")
    parser.add_argument("--markdown", type=Path, help="write the table to this file too")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[str]:
    wanted = [name.strip().upper() for name in text.split(",") if name.strip()]
    if not wanted or set(wanted) - set(sizes.NAMES):
        raise argparse.ArgumentTypeError(f"{text!r}: sizes are {', '.join(sizes.NAMES)}")
    return [name for name in sizes.NAMES if name in wanted]


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """Where the databases live: a folder that stays, or one that goes when this ends."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _measure(size: str, folder: Path, table: Table) -> None:
    """All figures of one size."""
    database = _built(size, folder)
    if size in IMPORT_SIZES:
        _say(f"{size}: importing")
        with tempfile.TemporaryDirectory() as copies:
            previewed, stored = imports.import_times(database, Path(copies))
        table.add(IMPORT, "click to preview", size, previewed, sizes.PREVIEW_MS)
        table.add(IMPORT, "click to stored", size, stored)
    if size == IMPORT_SIZES[0]:
        _many(database, table)
    _questions(size, database, table)
    _screens(size, database, table)
    _papers(size, database, table)


def _papers(size: str, database: Path, table: Table) -> None:
    """The papers of a province's newest month: 54 units at S, 100 at M, 516 at L."""
    _say(f"{size}: papers")
    store = Store(database)
    for label, milliseconds in papers.paper_times(store).items():
        table.add(PAPERS, label, size, milliseconds)
    store.close()


def _many(database: Path, table: Table) -> None:
    """The large file and the many files, in a small store."""
    for label, measure in (("16,000 units", imports.large_file), ("372 files", imports.many_files)):
        _say(f"S: {label}")
        with tempfile.TemporaryDirectory() as copies:
            found = measure(database, Path(copies))
        table.add(MANY, f"{label}: read and check", "S", found.preview_s)
        table.add(MANY, f"{label}: what would change", "S", found.rehearse_s)
        table.add(MANY, f"{label}: store", "S", found.store_s)
        table.add(MANY, f"{label}: memory, MB", "S", found.growth_mb)


def _built(size: str, folder: Path) -> Path:
    _say(f"{size}: building")
    start = time.perf_counter()
    database = builder.built(folder, size)
    seconds = time.perf_counter() - start
    store = Store(database)
    counts = builder.row_counts(store)
    store.close()
    _say(f"{size}: {seconds:.0f} s, {database.stat().st_size / 1e6:,.1f} MB")
    _say(f"{size}: " + ", ".join(f"{table} {rows:,}" for table, rows in counts.items()))
    return database


def _questions(size: str, database: Path, table: Table) -> None:
    _say(f"{size}: questions")
    store = Store(database)
    in_memory = frames.load(store)
    for question in asked.all_asked(store):
        ours, theirs = duel.duel(store, in_memory, question)
        goals = {} if question.page == asked.DOWNLOAD else sizes.QUESTION_MS
        note = f" ({duel_note(ours, theirs)})"
        table.add(QUESTIONS, question.label, size, ours, goals, note)
    store.close()


def duel_note(ours: float, theirs: float) -> str:
    return f"{theirs:.1f}, {theirs / ours:.1f}×"


def _screens(size: str, database: Path, table: Table) -> None:
    """Script runs, switches and openings of every page, and what the server needed for them."""
    _say(f"{size}: pages")
    processes = serving.can_see_processes()
    with serving.served(database) as server, screens.chromium() as browser:
        for path, times in screens.measured(browser, server, processes=processes).items():
            if times.cpu_ms is not None:
                table.add(SCRIPT, f"{path}: processor", size, times.cpu_ms, sizes.SCRIPT_RUN_MS)
            table.add(SCRIPT, f"{path}: click to end", size, times.run_ms)
            table.add(SWITCH, path, size, times.switch_ms)
            table.add(OPENING, path, size, times.open_ms)
        if processes:
            table.add(MEMORY, "peak", size, server.peak_megabytes())


def _conditions() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    hidden = "" if serving.can_see_processes() else "; no /proc: neither processor time nor memory of the server"
    return f"{date.today()}, {os.cpu_count()} processors, Python {platform.python_version()}, {packages}{hidden}"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
