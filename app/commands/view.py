"""A view told by the words of a command, or by an address with some of them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from geodata.measures import MEASURES
from geodata.model import TARGETS, FilterError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from geodata.export.request import ViewRequest

SEVERAL: Final = ("group", "event", "attribution", "data")
"""Words that may have several values."""

WORDS: Final[dict[str, str]] = {
    "group": "ISKP, NRF …; several with commas",
    "from": "first day: 2021-08-15",
    "to": "last day: 2021-11-19",
    "province": "English name of the province that the view is about",
    "measure": f"one of: {', '.join(MEASURES)}",
    "estimate": "low, best or high",
    "event": "attack, clash, operation, other; several with commas",
    "attribution": "claimed, attributed, suspected, unclaimed; several with commas",
    "known-on": "only what was published by this day: 2021-12-31",
    "target": f"of the share of attacks: one of {', '.join(TARGETS)}",
    "data": "curated, or the name of an import; several with commas",
}
"""What can be said of a view, and how. Presets use the same words."""

_PARAMETERS: Final = {"known-on": "known"}


def add_view_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a user say which view is meant."""
    parser.add_argument("--view", metavar="URL", help="address of a view, as copied")
    view = parser.add_argument_group("the view", "These change what --view says.")
    for word, explanation in WORDS.items():
        view.add_argument(f"--{word}", dest=word, metavar="…", help=explanation)


def parted(value: str) -> list[str]:
    """Part a list with commas.

    Examples
    --------
    >>> parted("ISKP, NRF"), parted("")
    (['ISKP', 'NRF'], [''])
    """
    return [part.strip() for part in value.split(",")]


def request_from_words(words: Mapping[str, str]) -> ViewRequest:
    """Return the view that words name.

    Parameters
    ----------
    words : mapping of str to str
        Words of :data:`WORDS` and ``view``; what isn't named is as on the first page.

    Raises
    ------
    FilterError
        If a word asks for what doesn't exist.

    Examples
    --------
    >>> request_from_words({"group": "NRF,AFF", "measure": "killed"}).filters.groups
    ('AFF', 'NRF')
    """
    from geodata.export.request import request_from_address  # noqa: PLC0415 - takes a second

    first, last = words.get("from", ""), words.get("to", "")
    # Days are written so that their texts sort as they do. A page swaps them and says so.
    if first and last and first > last:
        raise FilterError(
            f"The period ends ({last}) before it starts ({first}). Swap the two days."
        )
    try:
        address = urlsplit(words.get("view", ""))
    except ValueError as error:
        raise FilterError(
            f"The address of the view can't be read: {error}. Copy it from the browser."
        ) from error
    query = parse_qs(address.query, keep_blank_values=True)
    for word, value in words.items():
        if word in WORDS:
            values = parted(value) if word in SEVERAL else [value]
            query[_PARAMETERS.get(word, word)] = _as_in_an_address(word, values)
    return request_from_address(
        f"?{urlencode(query, doseq=True, errors='replace')}", _labels(query.get("data", []))
    )


def _as_in_an_address(word: str, values: list[str]) -> list[str]:
    if word == "measure":
        return [MEASURES[key].label if key in MEASURES else key for key in values]
    return values


def _labels(named: Sequence[str]) -> dict[str, str]:
    """Return the keys of the imports by what an address and a command call them."""
    if not any(value not in ("", "curated", "Curated records") for value in named):
        return {"curated": "curated"}
    # Streamlit takes a second to import; only views of imports need the labels.
    from app.datasets import choice_label  # noqa: PLC0415 - takes a second
    from geodata.versions import imported_datasets  # noqa: PLC0415 - takes a second

    datasets = imported_datasets()
    by_key = {dataset.key: dataset.key for dataset in datasets}
    by_label = {choice_label(dataset): dataset.key for dataset in datasets}
    return {"curated": "curated", **by_key, **by_label}
