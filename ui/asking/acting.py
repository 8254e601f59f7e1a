"""What every act of a screen is: somebody acts, and what is refused comes back as sentences."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.office.months import parsed_day
from data.problems import Refused, refusal
from data.store.store import Store, StoreError
from i18n.problem_sentences import problem_sentence
from i18n.trouble_sentences import scheme_sentence, store_sentence
from i18n.words import Words
from scoring.scheme_errors import SchemeError
from ui.asking.the_store import store

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Acting:
    """Who acts (empty where that isn't known), and the language that they are answered in."""

    name: str
    words: Words

    def actor(self) -> str:
        """Raises Refused `name_needed`."""
        if not self.name:
            raise refusal("name_needed")
        return self.name


@dataclass(frozen=True)
class Done:
    """How an action ended: what it gave, or the sentences that say why it was refused."""

    value: Any = None
    refused: tuple[str, ...] = ()


def typed_day(text: str) -> date:
    """A day as typed; today where it is empty."""
    return parsed_day(text) if text.strip() else date.today()


def carry_out(action: Callable[[Store], Any], words: Words) -> Done:
    """Do it, or say in sentences why not; what was refused goes to the log by its code."""
    what = action.__qualname__.partition(".")[0]
    try:
        return Done(action(store()))
    except Refused as refused:
        _log.info("refused %s: %s", what, " ".join(problem.code for problem in refused.problems))
        return Done(refused=tuple(problem_sentence(problem, words) for problem in refused.problems))
    except SchemeError as error:
        _log.info("refused %s: %s", what, error.code)
        return Done(refused=(scheme_sentence(error.code, error.key, error.value, words, error.place),))
    except StoreError as error:
        _log.warning("refused %s: %s", what, error.code)
        return Done(refused=(store_sentence(error, words),))
