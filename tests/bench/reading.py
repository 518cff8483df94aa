"""What readers do: look at a view, change it, brush the timeline, turn to another page.

Each step is checked. The number of records on the page is compared with a count made here by
pandas alone, so that a result that belongs to another reader would be found.
"""

from __future__ import annotations

import re
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.model import EVENT_TYPES, GROUPS
from geodata.provinces import province_names
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE
from tests.bench.readers import Reader, ReaderError
from tests.serving import MAP_FRAME

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

# Half of the views are among these, which readers come to by the same addresses.
COMMON_GROUPS: Final = (("ISKP",), ("TALIBAN",), ("NRF", "AFF"), ())
FIRST_YEARS: Final = tuple(range(2014, 2024))
MEASURES: Final = ("Incidents", "Killed", "Injured", "Killed per 100,000 people")
PERIODS: Final = {
    "All years": None,
    "Since 15 August 2021": (date(2021, 8, 15), None),
    "The three months after 15 August 2021": (date(2021, 8, 15), date(2021, 11, 14)),
}
# What only that page shows: a piece of text, or a widget's key.
MARKS: Final = {
    "Map": "atlas-ranking",
    "Spread": "<span>Spread.",
    "Compare": "key:compare",
    "Province": "<h1",
    "Records": "<span>Records.",
    "Statements": " statements: ",
    "Coverage": "How far to trust this",
    "Brief": "Documents of this view",
    "About": "About the Afghanistan Incident Atlas",
}
_COUNTED: Final = re.compile("<h2[^>]*>(?:([0-9\u2009]+) records?|(No record)) in view")


@cache
def incidents() -> pd.DataFrame:
    """Read the built-in records past all code under test."""
    return pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"])


@cache
def _province_labels() -> dict[str, str]:
    return {str(pcode): str(name) for pcode, name in province_names("en").items()}


@dataclass
class View:
    """What a reader has chosen; no group or kind of event means all of them."""

    groups: tuple[str, ...] = ("ISKP",)
    events: tuple[str, ...] = ("attack", "clash")
    province: str | None = None
    first: date | None = None
    last: date | None = None

    def count(self) -> int:
        """Count the records in view."""
        rows = incidents()
        if self.groups:
            rows = rows[rows["group"].isin(self.groups)]
        if self.events:
            rows = rows[rows["event_type"].isin(self.events)]
        if self.province:
            rows = rows[rows["province_pcode"].eq(self.province)]
        if self.first:
            rows = rows[rows["date"].dt.date.ge(self.first)]
        if self.last:
            rows = rows[rows["date"].dt.date.le(self.last)]
        return len(rows)


def _fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
        content: bytes = answer.read()
        return content.decode()


def fetch_page(address: str) -> None:
    """Ask for what a browser loads before it connects: the page and the scripts it names."""
    for path in re.findall(r'(?:src|href)="\./([^"]+[.](?:js|css))"', _fetched(f"{address}/")):
        _fetched(f"{address}/{path}")


def fetch_map(address: str) -> None:
    """Ask for what a browser loads once it is told of a map."""
    for path in (f"component/{MAP_FRAME}/index.html", "assets/atlas.js"):
        _fetched(f"{address}/{path}")


@dataclass
class Visit:
    """One reader, from opening an address to leaving.

    Parameters
    ----------
    address : str
        Of the dashboard.
    chance : random.Random
        Decides what the reader does.
    """

    address: str
    chance: random.Random
    view: View = field(default_factory=View)
    page: str = "Map"

    def __post_init__(self) -> None:
        self.view.groups = self._some_groups()
        parameters = {"group": [GROUPS[code].label for code in self.view.groups] or [""]}
        if self.chance.random() < 0.5:
            self.view.first = date(self.chance.choice(FIRST_YEARS[1:]), 1, 1)
            parameters["from"] = [self.view.first.isoformat()]
        self.reader = Reader(self.address, parameters)

    def _some_groups(self) -> tuple[str, ...]:
        if self.chance.random() < 0.5:
            return self.chance.choice(COMMON_GROUPS)
        return tuple(self.chance.sample(list(GROUPS), self.chance.randint(1, 4)))

    async def load(self) -> float:
        """Draw the first page of the visit; returns seconds, as all steps do."""
        seconds = await self.reader.draw()
        self.check()
        return seconds

    async def step(self) -> tuple[str, float]:
        """Do what a reader might do next.

        Returns
        -------
        str
            ``filter``, ``brush``, ``period`` or ``page``.
        float
            Seconds until the page was done.

        Raises
        ------
        ReaderError
            If the page isn't what was asked for.
        """
        steps: dict[str, tuple[int, Callable[[], Awaitable[float]]]] = {
            "filter": (60, self._filter),
            "brush": (15, self._brush),
            "period": (10, self._period),
            "page": (15, self._turn),
        }
        # There is no timeline on other pages, nor where no record gives a number.
        can_brush = self.page == "Map" and self.reader.has_widget("timeline ")
        names = [name for name in steps if name != "brush" or can_brush]
        (name,) = self.chance.choices(names, [steps[name][0] for name in names])
        seconds = await steps[name][1]()
        self.check()
        return name, seconds

    async def _filter(self) -> float:
        kind = self.chance.choice(("group", "group", "event", "province", "measure", "estimate"))
        if kind == "group":
            self.view.groups = self._some_groups()
            return await self.reader.choose(kind, [GROUPS[code].label for code in self.view.groups])
        if kind == "event":
            self.view.events = tuple(self.chance.sample(list(EVENT_TYPES), 2))
            return await self.reader.choose(
                kind, [EVENT_TYPES[code].label for code in self.view.events]
            )
        if kind == "province":
            self.view.province = self.chance.choice(list(_province_labels()))
            return await self.reader.choose(kind, _province_labels()[self.view.province])
        if kind == "measure":
            return await self.reader.choose(kind, self.chance.choice(MEASURES))
        return await self.reader.choose(kind, [self.chance.choice(("Low", "Best", "High"))])

    async def _brush(self) -> float:
        # Whole years, so that the page's bars, of whatever length, end where the span does.
        start, end = sorted(self.chance.sample(FIRST_YEARS, 2))
        first = max(date(start, 1, 1), self.view.first or date.min)
        last = min(date(end, 1, 1), self.view.last or date.max)
        if first >= last:
            return await self._period()
        edges = [
            int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
            for day in (first, last)
        ]
        seconds = await self.reader.choose(
            "timeline ",
            f'{{"selection": {{"brush": {{"period_start": [{edges[0]}, {edges[1]}]}}}}}}',
        )
        self._read_dates()
        wanted = (first, last.fromordinal(last.toordinal() - 1))
        touched = (self.view.first or date.min, self.view.last or date.max)
        # Bars are taken whole: a span may be longer than what was brushed, never shorter.
        if touched[0] > max(wanted[0], date(2014, 1, 17)) or touched[1] < wanted[1]:
            raise ReaderError(f"Brushed {wanted}, and the page took {touched}.")
        return seconds

    async def _period(self) -> float:
        name = self.chance.choice(list(PERIODS))
        seconds = await self.reader.choose("preset", name)
        self._read_dates()
        wanted = PERIODS[name] or (self.view.first, self.view.last)
        if self.view.first != wanted[0] or wanted[1] not in {None, self.view.last}:
            raise ReaderError(f"“{name}” gives {self.view.first} to {self.view.last}.")
        return seconds

    def _read_dates(self) -> None:
        days = []
        for key in ("from", "to"):
            widget = self.reader.widget(key).date_input
            (day,) = widget.value if widget.set_value else widget.default
            days.append(date.fromisoformat(day))
        self.view.first, self.view.last = days

    async def _turn(self) -> float:
        # Readers come back to the map.
        others = [page for page in MARKS if page != self.page]
        back = self.page != "Map" and self.chance.random() < 0.6
        self.page = "Map" if back else self.chance.choice(others)
        return await self.reader.turn_to(self.page)

    def check(self) -> None:
        """Compare the page with what was asked for.

        Raises
        ------
        ReaderError
            If it is another page, or counts other records.
        """
        mark = MARKS[self.page]
        if mark.startswith("key:"):
            self.reader.widget(mark.removeprefix("key:"))
        elif not self.reader.html(mark):
            raise ReaderError(f"This isn't the page {self.page}.")
        if self.page not in {"Map", "Records"}:
            return
        found = _COUNTED.search(self.reader.html(" in view") and self._heading())
        shown = int((found[1] or "0").replace("\u2009", "")) if found else None
        if shown != self.view.count():
            raise ReaderError(f"The page counts {shown} records, not {self.view.count()}.")

    def _heading(self) -> str:
        bodies = (
            element.html.body
            for element in self.reader.elements.values()
            if element.WhichOneof("type") == "html"
        )
        return next((body for body in bodies if _COUNTED.search(body)), "")
