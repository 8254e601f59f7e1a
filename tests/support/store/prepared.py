"""States that tests begin with: each is made once a run in a database that is then closed, and copied for a test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import weakref
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path

from data.store.disk.private_files import make_folder
from data.store.disk.swapping import ANCHOR, beside
from data.store.store import Store

_numbers = count()
_made: dict[tuple[object, str], Path] = {}


@cache
def _folder() -> Path:
    """It goes with the run."""
    folder = Path(tempfile.mkdtemp(prefix="sanjeh-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _place() -> Path:
    folder = _folder() / str(next(_numbers))
    make_folder(folder)
    return folder / "s.duckdb"


def _once(make: Callable[..., Store | None], *options: object) -> Path:
    key = make, repr(options)
    if key not in _made:
        made = _place()
        if store := make(made, *options):
            store.close()
        _made[key] = made
    return _made[key]


def prepared_at(path: Path, make: Callable[..., Store], *options: object) -> Path:
    """The database that `make` fills (at the path that it is given first), at a place of the test's own."""
    made = _once(make, *options)
    for ending in ("", ANCHOR):
        shutil.copy(beside(made, ending), beside(path, ending))
    return path


def copied(make: Callable[[Path], None], folder: Path) -> Path:
    """The database that `make` fills and closes, in a folder of the test's own with all that was made around it."""
    make_folder(folder)
    made = _once(make)
    shutil.copytree(made.parent, folder, dirs_exist_ok=True)
    return folder / made.name


def prepared(make: Callable[..., Store], *options: object) -> Store:
    """A store with what `make` fills, which the test may change; its files go with it."""
    path = prepared_at(_place(), make, *options)
    store = Store(path)
    weakref.finalize(store, _let_go, store._root, path.parent)
    return store


def _let_go(root: object, folder: Path) -> None:
    root.close()
    shutil.rmtree(folder, ignore_errors=True)
