"""Pages run without a browser: what stands behind them, what they say and what they draw."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from data.demo.load import MONTH_FILES
from data.store.store import Store
from tests.support.browser.browsing import ROOT
from tests.support.builders import small_store
from tests.support.demo.by_hand import oracle_results
from tests.support.demo.copies import demo_database
from ui.asking import the_store

# Each run reads the metadata of all packages anew to find components in them; they don't change meanwhile.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

_begin = PagesManager.__init__


def _begin_as_served(self, *values, **named):
    """As app.py sets it: the folder pages/ is st.navigation's, so every run goes through main.py."""
    _begin(self, *values, **named)
    PagesManager.uses_pages_directory = False


PagesManager.__init__ = _begin_as_served


@contextlib.contextmanager
def demo_behind(path: Path) -> Iterator[None]:
    """The demo stands behind the pages while this lasts."""
    demo_database(path)
    patch = pytest.MonkeyPatch()
    patch.setenv("SANJEH_DB", str(path))
    yield

    the_store.store().close()
    patch.undo()


@contextlib.contextmanager
def small_store_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A small store stands behind the pages while this lasts; it is closed then."""
    small_store(path).close()
    monkeypatch.setenv("SANJEH_DB", str(path))
    yield the_store.store()

    the_store.store().close()
    the_store._opened.cache_clear()


def run(page: str, **query: object) -> AppTest:
    at = AppTest.from_file(str(ROOT / "main.py"), default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    if page != "overview":
        at.switch_page(f"pages/{page}.py")
    at.run()
    assert not at.exception, at.exception
    return at


def charts(at: AppTest) -> list[dict]:
    return [json.loads(element.proto.spec) for element in at.get("plotly_chart")]


def texts(at: AppTest) -> str:
    """Everything that our own blocks say."""
    blocks = [json.loads(element.proto.json or "null") for element in at.get("bidi_component")]
    return "\n".join(json.dumps(block, ensure_ascii=False) for block in blocks)


def one(elements, beginning: str):
    """The element whose key begins so: a form's own number follows."""
    (found,) = [element for element in elements if (element.key or "").startswith(beginning)]
    return found


def rows_of(at: AppTest, key: str = "ranking", head: int = 1) -> list[list[str]]:
    """The cells of the tables of one block (the ranking's: the pinned row first), as plain texts."""

    def text(node) -> str:
        return node if isinstance(node, str) else " ".join(filter(None, map(text, node[2:])))

    def cells(node) -> list:
        if isinstance(node, str):
            return []
        return (
            [[text(cell) for cell in node[2:]]]
            if node[0] == "tr"
            else [row for child in node[2:] for row in cells(child)]
        )

    own = [element for element in at.get("bidi_component") if element.proto.id.endswith(f"-{key}")]
    trees = [json.loads(element.proto.json or "null") for element in own]
    found = [row for tree in trees if tree for node in tree["tree"] for row in cells(node)]
    return [[cell.translate(dict.fromkeys(range(0x2066, 0x206A))) for cell in row] for row in found][head:]


def oracle_ranking(month: int, kind: str) -> dict[str, dict]:
    results, kinds = oracle_results(MONTH_FILES[month].read_bytes())
    return {name: result for name, result in results.items() if kinds[name] == kind}
