"""What a reader sees when a page can't be drawn: the cause in plain words, and a way on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import datasets
from app.encode import encode_markdown
from geodata.durable import reading_cause
from geodata.engine import EngineError
from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG: Final = logging.getLogger("atlas.page")
_TRIED_AGAIN: Final = "engine was started anew"


def run_guarded(draw: Callable[[], None]) -> None:
    """Draw a page; where records, store or engine fail, say so instead.

    A query whose engine failed is tried once more, since it was started anew by then.

    Parameters
    ----------
    draw : callable
        Draws the page.
    """
    try:
        draw()
    except EngineError as error:
        _LOG.warning("%s", error)
        if not st.session_state.get(_TRIED_AGAIN):
            st.session_state[_TRIED_AGAIN] = True
            st.rerun()
        _say(str(error))
    except AtlasError as error:
        _LOG.warning("%s: %s", type(error).__name__, error)
        _say(str(error))
    except OSError as error:
        _LOG.warning("%s: %s", type(error).__name__, error.strerror)
        _say(reading_cause(error))
    else:
        st.session_state.pop(_TRIED_AGAIN, None)


def _say(sentence: str) -> None:
    st.error(encode_markdown(sentence))
    st.session_state.pop(_TRIED_AGAIN, None)
    st.button("Try again", key="try again")
    if not datasets.is_built_in_chosen():
        st.button(
            "Show the built-in records",
            on_click=datasets.choose,
            args=(datasets.CURATED,),
            key="show the built-in records",
        )
