"""The guides for people who carry on: every file, function and step that they name is there."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.house.imports_read import ROOT

GUIDES = ("docs/architecture.md", "CONTRIBUTING.md")
MOST_PLACES = 9  # eight jumps from one to the next


def text(guide: str) -> str:
    return (ROOT / guide).read_text(encoding="utf-8")


def names_in(path: str) -> set[str]:
    """The functions and classes of a module, methods as `Class.method`."""
    found = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return found


@pytest.mark.parametrize("guide", GUIDES)
def test_every_place_that_a_guide_names_is_there(guide):
    places = re.findall(r"`([a-z0-9_/]+\.(?:py|toml|sql|md|css))(?::([A-Za-z_.]+))?`", text(guide))
    assert len(places) > 10
    for path, name in places:
        assert (ROOT / path).exists(), f"{guide}: {path}"
        assert not name or name in names_in(path), f"{guide}: {path} has no {name}"


@pytest.mark.parametrize("guide", GUIDES)
def test_every_folder_that_a_guide_names_is_there(guide):
    for path in re.findall(
        r"`((?:data|ui|reports|tests|scoring|telling|figures|drawing|i18n|terminal|docs)/[a-z_/]*)`", text(guide)
    ):
        assert (ROOT / path).is_dir(), f"{guide}: {path}"


@pytest.mark.parametrize("number", ["score", "weak share"])
def test_a_number_is_followed_from_its_cell_to_the_screen_in_eight_jumps(number):
    part = text("docs/architecture.md").split(f"## The path of {'a score' if number == 'score' else 'the weak share'}")[
        1
    ]
    steps = re.findall(r"^\d+\. `([a-z0-9_/]+\.py):", part.split("\n## ")[0], re.M)
    assert 5 < len(steps) <= MOST_PLACES
    assert steps[0].startswith("data/") and steps[-1].startswith(("ui/", "figures/"))


def test_every_page_named_in_the_makefile_and_the_guides_is_a_target():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for guide in ("README.md", *GUIDES):
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", text(guide), re.M):
            assert target in targets, f"{guide}: make {target}"
