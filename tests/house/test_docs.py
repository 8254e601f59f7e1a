"""The documents say what is so: commands, dependencies, formats."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

from cli import COMMANDS
from data.units.unit_list_files import COLUMNS
from data.vocabulary import words
from scoring.scheme import parse_scheme

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def test_every_dependency_is_pinned_exactly_and_has_its_reason_in_the_readme():
    table = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", README.split("## What it stands on")[1], re.M))
    lines = [
        line for name in ("requirements.txt", "requirements-dev.txt") for line in (ROOT / name).read_text().splitlines()
    ]
    pinned = [line.split("==")[0] for line in lines if line and not line.startswith("-r")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", line) for line in lines if not line.startswith("-r"))
    assert sorted(table) == sorted([*pinned, "package"]) and all(len(reason) > 2 for reason in table.values())


def test_the_readme_names_every_command_and_ci_runs_the_readmes_test_command():
    said = set(re.findall(r"^python cli\.py ([a-z-]+(?: [a-z]+)?) ", README, re.M))
    assert said == {command.name for command in COMMANDS}
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", README, re.M):
        assert f"\n{target}:" in makefile
    script = ROOT / ".ci" / "run"
    assert script.read_text().rstrip().endswith("make test") and os.access(script, os.X_OK)


def test_the_pictures_that_the_readme_shows_are_there():
    for name in re.findall(r"\]\((docs/[^)]+)\)", README):
        assert (ROOT / name).exists(), name
    for page in (ROOT / "docs").glob("*.md"):
        for name in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / name).exists(), f"{page.name}: {name}"


def test_the_example_scheme_of_the_documents_is_a_scheme():
    example = re.search(r"```toml\n(.*?)```", FORMATS, re.DOTALL)[1]
    assert [band.code for band in parse_scheme(example).bands] == ["low", "high"]
    assert tomllib.loads(example)["indicator"][0]["max_points"] == 2.5


def test_the_documents_name_every_column_and_mark():
    for column in COLUMNS:
        assert column in FORMATS
    for mark in ("بدون موضوع", "موضوعیت ندارد", "N/A", "ندارد", "غایب", "ارسال نشد"):
        assert mark in FORMATS
    assert len(words("marks", "not_applicable")) == 4


def test_nothing_of_this_machine_or_of_a_workplace_is_in_the_tree():
    listed = (
        subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    )
    hosts = re.compile(r"pypi\.org|pythonhosted|npmjs|deb\.debian|/home/[a-z]+/|/root/")
    for name in filter(None, listed):
        if name.endswith((".py", ".md", ".toml", ".css", ".js", ".sql", ".txt")) and name != "tests/house/test_docs.py":
            assert not hosts.search((ROOT / name).read_text(encoding="utf-8")), name
    assert not [name for name in listed if name.endswith((".ttf", ".woff", ".woff2", ".otf"))]
