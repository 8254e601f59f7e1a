"""A file that was read, as it is shown: what was recognised in it, and its problems with their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.imports.importing import Preview
from i18n.problem_sentences import problem_text
from i18n.words import Words
from ui.asking.file_acts import ReadFile
from ui.kit.dom import Node, el
from ui.kit.tables import Cell, Column, table

SHOWN_PROBLEMS = 200


def file_nodes(file: ReadFile, words: Words) -> list[Node]:
    """A file's name, its state, what was recognised, its problems."""
    errors = sum(problem.severity == "error" for problem in file.problems)
    warnings = len(file.problems) - errors
    state = "ready" if file.is_ready else "refused"
    counts = words("import.counts", errors=words.number(errors), warnings=words.number(warnings))
    nodes = [
        el(
            "div",
            el("h2", el("bdi", file.name), cls="sj-chart-title"),
            el("span", words(f"import.{state}"), cls=f"sj-state sj-{state}"),
            el("span", counts, cls="sj-muted"),
            cls="sj-row",
        )
    ]
    if file.preview and file.preview.recognised:
        nodes.append(_recognised(file.name, file.preview, words))
    if file.problems:
        nodes.append(_problems(file, errors > 0, words))
    return nodes


def _recognised(name: str, preview: Preview, words: Words) -> Node:
    columns = [
        Column(words("chart.month")),
        Column(words("kind.label")),
        *(Column(words(f"import.{count}"), numeric=True) for count in ("complete", "incomplete", "missing")),
    ]
    rows = [
        [
            Cell(words.month(row.month), row.month),
            Cell(words(f"kind.{row.kind}.many"), row.kind),
            *(Cell(words.number(count), count) for count in (row.complete, row.incomplete, row.missing)),
        ]
        for row in preview.recognised
    ]
    return table(words("import.recognised", file=name), columns, rows, words)


def _problems(file: ReadFile, is_open: bool, words: Words) -> Node:
    worst_first = sorted(file.problems, key=lambda problem: problem.severity != "error")
    shown = worst_first[:SHOWN_PROBLEMS]
    names = ("severity", "sheet", "cell", "value", "what", "try")
    columns = [Column(words(f"import.{name}")) for name in names]
    grid = table(words("import.problems", file=file.name), columns, [_row(each, words) for each in shown], words)
    more = len(worst_first) - len(shown)
    rest = el("p", words("import.more", count=words.number(more)), cls="sj-note") if more else None
    summary = words("import.show_problems", count=words.number(len(worst_first)))
    return el("details", el("summary", summary), el("div", grid, rest, cls="sj-body"), open="" if is_open else None)


def _row(problem: Any, words: Words) -> Sequence[Cell]:
    what, advice = problem_text(problem, words)
    look = "sj-worse" if problem.severity == "error" else ""
    return [
        Cell(words(f"severity.{problem.severity}"), problem.severity, look=look),
        Cell(_isolated(problem.sheet), problem.sheet),
        Cell(_isolated(problem.cell), problem.cell),
        Cell(_isolated(problem.value), problem.value),
        Cell(what, what, look="sj-sentence"),
        Cell(advice, advice, look="sj-sentence"),
    ]


def _isolated(text: str | None) -> str:
    return f"\u2068{text}\u2069" if text else ""
