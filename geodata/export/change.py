"""What changed in a view against the same length of period before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.analysis.comparison import SMALL_NUMBER, crosses_takeover
from geodata.analysis.earlier import same_length_before
from geodata.analysis.rate_ratio import rate_ratios
from geodata.model import UNKNOWN_PROVINCE
from geodata.query import cube, edge_month_only, provinces_from_cube, totals_from_cube
from geodata.rows import fetch
from geodata.store import open_table
from geodata.views.comparison_text import change_text, interval_text, ratio_text
from geodata.views.headline import headline
from geodata.views.text import day_text, join_words, number_text

if TYPE_CHECKING:
    from datetime import date

    from geodata.export.snapshot import Snapshot
    from geodata.model import Filters
    from geodata.store import Dataset

NAMES_SHOWN: Final = 8
"""More provinces than this are counted, not named."""

_PROVINCES_AT: Final = 1
"""Place of the number of provinces among the headline figures."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One figure of both periods.

    Parameters
    ----------
    label, before, now : str
        What is counted, and both counts with their ranges.
    change : str
        The second (best estimate) less the first; ``unknown`` where either is.
    """

    label: str
    before: str
    now: str
    change: str


@dataclass(frozen=True, slots=True)
class Change:
    """A view beside the same length of period before it.

    Parameters
    ----------
    before, now : str
        Both periods; empty if there is no comparison.
    lines : tuple of ChangeLine
        The headline figures of both.
    notes : tuple of str
        Sentences: how sure the change is, and what has to be known of it. Without a comparison,
        why there is none.
    """

    before: str
    now: str
    lines: tuple[ChangeLine, ...]
    notes: tuple[str, ...]


def _covered(dataset: Dataset) -> tuple[date, date]:
    """Return the days that every part of a dataset covers.

    Where only one of several parts covers the period before, the records would seem to grow by
    what is merely a dataset more.
    """
    with open_table(dataset) as table:
        spans = fetch(
            table.group_by("dataset").aggregate(first=table.date.min(), last=table.date.max())
        )
    return spans["first"].max().date(), spans["last"].min().date()


def _why_not(snapshot: Snapshot, last_covered: date) -> str:
    """Return why a view has no whole period to compare, or an empty text."""
    known_on = snapshot.request.filters.known_on
    if snapshot.request.filters.date_from is None:
        return "The view has no first day, so that there is no period before it to compare with."
    if snapshot.first > snapshot.last:
        return "The view begins after the last record, so that there is nothing to compare."
    if known_on is not None and known_on < snapshot.last:
        return (
            f"As known on {day_text(known_on)} the period isn't over, so that it isn't compared "
            "with a whole one before it."
        )
    if snapshot.last > last_covered:
        return (
            f"The period ends after the records do ({day_text(last_covered)}), so that it isn't "
            "compared with a whole one before it."
        )
    return ""


def change_before(snapshot: Snapshot) -> Change:
    """Compare a view with the same length of period before it.

    Parameters
    ----------
    snapshot : Snapshot
        The view. Its own figures stand on the right side.

    Returns
    -------
    Change
        Without lines where the period before doesn't lie within the records; the notes say why.
    """
    first_covered, last_covered = _covered(snapshot.dataset)
    reason = _why_not(snapshot, last_covered)
    if reason:
        return Change("", "", (), (reason,))
    span = same_length_before(snapshot.first, snapshot.last, first_covered)
    if span is None:
        reason = (
            "The same length of period before would begin before the records do "
            f"({day_text(first_covered)}), so that there is nothing to compare with."
        )
        return Change("", "", (), (reason,))
    earlier = replace(snapshot.request.record_filters(), date_from=span[0], date_to=span[1])
    rows = cube(earlier, "year", snapshot.dataset)
    before, provinces = totals_from_cube(rows), provinces_from_cube(rows)
    return Change(
        f"{day_text(span[0])} to {day_text(span[1])}",
        f"{day_text(snapshot.first)} to {day_text(snapshot.last)}",
        _lines(before, provinces, snapshot),
        _notes(before, provinces, snapshot, earlier),
    )


def _lines(
    before: pd.Series, provinces: pd.DataFrame, snapshot: Snapshot
) -> tuple[ChangeLine, ...]:
    figures = zip(
        headline(before, provinces),
        snapshot.figures,
        _counts(before, provinces),
        _counts(snapshot.totals, snapshot.by_province),
        strict=True,
    )
    lines = [
        ChangeLine(figure.label, earlier.value, figure.value, _change(was, now))
        for earlier, figure, was, now in figures
    ]
    if snapshot.request.province:
        # Of a single province there is nothing to say but how many records it has.
        del lines[_PROVINCES_AT]
    return tuple(lines)


def _notes(
    before: pd.Series, provinces: pd.DataFrame, snapshot: Snapshot, earlier: Filters
) -> tuple[str, ...]:
    days = (snapshot.last - snapshot.first).days + 1
    notes = [_how_sure(int(before["incidents"]), int(snapshot.totals["incidents"]), days)]
    if not snapshot.request.province:
        notes += _turnover(provinces, snapshot)
    month_only = edge_month_only(earlier, snapshot.dataset)
    if month_only:
        notes.append(
            "Left out of the period before: records known only to a month that begins earlier, "
            f"{number_text(month_only)}."
        )
    start = earlier.date_from or snapshot.first
    if crosses_takeover((start, snapshot.last)):
        notes.append(
            "15 August 2021 lies within these days: the Taliban turned from insurgents into the "
            "authorities, and reporting collapsed, so that fewer records need not mean less "
            "violence."
        )
    return tuple(notes)


def _with_record(by_province: pd.DataFrame) -> pd.Index:
    known = by_province.drop(index=UNKNOWN_PROVINCE)
    return known.index[known["incidents"].gt(0)]


def _counts(totals: pd.Series, by_province: pd.DataFrame) -> tuple[float, ...]:
    """Return the numbers behind the headline figures, in their order."""
    # Without a record nobody is recorded as killed; that is no unknown number.
    has_record = bool(totals["incidents"])
    return (
        totals["incidents"],
        len(_with_record(by_province)),
        totals["killed_best"] if has_record else 0,
        totals["injured_best"] if has_record else 0,
        totals["toll_unknown"],
    )


def _change(before: float, now: float) -> str:
    return change_text(None if pd.isna(before) or pd.isna(now) else now - before, 0)


def _how_sure(before: int, now: int, days: int) -> str:
    """Say how many times as many records there are, and whether chance may explain it."""
    if not before and not now:
        return "No cited record in either period."
    row = rate_ratios(pd.Series([before]), pd.Series([now]), days, days).iloc[0]
    interval = interval_text(row["ratio_low"], row["ratio_high"])
    ratio = f"{ratio_text(row['ratio'])} times" if before else "No ratio: none before"
    is_clear = row["ratio_low"] > 1 or row["ratio_high"] < 1
    reading = "more than chance" if is_clear else "chance alone may explain it"
    small = "; small numbers" if min(before, now) < SMALL_NUMBER else ""
    return f"Records: {ratio} (exact 95 % interval {interval}): {reading}{small}."


def _turnover(before: pd.DataFrame, snapshot: Snapshot) -> list[str]:
    """Name the provinces that have records in one of the periods only."""
    was, is_now = _with_record(before), _with_record(snapshot.by_province)
    names = snapshot.map.provinces["name"]

    def named(pcodes: pd.Index) -> str:
        if len(pcodes) > NAMES_SHOWN:
            return f"{number_text(len(pcodes))} provinces"
        return join_words(sorted(names[pcodes]))

    gained, lost = is_now.difference(was), was.difference(is_now)
    notes = []
    if len(gained):
        notes.append(f"With a record now, not before: {named(gained)}.")
    if len(lost):
        notes.append(f"With a record before, not now: {named(lost)}.")
    return notes
