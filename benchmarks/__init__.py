"""How fast the dashboard is, at the size of a province, of a country and of a large one: `python -m benchmarks`."""
