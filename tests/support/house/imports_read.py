"""The imports of the product, read from its code."""

from __future__ import annotations

import ast
import graphlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = "scoring telling i18n drawing data figures reports ui pages terminal".split()
DOORS = ("app.py", "main.py", "cli.py")


def modules() -> list[Path]:
    """Every module of the product, as a path from the root."""
    folders = [path for name in FOLDERS for path in sorted((ROOT / name).rglob("*.py"))]
    return [path.relative_to(ROOT) for path in [*folders, *(ROOT / name for name in DOORS)]]


@cache
def imports(path: Path) -> frozenset[str]:
    """Full names of everything that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


@cache
def import_graph() -> dict[str, frozenset[str]]:
    """Module -> the modules of ours that it imports, wherever in it; a package stands for its `__init__`."""
    names = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in modules()}

    def meant(imported: str) -> str | None:
        return imported if imported in names else next((n for n in [imported.rpartition(".")[0]] if n in names), None)

    return {
        name: frozenset(found for each in imports(path) if (found := meant(each))) - {name}
        for name, path in names.items()
    }


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """The modules of a circle, each imported by the next one; none where there is no circle."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as circle:
        return circle.args[1]
    return []
