"""What a page didn't expect: told in the user's language with a number that stands in the log beside the traceback."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import streamlit as st

from data.keeping import logs
from data.problems import Refused
from data.store.store import StoreError
from i18n.problem_sentences import problem_sentence
from i18n.trouble_sentences import store_sentence
from i18n.words import Words
from ui.kit import frame
from ui.session.language import language_of

_log = logging.getLogger(__name__)


def tell(error: Exception, words: Words) -> None:
    """What was refused with its own sentences, anything else with its number."""
    place = urlsplit(st.context.url or "").path or "/"
    if isinstance(error, Refused):
        _log.warning("page %s refused: %s", place, " ".join(problem.code for problem in error.problems))
        frame.refused(*(problem_sentence(problem, words) for problem in error.problems), key="page_refused")
    elif isinstance(error, StoreError):
        _log.warning("page %s refused: %s", place, error.code)
        frame.refused(store_sentence(error, words), key="page_refused")
    else:
        frame.refused(words("trouble.unexpected", number=logs.remember(error, f"page {place}")), key="page_failed")


def tell_of_callback(error: Exception) -> bool:
    """The same for what a button's callback or a part of a page that runs alone raised: Streamlit asks whether it was
    told."""
    tell(error, Words(language_of(st.session_state.get("lang"))))
    return True
