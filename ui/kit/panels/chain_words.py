"""What an entry of the audit chain is about, as words."""

from __future__ import annotations

from i18n.words import Words
from ui.asking import setup_queries
from ui.asking.scopes import Province


def said(what: dict, words: Words, province: Province | None = None) -> str:
    """The month, file, unit and states that an entry names; province and unit by their names where they are of the
    province given."""
    parts = [words.month(what["month"])] if isinstance(what.get("month"), int) else []
    names: dict[str, str] = {}
    if province and what.get("province_id", province.province_id) == province.province_id:
        listed = setup_queries.units(province.key, words.lang).set_index("unit_id")[f"name_{words.lang}"]
        names = {"province_id": words.name(province), "unit_id": listed.get(what.get("unit_id"), "")}
    for name in ("file", "province_id", "scheme_id", "unit_id"):
        if what.get(name):
            parts.append(f"\u2068{names.get(name) or what[name]}\u2069")
    for key, section in (("objection_key", "objections"), ("letter_key", "letters")):
        if key in what and words.has(f"{section}.{what.get('status')}"):
            parts.append(words(f"{section}.{what['status']}"))
    if "from" in what and "to" in what:
        parts.append(words("impact.change", old=words(f"state.{what['from']}"), new=words(f"state.{what['to']}")))
    return words("list.comma").join(parts)
