"""What screens are built of: nodes, tables, charts, filters, frames, entries."""
