"""What others counted, as a reader sees it, with the records beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.analysis.reported import added_up, overlapping
from geodata.views.statement_text import share_text, span_text
from geodata.views.text import day_text, number_text

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date
    from typing import Any


@dataclass(frozen=True, slots=True)
class Counted:
    """What others counted for a period.

    Parameters
    ----------
    value : str
        The count with its noun.
    period, reporter : str
        When, and who counted.
    words : str
        What was counted, in the words of the table.
    publisher, published, url : str
        Where it can be read; ``url`` is empty unless it is an https address.
    recorded : str
        What the records hold of the same group and period.
    coverage_percent : float or None
        Share of the count that is on record; ``None`` where there is none.
    is_inside : bool
        Whether the counted period lies within that of the statement.
    """

    value: str
    period: str
    reporter: str
    words: str
    publisher: str
    published: str
    url: str
    recorded: str
    coverage_percent: float | None
    is_inside: bool = True


def counted_view(count: dict[Hashable, Any]) -> Counted:
    """Turn one row of the counts of others into what a reader sees.

    Parameters
    ----------
    count : dict
        A row of :func:`geodata.analysis.reported.with_coverage`.
    """
    value = []
    if pd.notna(count["value"]):
        value.append(f"{number_text(count['value'])} attack{'' if count['value'] == 1 else 's'}")
    if pd.notna(count["province_count"]):
        value.append(_provinces_text(count, count["province_count"]))
    percent = None if pd.isna(count["coverage"]) else float(count["coverage"])
    address = count["url"]
    return Counted(
        value=" ".join(value) or "no number",
        period=span_text(count["period_start"].date(), count["period_end"].date()),
        reporter=count["reporter"],
        words=count["summary"],
        publisher=count["publisher"],
        published=day_text(count["published"]),
        url=address if str(address).startswith("https://") else "",
        recorded=_recorded_text(count, percent),
        coverage_percent=percent,
        is_inside=bool(count.get("is_inside", True)),
    )


def _provinces_text(count: dict[Hashable, Any], provinces: int) -> str:
    text = f"{number_text(provinces)} province{'' if provinces == 1 else 's'}"
    return text if pd.isna(count["value"]) else f"in {text}"


def _recorded_text(count: dict[Hashable, Any], percent: float | None) -> str:
    texts = []
    if pd.notna(count["value"]):
        texts.append(number_text(count["recorded_attacks"]))
        if percent is not None:
            texts[0] += f" ({share_text(percent)})"
        elif count["recorded_attacks"] > count["value"]:
            texts[0] += ", more than counted: this count is of something narrower"
    if pd.notna(count["province_count"]):
        texts.append(_provinces_text(count, count["recorded_provinces"]))
    return " ".join(texts)


def _added_text(counts: pd.DataFrame) -> str:
    sums = added_up(counts)
    return " ".join(
        f"Added up, {row['reporter']} counted {number_text(row['value'])} attacks in "
        f"{number_text(row['counts'])} separate periods between {day_text(row['period_start'])} "
        f"and {day_text(row['period_end'])}."
        for row in sums.to_dict("records")
    )


def others(
    reported: pd.DataFrame, group: str, period: tuple[date, date], quantity: str
) -> tuple[tuple[Counted, ...], str]:
    """Return what others counted in overlapping periods, and what adds up.

    Parameters
    ----------
    reported : pandas.DataFrame
        See :func:`geodata.analysis.reported.with_coverage`.
    group : str
        Key of :data:`geodata.model.GROUPS`.
    period : tuple of datetime.date
        First and last day.
    quantity : str
        ``"provinces"`` for counts of provinces, ``"none"`` for none, all else for attacks.

    Returns
    -------
    tuple of (tuple of Counted, str)
        The counts, those inside the period first, and the sum of those that don't overlap as a
        sentence, or ``""``.
    """
    if quantity == "none":
        return (), ""
    counts = overlapping(reported, group, *period)
    has_number = counts["province_count" if quantity == "provinces" else "value"].notna()
    shown = counts[has_number]
    added = "" if quantity == "provinces" else _added_text(shown[shown["is_inside"]])
    return tuple(counted_view(row) for row in shown.to_dict("records")), added
