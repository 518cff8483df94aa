"""What the tests of the front end share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from geodata.uploads.start import NURSERY

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="session")
def atlas_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Build files in a folder of the test run, never in the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_HOME", str(tmp_path_factory.mktemp("atlas_home")))
        patch.delenv("ATLAS_RECORDS", raising=False)
        # The page with the box for files loads their reader ahead, which takes seconds.
        patch.setattr(NURSERY, "prepare", lambda: None)
        yield


@pytest.fixture(scope="session")
def incidents() -> pd.DataFrame:
    """Read the record file with plain pandas, past all code under test."""
    return pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"], index_col="incident_id")
