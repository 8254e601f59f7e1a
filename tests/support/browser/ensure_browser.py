"""Is there a browser for the tests? As root on Debian the package is installed; elsewhere the run fails with advice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tests.support.browser.browsing import find_browser


def main() -> int:
    """0 where a browser was found or installed, 1 with what to install."""
    try:
        print("browser:", found())
    except RuntimeError as error:
        if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
            print(error, file=sys.stderr)
            return 1
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"]):
            subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        print("browser installed:", found())
    return 0


def found() -> str:
    with sync_playwright() as playwright:
        return find_browser(playwright)


if __name__ == "__main__":
    sys.exit(main())
