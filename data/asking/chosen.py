"""Which rows a question is about: what a filter leaves."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.store.reader import Reader


@dataclass(frozen=True)
class Chosen:
    """The rows that a filter leaves: kinds, sector codes and unit ids; an empty tuple leaves all."""

    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


# A clause for each part of Chosen that leaves rows out; what leaves all in costs the engine nothing.
CLAUSES = {
    "kinds": "t.kind = ANY($kinds)",
    "sectors": "t.sector = ANY($sectors)",
    "units": "t.unit_key IN (SELECT unit_key FROM unit WHERE province_key = $province AND unit_id = ANY($units))",
}


def read_chosen(store: Reader, sql: str, chosen: Chosen, month: int | None = None, **values: object) -> pd.DataFrame:
    """Ask with `{chosen}` in a statement standing for the clauses of a filter, and of one month where one is asked."""
    lists = {name: list(getattr(chosen, name)) for name in CLAUSES if getattr(chosen, name)}
    clauses = [CLAUSES[name] for name in lists]
    if month is not None:
        clauses.append("t.month = $month")
        values["month"] = month
    return store.read(sql.format(chosen="".join(f" AND {clause}" for clause in clauses)), **values, **lists)
