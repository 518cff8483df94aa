"""What all tests of the data layer share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="session")
def atlas_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Build files in a folder of the test run, never in the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_HOME", str(tmp_path_factory.mktemp("atlas_home")))
        patch.delenv("ATLAS_RECORDS", raising=False)
        yield
