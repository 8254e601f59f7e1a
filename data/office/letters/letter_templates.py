"""The office's own letters: a Word file a language and kind of letter, kept with every earlier one."""

from __future__ import annotations

from data.problems import refusal
from data.registry.chained_tables import Recorded
from data.registry.provinces import chosen_province, province_key
from data.store.store import Store
from data.text import clean

TEMPLATE = Recorded("letter_template", tuple("template_key province_key lang kind file_name bytes".split()))
MAX_TEMPLATE_BYTES = 2_000_000


def store_template(
    store: Store, province_id: str | None, lang: str, kind: str, file_name: str, content: bytes, actor: str
) -> int:
    """Use a Word file for a kind of letter from now on (an empty one: ours again). The caller has checked that it is a
    letter. Raises Refused `name_needed`, `template_too_large`."""
    actor = clean(actor)
    if not actor:
        raise refusal("name_needed")
    if len(content) > MAX_TEMPLATE_BYTES:
        raise refusal("template_too_large", limit=MAX_TEMPLATE_BYTES // 1_000_000)
    with store.transaction() as change:
        province_id = chosen_province(change, province_id)
        row = {"province_key": province_key(change, province_id) or 0, "lang": lang, "kind": kind}
        row |= {"file_name": clean(file_name)[:200], "bytes": content}
        key = TEMPLATE.add(change, row)
        what = {"province_id": province_id, "lang": lang, "kind": kind, "file": row["file_name"]}
        TEMPLATE.record(change, key, actor, what)
        return key


def template(store: Store, province: int, lang: str, kind: str, until: int | None = None) -> tuple[str, bytes] | None:
    """Name and bytes of the office's own letter of a language and kind; None where ours is used. until: the newest
    template (of all) that counts, such as the one when a letter was sent."""
    rows = store.rows(
        "SELECT file_name, bytes FROM letter_template WHERE province_key = $province AND lang = $lang"
        " AND kind = $kind AND ($until IS NULL OR template_key <= $until) ORDER BY template_key DESC LIMIT 1",
        province=province,
        lang=lang,
        kind=kind,
        until=until,
    )
    return (rows[0][0], bytes(rows[0][1])) if rows and rows[0][1] else None
