"""``Filters`` → one Ibis query → small tables by province, period and group.

One query, :func:`cube`, groups the filtered records by province, group and period; all other
aggregates are sums over its rows, so that the widgets of a page can't disagree and an
interaction costs one query. The expressions use nothing that only DuckDB has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

import pandas as pd
import pyarrow as pa

from geodata.model import PCODES, UNKNOWN_PROVINCE, Filters, Period
from geodata.publication import published_after
from geodata.schema import ESTIMATE_COLUMNS
from geodata.store import Dataset, curated_dataset, open_table

if TYPE_CHECKING:
    import ibis

Order: TypeAlias = Literal["newest", "oldest", "deadliest"]

_TRUNCATION: Final[dict[Period, str]] = {
    "day": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
}

COUNTS: Final = (
    "incidents",
    "killed_unknown",
    "injured_unknown",
    "toll_unknown",
    "killed_all_sides_records",
    "month_only",
    "vague_date",
    "attacks_target_known",
    "attacks_on_target",
)
"""Numbers of records: zero where there is none."""

SUMS: Final = (*ESTIMATE_COLUMNS, "killed_all_sides_best")
"""Sums of figures: missing where no record gives a figure."""

FIRSTS: Final = ("first_date", "first_known_day", "first_known_month")
LASTS: Final = ("last_date", "last_known_day", "last_known_month")
MEASURE_COLUMNS: Final = (*COUNTS, *SUMS, *FIRSTS, *LASTS)


def filtered(table: ibis.Table, filters: Filters) -> ibis.Table:
    """Restrict a table of records to those that a view shows.

    Parameters
    ----------
    table : ibis.Table
        Columns of :data:`geodata.store.SCHEMA`.
    filters : Filters
        What to keep. A missing p-code is the province ``"unknown"``.
    """
    located = table.mutate(province_pcode=table.province_pcode.fill_null(UNKNOWN_PROVINCE))
    conditions = [
        located[column].isin(values)
        for column, values in (
            ("group", filters.groups),
            ("attribution", filters.attributions),
            ("event_type", filters.event_types),
            ("attack_type", filters.attack_types),
            ("target", filters.targets),
            ("province_pcode", filters.provinces),
        )
        if values
    ]
    if filters.date_from is not None:
        conditions.append(located.date >= filters.date_from)
    if filters.date_to is not None:
        conditions.append(located.date <= filters.date_to)
    if filters.known_on is not None:
        conditions.append(located.date <= filters.known_on)
        later = published_after(filters.known_on)
        if later:
            conditions.append(~located.incident_id.isin(later))
    return located.filter(*conditions) if conditions else located


def _measures(table: ibis.Table, share_target: str) -> dict[str, ibis.Value]:
    is_attack = table.event_type == "attack"
    killed_unknown = table.killed_best.isnull()  # noqa: PD003 - an Ibis column, not pandas
    injured_unknown = table.injured_best.isnull()  # noqa: PD003 - an Ibis column, not pandas
    all_sides = (table.killed_scope == "all_sides").fill_null(False)  # noqa: FBT003 - Ibis takes it by position
    known_day = table.date_precision == "day"
    known_month = table.date_precision.isin(["day", "week", "month"])
    sums = {column: table[column].sum() for column in ESTIMATE_COLUMNS}
    counts = {
        "incidents": table.count(),
        "killed_unknown": killed_unknown.sum(),
        "injured_unknown": injured_unknown.sum(),
        "toll_unknown": (killed_unknown & injured_unknown).sum(),
        "killed_all_sides_records": all_sides.sum(),
        "month_only": (table.date_precision == "month").sum(),
        "vague_date": table.date_precision.isin(["week", "year"]).sum(),
        "attacks_target_known": (is_attack & table.target.notnull()).sum(),  # noqa: PD004 - the same
        "attacks_on_target": (is_attack & (table.target == share_target)).sum(),
    }
    return {
        **{name: value.cast("int64") for name, value in counts.items()},
        **{name: value.cast("int64") for name, value in sums.items()},
        # The sum over a condition skips the other records and stays missing without any.
        "killed_all_sides_best": table.killed_best.sum(where=all_sides).cast("int64"),
        "first_date": table.date.min(),
        "last_date": table.date.max(),
        "first_known_day": table.date.min(where=known_day),
        "last_known_day": table.date.max(where=known_day),
        "first_known_month": table.date.min(where=known_month),
        "last_known_month": table.date.max(where=known_month),
    }


def fetch(expression: ibis.Table) -> pd.DataFrame:
    """Run a query; whole numbers and text keep their missing values."""
    types: dict[pa.DataType, Any] = {
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.string(): pd.StringDtype(),
    }
    frame = cast(
        "pd.DataFrame",
        expression.to_pyarrow().to_pandas(types_mapper=types.get, date_as_object=False),
    )
    days = [name for name, kind in expression.schema().items() if kind.is_date()]
    return frame.astype(dict.fromkeys(days, "datetime64[us]"))


def cube(
    filters: Filters, period: Period = "month", dataset: Dataset | None = None
) -> pd.DataFrame:
    """Count the records in view by province, group and period, in one query.

    Parameters
    ----------
    filters : Filters
        Which records.
    period : {"day", "week", "month", "quarter", "year"}
        Weeks begin on Monday.
    dataset : Dataset, optional
        The curated records by default.

    Returns
    -------
    pandas.DataFrame
        A row for each combination that has a record; columns ``province_pcode`` (or
        ``"unknown"``), ``group``, ``period_start`` (datetime64) and the measures:
        ``incidents``; ``killed_low``, ``killed_best``, ``killed_high``, ``injured_low``,
        ``injured_best``, ``injured_high`` (Int64, missing where no record gives a figure);
        ``killed_unknown``, ``injured_unknown`` (records without the figure), ``toll_unknown``
        (records with neither); ``killed_all_sides_records`` and ``killed_all_sides_best`` (the
        part of killed that counts the group's own dead too); ``month_only`` (records known
        only to the month), ``vague_date`` (only to a week or a span of months);
        ``attacks_target_known``, ``attacks_on_target`` (attacks whose target is known, and those
        on ``filters.share_target``); ``first_date``,
        ``last_date`` (a span counts as its first day), ``first_known_day``, ``last_known_day``
        among the records known to the day, and ``first_known_month``, ``last_known_month``
        among those known to the month or better.
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = filtered(table, filters)
        keyed = rows.mutate(period_start=rows.date.truncate(_TRUNCATION[period]))
        keys = ["province_pcode", "group", "period_start"]
        return fetch(
            keyed.group_by(keys).aggregate(**_measures(keyed, filters.share_target)).order_by(keys)
        )


def _summed(cube_rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    grouped = cube_rows.groupby(keys, observed=True)
    return pd.concat(
        [
            grouped[list(COUNTS)].sum(),
            # Without this a sum over unknown figures alone would turn into zero.
            grouped[list(SUMS)].sum(min_count=1),
            grouped[list(FIRSTS)].min(),
            grouped[list(LASTS)].max(),
        ],
        axis="columns",
    )[list(MEASURE_COLUMNS)]


def provinces_from_cube(cube_rows: pd.DataFrame) -> pd.DataFrame:
    """Sum a cube by province: 34 rows, zero-filled, and the line ``unknown``.

    Returns
    -------
    pandas.DataFrame
        35 rows, index ``province_pcode``, AF01 to AF34 and ``unknown``. Counts are zero where
        there is no record; sums and dates are missing there.
    """
    rows = _summed(cube_rows, ["province_pcode"])
    every = rows.reindex(pd.Index(list(PCODES), name="province_pcode", dtype="string"))
    counts = every[list(COUNTS)].fillna(0).astype("Int64")
    return every.assign(**{name: counts[name] for name in COUNTS})


def periods_from_cube(cube_rows: pd.DataFrame) -> pd.DataFrame:
    """Sum a cube by period and group; only those with a record.

    Returns
    -------
    pandas.DataFrame
        Columns ``period_start`` (datetime64), ``group`` and the measures, in order of time.
    """
    return _summed(cube_rows, ["period_start", "group"]).reset_index()


def groups_from_cube(cube_rows: pd.DataFrame) -> pd.DataFrame:
    """Sum a cube by group, most incidents first; index ``group``."""
    return _summed(cube_rows, ["group"]).sort_values("incidents", ascending=False, kind="stable")


def totals_from_cube(cube_rows: pd.DataFrame) -> pd.Series:
    """Sum a whole cube: one value a measure; sums and dates are missing without any."""
    everything = cube_rows.assign(view="all")
    rows = _summed(everything, ["view"]).reindex(["all"])
    filled = rows.assign(**{name: rows[name].fillna(0) for name in COUNTS})
    return cast("pd.Series", filled.loc["all"])


def by_province(filters: Filters, dataset: Dataset | None = None) -> pd.DataFrame:
    """Count the records in view by province.

    Returns
    -------
    pandas.DataFrame
        See :func:`provinces_from_cube`.

    Examples
    --------
    >>> table = by_province(Filters(groups=("ISKP",), event_types=("attack", "clash")))
    >>> int(table["incidents"].gt(0).sum()), int(table["incidents"].sum())
    (22, 248)
    """
    return provinces_from_cube(cube(filters, "year", dataset))


def by_period(
    filters: Filters, period: Period = "month", dataset: Dataset | None = None
) -> pd.DataFrame:
    """Count the records in view by period and group.

    Returns
    -------
    pandas.DataFrame
        See :func:`periods_from_cube`.

    Examples
    --------
    >>> from datetime import date
    >>> autumn = Filters(date(2021, 8, 15), date(2021, 11, 14), groups=("ISKP",),
    ...                  event_types=("attack", "clash"))
    >>> by_period(autumn, "quarter")[["period_start", "incidents"]]
      period_start  incidents
    0   2021-07-01          7
    1   2021-10-01         19
    """
    return periods_from_cube(cube(filters, period, dataset))


def by_group(filters: Filters, dataset: Dataset | None = None) -> pd.DataFrame:
    """Count the records in view by group; see :func:`groups_from_cube`."""
    return groups_from_cube(cube(filters, "year", dataset))


def totals(filters: Filters, dataset: Dataset | None = None) -> pd.Series:
    """Count the records in view; see :func:`totals_from_cube`."""
    return totals_from_cube(cube(filters, "year", dataset))


def in_order(rows: ibis.Table, order: Order) -> ibis.Table:
    """Sort records; see :func:`records` for the orders."""
    keys = [rows.date.desc(), rows.incident_id.desc()]
    if order == "oldest":
        keys = [rows.date, rows.incident_id]
    if order == "deadliest":
        # Nobody was ever killed less than zero times: unknown tolls sort last everywhere.
        keys = [rows.killed_best.fill_null(-1).desc(), *keys]
    return rows.order_by(keys)


def records(
    filters: Filters,
    dataset: Dataset | None = None,
    *,
    order: Order = "newest",
    first: int = 0,
    most: int | None = None,
) -> pd.DataFrame:
    """Return the records in view.

    Parameters
    ----------
    filters : Filters
        Which records.
    dataset : Dataset, optional
        The curated records by default.
    order : {"newest", "oldest", "deadliest"}
        Most killed (best estimate) first is ``deadliest``; unknown tolls come last.
    first : int
        How many to leave out at the beginning.
    most : int, optional
        At most so many; by default all.

    Returns
    -------
    pandas.DataFrame
        All columns of :data:`geodata.layout.SCHEMA`, index ``incident_id``; ``province_pcode``
        is ``"unknown"`` where no province could be given.
    """
    with open_table(dataset or curated_dataset()) as table:
        rows = in_order(filtered(table, filters), order)
        return fetch(rows.limit(most, offset=first)).set_index("incident_id")


def edge_month_only(filters: Filters, dataset: Dataset | None = None) -> int:
    """Count records left out because their month begins before the period does.

    A record known only to the month counts on its first day. Where a period begins later in
    that month, the record may belong to it; nobody knows.
    """
    start = filters.date_from
    if start is None or start.day == 1:
        return 0
    edge = replace(filters, date_from=start.replace(day=1), date_to=start - timedelta(days=1))
    return int(totals(edge, dataset)["month_only"])
