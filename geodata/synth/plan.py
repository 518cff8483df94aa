"""How many synthetic events happen in which month and district, and between whom.

Counts are negative binomial: Poisson with a gamma-distributed rate (Greenwood and Yule 1920, "An
inquiry into the nature of frequency distributions", Journal of the Royal Statistical Society 83
(2)). Given their total they are Dirichlet-multinomial, which is what is drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geodata.model import TAKEOVER
from geodata.sources.curated import load_incidents
from geodata.synth.gazetteer import Gazetteer, build_gazetteer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from geodata.synth.gazetteer import Numbers

FIRST_DAY: Final = date(2014, 1, 1)
LAST_DAY: Final = date(2025, 12, 31)
LAST_DAY_OF_REPUBLIC: Final = date(2021, 8, 14)

BLOCK_ROWS: Final = 100_000
"""Rows drawn with one generator: a block is the same however the chunks are cut."""

# Shape of the gamma-distributed rate: the smaller, the more events come in bursts.
_DISPERSION: Final = 0.5
# Provinces in which the records have nothing of a group still see a little of it.
_SMOOTHING: Final = 0.2
_MOST_DEATHS: Final = 600
_DAYS_A_MONTH: Final = 30.4

# Streams of random numbers of one seed.
_PLACES, _COUNTS, _BLOCKS = range(3)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Violence of one kind between two sides.

    Parameters
    ----------
    columns : mapping of str to str
        What its events have in common, by column of the format; blank where left out.
    group : str
        The group of the curated records that tells in which provinces it happens.
    events : mapping of datetime.date to float
        Events a month on some days, linear between them, none before the first and after the
        last.
    without_deaths : float
        Share of events that kill nobody, 0 to 1.
    typical_deaths : float
        Median of the log-normal distribution that deaths beyond the first are drawn from.
    """

    columns: Mapping[str, str]
    group: str
    events: Mapping[date, float]
    without_deaths: float = 0.02
    typical_deaths: float = 2.0


class Events(NamedTuple):
    """A block of synthetic events, a value a row; the generator draws what else a format has."""

    number: Numbers
    conflict: Numbers
    district: Numbers
    day: npt.NDArray[np.datetime64]
    deaths: Numbers
    generator: np.random.Generator


@dataclass(frozen=True, slots=True)
class Plan:
    """All synthetic events of one file, before they are drawn one by one.

    Parameters
    ----------
    rows, seed : int
        How many events, and what makes them the same again.
    conflicts : sequence of Conflict
        Between whom.
    gazetteer : Gazetteer
        Where.
    periods : pandas.DataFrame
        When: ``first`` (datetime64) and ``days``, a row a month; August 2021 has two.
    last_number : numpy.ndarray
        Number of events up to and including each period, conflict and district, in that order.
    """

    rows: int
    seed: int
    conflicts: Sequence[Conflict]
    gazetteer: Gazetteer
    periods: pd.DataFrame
    last_number: Numbers

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.rows // BLOCK_ROWS)

    def events(self, block: int) -> Events:
        """Draw the events of a block; the same whatever was drawn before."""
        generator = np.random.default_rng([self.seed, _BLOCKS, block])
        first = block * BLOCK_ROWS
        number = np.arange(first, min(first + BLOCK_ROWS, self.rows), dtype="int64")
        shape = (len(self.periods), len(self.conflicts), self.gazetteer.districts)
        cell = np.searchsorted(self.last_number, number, side="right")
        period, conflict, district = np.unravel_index(cell, shape)
        days = generator.integers(0, self.periods["days"].to_numpy()[period])
        day = self.periods["first"].to_numpy("datetime64[D]")[period] + days.astype(
            "timedelta64[D]"
        )
        return Events(number, conflict, district, day, self._deaths(conflict, generator), generator)

    def _deaths(self, conflict: Numbers, generator: np.random.Generator) -> Numbers:
        typical = np.array([found.typical_deaths for found in self.conflicts])
        without = np.array([found.without_deaths for found in self.conflicts])
        deaths = 1 + generator.lognormal(np.log(typical)[conflict], 1.2)
        is_deadly = generator.random(len(conflict)) >= without[conflict]
        return np.asarray(np.minimum(deaths * is_deadly, _MOST_DEATHS), dtype="int64")


def make_plan(rows: int, seed: int, conflicts: Sequence[Conflict]) -> Plan:
    """Spread a number of events over months, conflicts and districts."""
    gazetteer = build_gazetteer(np.random.default_rng([seed, _PLACES]))
    generator = np.random.default_rng([seed, _COUNTS])
    periods = _periods()
    shares = _district_shares(conflicts, gazetteer, generator)
    rates = _rates(conflicts, periods)[:, :, np.newaxis] * shares[np.newaxis]
    rates *= generator.gamma(_DISPERSION, 1 / _DISPERSION, size=rates.shape)
    counts = generator.multinomial(rows, (rates / rates.sum()).ravel())
    return Plan(rows, seed, conflicts, gazetteer, periods, np.cumsum(counts, dtype="int64"))


def _periods() -> pd.DataFrame:
    months = pd.date_range(FIRST_DAY, LAST_DAY, freq="MS")
    # Who fights whom changes on one day.
    first = pd.Series([*months, pd.Timestamp(TAKEOVER)]).sort_values(ignore_index=True)
    end = first.shift(-1, fill_value=pd.Timestamp(LAST_DAY) + pd.Timedelta(days=1))
    return pd.DataFrame({"first": first, "days": (end - first).dt.days})


def _rates(conflicts: Sequence[Conflict], periods: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return expected events, a row a period, a column a conflict."""
    middle = periods["first"].map(pd.Timestamp.toordinal) + periods["days"] / 2
    rates = [
        np.interp(
            middle,
            [day.toordinal() for day in conflict.events],
            list(conflict.events.values()),
            left=0.0,
            right=0.0,
        )
        for conflict in conflicts
    ]
    months = periods["days"].to_numpy("float64") / _DAYS_A_MONTH
    return np.column_stack(rates) * months[:, np.newaxis]


def _district_shares(
    conflicts: Sequence[Conflict], gazetteer: Gazetteer, generator: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return which share of a conflict each district has: a row a conflict, each sums to 1."""
    incidents = load_incidents()
    recorded = pd.crosstab(incidents["group"], incidents["province_pcode"])
    groups = [conflict.group for conflict in conflicts]
    counts = recorded.reindex(index=groups, columns=gazetteer.pcodes, fill_value=0)
    by_province = counts.to_numpy("float64") + _SMOOTHING
    # Within a province a few districts see most of it.
    shares = generator.lognormal(0.0, 1.0, size=(len(conflicts), gazetteer.districts))
    within = pd.DataFrame(shares).T.groupby(gazetteer.province).sum().T.to_numpy("float64")
    shares *= (by_province / within)[:, gazetteer.province]
    shares /= shares.sum(axis=1, keepdims=True)
    return shares
