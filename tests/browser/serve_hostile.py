"""Serve the dashboard with workers that do what a file says: ``… -m tests.browser.serve_hostile``.

Only the reader of files is another one; process, bounds and pages are those of the atlas.
"""

from __future__ import annotations

import sys

from app import server
from geodata.uploads.start import NURSERY


def main() -> None:
    """Let the workers be forked from the hostile nursery, then serve."""
    NURSERY.module = "tests.geodata.uploads.hostile"
    server.run(int(sys.argv[1]))


if __name__ == "__main__":
    main()
