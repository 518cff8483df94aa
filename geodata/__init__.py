"""The data layer of the Afghanistan Incident Atlas.

Examples
--------
>>> from geodata import Filters, by_province, load_incidents, load_provinces
>>> len(load_incidents())
890
>>> counts = by_province(Filters(groups=("ISKP",), event_types=("attack",)))
>>> provinces = load_provinces().join(counts)
>>> int(provinces.loc["AF01", "incidents"]) > 100
True
"""

from geodata.assign import assign_provinces
from geodata.model import Filters
from geodata.provinces import load_provinces
from geodata.query import by_group, by_period, by_province, records, totals
from geodata.sources.curated import (
    load_incidents,
    load_reported_counts,
    load_sources,
    load_statements,
)

__all__ = [
    "Filters",
    "assign_provinces",
    "by_group",
    "by_period",
    "by_province",
    "load_incidents",
    "load_provinces",
    "load_reported_counts",
    "load_sources",
    "load_statements",
    "records",
    "totals",
]
