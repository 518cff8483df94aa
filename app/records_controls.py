"""What a reader can choose of a list of records, and the address of a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from geodata.views.text import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geodata.rows import Order

ORDERS: Final[dict[Order, str]] = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "deadliest": "Most killed first",
}
"""Orders of a list, as they stand in the address."""

LONGEST_SEARCH: Final = 120
_LONGEST_PAGE: Final = 9
LONGEST_IDENTIFIER: Final = 300


def record_link(datasets: Iterable[str]) -> Callable[[str], str]:
    """Return what gives the address of a record, as a link on the page of records.

    Parameters
    ----------
    datasets : iterable of str
        Labels of the datasets that the pages are about; none for those that a new reader sees.

    Examples
    --------
    >>> record_link(["UCDP GED (ucdp)"])("12 & 3")
    '?data=UCDP+GED+%28ucdp%29&record=12+%26+3'
    """
    chosen = [("data", label) for label in datasets]
    return lambda incident_id: f"?{urlencode([*chosen, ('record', incident_id)])}"


def search_heading(count: int, in_view: int, text: str) -> str:
    """Return the heading of the records that a search has found.

    Examples
    --------
    >>> search_heading(36, 248, "mosque"), search_heading(0, 248, "mosque")
    ('36 of 248 records in view with “mosque”', 'No record in view with “mosque”')
    """
    if not count:
        return f"No record in view with “{text}”"
    return f"{number_text(count)} of {number_text(in_view)} records in view with “{text}”"


def is_page(text: str) -> bool:
    """Say whether a text is the number of a page.

    Examples
    --------
    >>> is_page("3"), is_page("0"), is_page("three"), is_page("٣")
    (True, False, False, False)
    """
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_PAGE and int(text) > 0
