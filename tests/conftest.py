"""What all tests share: properties are not failed for the time that a busy machine takes."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")
