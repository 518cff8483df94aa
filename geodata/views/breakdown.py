"""Groups, targets and attack types of a view as lists with bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.breakdown import NOT_STATED, by_part
from geodata.model import ATTACK_TYPES, GROUPS, TARGETS
from geodata.views.text import number_text, range_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geodata.model import Code

CODES: Final[dict[str, Mapping[str, Code]]] = {
    "group": GROUPS,
    "target": TARGETS,
    "attack_type": ATTACK_TYPES,
}


@dataclass(frozen=True, slots=True)
class PartRow:
    """One line of a list.

    Parameters
    ----------
    label : str
        What is counted.
    records, killed : str
        How many, and the toll with its range.
    share_percent : float
        Length of the bar, in per cent of the longest.
    colour : str
        Of a group, ``#rrggbb``; else empty.
    in_view : bool
        Whether the filters keep it.
    """

    label: str
    records: str
    killed: str
    share_percent: float
    colour: str
    in_view: bool


def part_rows(rows: pd.DataFrame, part: str, in_view: tuple[str, ...] = ()) -> tuple[PartRow, ...]:
    """Return the lines of a list, most records first.

    Parameters
    ----------
    rows : pandas.DataFrame
        Some or all rows of :func:`geodata.breakdown.breakdown`.
    part : {"group", "target", "attack_type"}
        What has a line of its own.
    in_view : tuple of str
        Codes that the filters keep; empty if they keep all.
    """
    codes = CODES[part]
    table = by_part(rows, part)
    longest = table["incidents"].max() if len(table) else 1
    lines = []
    for key, row in zip(table.index, table.to_dict("records"), strict=True):
        code = codes.get(str(key))
        lines.append(
            PartRow(
                label=NOT_STATED.capitalize() if code is None else code.label,
                records=number_text(row["incidents"]),
                killed=range_text(row["killed_best"], row["killed_low"], row["killed_high"]),
                share_percent=100 * float(row["incidents"]) / float(longest),
                colour=code.colour if code else "",
                in_view=not in_view or key in in_view,
            )
        )
    return tuple(lines)
