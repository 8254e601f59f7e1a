"""The report to the people: a folder of plain pages that open from anywhere, with the data that they show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd
from jinja2 import Environment, Template

from i18n.months import code
from i18n.words import LANGUAGES, Words
from reports.csv_file import csv_bytes
from reports.tables import DEMO_LABEL, HEAD_DIGITS, Labels, labelled, league_table, shares_table
from reports.typeset.font_subset import embedded_fonts
from reports.web.page_model import Edition, dictionary, named_units
from reports.web.public_page import PAGES, page_data
from scoring.rounding import judged_frame
from telling.month_facts import PublicFacts
from telling.revisions import plain_rows

LAYOUT = Path(__file__).parent / "public_report.html.j2"


def public_report(facts: PublicFacts, edition: Edition) -> dict[str, bytes]:
    """The files of the report by their path in its folder: a page a language, CSV, JSON, the dictionary of the data."""
    tables = _tables(facts, edition)
    files = {f"data/{name}.csv": csv_bytes(table) for name, table in tables.items()}
    files["data/dictionary.csv"] = csv_bytes(dictionary(tables))
    files["data/report.json"] = _json(facts, edition, tables)
    for lang in LANGUAGES:
        files[PAGES[lang]] = _page(facts, edition, tables, Words(lang)).encode()
    return dict(sorted(files.items()))


def _tables(facts: PublicFacts, edition: Edition) -> dict[str, pd.DataFrame]:
    """What the report shows, as data: weak shares, units a level, named units."""
    states = {(facts.province_id, code(month)): state for month, state in facts.states.items()}
    labels = Labels(facts.demo, states, facts.head)
    bands = facts.bands.assign(month=facts.bands["month"].map(code), province_id=facts.province_id)
    own = league_table(named_units(facts, edition), facts.province_id)
    names = facts.league.set_index("unit_id")[["name_fa", "name_en"]]
    own = own.assign(
        unit_name_fa=own["unit_id"].map(names["name_fa"]), unit_name_en=own["unit_id"].map(names["name_en"])
    )
    tables = {
        "shares": shares_table(facts.shares, facts.province_id),
        "bands": bands[["month", "province_id", "kind", "band", "units"]],
        "units": own,
    }
    revision = {"revision": edition.revision}
    return {name: labelled(table.assign(**revision), labels) for name, table in tables.items()}


def _json(facts: PublicFacts, edition: Edition, tables: Mapping[str, pd.DataFrame]) -> bytes:
    """The same data with what it belongs to."""
    about = {
        "province_id": facts.province_id,
        "province_fa": facts.name_fa,
        "province_en": facts.name_en,
        "month": code(facts.month),
        "state": facts.state,
        "revision": edition.revision,
        "published_on": edition.published_on,
        "scheme": facts.scheme.scheme_id,
        "chain_head": facts.head[:HEAD_DIGITS],
        "note": DEMO_LABEL if facts.demo else None,
    }
    plain = {name: plain_rows(judged_frame(table)) for name, table in tables.items()}
    return json.dumps(about | plain, ensure_ascii=False, indent=1).encode()


@cache
def _layout() -> Template:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(LAYOUT.read_text(encoding="utf-8"))


def _page(facts: PublicFacts, edition: Edition, tables: Mapping[str, pd.DataFrame], words: Words) -> str:
    page = page_data(facts, edition, tables, words)
    first = _layout().render(page=page, fonts=[])
    return _layout().render(page=page, fonts=embedded_fonts(first))
