"""Who may import whom. The table is the architecture; this test reads the code."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.support.house.imports_read import DOORS, FOLDERS, ROOT, circle_in, import_graph, imports, modules
from tests.support.house.raw_sinks import raw_sinks

OURS = {
    "scoring",
    "telling",
    "drawing",
    "data",
    "figures",
    "reports",
    "i18n",
    "ui",
    "pages",
    "tests",
    "terminal",
    "cli",
    "main",
    "app",
}

# folder: (which of ours it may import, which other packages)
ALLOWED = {
    "scoring": (set(), {"pandas", "numpy"}),
    "telling": ({"scoring"}, {"pandas", "numpy"}),  # what papers say of a month, before any word of a language
    "i18n": (set(), {"persiantools"}),
    "drawing": (set(), set()),  # ground of figures and reports: what both draw alike, without words or numbers of ours
    "data": ({"scoring", "telling"}, {"pandas", "numpy", "openpyxl", "persiantools", "confusable_homoglyphs"}),
    "figures": ({"scoring", "i18n", "drawing"}, {"pandas", "plotly"}),
    "reports": (
        {"scoring", "telling", "i18n", "drawing"},
        {
            "pandas",
            "openpyxl",
            "lxml",
            "docx",
            "docxtpl",
            "pptx",
            "jinja2",
            "markupsafe",
            "typst",
            "fontTools",
            "fontpkg",
        },
    ),
    "ui": (
        {"scoring", "telling", "i18n", "drawing", "data", "figures", "reports"},
        {"streamlit", "starlette", "uvicorn", "pandas", "plotly", "fontpkg"},
    ),
    "pages": ({"ui", "figures", "reports", "i18n", "scoring", "telling"}, {"streamlit", "pandas"}),
    "app.py": ({"ui", "data"}, {"streamlit", "starlette"}),
    "main.py": ({"ui", "i18n", "data"}, {"streamlit"}),
    "terminal": ({"data", "scoring", "telling", "reports", "i18n"}, {"pandas"}),
    "cli.py": ({"terminal", "data", "scoring", "i18n"}, set()),
}
SCREENS = ("ui", "pages", "main.py", "app.py")
# packages of one place only: the store, and the parsers, which run in a process of their own
ONE_PLACE_ONLY = {
    "duckdb": "data/store",
    "pyarrow": "data/store/transaction.py",
    "xlrd": "data/files/parsing/",
    "defusedxml": "data/files/parsing/",
}


def test_every_folder_of_the_product_has_its_row():
    assert set(ALLOWED) == {*FOLDERS, *DOORS}


def test_no_module_imports_itself_by_way_of_others():
    assert circle_in(import_graph()) == []


def test_a_circle_is_named():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    circle = circle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert circle[0] == circle[-1] and set(circle) == set("abc")


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_module_imports_only_what_its_folder_may(path):
    ours, others = ALLOWED[path.parts[0]]
    for name in imports(path):
        package = name.split(".")[0]
        if package in OURS:
            assert package in ours | {path.parts[0]}, f"{path} imports {name}"
        elif package in ONE_PLACE_ONLY:
            assert path.as_posix().startswith(ONE_PLACE_ONLY[package]), f"{path} imports {name}"
        elif package not in sys.stdlib_module_names:
            assert package in others, f"{path} imports {name}"


def test_nothing_but_the_parsing_process_runs_a_parser():
    """Outside the parsers only their protocol may be imported, and openpyxl not at all (but by the demo)."""
    for path in (path for path in modules() if path.parts[:3] != ("data", "files", "parsing")):
        parsing = {name for name in imports(path) if name.startswith("data.files.parsing.")}
        assert parsing <= {"data.files.parsing.wire"}, path
        opens = any(name.startswith("openpyxl") for name in imports(path))
        assert not opens or path.parts[0] == "reports" or path.name == "generate.py", path


def test_pages_import_no_page_and_no_data():
    for path in modules():
        if path.parts[0] == "pages":
            assert not {name.split(".")[0] for name in imports(path)} & {"pages", "data"}, path


def test_the_oracle_imports_nothing_of_ours():
    assert not {name.split(".")[0] for name in imports(Path("tests/support/oracle.py"))} & OURS


def test_no_streamlit_below_ui_at_run_time():
    import subprocess

    code = "import sys, cli, figures.lines, figures.bars, reports.tables; assert 'streamlit' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)


def test_data_never_reaches_a_raw_html_sink():
    """What Streamlit draws as HTML or Markdown is used nowhere (st.html only for a script of ours); what it takes as a
    Markdown label holds words of ours alone; the DOM builder makes text nodes."""
    for path in (path for path in modules() if path.parts[0] in SCREENS):
        found = raw_sinks(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        assert [sink for sink in found if (path.as_posix(), sink[1]) != ("main.py", "html")] == [], path
    script = (ROOT / "ui" / "kit" / "dom.js").read_text(encoding="utf-8")
    assert not any(sink in script for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"))


@pytest.mark.parametrize(
    ("code", "sinks"),
    [
        ('st.button(words("a.b"))', 0),
        ('st.button(words("a.b", month=words.month(month)) if month else words("a.c"))', 0),
        ('def f():\n    text = words("a.b")\n    st.button(text)', 0),
        ('st.radio(words("a"), codes, format_func=lambda code: words(f"a.{code}"))', 0),
        ('st.selectbox(words("a"), codes, format_func=names.get)', 0),
        ("st.markdown(name)", 1),
        ('st.sidebar.write("a")', 1),
        ("column.caption(name)", 1),
        ("st.button(name)", 1),
        ('st.button(words("a.b", file=name))', 1),
        ('st.button(f"{words(name)} {name}")', 1),
        ('st.button(words("a"), help=name)', 1),
        ("st.progress(0.5, name)", 1),
        ("def f(text):\n    st.button(text)", 1),
        ('st.radio(words("a"), codes, format_func=names.get)', 1),
        ('st.pills(words("a"), names)', 1),
        ('file_button(name, make, "a.csv", "key")', 1),
        ("st.container().x(unsafe_allow_html=True)", 1),
    ],
)
def test_a_raw_sink_is_found(code, sinks):
    assert len(raw_sinks(ast.parse(code))) == sinks


def test_no_sql_is_built_from_values():
    """An f-string in a statement may only hold names of ours: constants in capitals, or a table or column variable."""
    known = {"table", "column", "columns", "names", "name", "places", "history", "used", "number"}
    for path in (path for path in modules() if path.parts[0] == "data"):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and _is_sql(node):
                for part in (part for part in node.values if isinstance(part, ast.FormattedValue)):
                    name = part.value.id if isinstance(part.value, ast.Name) else ast.unparse(part.value)
                    assert name.isupper() or name in known, f"{path}: {ast.unparse(part.value)}"


def _is_sql(node: ast.JoinedStr) -> bool:
    first = node.values[0].value if isinstance(node.values[0], ast.Constant) else ""
    return str(first).lstrip().split(" ")[0] in {"SELECT", "INSERT", "DELETE", "UPDATE", "WITH", "DESCRIBE"}
