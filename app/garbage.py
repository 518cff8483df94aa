"""Garbage is looked for now and then, not after every run of a page as Streamlit does it.

To look through all that is loaded takes about as long as to draw a page, and every reader waits
meanwhile.
"""

from __future__ import annotations

import gc
import threading
from typing import Final

SECONDS_BETWEEN: Final = 10.0

_RUN: Final = threading.Event()


def note_run() -> None:
    """Take down that a page was run, so that there may be garbage."""
    _RUN.set()


def _look(pause: threading.Event) -> None:
    while not pause.wait(SECONDS_BETWEEN):
        # A server that nobody reads does nothing.
        _RUN.wait()
        _RUN.clear()
        gc.collect()


def start_looking() -> None:
    """Collect garbage from now on, at most once in ten seconds."""
    threading.Thread(target=_look, args=(threading.Event(),), daemon=True, name="garbage").start()
