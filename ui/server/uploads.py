"""What the framework holds for its sessions: files that were given, files to be taken. It is bounded, and let go.

The framework has no limit for a session and keeps what a page no longer shows; what is asked here of it are names of
its own that no document promises: a test opens the app and tries every one of them.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from streamlit.runtime import Runtime, exists, get_instance

MOST_BYTES = 120 * 2**20  # of a session; the import page takes 100 MB at once
SWEPT_EVERY = 10.0  # seconds
UNUSED_FOR = 60.0  # seconds until a file that no page shows is let go
LARGEST = 11 * 2**20  # bytes of one upload with what stands around it, where a request doesn't say how long it is
_coming: dict[str, int] = defaultdict(int)
_OFFER = "file_uploader_state_value"


def _sessions() -> Any:
    return get_instance()._session_mgr


def is_offered(session_id: str) -> bool:
    """Whether the page that a connected session shows has an uploader."""
    info = _sessions().get_active_session_info(session_id) if exists() else None
    return info is not None and any(True for _ in _uploaders(info.session))


def _uploaders(session: Any) -> Iterator[Any]:
    """The states of the uploaders that a session's page has drawn."""
    state = session.session_state._new_widget_state
    for widget in list(state.widget_metadata.values()):
        if widget.value_type == _OFFER and widget.id in state.states:
            yield state.get_serialized(widget.id)


def held(session_id: str) -> int:
    """How many bytes are held of a session's uploads, those included that are coming in."""
    manager: Any = get_instance().uploaded_file_mgr
    files = manager.file_storage.get(session_id, {})
    return sum(len(file.data) for file in list(files.values())) + _coming[session_id]


@contextmanager
def coming(session_id: str, length: int) -> Iterator[None]:
    """While an upload of so many bytes comes in, they count as held."""
    _coming[session_id] += length
    try:
        yield
    finally:
        _coming[session_id] -= length
        if not _coming[session_id]:
            del _coming[session_id]


def is_media_of_a_session(name: str) -> bool:
    """Whether a file to be taken is on the page of a session that is still connected, or was made for a click just now
    (that one stands on no page, and is let go with the next runs)."""
    manager, sessions = get_instance().media_file_mgr, _sessions()
    file_id = name.rpartition(".")[0] or name
    by_session = list(manager._files_by_session_and_coord.items())
    owners = [session_id for session_id, files in by_session if file_id in list(files.values())]
    return any(map(sessions.is_active_session, owners)) if owners else file_id in manager._file_metadata


async def sweep_for_ever() -> None:
    """Let go, again and again, what belongs to sessions that ended and what no page shows any more."""
    unused: dict[tuple[str, str], float] = {}
    while True:
        await asyncio.sleep(SWEPT_EVERY)
        if exists():
            sweep(get_instance(), unused, time.monotonic())


def sweep(runtime: Runtime, unused: dict[tuple[str, str], float], now: float) -> None:
    """One round. unused: (session, file) -> since when no uploader of its page names it (kept from round to round; a
    file that has just come isn't named yet)."""
    sessions: Any = runtime._session_mgr
    with sessions._storage_lock:
        waiting = {info.session.id for info in sessions._session_storage.list()}
    files: Any = runtime.uploaded_file_mgr
    for session_id in list(files.file_storage):
        if session_id not in waiting and not sessions.is_active_session(session_id):
            files.remove_session_files(session_id)
    media = runtime.media_file_mgr
    ended = [
        session_id
        for session_id in list(media._files_by_session_and_coord)
        if session_id not in waiting and not sessions.is_active_session(session_id)
    ]
    for session_id in ended:
        media.clear_session_refs(session_id)
    if ended:
        media.remove_orphaned_files()
    _let_unused_go(sessions, files, unused, now)


def _let_unused_go(sessions: Any, files: Any, unused: dict[tuple[str, str], float], now: float) -> None:
    seen = set()
    for info in sessions.list_active_sessions():
        session_id = info.session.id
        named = {
            file.file_id
            for state in _uploaders(info.session)
            if state is not None
            for file in state.file_uploader_state_value.uploaded_file_info
        }
        for file_id in list(files.file_storage.get(session_id, {})):
            if file_id in named:
                continue
            seen.add((session_id, file_id))
            if now - unused.setdefault((session_id, file_id), now) >= UNUSED_FOR:
                files.remove_file(session_id, file_id)
    for key in set(unused) - seen:
        del unused[key]
