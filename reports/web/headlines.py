"""What a published revision of a report told of a kind, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from i18n.figure_sentences import base_sentence, share_figure, shift_sentence
from i18n.words import Words
from scoring.completeness import is_small


def headline_sentence(row: Mapping[str, Any], words: Words) -> str:
    """What a published report said of a kind: its share or counts, its change and the base month. row: of a stored
    headline (`data.office.publications.HEADLINE`; null as None)."""
    kind = words(f"kind.{row['kind']}.many")
    if not row["evaluated"]:
        return f"{kind}: {words('overview.no_evaluated')}"
    share = {name: float("nan") if value is None and name != "reason" else value for name, value in row.items()}
    few = {"base_weak": float("nan"), "base_evaluated": float("nan")} | share
    share = few | {"month": None, "decrease_points": share["change_points"], "is_small": is_small(row["evaluated"])}
    share["base_is_small"] = bool(share["base_evaluated"] > 0 and is_small(share["base_evaluated"]))
    number, said = share_figure(share, words)
    first = f"{words('list.comma').join((kind, said))}: {number}"
    return " · ".join(filter(None, (first, shift_sentence(share, words), base_sentence(share, words))))
