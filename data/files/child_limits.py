"""What a process of ours that reads files starts with: a limit to its memory, and a stdout that is its own."""

from __future__ import annotations

import os
import sys
from typing import IO


def limit_memory(most: int) -> None:
    """Let the system end what asks for more, where it can; no core is written."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Requests and replies; what a library prints from now on belongs to nobody."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return requests, replies
