"""Is there a browser for the tests? As root on Debian the package is installed; elsewhere the run fails with advice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tests.support.browser.browsing import SHELL, find_browser

APT = ["apt-get", "-q", "-y", "-o", "Acquire::Retries=0"]


def main() -> int:
    """0 where a browser was found or installed, 1 with what to install."""
    if not shutil.which(SHELL) and "CHROMIUM" not in os.environ and _may_install():
        for package in (SHELL, "chromium"):
            if _installed(package):
                break
    try:
        print("browser:", found())
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def found() -> str:
    with sync_playwright() as playwright:
        return find_browser(playwright, windowless=True)


def _may_install() -> bool:
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def _installed(package: str) -> bool:
    """Whether Debian has given a package; there may be a browser even where it has not."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in ([*APT, "update"], [*APT, "install", package]):
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
