"""The way in and the store: file -> cells -> scores and problems -> DuckDB -> frames."""
