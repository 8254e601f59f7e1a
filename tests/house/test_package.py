"""The package that `pip install .` makes: the command line and the app from installed files, data beside neither."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from scoring.version import VERSION
from tests.support.browser.serving import free_port, wait_until_served
from tests.support.house.imports_read import FOLDERS, ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder that holds what an installation would bring."""
    made, folder = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("site")
    line = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", made, ROOT]
    subprocess.run(list(map(str, line)), check=True, timeout=120, capture_output=True)
    (wheel,) = made.glob("sanjeh-*.whl")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def surroundings(installed: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "SANJEH_DB"}
    return kept | {"PYTHONPATH": str(installed)}


def run(installed: Path, place: Path, *arguments: str) -> subprocess.CompletedProcess:
    environment = {key: value for key, value in os.environ.items() if key != "SANJEH_DB"} | {
        "PYTHONPATH": str(installed)
    }
    line = [sys.executable, "-m", "sanjeh", *arguments]
    return subprocess.run(line, cwd=place, env=environment, capture_output=True, text=True, timeout=120)


def test_the_package_says_its_version_and_licence_and_needs_what_is_pinned(installed):
    (metadata,) = installed.glob("sanjeh-*.dist-info/METADATA")
    said = Parser().parsestr(metadata.read_text(encoding="utf-8"))
    pinned = {line for line in (ROOT / "requirements.txt").read_text().splitlines() if line}
    assert (said["Version"], said["License-Expression"]) == (VERSION, "Apache-2.0")
    assert set(said.get_all("Requires-Dist")) == pinned


def test_every_module_of_the_product_is_in_it_and_no_name_of_ours_stands_beside_it(installed):
    house = installed / "sanjeh" / "house"
    for folder in FOLDERS:
        ours = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()}
        ours = {path for path in ours if "__pycache__" not in path.parts}
        assert ours == {path.relative_to(house) for path in (house / folder).rglob("*") if path.is_file()}
    assert {path.name.partition("-")[0] for path in installed.iterdir()} == {"sanjeh"}


def test_the_command_is_the_command_line(installed, tmp_path):
    assert run(installed, tmp_path, "--version").stdout == f"Sanjeh {VERSION}\n"
    assert run(installed, tmp_path, "demo", "--db", "s.duckdb", "--lang", "en").returncode == 0
    shares = run(installed, tmp_path, "shares", "--db", "s.duckdb", "--lang", "en").stdout
    assert shares.startswith("\ufeff") or "1399-01" in shares
    assert (tmp_path / "s.duckdb").exists()


def test_the_installed_app_serves_a_store_of_the_folder_one_stands_in(installed, tmp_path):
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "SANJEH_DB"} | {
        "PYTHONPATH": str(installed)
    }
    line = [sys.executable, "-m", "sanjeh", "serve", "--port", str(port)]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(line, cwd=tmp_path, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_until_served(f"http://127.0.0.1:{port}", process)
        assert (tmp_path / "var" / "sanjeh.duckdb").exists()
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=20)
