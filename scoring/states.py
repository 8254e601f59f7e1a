"""The life of a month: draft, objections, final, published; which step leads where."""

from __future__ import annotations

DRAFT, OBJECTIONS, FINAL, PUBLISHED = STATES = ("draft", "objections", "final", "published")
LOCKED = (FINAL, PUBLISHED)  # no import, no revert, no objection
STEPS = {DRAFT: OBJECTIONS, OBJECTIONS: FINAL, FINAL: PUBLISHED}


def may_move(now: str, to: str) -> bool:
    """Whether a month may go from one state to another: a step forward, or open again as a draft."""
    return STEPS.get(now) == to or (to == DRAFT and now != DRAFT)


def needs_reason(now: str, to: str) -> bool:
    """Whether the move must say why: opening again."""
    return to == DRAFT and now != DRAFT
