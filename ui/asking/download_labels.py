"""What every download says of its store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from data.asking import catalogue, stored_results, stored_scores
from data.asking.chosen import Chosen
from i18n.months import code
from reports.tables import Labels, labelled
from scoring.frames import records
from ui.asking.cache import ask, kept
from ui.asking.setup_queries import is_demo, months, provinces
from ui.asking.the_store import store


def whole_series(province: int, province_id: str) -> dict[str, Any]:
    """Everything about a province, whatever the filters say: the arguments of `reports.tables.whole_series_table`.
    Asked when a download is made, so it touches neither the session nor the kept answers."""
    opened = store()
    asked = {
        "units": stored_results.unit_totals,
        "domains": stored_results.domain_percents,
        "scores": stored_scores.scores,
    }
    frames = {name: question(opened, province, Chosen()) for name, question in asked.items()}
    return frames | {"province_id": province_id, "labels": labels()}


@kept
def labels() -> Labels:
    """What downloads say of the store as it is now, when they are shown."""
    states = {
        (province.province_id, code(row["month"])): row["state"]
        for province in provinces()
        for row in records(months(province.key))
    }
    return Labels(is_demo(), states, ask(catalogue.chain_head))


def for_download(table: pd.DataFrame) -> pd.DataFrame:
    """The table with what every download says of its store."""
    return labelled(table, labels())


def labelled_when_made(table: Callable[[], pd.DataFrame]) -> Callable[[], pd.DataFrame]:
    """A table that is made only when it is downloaded, with the labels that hold now, when it is shown."""
    said = labels()
    return lambda: labelled(table(), said)
