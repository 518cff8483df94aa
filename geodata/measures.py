"""What a map can show: each measure with its label, unit, columns and classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geodata.model import AtlasError

if TYPE_CHECKING:
    from geodata.model import Estimate

Scale: TypeAlias = Literal["sum", "per_people", "per_area", "share", "days_since", "first_date"]
Scheme: TypeAlias = Literal["natural_breaks", "quantiles", "fixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One quantity of an aggregate table, or one that is worked out from it.

    Parameters
    ----------
    key : str
        Name in an address and in code.
    label : str
        What a reader sees.
    unit : str
        Plural noun of what is counted: ``"incidents"``, ``"people killed"``.
    unit_of_one : str
        The same of a single one: ``"incident"``, ``"person killed"``.
    base : str
        Key of the sum that it is worked out from, and that a timeline shows in its place;
        its own key if it is a sum itself.
    scale : str
        How it is worked out, see :func:`geodata.views.values.province_values`.
    has_estimates : bool
        Whether low, best and high estimates stand side by side.
    unknown_column : str
        Column that counts the records for which the quantity is unknown; empty if it
        is known for every record.
    unknown_label : str
        What the legend says of provinces with records but without the quantity.
    scheme : {"natural_breaks", "quantiles", "fixed"}
        How values are put into classes.
    bounds : tuple of int
        Upper bounds of fixed classes; what lies above is one class more.
    decimals : int
        Digits after the point.
    is_more_stronger : bool
        Whether the highest values have the strongest colour.
    definition : str
        What is counted and divided by what, a sentence.
    """

    key: str
    label: str
    unit: str
    unit_of_one: str
    base: str
    definition: str
    scale: Scale = "sum"
    has_estimates: bool = False
    unknown_column: str = ""
    unknown_label: str = "Records, toll unknown"
    scheme: Scheme = "natural_breaks"
    bounds: tuple[int, ...] = ()
    decimals: int = 0
    is_more_stronger: bool = True

    @property
    def is_sum(self) -> bool:
        """Whether values of parts add up to the value of the whole."""
        return self.scale == "sum"

    def column(self, estimate: Estimate) -> str:
        """Return the column of an aggregate table that holds this measure, or its base.

        Examples
        --------
        >>> MEASURES["killed"].column("high")
        'killed_high'
        >>> MEASURES["incidents"].column("high")
        'incidents'
        """
        return f"{self.base}_{estimate}" if self.has_estimates else self.base

    def title(self, estimate: Estimate) -> str:
        """Return the label, with the estimate where it is not the usual one.

        Examples
        --------
        >>> MEASURES["killed"].title("high"), MEASURES["killed"].title("best")
        ('Killed, high estimate', 'Killed')
        """
        is_usual = estimate == "best" or not self.has_estimates
        return self.label if is_usual else f"{self.label}, {estimate} estimate"


MEASURES: Final[dict[str, Measure]] = {
    measure.key: measure
    for measure in (
        Measure(
            key="incidents",
            label="Incidents",
            unit="incidents",
            unit_of_one="incident",
            base="incidents",
            definition="Cited records in view.",
        ),
        Measure(
            key="killed",
            label="Killed",
            unit="people killed",
            unit_of_one="person killed",
            base="killed",
            has_estimates=True,
            unknown_column="killed_unknown",
            definition="Sum of the figures of the records in view; in attacks, people other than "
            "the attackers. Records without a figure add nothing to it.",
        ),
        Measure(
            key="injured",
            label="Injured",
            unit="people injured",
            unit_of_one="person injured",
            base="injured",
            has_estimates=True,
            unknown_column="injured_unknown",
            definition="Sum of the figures of the records in view. Records without a figure add "
            "nothing to it.",
        ),
        Measure(
            key="killed_rate",
            label="Killed per 100,000 people",
            unit="killed per 100,000 people",
            unit_of_one="killed per 100,000 people",
            base="killed",
            scale="per_people",
            has_estimates=True,
            unknown_column="killed_unknown",
            scheme="quantiles",
            decimals=2,
            definition="Killed over the whole period in view, divided by the population of the "
            "province. Not a yearly rate.",
        ),
        Measure(
            key="incident_density",
            label="Incidents per 10,000 km²",
            unit="incidents per 10,000 km²",
            unit_of_one="incidents per 10,000 km²",
            base="incidents",
            scale="per_area",
            scheme="quantiles",
            decimals=2,
            definition="Cited records in view, divided by the area of the province.",
        ),
        Measure(
            key="target_share",
            label="Share of attacks on a target",
            unit="attacks with a known target",
            unit_of_one="attack with a known target",
            base="incidents",
            scale="share",
            unknown_label="Records, but no attack with a known target",
            scheme="fixed",
            bounds=(20, 40, 60, 80),
            definition="Attacks on the chosen target, divided by all attacks in view whose target "
            "is known. A share of a few records says little.",
        ),
        Measure(
            key="days_since",
            label="Days since the last incident",
            unit="days",
            unit_of_one="day",
            base="incidents",
            scale="days_since",
            scheme="fixed",
            bounds=(30, 90, 365, 1095),
            is_more_stronger=False,
            definition="From the last cited record in view to the end of the period. Silence of "
            "the records is not the same as peace.",
        ),
        Measure(
            key="first_record",
            label="First recorded incident",
            unit="",
            unit_of_one="",
            base="incidents",
            scale="first_date",
            is_more_stronger=False,
            definition="The earliest cited record in view. Activity may have begun earlier.",
        ),
    )
}


def measure_of(key: str) -> Measure:
    """Return the measure of this key.

    Raises
    ------
    AtlasError
        If there is none.

    Examples
    --------
    >>> measure_of("killed").label
    'Killed'
    """
    if key not in MEASURES:
        raise AtlasError(f"There is no measure {key!r}. Use any of: {', '.join(MEASURES)}.")
    return MEASURES[key]
