"""The command `sanjeh`: the command line, and `sanjeh serve` for the app.

The store of the app is `var/sanjeh.duckdb` in the folder that one stands in, unless `SANJEH_DB` names another one: what
is stored never lies among installed files.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent / "house"


def main() -> int:
    """Run a command; its exit status."""
    if sys.argv[1:2] == ["serve"]:
        return serve(sys.argv[2:])
    sys.path.insert(0, str(HOUSE))
    import cli

    return cli.main(sys.argv[1:])


def serve(arguments: list[str]) -> int:
    """Serve the app on this computer alone, until it is ended."""
    parser = argparse.ArgumentParser(prog="sanjeh serve", description="Open Sanjeh in a browser.")
    parser.add_argument("--port", type=int, default=8501)
    port = parser.parse_args(arguments).port
    database = os.environ.get("SANJEH_DB") or Path.cwd() / "var" / "sanjeh.duckdb"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"SANJEH_DB": str(Path(database).resolve())}
    try:
        return subprocess.run(command, cwd=HOUSE, env=environment).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
