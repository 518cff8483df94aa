"""What makes a record fit to be counted: no sum may leave it out or count it twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.model import ESTIMATES, GROUPS, PCODES, RecordError

if TYPE_CHECKING:
    import pandas as pd


def _uncountable(records: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what would make a count wrong, each with the records that it is true of."""
    pcode, group = records["province_pcode"], records["group"]
    found = {
        "its incident_id stands more than once": records.index.to_series().duplicated(),
        # Sums by province, group or period would silently leave these out.
        "its province_pcode is none of AF01 to AF34, nor missing": pcode.notna()
        & ~pcode.isin(list(PCODES)),
        f"its group is none of {', '.join(GROUPS)}": ~group.isin(list(GROUPS)),
        "its date is missing": records["date"].isna(),
    }
    for kind in ("killed", "injured"):
        # Summed over different records, a best estimate could lie outside its own range.
        figures = records[[f"{kind}_{estimate}" for estimate in ESTIMATES]].astype("Float64")
        low, best, high = (figures[column] for column in figures)
        known = figures.notna().sum(axis="columns")
        found[f"{kind} has no low ≤ best ≤ high, given together or not at all"] = known.isin(
            [1, 2]
        ) | ((low > best) | (best > high)).fillna(value=False)
    return found


def check_countable(records: pd.DataFrame) -> None:
    """Check that every sum over some records counts each of them once.

    Parameters
    ----------
    records : pandas.DataFrame
        Index ``incident_id``, columns of :data:`geodata.layout.SCHEMA`.

    Raises
    ------
    RecordError
        If a record would be left out of a sum or counted twice: an unheard-of p-code or group,
        no date, an id that stands twice, an estimate without its range.
    """
    for reason, is_true in _uncountable(records).items():
        if is_true.any():
            first = records.index[is_true.to_numpy(dtype=bool)][0]
            raise RecordError(
                f"{int(is_true.sum())} of {len(records)} records can't be stored, the first is "
                f"{first!r}: {reason}. Correct them, or leave them out with a reason."
            )
