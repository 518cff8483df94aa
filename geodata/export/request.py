"""What a document is made of: a view, told by its address or by the words of a command.

Addresses are Streamlit's own (each widget bound to a parameter); they hold what a reader sees in
the widgets. A document must be made from such an address without a browser, and must name the
address of its view, which is what these functions are for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from geodata.measures import MEASURES
from geodata.model import (
    ATTRIBUTIONS,
    ESTIMATES,
    EVENT_TYPES,
    GROUPS,
    TARGETS,
    FilterError,
    Filters,
)
from geodata.provinces import province_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.model import Code

DEFAULT_GROUPS: Final = ("ISKP",)
DEFAULT_EVENT_TYPES: Final = ("attack", "clash")
DEFAULT_MEASURE: Final = "incidents"
CURATED: Final = "curated"

DEFAULT_FILTERS: Final = Filters(groups=DEFAULT_GROUPS, event_types=DEFAULT_EVENT_TYPES)
"""Which records a page shows before anybody has chosen."""


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """A view of the atlas.

    Parameters
    ----------
    filters : Filters
        Which records; never restricted to a province.
    measure : str
        Key of the measure.
    province : str, optional
        P-code of the province that the view is about.
    datasets : tuple of str
        Keys of the datasets.
    """

    filters: Filters = field(default_factory=lambda: DEFAULT_FILTERS)
    measure: str = DEFAULT_MEASURE
    province: str | None = None
    datasets: tuple[str, ...] = (CURATED,)

    def record_filters(self) -> Filters:
        """Return the filters of the records that the view is about."""
        return replace(self.filters, provinces=(self.province,)) if self.province else self.filters


def _keys(values: list[str], codes: Mapping[str, Code], name: str) -> tuple[str, ...]:
    """Return the codes of these labels; a code itself is understood too."""
    by_label = {code.label: key for key, code in codes.items()} | {key: key for key in codes}
    # An emptied widget stands in the address as one empty value.
    wanted = [value for value in values if value]
    unknown = [value for value in wanted if value not in by_label]
    if unknown:
        raise FilterError(
            f"The view asks for {name} {unknown[0]!r}, which isn't known. "
            f"Use any of: {', '.join(code.label for code in codes.values())}."
        )
    return tuple(by_label[value] for value in wanted)


def _day(values: list[str], name: str) -> date | None:
    if not values or not values[-1]:
        return None
    try:
        return date.fromisoformat(values[-1])
    except ValueError as error:
        raise FilterError(f"{name} is {values[-1]!r}. Write it as 2021-08-15.") from error


def request_from_address(address: str, datasets: Mapping[str, str] | None = None) -> ViewRequest:
    """Read the address of a view, as copied from the browser.

    Parameters
    ----------
    address : str
        A whole address, or only what follows the question mark.
    datasets : mapping of str to str, optional
        Keys of the datasets by the label that an address has for them; by default only the
        built-in one is known.

    Raises
    ------
    FilterError
        If the address asks for what doesn't exist; a document must not show another view than
        the one that was asked for.

    Examples
    --------
    >>> request = request_from_address("http://localhost:8501/?group=NRF&from=2022-01-01&measure=Killed")
    >>> request.filters.groups, request.filters.date_from, request.measure
    (('NRF',), datetime.date(2022, 1, 1), 'killed')
    """
    try:
        query = urlsplit(address).query if "?" in address else address
    except ValueError as error:
        raise FilterError(
            f"The address of the view can't be read: {error}. Copy it from the browser."
        ) from error
    given = parse_qs(query, keep_blank_values=True)

    def keys(name: str, codes: Mapping[str, Code], default: tuple[str, ...]) -> tuple[str, ...]:
        return _keys(given[name], codes, name) if name in given else default

    labels = {measure.label: measure.key for measure in MEASURES.values()}
    measure = given.get("measure", [MEASURES[DEFAULT_MEASURE].label])[-1]
    if measure not in labels:
        raise FilterError(f"There is no measure {measure!r}. Use any of: {', '.join(labels)}.")
    estimate = given.get("estimate", ["Best"])[-1].lower()
    known = {"Curated records": CURATED, **(datasets or {})}
    named = [value for value in given.get("data", []) if value]
    missing = [value for value in named if value not in known]
    if missing:
        raise FilterError(
            f"The view is of the records {missing[0]!r}, which aren't here. Import them first."
        )
    first, last = _day(given.get("from", []), "from"), _day(given.get("to", []), "to")
    if first and last and first > last:
        first, last = last, first
    filters = Filters(
        date_from=first,
        date_to=last,
        groups=keys("group", GROUPS, DEFAULT_GROUPS),
        event_types=keys("event", EVENT_TYPES, DEFAULT_EVENT_TYPES),
        attributions=keys("attribution", ATTRIBUTIONS, ()),
        estimate=next((each for each in ESTIMATES if each == estimate), "best"),
        known_on=_day(given.get("known", []), "known"),
        share_target=(keys("target", TARGETS, ()) or ("shia_hazara",))[0],
    )
    return ViewRequest(
        filters,
        labels[measure],
        _province(given.get("province", [])),
        tuple(known[value] for value in named) or (CURATED,),
    )


def _province(values: list[str]) -> str | None:
    if not values or not values[-1]:
        return None
    names = {name: str(pcode) for pcode, name in province_names().items()}
    if values[-1] not in names:
        raise FilterError(
            f"There is no province {values[-1]!r}. Use any of: {', '.join(sorted(names))}."
        )
    return names[values[-1]]


def address_of(request: ViewRequest, labels: Mapping[str, str] | None = None) -> str:
    """Return the part of an address that follows the question mark; defaults are left out.

    Parameters
    ----------
    request : ViewRequest
        The view.
    labels : mapping of str to str, optional
        The label that an address has for a dataset, by key.

    Examples
    --------
    >>> address_of(ViewRequest(Filters(groups=("NRF",), event_types=("attack", "clash"))))
    'group=NRF'
    """
    filters = request.filters
    pairs: list[tuple[str, str]] = []

    def several(
        name: str, values: tuple[str, ...], codes: Mapping[str, Code], default: tuple[str, ...]
    ) -> None:
        if set(values) != set(default):
            chosen = [code.label for key, code in codes.items() if key in values]
            pairs.extend((name, label) for label in chosen or [""])

    if request.datasets != (CURATED,):
        known = {CURATED: "Curated records", **(labels or {})}
        pairs.extend(("data", known.get(key, key)) for key in request.datasets)
    several("group", filters.groups, GROUPS, DEFAULT_GROUPS)
    several("event", filters.event_types, EVENT_TYPES, DEFAULT_EVENT_TYPES)
    several("attribution", filters.attributions, ATTRIBUTIONS, ())
    for name, day in (
        ("from", filters.date_from),
        ("to", filters.date_to),
        ("known", filters.known_on),
    ):
        if day is not None:
            pairs.append((name, day.isoformat()))
    if request.province:
        pairs.append(("province", str(province_names()[request.province])))
    if request.measure != DEFAULT_MEASURE:
        pairs.append(("measure", MEASURES[request.measure].label))
    if filters.share_target != Filters().share_target:
        pairs.append(("target", TARGETS[filters.share_target].label))
    if filters.estimate != "best":
        pairs.append(("estimate", filters.estimate.capitalize()))
    return urlencode(pairs)
