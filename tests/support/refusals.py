"""What an act is refused for."""

from __future__ import annotations

import pytest

from data.problems import Refused


def refused(action) -> str:
    """The code of the first problem that an act is refused for."""
    with pytest.raises(Refused) as error:
        action()
    return error.value.problems[0].code
