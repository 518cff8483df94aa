"""What changed from one dataset version to another: records added, removed and revised.

Records are told apart by their identifier and compared field by field, exactly. Where a record
stands in its file is no part of it: a release that only moves its rows changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.layout import SCHEMA
from geodata.model import Filters
from geodata.query import totals
from geodata.rows import fetch
from geodata.store import open_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.store import Dataset

VersionChange: TypeAlias = Literal["added", "removed", "revised"]
VERSION_CHANGES: Final[tuple[VersionChange, ...]] = get_args(VersionChange)

IGNORED: Final = ("source_file", "source_row")
"""Where a record stood in its file: changes with every release."""

COMPARED: Final = tuple(name for name in SCHEMA.names if name not in {"incident_id", *IGNORED})
"""Fields by which a record counts as revised."""

# Of so many records two states are held side by side, long texts included, in the engine's memory.
_RECORDS_AT_ONCE: Final = 250_000


@dataclass(frozen=True, slots=True, eq=False)
class VersionChanges:
    """What changed from one version to another.

    Parameters
    ----------
    old, new : Dataset
        The two versions.
    before, after : pandas.Series
        The figures of each as a whole, see :func:`geodata.query.totals`.
    changed : pyarrow.Table
        A row for each record that changed, newest first: ``incident_id``, ``date`` (of the newer
        state), ``kind`` (of :data:`VERSION_CHANGES`) and ``fields``, whose bit ``i`` is set where
        field ``i`` of :data:`COMPARED` differs (zero unless revised).
    """

    old: Dataset
    new: Dataset
    before: pd.Series
    after: pd.Series
    changed: pa.Table

    def count(self, kind: VersionChange) -> int:
        """Return how many records changed in this way."""
        return int(pc.sum(pc.equal(self.changed["kind"], kind)).as_py() or 0)

    @property
    def unchanged(self) -> int:
        """How many records are in both versions and the same."""
        return int(self.before["incidents"]) - self.count("removed") - self.count("revised")

    @property
    def why_not_passed_on(self) -> str:
        """Why single records of these versions may not be passed on; empty if they may."""
        bound = [side for side in (self.old, self.new) if not side.redistributable]
        return next((side.why_not or f"Licence: {side.licence}." for side in bound), "")

    def fields(self) -> dict[str, int]:
        """Return in how many records each field was revised, most first; only those that were."""
        bits = self.changed["fields"].to_numpy()
        counts = {name: int((bits >> place & 1).sum()) for place, name in enumerate(COMPARED)}
        found = [(name, count) for name, count in counts.items() if count]
        return dict(sorted(found, key=lambda item: -item[1]))

    def page(self, kind: VersionChange, first: int, most: int) -> pd.DataFrame:
        """Return some of the changes of a kind, field by field.

        Parameters
        ----------
        kind : {"added", "removed", "revised"}
            Which.
        first, most : int
            How many records to leave out at the beginning, and how many to take at most.

        Returns
        -------
        pandas.DataFrame
            Of revised records a row for each field that differs, ``incident_id``, ``field``,
            ``old`` and ``new`` (as text, missing where blank). Of the others the records
            themselves, columns of :data:`geodata.layout.SCHEMA`. Newest first.
        """
        chosen = self.changed.filter(pc.equal(self.changed["kind"], kind)).slice(first, most)
        names = chosen["incident_id"].to_pylist()
        if kind == "added":
            return _records(self.new, names)
        if kind == "removed":
            return _records(self.old, names)
        old, new = (
            _records(dataset, names).set_index("incident_id") for dataset in (self.old, self.new)
        )
        lines = [
            (name, field, old.loc[name, field], new.loc[name, field])
            for name, bits in zip(names, chosen["fields"].to_pylist(), strict=True)
            for place, field in enumerate(COMPARED)
            if bits >> place & 1
        ]
        return pd.DataFrame(lines, columns=["incident_id", "field", "old", "new"])


def _records(dataset: Dataset, names: list[str]) -> pd.DataFrame:
    """Return the records of these identifiers, in this order."""
    if not names:
        return pd.DataFrame(columns=SCHEMA.names)
    with open_table(dataset) as table:
        found = fetch(table.filter(table.incident_id.isin(names)))
    return found.set_index("incident_id").loc[names].reset_index()


def _side(table: ibis.Table, side: str, part: int, parts: int) -> ibis.Table:
    """Return a part of the records, each column named after its side."""
    chosen = table.filter((table.incident_id.hash() % parts).abs() == part) if parts > 1 else table
    return chosen.select(**{f"{name}_{side}": chosen[name] for name in ("incident_id", *COMPARED)})


def _changed(old: ibis.Table, new: ibis.Table, part: int, parts: int) -> ibis.Table:
    before, after = _side(old, "old", part, parts), _side(new, "new", part, parts)
    pairs = before.join(after, before.incident_id_old == after.incident_id_new, how="outer")
    is_added, is_removed = pairs.incident_id_old.isnull(), pairs.incident_id_new.isnull()  # noqa: PD003 - Ibis columns, not pandas
    # Two unknowns are the same, an unknown and a number are not.
    bits = reduce(
        add,
        (
            pairs[f"{name}_old"].identical_to(pairs[f"{name}_new"]).ifelse(0, 1 << place)
            for place, name in enumerate(COMPARED)
        ),
    ).cast("int64")
    kind = ibis.cases((is_added, "added"), (is_removed, "removed"), else_="revised")
    table = pairs.select(
        incident_id=ibis.coalesce(pairs.incident_id_new, pairs.incident_id_old),
        date=ibis.coalesce(pairs.date_new, pairs.date_old),
        kind=kind,
        fields=(is_added | is_removed).ifelse(0, bits).cast("int64"),
    )
    return table.filter((table.kind != "revised") | (table.fields != 0))


def _parts_of(old: Dataset, new: Dataset, parts: int) -> Iterator[pa.Table]:
    for part in range(parts):
        # One part at a time, so that other readers needn't wait for all of them.
        with open_table(old) as older, open_table(new) as newer:
            found = _changed(older, newer, part, parts).to_pyarrow()
        yield found


def compare_versions(old: Dataset, new: Dataset) -> VersionChanges:
    """Compare two versions of a dataset, record by record.

    Parameters
    ----------
    old, new : Dataset
        The two versions; no identifier stands twice in either.

    Examples
    --------
    >>> from geodata.store import curated_dataset
    >>> same = compare_versions(curated_dataset(), curated_dataset())
    >>> same.changed.num_rows, same.fields()
    (0, {})
    """
    before, after = totals(Filters(), old), totals(Filters(), new)
    larger = max(int(before["incidents"]), int(after["incidents"]))
    parts = max(1, -(-larger // _RECORDS_AT_ONCE))
    found = pa.concat_tables(_parts_of(old, new, parts))
    order = [("date", "descending"), ("incident_id", "descending")]
    return VersionChanges(old, new, before, after, found.sort_by(order))
