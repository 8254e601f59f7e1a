"""Backups and restores from the command line, also while the app runs."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

from data.keeping.app_token import HEADER, TOKEN, address_and_token
from data.keeping.backup import backups, findings_of
from data.store.disk.swapping import beside
from tests.support.browser.serving import running
from tests.support.doors.command_line import command
from tests.support.store.months import sound_months


def test_backup_and_restore_on_the_command_line(path):
    made = command("backup", "--db", path)
    assert made.returncode == 0, made.stderr
    copy = Path(made.stdout.strip())
    assert copy in backups(path) and sound_months(copy) == [1, 2]
    path.write_bytes(b"rubbish")
    refused = command("restore", "--db", path, copy)
    assert refused.returncode == 1 and "Say why. (--reason)" in refused.stderr and path.read_bytes() == b"rubbish"
    done = command("restore", "--db", path, "--reason", "broken", copy)
    assert done.returncode == 0 and "the chain goes on at entry 5" in done.stderr and "put aside" in done.stderr
    assert sound_months(path) == [1, 2]


def ask(address: str, headers: dict[str, str]) -> int:
    request = urllib.request.Request(f"{address}/backup", method="POST", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_running_app_makes_the_backup_for_who_knows_the_secret(path):
    with running(path) as address:
        token_file = beside(path, TOKEN)
        assert token_file.stat().st_mode & 0o777 == 0o600
        known, token = address_and_token(path)
        assert known == address and len(token) == 64
        assert [ask(address, headers) for headers in ({}, {HEADER: ""}, {HEADER: "é"}, {HEADER: "0" * 64})] == [401] * 4
        assert len(backups(path)) == 1
        made = command("backup", "--db", path)
        assert made.returncode == 0, made.stderr
        assert Path(made.stdout.strip()) in backups(path) and len(backups(path)) == 2
        assert findings_of(Path(made.stdout.strip())) == []
        busy = command("verify", "--db", path)
        assert busy.returncode == 1 and "backup alone works while it runs" in busy.stderr
        busy = command("restore", "--db", path, "--reason", "x", made.stdout.strip())
        assert busy.returncode == 1 and "Another process holds the database" in busy.stderr
        token_file.unlink()
        lost = command("backup", "--db", path)
        assert lost.returncode == 1 and "Another process holds the database" in lost.stderr


def test_the_secret_goes_with_the_app(path):
    with running(path):
        assert beside(path, TOKEN).exists()
    assert not beside(path, TOKEN).exists()
