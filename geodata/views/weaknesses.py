"""What the curated records are weak in, in sentences whose numbers are counted from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.model import GROUPS, PROVINCE_COUNT, TAKEOVER
from geodata.views.statement_text import share_text
from geodata.views.text import day_text, join_words, number_text

if TYPE_CHECKING:
    import pandas as pd

_OWN_CLAIMS: Final = ("NRF", "AFF")
"""Groups whose tolls rest on what they say of themselves."""

_MOST_PROVINCES: Final = 2


def weaknesses(incidents: pd.DataFrame, published: pd.Series) -> tuple[str, ...]:
    """Say what a reader must know before quoting anything.

    Parameters
    ----------
    incidents : pandas.DataFrame
        As :func:`geodata.sources.curated.load_incidents` returns them; at least one row.
    published : pandas.Series
        Day of the first publication by ``incident_id``, missing where no source bears a date, as
        :func:`geodata.publication.first_published` returns it.
    """
    count = len(incidents)
    first, last = incidents["date"].min(), incidents["date"].max()
    provinces = incidents["province_pcode"].nunique()

    def part(mask: pd.Series) -> str:
        records = int(mask.fillna(value=False).sum())
        return (
            f"{number_text(records)} of {number_text(count)} ({share_text(100 * records / count)})"
        )

    only_month = incidents["date_precision"].eq("month")
    return (
        (
            f"The curated records are {number_text(count)} incidents of {first.year} to "
            f"{last.year} in {provinces} of {PROVINCE_COUNT} provinces: a cited sample, not a "
            "census. The United Nations counted far more attacks than could be cited one by one, "
            "see the page Coverage. A total of them is never the true number."
        ),
        (
            f"{_where(incidents)} They dominate as they do in the reporting; small attacks outside "
            "cities are missing."
        ),
        (
            f"Without a figure of killed: {part(incidents['killed_best'].isna())}. Of injured: "
            f"{part(incidents['injured_best'].isna())}. Unknown is not zero."
        ),
        (
            f"With a single source: {part(incidents['sources_count'].eq(1))}. Without a date of "
            f"publication: {part(published.reindex(incidents.index).isna())}; “as known on” can’t "
            "leave these out."
        ),
        (
            f"Known only to the month: {part(only_month)}. Known only to the province: "
            f"{part(incidents['location_precision'].eq('province'))}. All points are the middle of "
            "a named town or district, not the exact spot."
        ),
        (
            f"Killed counts everyone, the group’s own dead too: "
            f"{part(incidents['killed_scope'].eq('all_sides'))}."
        ),
        f"{_claims(incidents)} Taliban operations rest mostly on announcements of the Taliban.",
        (
            f"Since {day_text(TAKEOVER)} the Taliban are the authorities, and reporting collapsed: "
            f"fewer records may mean fewer reports. Before that day: "
            f"{part(incidents['date'].lt(TAKEOVER.isoformat()))}."
        ),
    )


def _where(incidents: pd.DataFrame) -> str:
    """Name the provinces with most records and their share."""
    most = incidents["province"].value_counts().head(_MOST_PROVINCES)
    names = join_words([str(name) for name in most.index])
    share = share_text(100 * int(most.sum()) / len(incidents))
    return f"{names} hold {share} of the records."


def _claims(incidents: pd.DataFrame) -> str:
    """Say how many records of the groups that report of themselves are their own claims."""
    theirs = incidents[incidents["group"].isin(_OWN_CLAIMS)]
    claimed = int(theirs["attribution"].eq("claimed").sum())
    names = join_words([GROUPS[group].label for group in _OWN_CLAIMS])
    return (
        f"Of the {number_text(len(theirs))} records of {names}, {number_text(claimed)} are claimed "
        "by the groups, and so are most of their tolls."
    )
