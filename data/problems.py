"""What is wrong with a file: every problem with its address. The sentences live in the language files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Problem:
    """One thing to tell the user. `cell` is an address such as D14 (null for the whole sheet or file), `value` the text
    as typed, `slots` what the sentence of `code` needs besides."""

    code: str
    severity: str = ERROR
    sheet: str | None = None
    cell: str | None = None
    value: str | None = None
    slots: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):
    """A file, list or request that can't be taken; nothing was stored."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(", ".join(sorted({problem.code for problem in self.problems})))


def refusal(code: str, sheet: str | None = None, **slots: object) -> Refused:
    """A Refused with one problem of a whole file or sheet."""
    return Refused([Problem(code, sheet=sheet or None, slots=slots)])


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == ERROR]
