"""What a page of the report to the people says: counts, charts with their tables, lists, corrections, the method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from i18n.words import LANGUAGES, Words
from reports.web.page_figures import band_figure, headline_cards, share_figure_block, subtitle
from reports.web.page_model import Edition
from reports.web.page_sections import (
    all_units_section,
    best_section,
    correction_section,
    dictionary_section,
    footer_section,
    improved_section,
    method_section,
    scheme_section,
)
from telling.month_facts import PublicFacts

PAGES = {"fa": "index.html", "en": "en.html"}


def page_data(facts: PublicFacts, edition: Edition, tables: Mapping[str, pd.DataFrame], words: Words) -> dict[str, Any]:
    """Everything that a page says, as texts in a language."""
    other = next(lang for lang in LANGUAGES if lang != words.lang)
    month, province = words.month(facts.month), words.name(facts)
    kinds = [kind for kind in facts.kinds if facts.share(kind)["evaluated"] > 0]
    return {
        "lang": words.lang,
        "dir": "rtl" if words.lang == "fa" else "ltr",
        "title": words("public.title", province=province, month=month),
        "subtitle": subtitle(facts, edition, words),
        "word": edition.word,
        "demo": words("demo.text") if facts.demo else "",
        "other": {"file": PAGES[other], "lang": other, "name": Words(other)(f"language.{other}")},
        "skip": words("framework.skip"),
        "heads": {name: words(f"public.{name}") for name in ("headline", "corrected", "method", "data")},
        "words": {"table": words("chart.table"), "dictionary": words("public.dictionary")},
        "cards": headline_cards(facts, words),
        "figures": [share_figure_block(facts, words), *(band_figure(facts, kind, words) for kind in kinds)],
        "lists": [
            best_section(facts, kinds, words),
            improved_section(facts, edition, kinds, words),
            all_units_section(facts, edition, words),
        ],
        "corrections": [correction_section(each, edition, facts, words) for each in edition.corrections],
        "method": method_section(facts, words),
        "scheme": scheme_section(facts.scheme, words),
        "files": [
            {"path": f"data/{name}", "name": words(f"public.file_{name.partition('.')[0]}")} for name in DATA_FILES
        ],
        "dictionary": dictionary_section(tables, words),
        "footer": footer_section(facts, edition, words),
    }


DATA_FILES = ("shares.csv", "bands.csv", "units.csv", "dictionary.csv", "report.json")
