"""What a map can show: each measure with its label, unit and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.model import AtlasError

if TYPE_CHECKING:
    from geodata.model import Estimate


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity of an aggregate table.

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
    has_estimates : bool
        Whether low, best and high estimates stand side by side.
    unknown_column : str
        Column that counts the records for which the quantity is unknown; empty if it
        is known for every record.
    """

    key: str
    label: str
    unit: str
    unit_of_one: str
    has_estimates: bool
    unknown_column: str = ""

    def column(self, estimate: Estimate) -> str:
        """Return the column of an aggregate table that holds this measure.

        Examples
        --------
        >>> MEASURES["killed"].column("high")
        'killed_high'
        >>> MEASURES["incidents"].column("high")
        'incidents'
        """
        return f"{self.key}_{estimate}" if self.has_estimates else self.key

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
        Measure("incidents", "Incidents", "incidents", "incident", has_estimates=False),
        Measure(
            "killed",
            "Killed",
            "people killed",
            "person killed",
            has_estimates=True,
            unknown_column="killed_unknown",
        ),
        Measure(
            "injured",
            "Injured",
            "people injured",
            "person injured",
            has_estimates=True,
            unknown_column="injured_unknown",
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
