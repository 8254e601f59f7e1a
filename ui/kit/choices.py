"""How a choice calls what it offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def called(names: Mapping[Any, str]) -> Callable[[Any], str]:
    """The name of a code, for a choice among codes. One that was chosen before and isn't offered any more is called by
    its code."""
    return lambda code: names.get(code, str(code))
