"""What axe finds on a page."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT

BY_COLOUR = ("color-contrast", "link-in-text-block")  # axe's usual rules of what a colour scheme can break
RUN = """(rules) => axe.run(document, {resultTypes: ["violations"], ...rules}).then(
  (found) => found.violations.flatMap((each) => each.nodes.map((node) => [each.id, node.html.slice(0, 120)])))"""


def faults(page, *rules: str) -> set[tuple[str, str]]:
    """The rule and the beginning of the markup of everything that breaks one of these rules (of axe's usual ones)."""
    if not page.evaluate("window.axe !== undefined"):
        page.evaluate(AXE_SCRIPT)
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    return {(rule, markup) for rule, markup in page.evaluate(RUN, only)}
