"""What is set up: provinces, units, schemes, months."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from data.asking import analyses, catalogue, history
from data.registry.schemes import scheme_before as version_before
from data.registry.schemes import scheme_key_of
from data.registry.schemes import schemes as registered
from i18n.months import this_month
from scoring.frames import records
from scoring.months import following
from scoring.scheme import Scheme
from ui.asking.cache import ask
from ui.asking.scopes import Province
from ui.asking.the_store import store


def provinces() -> list[Province]:
    rows = records(ask(catalogue.provinces))
    return [Province(int(row["province_key"]), row["province_id"], row["name_fa"], row["name_en"]) for row in rows]


def months(province: int) -> pd.DataFrame:
    return ask(catalogue.months, province)


def last_changes(province_id: str) -> dict[int, str]:
    """When each month was changed last (UTC, ISO)."""
    return ask(history.last_changes, province_id)


def units(province: int, lang: str) -> pd.DataFrame:
    """The units of a province in the language's alphabet, agencies first."""
    return ask(catalogue.units, province).sort_values(["kind", f"sort_{lang}", "unit_id"], ignore_index=True)


def schemes(province: int) -> dict[int, Scheme]:
    """Scheme by month."""
    return dict(ask(catalogue.schemes_by_month, province))


def scheme_for(province: int, month: int) -> Scheme | None:
    """The scheme that a file of the month is read with; None where none is valid."""
    opened = store()
    scheme_key = scheme_key_of(opened, province, month)
    return None if scheme_key is None else registered(opened).get(scheme_key)


def next_month(province: int) -> int:
    """The month that the office probably fills in next: the one after the newest, or the current one."""
    known = months(province)["month"]
    return following(int(known.max())) if len(known) else this_month()


def unit_list(province: int) -> pd.DataFrame:
    return ask(catalogue.unit_list, province)


def scheme_versions() -> pd.DataFrame:
    return ask(catalogue.scheme_versions)


def scheme_before(scheme: Scheme, since: int | None) -> Scheme | None:
    """The version that a scheme would follow, if it were valid from a month (else from its own)."""
    return version_before(store(), replace(scheme, valid_from=since) if since else scheme)


def under_scheme(province: int, month: int, other: Scheme) -> pd.DataFrame:
    """A month under a scheme that isn't stored (`data.asking.analyses.under_scheme`)."""
    return analyses.under_scheme(store(), province, month, other)


def is_demo() -> bool:
    return ask(catalogue.is_demo)
