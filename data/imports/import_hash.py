"""The hash of everything that an import brought, which its entry of the audit chain keeps."""

from __future__ import annotations

from data.store.chain import canonical_json, digest
from data.store.reader import Reader

IMPORT_COLUMNS = (
    "import_key province_key month scheme_key file_name sheets sha256 content_hash actor imported_at note demo"
).split()

# What the content hash of an import covers; a later column must not change the hashes of earlier imports.
SCORE_COLUMNS = "import_key, unit_key, indicator_key, points, mark, sheet_no, row_no, column_no, typed"
LISTING_COLUMNS = "province_key, month, unit_key, kind, sector, listed, import_key"


def import_hash(reader: Reader, import_key: int) -> str:
    """Hash of everything an import brought: its row, its bytes, its scores with their addresses, its listing."""
    names = ", ".join(IMPORT_COLUMNS)
    row = reader.rows(f"SELECT {names}, sha256(bytes) FROM import WHERE import_key = $key", key=import_key)
    scores = reader.rows(
        f"SELECT {SCORE_COLUMNS} FROM score WHERE import_key = $key ORDER BY unit_key, indicator_key, row_no",
        key=import_key,
    )
    listed = reader.rows(
        f"SELECT {LISTING_COLUMNS} FROM month_unit WHERE import_key = $key ORDER BY unit_key", key=import_key
    )
    return digest(map(canonical_json, (row, scores, listed)))
