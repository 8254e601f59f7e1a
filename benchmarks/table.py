"""The one table that a run prints: a row a measure, a column a size, and whether each goal was reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class _Row:
    what: str
    goals: Mapping[str, float]
    values: dict[str, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def cell(self, size: str) -> str:
        return f"{_short(self.values[size])}{self.notes[size]}" if size in self.values else ""

    def goal(self, sizes: Sequence[str]) -> str:
        limits = {size: self.goals[size] for size in sizes if size in self.goals and size in self.values}
        if len(set(limits.values())) == 1 and len(limits) == len(self.values):
            return f"≤ {_short(next(iter(limits.values())))}"
        return ", ".join(f"{size} ≤ {_short(limit)}" for size, limit in limits.items())

    def verdict(self) -> str:
        judged = [size for size in self.values if size in self.goals]
        missed = [size for size in judged if self.values[size] > self.goals[size]]
        return f"missed at {', '.join(missed)}" if missed else "reached" if judged else ""


class Table:
    """Collects figures size by size; prints them group by group."""

    def __init__(self, sizes: Sequence[str]):
        self._sizes = sizes
        self._groups: dict[str, dict[str, _Row]] = {}

    def add(
        self, group: str, what: str, size: str, value: float, goals: Mapping[str, float] | None = None, note: str = ""
    ) -> None:
        """A figure of a size; `goals`: the most that is allowed, by size; `note` stands behind the figure."""
        row = self._groups.setdefault(group, {}).setdefault(what, _Row(what, goals or {}))
        row.values[size], row.notes[size] = value, note

    def missed(self) -> list[str]:
        """The measures that miss a goal, with where."""
        rows = (row for group in self._groups.values() for row in group.values())
        return [f"{row.what}: {row.verdict()}" for row in rows if row.verdict().startswith("missed")]

    def _lines(self) -> list[tuple[str, list[list[str]]]]:
        return [
            (
                group,
                [
                    [row.what, *map(row.cell, self._sizes), row.goal(self._sizes), row.verdict()]
                    for row in rows.values()
                ],
            )
            for group, rows in self._groups.items()
        ]

    def text(self) -> str:
        """Aligned columns."""
        head, groups = ["", *self._sizes, "goal", ""], self._lines()
        every = [head, *(line for _, lines in groups for line in lines)]
        widths = [max(len(line[place]) for line in every) for place in range(len(head))]

        def aligned(line: list[str]) -> str:
            return "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()

        return "\n".join(
            [aligned(head), *(part for group, lines in groups for part in ("", group, *map(aligned, lines)))]
        )

    def markdown(self) -> str:
        head, groups = ["", *self._sizes, "goal", ""], self._lines()
        lines = [_piped(head), _piped(["---"] * len(head))]
        for group, rows in groups:
            lines += [_piped([f"**{group}**", *[""] * (len(head) - 1)]), *map(_piped, rows)]
        return "\n".join(lines)


def _piped(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
