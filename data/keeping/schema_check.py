"""Does the database hold the tables, columns and constraints of the schema, and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from data.keeping.findings import Entry, Finding
from data.store.schema.migrations import MIGRATIONS
from data.store.store import IN_MEMORY, Store

# Asked of the engine's own functions by their full names: a macro may bear the name of any of them.
CATALOGUE = """
    SELECT 'table', table_name, ''
    FROM system.main.duckdb_tables() WHERE NOT internal AND database_name NOT IN ('system', 'temp')
    UNION ALL
    SELECT 'view', view_name, ''
    FROM system.main.duckdb_views() WHERE NOT internal AND database_name NOT IN ('system', 'temp')
    UNION ALL
    SELECT 'macro', function_name, function_type
    FROM system.main.duckdb_functions() WHERE NOT internal AND database_name NOT IN ('system', 'temp')
    UNION ALL
    SELECT 'schema', schema_name, ''
    FROM system.main.duckdb_schemas() WHERE NOT internal AND database_name NOT IN ('system', 'temp')
    UNION ALL
    SELECT 'sequence', sequence_name, '' FROM system.main.duckdb_sequences()
    WHERE database_name NOT IN ('system', 'temp')
    UNION ALL
    SELECT 'index', index_name, table_name FROM system.main.duckdb_indexes()
    WHERE database_name NOT IN ('system', 'temp')
    UNION ALL
    SELECT 'type', type_name, '' FROM system.main.duckdb_types()
    WHERE NOT internal AND database_name NOT IN ('system', 'temp')
    UNION ALL
    SELECT 'column', table_name || '.' || column_name,
           data_type || CASE WHEN is_nullable THEN '' ELSE ' NOT NULL' END
           || coalesce(' DEFAULT ' || column_default, '')
    FROM system.main.duckdb_columns() WHERE NOT internal AND database_name NOT IN ('system', 'temp')
    UNION ALL
    SELECT 'constraint', table_name, constraint_text
    FROM system.main.duckdb_constraints() WHERE database_name NOT IN ('system', 'temp')
"""


def schema(store: Store, events: list[Entry]) -> Iterator[Finding]:
    """What the catalogue holds beside a store that was made just now, and what it lacks."""
    present, known = frozenset(store.rows(CATALOGUE)), _fresh()
    for kind, name, detail in sorted(present - known):
        yield Finding("object_foreign", f"{kind} {name} {detail}".strip())
    for kind, name, detail in sorted(known - present):
        yield Finding("object_missing", f"{kind} {name} {detail}".strip())
    versions = [version for (version,) in store.rows("SELECT version FROM schema_version ORDER BY version")]
    if versions != list(range(1, len(MIGRATIONS) + 1)):
        yield Finding("schema_changed", str(versions))


@cache
def _fresh() -> frozenset[tuple[str, str, str]]:
    made = Store(IN_MEMORY)
    try:
        return frozenset(made.rows(CATALOGUE))
    finally:
        made.close()
