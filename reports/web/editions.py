"""The edition of a public report from the revisions that a month has had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reports.web.page_model import Correction, Edition
from telling.revisions import changed_kinds


def edition_of(revisions: Sequence[Any]) -> Edition:
    """The newest of a month's revisions (`publications.Revision`), with what every later one corrected; the
    first one, not out yet, where there is none."""
    if not revisions:
        return Edition(1, None, weak_names=False, contact="")
    last = revisions[-1]
    corrected = [
        Correction(
            each.revision,
            each.published_on,
            each.publishing.note,
            each.changes,
            changed_kinds(each.headline_then, each.headline),
        )
        for each in revisions
        if each.revision > 1
    ]
    return Edition(
        last.revision,
        last.published_on,
        last.publishing.weak_names,
        last.publishing.contact,
        tuple(reversed(corrected)),
        revisions[0].publishing.note if revisions[0].revision == 1 else "",
    )


def next_edition(revisions: Sequence[Any]) -> Edition:
    """What would be published next, before it is: the revisions so far and the coming one; without a day."""
    return replace(edition_of(revisions), published_on=None)
