"""A view, its address, and back again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.export.request import DEFAULT_FILTERS, ViewRequest, address_of, request_from_address
from geodata.measures import MEASURES
from geodata.model import ATTRIBUTIONS, EVENT_TYPES, GROUPS, PCODES, TARGETS, FilterError, Filters


def some(codes: dict[str, object]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(codes)), unique=True, max_size=4).map(tuple)


DAYS = st.none() | st.dates(date(2014, 1, 17), date(2025, 12, 16))
FILTERS = st.builds(
    lambda days, **rest: (
        Filters(date_from=min(days), date_to=max(days), **rest)
        if None not in days
        else Filters(date_from=days[0], date_to=days[1], **rest)
    ),
    st.tuples(DAYS, DAYS),
    groups=some(dict(GROUPS)),
    event_types=some(dict(EVENT_TYPES)),
    attributions=some(dict(ATTRIBUTIONS)),
    estimate=st.sampled_from(["low", "best", "high"]),
    known_on=DAYS,
    share_target=st.sampled_from(sorted(TARGETS)),
)


@given(
    filters=FILTERS,
    measure=st.sampled_from(sorted(MEASURES)),
    province=st.none() | st.sampled_from([pcode for pcode in PCODES if pcode != "unknown"]),
)
def test_the_address_of_a_view_gives_the_view(
    filters: Filters, measure: str, province: str | None
) -> None:
    request = ViewRequest(filters, measure, province)
    assert request_from_address(f"http://localhost:8501/?{address_of(request)}") == request


def test_no_address_is_the_first_view() -> None:
    assert request_from_address("http://localhost:8501/") == ViewRequest(DEFAULT_FILTERS)
    assert address_of(ViewRequest()) == ""


@pytest.mark.parametrize(
    "wrong",
    ["group=IS", "event=Party", "measure=Fun", "province=Atlantis", "from=yesterday", "data=Mine"],
)
def test_what_does_not_exist_is_refused(wrong: str) -> None:
    with pytest.raises(FilterError):
        request_from_address(f"?{wrong}")


def test_an_import_is_known_by_its_label() -> None:
    request = request_from_address("?data=UCDP+GED+(ucdp)", {"UCDP GED (ucdp)": "ucdp"})
    assert request.datasets == ("ucdp",)
    assert address_of(request, {"ucdp": "UCDP GED (ucdp)"}) == "data=UCDP+GED+%28ucdp%29"


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(FilterError, match="can't be read"):
        request_from_address("http://[::1?group=NRF")
