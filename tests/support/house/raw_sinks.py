"""Finds, in the code of a screen, where a text of a file could be drawn as HTML or Markdown."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Drawn as HTML or Markdown from end to end: no text of a file can stand safely inside.
NEVER = set(
    "html markdown write write_stream caption title header subheader latex toast error info warning success exception"
    " badge table metric".split()
)
# Widgets, and which of their arguments is a label: Streamlit reads labels as Markdown.
LABELS = dict.fromkeys(
    "button download_button link_button form_submit_button page_link checkbox toggle radio selectbox multiselect"
    " segmented_control pills feedback slider select_slider text_input text_area number_input date_input time_input"
    " file_uploader color_picker tabs expander popover status spinner dialog chat_input".split(),
    0,
) | {"progress": 1}
# Functions of ours that hand a label on: their callers are asked in their stead.
OUR_LABELS = {"file_button": 0, "Download": 0, "any_month": 2, "_choice": 1}
HANDED_ON = {
    ("file_button", "label"),
    ("any_month", "label"),
    ("_choice", "label"),
    ("download_button", "download.label"),
}
ALSO_MARKDOWN = {"label", "help", "text", "title", "captions"}
OPTIONS_ARE_MARKDOWN = {"radio", "segmented_control", "pills"}  # those of select boxes are plain text
OF_OURS = {
    "number",
    "month",
    "percent",
    "digits",
    "exact",
    "in_label",
}  # methods of Words that print no Markdown of a file


def raw_sinks(tree: ast.AST, function: ast.AST | None = None) -> list[tuple[int, str, str]]:
    """Where a text that may come from a file is drawn as HTML or Markdown: line, sink, text."""
    found = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            found += [(node.lineno, sink, ast.unparse(text)) for sink, text in _risks(node, function)]
        found += raw_sinks(node, node if isinstance(node, ast.FunctionDef) else function)
    return found


def _risks(call: ast.Call, function: ast.AST | None) -> Iterator[tuple[str, ast.expr]]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if "unsafe_allow_html" in given or (name in NEVER and _is_method(call.func)):
        yield name, call
    labels = OUR_LABELS | (LABELS if _is_method(call.func) else {})
    if name not in labels:
        return
    texts = [*call.args[labels[name] :][:1], *(given[each] for each in ALSO_MARKDOWN & set(given))]
    yield from ((name, text) for text in texts if not _is_ours(text, function))
    if name in OPTIONS_ARE_MARKDOWN and not _prints_words(given.get("format_func"), function):
        yield name, call


def _is_method(called: ast.expr) -> bool:
    """Of Streamlit or of one of its containers; `state` is a module of ours, `_log` a logger."""
    return isinstance(called, ast.Attribute) and ast.unparse(called.value) not in ("state", "_log")


def _is_ours(text: ast.expr, function: ast.AST | None) -> bool:
    """Whether a text is a constant, or words whose slots hold numbers and months alone."""
    if isinstance(text, ast.IfExp):
        return _is_ours(text.body, function) and _is_ours(text.orelse, function)
    if isinstance(text, ast.Call) and getattr(text.func, "id", "") == "words":
        return all(isinstance(slot.value, ast.Call) and _is_print(slot.value) for slot in text.keywords)
    if isinstance(text, ast.Name | ast.Attribute):
        if (getattr(function, "name", ""), ast.unparse(text)) in HANDED_ON:
            return True
        values = [node.value for node in ast.walk(function or text) if _assigns(node, text)]
        return bool(values) and all(_is_ours(value, function) for value in values)
    return isinstance(text, ast.Constant) or (isinstance(text, ast.Call) and _is_print(text))


def _is_print(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func) in {f"words.{name}" for name in OF_OURS}


def _assigns(node: ast.AST, text: ast.expr) -> bool:
    return isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [ast.unparse(text)]


def _prints_words(printer: ast.expr | None, function: ast.AST | None) -> bool:
    """Whether a format_func, in place or defined in the same function, gives words of ours."""
    if isinstance(printer, ast.Lambda):
        return _is_ours(printer.body, function)
    for node in ast.walk(function) if function and isinstance(printer, ast.Name) else ():
        if isinstance(node, ast.FunctionDef) and node.name == printer.id:
            return all(_is_ours(part.value, node) for part in ast.walk(node) if isinstance(part, ast.Return))
    return False
