"""The audit chain: who, when, what, why, the content hash of what was changed, the hash of the entry before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from data.store.store import Transaction

GENESIS = "0" * 64


def digest(fields: Iterable[str]) -> str:
    """SHA-256 over length-prefixed UTF-8 fields, so that no two lists of fields share a hash."""
    total = hashlib.sha256()
    for field in fields:
        encoded = field.encode("utf-8", errors="surrogatepass")
        total.update(len(encoded).to_bytes(8, "big") + encoded)
    return total.hexdigest()


def canonical_json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def append_event(
    change: Transaction, actor: str, action: str, what: Mapping[str, Any], why: str, content_hash: str
) -> int:
    """Add an entry in the transaction of the change that it records, dated with that one's beginning (so that the
    entries of one change are known by their date); its seq."""
    last = change.rows("SELECT seq, entry_hash FROM event ORDER BY seq DESC LIMIT 1")
    seq, previous_hash = (last[0][0] + 1, last[0][1]) if last else (1, GENESIS)
    entry = (seq, change.began, actor, action, canonical_json(what), why, content_hash, previous_hash)
    names = ("seq", "recorded_at", "actor", "action", "what", "why", "content_hash", "previous_hash", "entry_hash")
    values = (*entry, entry_hash(entry))
    change.append("event", {name: [value] for name, value in zip(names, values, strict=True)})
    about = [str(what[name]) for name in ("province_id", "month") if name in what]
    change.acts.append(" ".join([action, *about, "by", actor]))
    return seq


def entry_hash(entry: Iterable[Any]) -> str:
    """The hash of an entry's columns, previous_hash last."""
    return digest(map(str, entry))
