"""The styles of an .ods file: what is hidden, struck, coloured or a yes and no."""

from __future__ import annotations

from xml.etree.ElementTree import Element

NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT, STYLE = (f"{{{NAMES}{part}:1.0}}" for part in ("table", "office", "text", "style"))
_NUMBER = f"{{{NAMES}datastyle:1.0}}"
FO = f"{{{NAMES}xsl-fo-compatible:1.0}}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
NUMBERS, DATES = ("float", "currency", "percentage"), ("date", "time")
_PLAIN_COLOURS = frozenset({"transparent", "#ffffff"})
HIDDEN = ("collapse", "filter")
DEEPEST_STYLES = 10  # of styles made after another


class Styles:
    """What the automatic styles of a document say of cells and tables."""

    def __init__(self) -> None:
        self._styles: dict[str, Element] = {}
        self._booleans: set[str] = set()

    def add(self, element: Element) -> None:
        name = element.get(f"{STYLE}name", "")
        if element.tag == f"{STYLE}style":
            self._styles[name] = element
        elif element.tag == f"{_NUMBER}boolean-style":
            self._booleans.add(name)

    def _property(self, style: str, part: str, name: str, default: str | None) -> str | None:
        """What a style says, else what the nearest of those that it is made after says."""
        for _ in range(DEEPEST_STYLES):
            element = self._styles.get(style)
            if element is None:
                break
            found = element.find(f"{STYLE}{part}")
            if found is not None and name in found.attrib:
                return found.get(name)
            style = element.get(f"{STYLE}parent-style-name", "")
        return default

    def is_hidden(self, style: str) -> bool:
        return self._property(style, "table-properties", f"{TABLE}display", "true") == "false"

    def is_struck(self, style: str) -> bool:
        return bool(self._struck(style))

    def _struck(self, style: str) -> bool | None:
        """Whether a style strikes out; None where it doesn't say."""
        for name in ("text-line-through-style", "text-line-through-type"):
            said = self._property(style, "text-properties", f"{STYLE}{name}", None)
            if said is not None:
                return said != "none"
        return None

    def is_marked(self, style: str, before: bool = False) -> bool:
        """Whether a text of this style is struck out, raised or lowered, within a text that is or isn't."""
        struck = self._struck(style)
        position = self._property(style, "text-properties", f"{STYLE}text-position", None)
        said = [*([] if struck is None else [struck]), *([position.split()[0] not in ("0%", "0")] if position else [])]
        return any(said) if said else before

    def is_coloured(self, style: str) -> bool:
        colour = self._property(style, "table-cell-properties", f"{FO}background-color", "transparent")
        return (colour or "").lower() not in _PLAIN_COLOURS

    def is_boolean(self, style: str) -> bool:
        element = self._styles.get(style)
        return element is not None and element.get(f"{STYLE}data-style-name") in self._booleans
