"""Garbage goes within seconds of a run, and a server that nobody reads doesn't look for any."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

from app import garbage
from app.settings import SETTINGS

if TYPE_CHECKING:
    import pytest


class Circle:
    """Refers to itself, so that only a look for garbage frees it."""

    def __init__(self) -> None:
        self.own = self


def test_garbage_goes_after_a_run_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "SECONDS_BETWEEN", 0.01)
    monkeypatch.setattr(garbage, "_RUN", threading.Event())
    gone = threading.Event()
    gc.collect()
    gc.disable()
    try:
        circle = weakref.ref(Circle(), lambda _: gone.set())
        garbage.start_looking()
        assert not gone.wait(0.2)
        assert circle() is not None
        garbage.note_run()
        assert gone.wait(10)
    finally:
        gc.enable()


def test_streamlit_itself_does_not_look_after_every_run() -> None:
    assert SETTINGS["runner.postScriptGC"] is False
