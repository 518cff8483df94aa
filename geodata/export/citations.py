"""Who reported a record: its sources in words, and in columns of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.views.text import day_text, range_text, record_day_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from geodata.export.snapshot import Snapshot

NO_SOURCE: Final = "source not given"


def source_rows(snapshot: Snapshot, records: pd.DataFrame) -> pd.DataFrame:
    """Return the sources of records, a row a source, in the order of the records.

    Parameters
    ----------
    snapshot : Snapshot
        Knows the sources of the built-in records.
    records : pandas.DataFrame
        Index ``incident_id``, columns of :data:`geodata.layout.SCHEMA`.

    Returns
    -------
    pandas.DataFrame
        ``incident_id``, ``publisher``, ``url`` (missing where only an unreliable mirror was
        read), ``published`` (datetime64, may be missing). An imported record has one row, with
        what its file says of its sources as ``publisher``.
    """
    known = snapshot.sources()
    known = known[known["incident_id"].isin(records.index[records["dataset"].eq("curated")])]
    # A page that only a mirror of it was read of is named, but not linked.
    is_link = known["link"].eq("yes") & known["url"].str.startswith(("https://", "http://"))
    built_in = known.assign(url=known["url"].where(is_link))
    others = records[records["source_text"].fillna("").ne("")]
    imported = pd.DataFrame(
        {
            "incident_id": others.index,
            "publisher": others["source_text"].to_numpy(),
            "url": pd.NA,
            "published": pd.NaT,
        }
    )
    columns = ["incident_id", "publisher", "url", "published"]
    parts = [part[columns] for part in (built_in, imported) if len(part)]
    found = pd.concat(parts, ignore_index=True) if parts else built_in[columns]
    texts = {name: found[name].astype("string") for name in columns[:3]}
    found = found.assign(published=pd.to_datetime(found["published"]), **texts)
    order = pd.Series(range(len(records)), index=records.index)
    place = found["incident_id"].map(order)
    return found.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def _source_text(row: Mapping[Hashable, Any]) -> str:
    published = day_text(row["published"])
    parts = (row["publisher"], published, "" if pd.isna(row["url"]) else row["url"])
    return ", ".join(str(part) for part in parts if part)


def sources_text(snapshot: Snapshot, records: pd.DataFrame) -> pd.Series:
    """Return the sources of each record in one text, parted by semicolons.

    Returns
    -------
    pandas.Series
        String, missing without a source; index and order of the records.
    """
    rows = source_rows(snapshot, records)
    texts = pd.Series(
        [_source_text(row) for row in rows.to_dict("records")],
        index=rows["incident_id"],
        dtype="string",
    )
    joined = texts.groupby(level=0, sort=False).agg("; ".join)
    return joined.reindex(records.index).astype("string").rename("sources")


def cited_lines(snapshot: Snapshot, records: pd.DataFrame) -> list[str]:
    """Return a line a record: date, place, killed with its range, sources."""
    sources = sources_text(snapshot, records).fillna(NO_SOURCE)
    lines = []
    for source, row in zip(sources, records.to_dict("records"), strict=True):
        where = ", ".join(str(row[name]) for name in ("place", "province") if pd.notna(row[name]))
        killed = range_text(row["killed_best"], row["killed_low"], row["killed_high"])
        day = record_day_text(row["date"], row["date_precision"])
        lines.append(f"{day}, {where or 'place unknown'}: killed {killed}. Sources: {source}")
    return lines
