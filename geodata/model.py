"""The words of the atlas: coded values with labels and colours, column names, ``Filters``, errors.

Every coded value (group, attribution, event type, …) is defined here once, with the
label that a reader sees. Nothing in this file imports another module of the project.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

# Pandera imports Spark's pandas where that extra is installed, which warns of newer pandas on
# every command. That the numbers are right with it is what tests/geodata/test_engine.py proves;
# this module is imported before all others.
warnings.filterwarnings(
    "ignore", "PySpark does not yet fully support pandas", category=FutureWarning
)

CRS: Final = "EPSG:4326"
"""All geometries and coordinates of the atlas are longitude/latitude on WGS 84."""

TAKEOVER: Final = date(2021, 8, 15)
"""The day on which the Taliban took Kabul: insurgents before, authorities since."""

UNKNOWN_PROVINCE: Final = "unknown"
"""Stands where a p-code would for records that no province could be given to."""

PROVINCE_COUNT: Final = 34

Estimate: TypeAlias = Literal["low", "best", "high"]
ESTIMATES: Final[tuple[Estimate, ...]] = get_args(Estimate)

Period: TypeAlias = Literal["day", "week", "month", "quarter", "year"]
PERIODS: Final[tuple[Period, ...]] = get_args(Period)


MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class AtlasError(Exception):
    """Base of the errors that the atlas raises on purpose; the message names cause and fix."""


class RecordError(AtlasError):
    """A data file does not hold what its schema promises."""


class ChecksumError(AtlasError):
    """A data file is not the one that its sidecar describes."""


class FilterError(AtlasError, ValueError):
    """A filter names a value that does not exist, or a period that ends before it starts."""


class RightsError(AtlasError):
    """Records may not be handed on; the message says why."""


@dataclass(frozen=True, slots=True)
class Code:
    """One coded value.

    Parameters
    ----------
    label : str
        What a reader sees.
    description : str
        A sentence for tooltips and definitions; may be empty.
    colour : str
        ``#rrggbb``; only groups have one.
    shape : str
        Second cue beside the colour, a Vega symbol name; only groups have one.
    """

    label: str
    description: str = ""
    colour: str = ""
    shape: str = ""


# Colours: Paul Tol's "muted" scheme in its twelve-colour form (Tol 2021, "Colour schemes",
# SRON technical note), which stays apart under the three common colour-vision deficiencies.
GROUPS: Final[dict[str, Code]] = {
    "ISKP": Code("IS-K", "Islamic State Khorasan Province", "#882255", "circle"),
    "TALIBAN": Code(
        "Taliban",
        "Insurgents until 15 August 2021, the authorities since",
        "#44aa99",
        "square",
    ),
    "HAQQANI": Code("Haqqani network", "Part of the Taliban", "#117733", "diamond"),
    "NRF": Code("NRF", "National Resistance Front", "#ddcc77", "triangle-up"),
    "AFF": Code("AFF", "Afghanistan Freedom Front", "#332288", "triangle-down"),
    "TTP": Code("TTP", "Tehrik-i-Taliban Pakistan", "#cc6677", "cross"),
    "AL_QAEDA": Code("Al-Qaeda", "Al-Qaeda and its branches", "#aa4499", "triangle-right"),
    "LASHKAR_I_ISLAM": Code("Lashkar-i-Islam", "", "#661100", "triangle-left"),
    "IMU": Code("IMU", "Islamic Movement of Uzbekistan", "#88ccee", "stroke"),
    "HIG": Code("Hizb-i-Islami", "Hizb-i-Islami Gulbuddin", "#999933", "arrow"),
    "OTHER": Code("Other groups", "Named groups not listed here", "#6699cc", "wedge"),
    "UNIDENTIFIED": Code("Unidentified", "No group was named", "#888888", "triangle"),
}

ATTRIBUTIONS: Final[dict[str, Code]] = {
    "claimed": Code("Claimed", "Claimed by the group"),
    "attributed": Code("Attributed", "Given as fact by officials, the UN or media"),
    "suspected": Code("Suspected", "Suspected by the sources, not given as fact"),
    "unclaimed": Code("Unclaimed", "Nobody claimed it and no group was named as fact"),
}

EVENT_TYPES: Final[dict[str, Code]] = {
    "attack": Code("Attack", "An attack by the group"),
    "clash": Code("Clash", "A fight between the group and another armed side"),
    "operation": Code("Operation", "An operation against the group: raid, air strike, arrest"),
    "other": Code("Other", "Surrender, capture of a city and the like"),
}

ATTACK_TYPES: Final[dict[str, Code]] = {
    "suicide_bombing": Code("Suicide bombing"),
    "vehicle_bombing": Code("Vehicle bombing"),
    "complex_attack": Code("Complex attack"),
    "ied": Code("Improvised bomb"),
    "grenade": Code("Grenade"),
    "armed_assault": Code("Armed assault"),
    "targeted_killing": Code("Targeted killing"),
    "execution": Code("Execution"),
    "kidnapping": Code("Kidnapping"),
    "shelling": Code("Shelling or rockets"),
    "arson": Code("Arson"),
    "clash": Code("Clash"),
    "raid": Code("Raid"),
    "airstrike": Code("Air strike"),
    "arrest": Code("Arrest"),
    "other": Code("Other"),
}

TARGETS: Final[dict[str, Code]] = {
    "civilians": Code("Civilians"),
    "shia_hazara": Code("Shia and Hazara"),
    "sufi": Code("Sufi"),
    "sikh_hindu": Code("Sikh and Hindu"),
    "other_worshippers": Code("Other worshippers"),
    "education": Code("Education"),
    "health": Code("Health care"),
    "media": Code("Media"),
    "humanitarian": Code("Humanitarian workers"),
    "electoral": Code("Elections"),
    "diplomatic": Code("Diplomatic"),
    "infrastructure": Code("Infrastructure"),
    "government_pre2021": Code("Government until August 2021"),
    "security_forces_pre2021": Code("Security forces until August 2021"),
    "international_forces": Code("International forces"),
    "taliban_insurgents": Code("Taliban as insurgents"),
    "taliban_authorities": Code("Taliban as authorities"),
    "militants": Code("Militants"),
    "other": Code("Other"),
}

DATE_PRECISIONS: Final[dict[str, Code]] = {
    "day": Code("Day"),
    "week": Code("Week", "Known to within a week; dated on its first day"),
    "month": Code("Month", "Only the month is known; dated on its first day"),
    "year": Code("Year", "Known to no more than a span of months; dated on its first day"),
}

LOCATION_PRECISIONS: Final[dict[str, Code]] = {
    "settlement": Code("Town", "The centre of the named town, not the exact spot"),
    "district": Code("District", "The centre of the named district, not the exact spot"),
    "province": Code("Province only", "No place within the province is known"),
    "country": Code("Country only", "No province is known"),
}

KILLED_SCOPES: Final[dict[str, Code]] = {
    "others": Code("Others", "People other than the group's own dead"),
    "all_sides": Code("All sides", "One total for everyone, the group's own dead included"),
}


def _check_codes(name: str, values: tuple[str, ...], allowed: dict[str, Code]) -> None:
    unknown = [value for value in values if value not in allowed]
    if unknown:
        raise FilterError(
            f"Filters.{name}: {', '.join(map(repr, unknown))} is not known. "
            f"Use any of: {', '.join(allowed)}."
        )


@dataclass(frozen=True, slots=True)
class Filters:
    """Which records are in view. Immutable, hashable, equal when it selects the same.

    Parameters
    ----------
    date_from, date_to : datetime.date, optional
        First and last day, both included. A record known only to the month counts
        on the first day of that month.
    groups, attributions, event_types, attack_types, targets : tuple of str
        Coded values of this module. Empty means no restriction.
    provinces : tuple of str
        P-codes ``AF01`` to ``AF34``, or ``"unknown"``. Empty means no restriction.
    estimate : {"low", "best", "high"}
        Which casualty estimate a single figure stands for.
    known_on : datetime.date, optional
        Leave out what happened or was first published after this day. Records whose sources
        bear no date stay; nobody knows.
    share_target : str
        Target that the share of attacks is about; a coded value.

    Raises
    ------
    FilterError
        If a value is not one of the coded values, or the period ends before it starts.

    Examples
    --------
    >>> Filters(groups=("ISKP", "ISKP")).groups
    ('ISKP',)
    >>> Filters(groups=("IS-K",))
    Traceback (most recent call last):
    ...
    geodata.model.FilterError: Filters.groups: 'IS-K' is not known. Use any of: ISKP, ...
    """

    date_from: date | None = None
    date_to: date | None = None
    groups: tuple[str, ...] = ()
    attributions: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    attack_types: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    estimate: Estimate = "best"
    known_on: date | None = None
    share_target: str = "shia_hazara"

    def __post_init__(self) -> None:
        # Sorted without repeats, so that equal selections are equal keys of a cache.
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (tuple, list, set, frozenset)):
                object.__setattr__(self, field.name, tuple(sorted(set(value))))
        _check_codes("groups", self.groups, GROUPS)
        _check_codes("attributions", self.attributions, ATTRIBUTIONS)
        _check_codes("event_types", self.event_types, EVENT_TYPES)
        _check_codes("attack_types", self.attack_types, ATTACK_TYPES)
        _check_codes("targets", self.targets, TARGETS)
        _check_codes("provinces", self.provinces, PCODES)
        _check_codes("share_target", (self.share_target,), TARGETS)
        if self.estimate not in ESTIMATES:
            raise FilterError(
                f"Filters.estimate: {self.estimate!r} is not known. Use low, best or high."
            )
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise FilterError(
                f"Filters: the period ends ({self.date_to}) before it starts "
                f"({self.date_from}). Swap the two dates."
            )

    def without_provinces(self) -> Filters:
        """Return the same filters over the whole country, as a map of all provinces needs."""
        return replace(self, provinces=())


PCODES: Final[dict[str, Code]] = {
    **{f"AF{number:02d}": Code(f"AF{number:02d}") for number in range(1, PROVINCE_COUNT + 1)},
    UNKNOWN_PROVINCE: Code("Province unknown", "No province could be given to the record"),
}
