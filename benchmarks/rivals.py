"""The questions of `data.asking` answered by pandas over frames in memory: same names, arguments, rows
and order."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from benchmarks.frames import Frames
from data.asking.chosen import Chosen
from data.units.unit_list_files import COLUMNS
from scoring.scheme import Scheme
from scoring.totals import EVALUATED, INCOMPLETE, MISSING, SCORED

FLOWS = ["left_weak", "fell_weak", "joined_weak", "gone_weak"]
NAMES = "unit_id name_fa name_en sort_fa sort_en".split()


def _totals(frames: Frames, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """The rows of unit_total that a filter leaves."""
    totals = frames["unit_total"]
    keep = totals["province_key"] == province
    if month is not None:
        keep &= totals["month"] == month
    if chosen.kinds:
        keep &= totals["kind"].isin(chosen.kinds)
    if chosen.sectors:
        keep &= totals["sector"].isin(chosen.sectors)
    if chosen.units:
        units = frames["unit"]
        own = units[(units["province_key"] == province) & units["unit_id"].isin(chosen.units)]
        keep &= totals["unit_key"].isin(own["unit_key"])
    return totals[keep]


def _evaluated(frames: Frames, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    totals = _totals(frames, province, chosen, month)
    return totals[totals["status"] == EVALUATED]


def _domains(frames: Frames, totals: pd.DataFrame, province: int, domain: str | None = None) -> pd.DataFrame:
    """totals joined with the domain rows of the same months and units, with the domain's code."""
    rows, codes = frames["domain_total"], frames["domain"].rename(columns={"code": "domain"})
    rows = rows[rows["province_key"] == province]
    codes = codes[codes["domain"] == domain] if domain else codes
    joined = totals.drop(columns=["points", "ceiling"]).merge(rows, on=["province_key", "month", "unit_key"])
    return joined.merge(codes, on="domain_key")


def _scores(frames: Frames, totals: pd.DataFrame, indicator: str | None = None) -> pd.DataFrame:
    """totals joined with the scores of the imports that they stand on, with the indicator's code."""
    scores, codes = frames["score"], frames["indicator"].rename(columns={"code": "indicator"})
    codes = codes[codes["indicator"] == indicator] if indicator else codes
    scores = scores[scores["import_key"].between(totals["import_key"].min(), totals["import_key"].max())]
    if indicator:
        scores = scores[scores["indicator_key"] == codes["indicator_key"].iloc[0]]
    scores = scores[scores["import_key"].isin(totals["import_key"].unique())]
    joined = totals.drop(columns="points").merge(scores, on=["import_key", "unit_key"])
    return joined.merge(codes, on="indicator_key")


def _grouped(rows: pd.DataFrame, keys: list[str], **answers: tuple[str, str]) -> pd.DataFrame:
    return rows.groupby(keys, observed=True).agg(**answers).reset_index()


def revision(frames: Frames) -> int:
    return int(frames["event"]["seq"].max())


def provinces(frames: Frames) -> pd.DataFrame:
    return frames["province"][["province_key", "province_id", "name_fa", "name_en"]].sort_values("province_id")


def months(frames: Frames, province: int) -> pd.DataFrame:
    imports, rows = frames["import"], frames["month"]
    own = imports[(imports["province_key"] == province) & imports["demo"] & imports["reverted_seq"].isna()]
    rows = rows[rows["province_key"] == province].sort_values("month")
    return rows[["month", "state", "scheme_key"]].assign(demo=rows["month"].isin(own["month"]))


def schemes_by_month(frames: Frames, province: int) -> dict[int, Scheme]:
    rows = frames["month"]
    rows = rows[rows["province_key"] == province].sort_values("month")
    return {month: frames.schemes[key] for month, key in zip(rows["month"], rows["scheme_key"], strict=True)}


def units(frames: Frames, province: int) -> pd.DataFrame:
    listed = frames["unit_total"]["unit_key"][frames["unit_total"]["province_key"] == province].unique()
    rows = frames["unit"][frames["unit"]["unit_key"].isin(listed)].sort_values(["kind", "sort_fa", "unit_id"])
    return rows[["unit_id", "kind", "sector", "name_fa", "name_en", "sort_fa", "sort_en"]]


def unit_list(frames: Frames, province: int) -> pd.DataFrame:
    units, aliases = frames["unit"], frames["unit_alias"].sort_values("alias")
    joined = aliases.groupby("unit_key")["alias"].agg("|".join).rename("aliases")
    rows = units[units["province_key"] == province].sort_values(["kind", "sort_fa", "unit_id"])
    rows = rows.merge(frames["province"][["province_key", "province_id"]], on="province_key")
    return rows.join(joined, on="unit_key").fillna({"aliases": ""})[COLUMNS]


def scheme_versions(frames: Frames) -> pd.DataFrame:
    rows = frames["scheme"].sort_values(["valid_from", "scheme_key"])
    months = rows["scheme_key"].map(frames["month"]["scheme_key"].value_counts()).fillna(0)
    return rows[["scheme_key", "scheme_id", "toml", "valid_from"]].assign(months=months)


def chain_head(frames: Frames) -> str:
    return frames["event"].sort_values("seq")["entry_hash"].iloc[-1]


def month_states(frames: Frames, province: int) -> pd.DataFrame:
    months = frames["month"][frames["month"]["province_key"] == province].sort_values("month", ascending=False)
    totals = frames["unit_total"][frames["unit_total"]["province_key"] == province]
    counted = {status: totals["status"] == status for status in (EVALUATED, INCOMPLETE, MISSING)}
    counts = totals[["month"]].assign(listed=1, **counted).groupby("month").sum()
    objections = frames["objection"][frames["objection"]["province_key"] == province]
    by_month = objections.assign(open=objections["status"] == "open").groupby("month")["open"].agg(["sum", "size"])
    by_month.columns = ["open", "objections"]
    names = ["month", "state", "objections_until", "scheme_key", "version"]
    return months[names].join(counts, on="month").join(by_month, on="month").fillna({"open": 0, "objections": 0})


def is_demo(frames: Frames) -> bool:
    return bool((frames["import"]["demo"] & frames["import"]["reverted_seq"].isna()).any())


def month_counts(frames: Frames, province: int, chosen: Chosen) -> pd.DataFrame:
    totals = _totals(frames, province, chosen)
    counted = {status: totals["status"] == status for status in (EVALUATED, INCOMPLETE, MISSING)}
    rows = totals[["month", "kind"]].assign(listed=1, **counted, weak=totals["is_weak"].fillna(False))
    names = ["listed", *counted, "weak"]
    return _grouped(rows, ["month", "kind"], **{name: (name, "sum") for name in names})


def band_counts(frames: Frames, province: int, chosen: Chosen) -> pd.DataFrame:
    return _grouped(
        _evaluated(frames, province, chosen), ["month", "kind", "band"], units=("band", "size")
    ).sort_values(["month", "kind", "band"], key=lambda part: part.astype(str) if part.name == "band" else part)


def flow_counts(frames: Frames, province: int, base: Mapping[str, int], chosen: Chosen) -> pd.DataFrame:
    flows = [_flow(_totals(frames, province, chosen), kind, month) for kind, month in sorted(base.items())]
    return pd.concat(flows, ignore_index=True) if flows else pd.DataFrame(columns=["month", "kind", *FLOWS])


def _flow(totals: pd.DataFrame, kind: str, base: int) -> pd.DataFrame:
    totals = totals[totals["kind"] == kind]
    rows = totals[["month", "unit_key"]].assign(evaluated=totals["status"] == EVALUATED)
    rows["now"] = totals["is_weak"].fillna(False).astype(bool)
    then = rows[(rows["month"] == base) & rows["evaluated"]].set_index("unit_key")["now"]
    known = rows["evaluated"] & rows["unit_key"].isin(then.index)
    before = rows["unit_key"].map(then).fillna(False).astype(bool) & known
    moves = {
        "left_weak": before & ~rows["now"],
        "fell_weak": known & ~before & rows["now"],
        "joined_weak": ~known & rows["now"],
        "stayed": before,
    }
    sums = rows.assign(**moves).groupby("month")[list(moves)].sum().reset_index()
    return sums.assign(kind=kind, gone_weak=then.sum() - sums["stayed"])[["month", "kind", *FLOWS]]


def mean_totals(frames: Frames, province: int, chosen: Chosen) -> pd.DataFrame:
    rows = _evaluated(frames, province, chosen)
    return _grouped(rows, ["month", "kind"], value=("total", "mean"), units=("total", "count"))


def mean_domain(frames: Frames, province: int, domain: str, chosen: Chosen) -> pd.DataFrame:
    rows = _domains(frames, _evaluated(frames, province, chosen), province, domain)
    return _grouped(rows, ["month", "kind"], value=("percent", "mean"), units=("percent", "count"))


def mean_indicator(frames: Frames, province: int, indicator: str, chosen: Chosen) -> pd.DataFrame:
    rows = _scores(frames, _evaluated(frames, province, chosen), indicator)
    rows = rows[rows["mark"] == SCORED]
    return _grouped(rows, ["month", "kind"], points=("points", "mean"), units=("points", "count"))


def ranked_totals(frames: Frames, province: int) -> pd.DataFrame:
    found = _evaluated(frames, province, Chosen())
    return found.sort_values(["month", "kind", "unit_key"])[["month", "kind", "total", "rank"]]


def unit_totals(frames: Frames, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    rows = _totals(frames, province, chosen, month).merge(frames["unit"][["unit_key", *NAMES]], on="unit_key")
    rows = rows.sort_values(["month", "kind", "unit_id"])
    columns = ["month", "kind", "sector", *NAMES, "status", "points", "ceiling", "coverage", "total", "band"]
    return rows[[*columns, "is_weak", "rank", "ranked_units"]]


def domain_percents(frames: Frames, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    rows = _domains(frames, _totals(frames, province, chosen, month), province)
    rows = rows.merge(frames["unit"][["unit_key", "unit_id"]], on="unit_key")
    rows = rows.sort_values(["month", "kind", "unit_id", "domain_key"])
    return rows[["month", "unit_id", "domain", "points", "ceiling", "percent"]]


def scores(frames: Frames, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    rows = _scores(frames, _totals(frames, province, chosen, month))
    rows = rows.merge(frames["import"][["import_key", "file_name", "sheets"]], on="import_key")
    rows = rows.merge(frames["unit"][["unit_key", "unit_id"]], on="unit_key")
    rows = rows.sort_values(["month", "unit_id", "indicator_key"])
    columns = ["month", "unit_id", "indicator", "points", "mark", "file_name", "sheets", "sheet_no", "row_no"]
    return rows[[*columns, "column_no", "typed"]]


def cells_between(frames: Frames, province: int, first: int, last: int, chosen: Chosen) -> pd.DataFrame:
    totals = _totals(frames, province, chosen)
    rows = _scores(frames, totals[totals["month"].between(first, last)])
    rows = rows.merge(frames["unit"][["unit_key", "unit_id"]], on="unit_key")
    rows = rows.sort_values(["month", "unit_id", "indicator_key"])
    return rows[["month", "unit_id", "indicator", "points", "mark"]]


def peer_medians(frames: Frames, province: int, kind: str) -> pd.DataFrame:
    totals = _evaluated(frames, province, Chosen(kinds=(kind,)))
    medians = {"median": ("percent", "median"), "units": ("percent", "count")}
    whole = totals[["month"]].assign(domain="", percent=totals["total"])
    rows = pd.concat([whole, _domains(frames, totals, province)[["month", "domain", "percent"]]])
    return _grouped(rows, ["month", "domain"], **medians)


def indicator_medians(frames: Frames, province: int, kind: str, month: int) -> pd.DataFrame:
    rows = _scores(frames, _evaluated(frames, province, Chosen(kinds=(kind,)), month))
    rows = rows[rows["mark"] == SCORED]
    return _grouped(rows, ["indicator"], median=("points", "median"), units=("points", "size"))
