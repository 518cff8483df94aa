"""The dashboard without a browser, for tests."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Final

from streamlit.testing.v1 import AppTest

MAIN: Final = Path(__file__).parents[2] / "app" / "main.py"
# The first run of a session imports the whole front end.
RUN_TIMEOUT_SECONDS: Final = 60


class Page:
    """The dashboard without a browser, read as a reader would: by its texts."""

    def __init__(self, **parameters: str | list[str]) -> None:
        self.test = AppTest.from_file(str(MAIN), default_timeout=RUN_TIMEOUT_SECONDS)
        for name, value in parameters.items():
            self.test.query_params[name] = value
        self.run()

    def run(self) -> None:
        """Run the page; an exception on it fails the test."""
        self.test.run()
        assert [shown.message for shown in self.test.exception] == []

    def order(self, order: str) -> None:
        """Choose the order of the table of records."""
        (box,) = [box for box in self.test.selectbox if box.label == "Order"]
        box.set_value(order)
        self.run()

    def markup(self, start: str) -> str:
        """Return the only piece of the page's own HTML that begins like this."""
        (found,) = [piece.value for piece in self.test.html if piece.value.startswith(start)]
        return found

    @property
    def title(self) -> str:
        return plain(self.markup("<h1"))

    @property
    def figures(self) -> dict[str, str]:
        """Return the headline figures without their notes."""
        cells = re.findall(
            "<dt>(.*?)</dt><dd>(.*?)<small>", self.markup('<dl class="atlas-figures"')
        )
        return {plain(label): plain(value) for label, value in cells}

    @property
    def legend_counts(self) -> list[int]:
        """Return the number of provinces in each class."""
        counts = re.findall(r"<small>\((\d+)\)</small>", self.markup('<ul class="atlas-legend"'))
        return [int(count) for count in counts]

    @property
    def ranked(self) -> dict[str, str]:
        """Return name and value of each province in the ranking, from the top."""
        rows = re.findall(
            r"<th scope=row>(.*?)<span.*?</th><td>(.*?)</td>",
            self.markup('<table class="atlas-ranking"'),
        )
        return {plain(name): plain(value) for name, value in rows}

    @property
    def records_heading(self) -> str:
        (heading,) = [
            plain(piece.value)
            for piece in self.test.html
            if "record" in piece.value and piece.value.startswith("<h2")
        ]
        return heading

    @property
    def summaries(self) -> list[str]:
        """Return the summary of each record on the page of the table."""
        cells = re.findall(
            r'<td data-label="What happened[^"]*">(.*?)(?:<small>|<ul)',
            self.markup('<table class="atlas-records"'),
        )
        return [plain(cell) for cell in cells]


def plain(markup: str) -> str:
    """Return the text of a piece of HTML, as a reader sees it."""
    return re.sub(r"[ \n]+", " ", html.unescape(re.sub("<[^>]*>", " ", markup))).strip()
