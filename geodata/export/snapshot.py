"""A view with everything in it that a document may show: the same view models as on screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geodata.export.manifest import Manifest, manifest_of, production_time
from geodata.export.request import ViewRequest, address_of
from geodata.export.wording import filters_text
from geodata.measures import MEASURES, measure_of
from geodata.model import Filters
from geodata.places import places, without_place
from geodata.provinces import boundaries_attribution, province_names
from geodata.query import (
    cube,
    edge_month_only,
    periods_from_cube,
    provinces_from_cube,
    records,
    totals,
    totals_from_cube,
)
from geodata.sources.curated import load_sources
from geodata.views.caption import caveats, measure_notes, title
from geodata.views.choropleth import MapOptions, MapView, map_view
from geodata.views.headline import Figure, active_provinces, headline
from geodata.views.incidents import IncidentLayer, incident_layer
from geodata.views.ranking import RankingRow, ranking
from geodata.views.spread import sum_notes
from geodata.views.text import day_text, period_text, restrictions_text, subject_text
from geodata.views.timeline import TimelineView, fitting_period, timeline_view

if TYPE_CHECKING:
    from datetime import date, datetime

    import pandas as pd

    from geodata.provinces import Language
    from geodata.store import Dataset


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One view, ready for documents.

    Parameters
    ----------
    request : ViewRequest
        What was asked for.
    dataset : Dataset
        Where the records are from.
    language : {"en", "fa", "ps"}
        Of the names of the provinces.
    place, title, subtitle : str
        The chosen province or Afghanistan; the finding in words; group, period and measure.
    figures : tuple of Figure
        The headline figures.
    map : MapView
        The provinces, on a light ground.
    places : IncidentLayer
        The marks of single places, and rings where only the province is known.
    timeline : TimelineView
        Bars by group over the period.
    ranking : tuple of RankingRow
        Provinces with a record, first the strongest.
    caveats : tuple of str
        Sentences that belong under every picture of the view.
    credits : tuple of str
        Whose records and boundaries these are; mandatory on every document.
    first, last : datetime.date
        Span of the time axis.
    by_province, by_period, totals : pandas.DataFrame, pandas.DataFrame, pandas.Series
        The aggregates, see :mod:`geodata.query`.
    manifest : Manifest
        To be embedded in the document.
    """

    request: ViewRequest
    dataset: Dataset
    language: Language
    place: str
    title: str
    subtitle: str
    figures: tuple[Figure, ...]
    map: MapView
    places: IncidentLayer
    timeline: TimelineView
    ranking: tuple[RankingRow, ...]
    caveats: tuple[str, ...]
    credits: tuple[str, ...]
    first: date
    last: date
    by_province: pd.DataFrame
    by_period: pd.DataFrame
    totals: pd.Series
    manifest: Manifest

    def records(self) -> pd.DataFrame:
        """Return all records in view, newest first."""
        return records(self.request.record_filters(), self.dataset)

    def notable(self, most: int = 6) -> pd.DataFrame:
        """Return the records in view with most killed (best estimate)."""
        return records(self.request.record_filters(), self.dataset, order="deadliest", most=most)

    def sources(self) -> pd.DataFrame:
        """Return the sources of the built-in records; imported ones name theirs in a column."""
        return load_sources()

    @property
    def is_empty(self) -> bool:
        """Whether no record is in view; a document then says so."""
        return not int(self.totals["incidents"])


def span_of(dataset: Dataset) -> tuple[date, date]:
    """Return the days of the first and the last record of a dataset."""
    whole = totals(Filters(), dataset)
    return whole["first_date"].date(), whole["last_date"].date()


def snapshot(
    request: ViewRequest,
    dataset: Dataset,
    *,
    language: Language = "en",
    made_at: datetime | None = None,
) -> Snapshot:
    """Work out everything that a document of a view may show.

    Parameters
    ----------
    request : ViewRequest
        The view.
    dataset : Dataset
        The records of ``request.datasets``, put together.
    language : {"en", "fa", "ps"}
        Of the names of the provinces.
    made_at : datetime.datetime, optional
        Time of production; by default :func:`geodata.export.manifest.production_time`.
    """
    filters, measure = request.filters, measure_of(request.measure)
    first_record, last_record = span_of(dataset)
    first, last = filters.date_from or first_record, filters.date_to or last_record
    period = fitting_period(first, last)
    whole = cube(filters, period, dataset)
    part = whole[whole["province_pcode"].eq(request.province)] if request.province else whole
    by_province, by_part = provinces_from_cube(whole), provinces_from_cube(part)
    total, rest = totals_from_cube(part), request.record_filters()
    names = province_names(language)
    shown = map_view(by_province, names, measure, filters.estimate, MapOptions(as_of=last))
    by_period = periods_from_cube(part)
    return Snapshot(
        request=request,
        dataset=dataset,
        language=language,
        place=str(names[request.province]) if request.province else "Afghanistan",
        title=title(rest, int(total["incidents"]), active_provinces(by_part)),
        subtitle=_subtitle(filters, measure.title(filters.estimate)),
        figures=headline(total, by_part),
        map=shown,
        places=incident_layer(places(filters, dataset), without_place(filters, dataset)),
        timeline=timeline_view(
            by_period,
            measure=measure,
            estimate=filters.estimate,
            period=period,
            first=first,
            last=last,
        ),
        ranking=ranking(by_province, shown, measure, request.province),
        caveats=(
            *measure_notes(filters, measure, shown),
            *caveats(
                filters, total, edge_month_only(rest, dataset), datasets=dataset.key.split("+")
            ),
        ),
        credits=(
            (
                f"Records: {dataset.attribution}. Dataset version {dataset.version[:12]}, "
                f"records until {day_text(last_record)}."
            ),
            boundaries_attribution(),
        ),
        first=first,
        last=last,
        by_province=by_province,
        by_period=by_period,
        totals=total,
        manifest=manifest_of(
            address_of(request), filters_text(rest), dataset, made_at or production_time()
        ),
    )


def of_sums(made: Snapshot) -> Snapshot:
    """Return a view in the words of the sum behind its measure.

    A rate, a share or a date of some months is none of its parts: documents that add months up
    show the sum, and must not name the other.

    Parameters
    ----------
    made : Snapshot
        The view; one whose measure is a sum only gets the note on whom the killed include.
    """
    filters, measure = made.request.filters, measure_of(made.request.measure)
    shown = MEASURES[measure.base]
    said = measure_notes(filters, measure, made.map)
    notes = measure_notes(filters, shown, made.map)
    if measure.key != shown.key:
        notes.append(f"“{measure.label}” isn't a sum of months: shown are {shown.unit} instead.")
    notes += sum_notes(shown, made.totals)
    return replace(
        made,
        subtitle=_subtitle(filters, shown.title(filters.estimate)),
        caveats=(*notes, *(line for line in made.caveats if line not in said)),
    )


def _subtitle(filters: Filters, measure: str) -> str:
    parts = [subject_text(filters), period_text(filters), measure]
    restrictions = restrictions_text(filters)
    return " · ".join([*parts, f"only {restrictions}"] if restrictions else parts)
