"""Two versions of an import side by side, as a reader sees them: counts first, then records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.version_changes import VERSION_CHANGES
from geodata.views.changes import ChangeLine, value_text
from geodata.views.comparison_text import change_text
from geodata.views.text import UNKNOWN, day_text, join_words, number_text, range_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from geodata.version_changes import VersionChange, VersionChanges

KIND_LABELS: Final[dict[VersionChange, str]] = {
    "added": "Added",
    "removed": "Removed",
    "revised": "Revised",
}
# What tells a whole record best.
_TELLING: Final = ("date", "province", "place", "group", "killed_best", "summary")
_LONGEST_VALUE: Final = 300


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of both versions: what it is, before, after, and the difference in words."""

    label: str
    before: str
    after: str
    change: str


def _same_or_different(before: int, after: int) -> str:
    if before == after:
        return "the same"
    return change_text(after - before, 0)


def _count_row(label: str, before: int, after: int) -> FigureRow:
    return FigureRow(
        label, number_text(before), number_text(after), _same_or_different(before, after)
    )


def _toll_row(kind: str, before: pd.Series, after: pd.Series) -> FigureRow:
    old, new = (
        range_text(*(side[f"{kind}_{estimate}"] for estimate in ("best", "low", "high")))
        for side in (before, after)
    )
    best = before[f"{kind}_best"], after[f"{kind}_best"]
    change = UNKNOWN
    if not any(map(pd.isna, best)):
        change = _same_or_different(*map(int, best))
    return FigureRow(f"{kind.capitalize()}, best (low–high)", old, new, change)


def _day(side: pd.Series, name: str) -> str:
    return "" if pd.isna(side[name]) else day_text(side[name])


def figure_rows(changes: VersionChanges) -> tuple[FigureRow, ...]:
    """Return the figures of both versions as a whole."""
    before, after = changes.before, changes.after
    return (
        _count_row("Records", int(before["incidents"]), int(after["incidents"])),
        _toll_row("killed", before, after),
        _toll_row("injured", before, after),
        _count_row("Killed unknown", int(before["killed_unknown"]), int(after["killed_unknown"])),
        *(
            FigureRow(label, *days, "the same" if days[0] == days[1] else "another day")
            for label, name in (("First record", "first_date"), ("Last record", "last_date"))
            if (days := (_day(before, name), _day(after, name)))
        ),
    )


def changes_sentence(changes: VersionChanges) -> str:
    """Say how many records changed in which way, and how many are the same."""
    counted = [
        f"{number_text(count)} {KIND_LABELS[kind].lower()}"
        for kind in VERSION_CHANGES
        if (count := changes.count(kind))
    ]
    same = f"{number_text(changes.unchanged)} the same in both"
    if not counted:
        return f"No record was added, removed or revised; {same}."
    return f"{join_words(counted)}; {same}."


def fields_text(changes: VersionChanges) -> str:
    """Say in how many of the revised records each field differs; empty where none was."""
    fields = changes.fields()
    if not fields:
        return ""
    named = ", ".join(
        f"{name.replace('_', ' ')} {number_text(count)}" for name, count in fields.items()
    )
    return f"Revised records by field: {named}."


def _text(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]  # a single value of any type
        return ""
    text = day_text(value) if isinstance(value, pd.Timestamp) else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _whole(record: Mapping[Hashable, Any]) -> str:
    shown = {name: value_text(text, name) for name in _TELLING if (text := _text(record[name]))}
    if "killed_best" in shown:
        shown["killed_best"] += " killed"
    return ", ".join(shown.values())


def change_lines(page: pd.DataFrame, kind: VersionChange) -> tuple[ChangeLine, ...]:
    """Return a page of changes, a line a field of a revised record or a line a whole record.

    Parameters
    ----------
    page : pandas.DataFrame
        See :meth:`geodata.version_changes.VersionChanges.page`.
    kind : {"added", "removed", "revised"}
        Of these changes.
    """
    rows = page.to_dict("records")
    if kind == "revised":
        return tuple(
            _line(
                row,
                kind,
                row["field"].replace("_", " "),
                *(value_text(_text(row[side]), row["field"]) for side in ("old", "new")),
            )
            for row in rows
        )
    return tuple(
        _line(row, kind, "", *((_whole(row), "") if kind == "removed" else ("", _whole(row))))
        for row in rows
    )


def _line(
    row: Mapping[Hashable, Any], kind: VersionChange, field: str, old: str, new: str
) -> ChangeLine:
    return ChangeLine(
        what=KIND_LABELS[kind],
        record=str(row["incident_id"]),
        is_incident=True,
        field=field,
        old=old,
        new=new,
        reason="",
    )
