"""View model of the page on how far the records can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.analysis.coverage import (
    SHARES,
    THIN_MONTH_RECORDS,
    by_province,
    by_year,
    fewest_records,
    total,
)
from geodata.model import PROVINCE_COUNT, UNKNOWN_PROVINCE, Filters
from geodata.views.headline import Figure
from geodata.views.statement_text import share_text
from geodata.views.text import join_words, number_text, period_text, subject_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

QUALITY_LABELS: Final = {
    "two_or_more_sources": "Two or more sources",
    "killed_unknown": "Killed unknown",
    "vague_date": "Day unknown",
    "vague_place": "Place unknown",
}
_EXPLANATIONS: Final = {
    "two_or_more_sources": "Records with two or more cited sources, of those that say how many.",
    "killed_unknown": "Records that give no number of killed. Unknown is not zero.",
    "vague_date": "Records known no better than to a week, a month or a span of months.",
    "vague_place": "Records known no better than to the province.",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A share of records: ``59 %`` and ``146 of 248``; ``percent`` is ``None`` where unknown."""

    text: str
    detail: str
    percent: float | None


@dataclass(frozen=True, slots=True)
class QualityRow:
    """How well the records of a province, year or month are known.

    Parameters
    ----------
    label, records : str
        Which, and how many records.
    shares : tuple of Share
        In the order of :data:`QUALITY_LABELS`.
    thin : str
        Where reporting is thin, in words; empty where it isn't.
    is_chosen : bool
        Whether it is the province that the page is about.
    """

    label: str
    records: str
    shares: tuple[Share, ...]
    thin: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CoverageView:
    """Everything that the page shows of the records in view.

    Parameters
    ----------
    title : str
        The finding.
    figures : tuple of Figure
        Records, and the four shares.
    years, provinces : tuple of QualityRow
        By year, and by province, most records first.
    yearly : pandas.DataFrame
        For the chart: ``year``, ``quality`` (label), ``percent``, ``detail``; no row where a
        share is unknown.
    thin_provinces, thin_months : str
        Which provinces and how many months have thin reporting, and by which rule.
    """

    title: str
    figures: tuple[Figure, ...]
    years: tuple[QualityRow, ...]
    provinces: tuple[QualityRow, ...]
    yearly: pd.DataFrame
    thin_provinces: str
    thin_months: str


def share_of_row(row: Mapping[Hashable, Any], quality: str) -> Share:
    """Return one share of a row of counts.

    Parameters
    ----------
    row : mapping
        Counts and shares, see :func:`geodata.analysis.coverage.with_shares`.
    quality : str
        A key of :data:`QUALITY_LABELS`.
    """
    percent, whole = row[f"{quality}_percent"], row[SHARES[quality]]
    if pd.isna(percent):
        return Share("unknown" if row["records"] else "", "", None)
    detail = f"{number_text(row[quality])} of {number_text(whole)}"
    return Share(share_text(percent), detail, float(percent))


def quality_row(
    label: str, row: Mapping[Hashable, Any], thin: str = "", *, is_chosen: bool = False
) -> QualityRow:
    """Return one row of a table of qualities.

    Parameters
    ----------
    label : str
        Which records.
    row : mapping
        Their counts and shares, see :func:`geodata.analysis.coverage.with_shares`.
    thin : str
        Where reporting is thin, in words.
    is_chosen : bool
        Whether it is the province that the page is about.
    """
    shares = tuple(share_of_row(row, quality) for quality in QUALITY_LABELS)
    # No record is not a zero of anything.
    records = number_text(row["records"]) if row["records"] else "none"
    return QualityRow(label, records, shares, thin, is_chosen)


def _figures(counts: pd.Series) -> tuple[Figure, ...]:
    row = counts.to_dict()
    figures = [Figure("Records", number_text(row["records"]), "", "Cited records in view.")]
    for quality, label in QUALITY_LABELS.items():
        share = share_of_row(row, quality)
        value = share.text or "none recorded"
        figures.append(Figure(label, value, share.detail, _EXPLANATIONS[quality]))
    return tuple(figures)


def coverage_title(filters: Filters, counts: pd.Series) -> str:
    """Return the finding of the page.

    Parameters
    ----------
    filters : Filters
        Of the view.
    counts : pandas.Series
        See :func:`geodata.analysis.coverage.total`.
    """
    subject = f"{subject_text(filters)}, {period_text(filters)}"
    number = counts["records"]
    if not number:
        return f"{subject}. 0 cited records"
    noun = "cited record has" if number == 1 else "cited records have"
    share = share_of_row(counts.to_dict(), "two_or_more_sources")
    if share.percent is None:
        return f"{subject}. How many sources the {number_text(number)} {noun} is unknown"
    return f"{subject}. {share.detail} {noun} two or more sources"


def _provinces(
    cube: pd.DataFrame, names: pd.Series, thin: frozenset[str], chosen: str | None
) -> tuple[QualityRow, ...]:
    counts = by_province(cube)
    named = names.reindex(counts.index).fillna("Province unknown")
    ordered = counts.assign(name=named).sort_values(
        ["records", "name"], ascending=[False, True], kind="stable"
    )
    rows = zip(ordered.index, ordered.to_dict("records"), strict=True)
    return tuple(
        quality_row(row["name"], row, "thin" if pcode in thin else "", is_chosen=pcode == chosen)
        for pcode, row in rows
        if pcode != UNKNOWN_PROVINCE or row["records"]
    )


def _years(cube: pd.DataFrame, months: pd.Series, first: date, last: date) -> pd.DataFrame:
    years = by_year(cube, first, last)
    starts = pd.DatetimeIndex(months.index)
    thin = months.groupby(starts.year).sum().reindex(years.index, fill_value=0)
    covered = months.groupby(starts.year).size().reindex(years.index, fill_value=0)
    return years.assign(thin=thin, months=covered)


def _yearly(years: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {
            "year": year,
            "quality": label,
            "percent": share.percent,
            "detail": f"{share.text}, {share.detail}",
        }
        for year, row in zip(years.index, years.to_dict("records"), strict=True)
        for quality, label in QUALITY_LABELS.items()
        if (share := share_of_row(row, quality)).percent is not None
    ]
    return pd.DataFrame(rows, columns=["year", "quality", "percent", "detail"])


def thin_provinces_text(thin: frozenset[str], names: pd.Series, first: date, last: date) -> str:
    """Say where reporting is thin, and by which rule."""
    rule = (
        f"fewer than {fewest_records(first, last)} records of any group in the period (3, or one "
        "for each year if that is more), or none with two sources"
    )
    if not thin:
        return f"No province has thin reporting ({rule})."
    listed = join_words(sorted(str(names[pcode]) for pcode in thin))
    if len(thin) == PROVINCE_COUNT:
        listed = "all of them"
    return (
        f"{number_text(len(thin))} of {PROVINCE_COUNT} provinces have thin reporting ({rule}): "
        f"{listed}."
    )


def _thin_months_text(months: pd.Series) -> str:
    return (
        f"{number_text(months.sum())} of {number_text(len(months))} months have thin reporting in "
        f"the whole country (fewer than {THIN_MONTH_RECORDS} records of any group in the month, or "
        "none with two sources)."
    )


def coverage_view(  # noqa: PLR0913 - a page has that many independent inputs
    cube: pd.DataFrame,
    filters: Filters,
    *,
    names: pd.Series,
    province: str | None,
    span: tuple[date, date],
    thin_provinces: frozenset[str],
    thin_months: pd.Series,
) -> CoverageView:
    """Turn a quality cube into what the page shows.

    Parameters
    ----------
    cube : pandas.DataFrame
        Of the records in view, see :func:`geodata.quality.quality_cube`.
    filters : Filters
        Of the view.
    names : pandas.Series
        Names of the 34 provinces by p-code.
    province : str, optional
        P-code that figures and years are about; the provinces stay all in view.
    span : tuple of datetime.date
        First and last day of the view.
    thin_provinces : frozenset of str
        P-codes with thin reporting.
    thin_months : pandas.Series of bool
        Whether reporting is thin, by first day of the month.

    Returns
    -------
    CoverageView
    """
    part = cube[cube["province_pcode"].eq(province)] if province else cube
    counts, years = total(part), _years(part, thin_months, *span)
    return CoverageView(
        title=coverage_title(filters, counts),
        figures=_figures(counts),
        years=tuple(
            quality_row(str(year), row, f"{row['thin']} of {row['months']}" if row["thin"] else "")
            for year, row in zip(years.index, years.to_dict("records"), strict=True)
        ),
        provinces=_provinces(cube, names, thin_provinces, province),
        yearly=_yearly(years),
        thin_provinces=thin_provinces_text(thin_provinces, names, *span),
        thin_months=_thin_months_text(thin_months),
    )
