"""Serve the dashboard with planted province names: ``python -m tests.browser.serve_planted PORT``.

The names of the provinces are built in, so that a reader can't bring others; the encoding has to
hold all the same.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app import server
from geodata import provinces
from tests.browser.planted import NAMES

if TYPE_CHECKING:
    import pandas as pd

    from geodata.provinces import Language

true_names = provinces.province_names


def planted_names(language: Language = "en") -> pd.Series:
    """Return the names of the provinces, six of them planted."""
    return true_names(language).replace(NAMES)


def main() -> None:
    """Give every module that has the names the planted ones, then serve."""
    for module in list(sys.modules.values()):
        if getattr(module, "province_names", None) is true_names:
            module.province_names = planted_names  # type: ignore[attr-defined]  # just looked up
    server.run(int(sys.argv[1]))


if __name__ == "__main__":
    main()
