"""The page on how far to trust this: sources, unknown tolls, vague dates, counts by others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from app import data, data_coverage
from app.coverage_charts import months_chart, years_chart
from app.coverage_markup import attacks_html, months_legend_html, quality_html
from app.frame import current_view
from app.language import word
from app.markup import headline_html
from app.statements_markup import counts_html
from app.texts import heading_html, title_html
from app.theme import current_theme
from app.widgets import caption_widget
from geodata.views.coverage_months import attacks_by_month, counted_a_month, month_rows

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.model import Filters

COUNTS_NOTE: Final = (
    "Attacks in view, of the whole country. Each reporter counts in its own way; a record need "
    "not be among what was counted, and where there is no line nobody’s count is known here."
)


def _against_counts(cube: pd.DataFrame, filters: Filters, span: tuple[date, date]) -> None:
    st.html(heading_html("Attacks on record, and what others counted"))
    attacks = attacks_by_month(cube, span)
    counted = counted_a_month(data_coverage.reported(), filters.groups, span)
    if attacks.empty and counted.empty:
        st.info("No attack is in view, and no count by others is of this period.")
    else:
        st.html(months_legend_html())
        # A chart of other dates is another chart.
        key = f"attacks a month {span}"
        st.altair_chart(months_chart(attacks, counted, span, current_theme()), key=key, theme=None)
        caption_widget([COUNTS_NOTE])
        _attacks_table(attacks)
    counts = data_coverage.counts(filters.groups)
    if not counts:
        caption_widget(["Nobody’s count of attacks by the chosen groups is known here."])
        return
    st.html(counts_html(counts))
    caption_widget(
        ["Each count beside all attacks on record of the same group and days, unfiltered."]
    )


def _attacks_table(attacks: pd.DataFrame) -> None:
    if attacks.empty:
        return
    shown = st.expander(
        word("Attacks by month, as a table"), key="attacks by month", on_change="rerun"
    )
    if shown.open:
        with shown:
            st.html(attacks_html(attacks))


def _months(cube: pd.DataFrame, thin: pd.Series, span: tuple[date, date]) -> None:
    shown = st.expander(
        word("Records by month, as a table"), key="coverage by month", on_change="rerun"
    )
    if shown.open:
        with shown:
            rows = month_rows(cube, thin, span)
            st.html(quality_html(rows, "Records by month", "Month", "Reporting"))


def _page() -> None:
    chosen = current_view()
    filters, span = chosen.filters, (chosen.first, chosen.last)
    names = data.province_names()
    cube = data_coverage.quality(filters)
    months = data_coverage.thinly_reported_months(filters, *span)
    view = data_coverage.view(filters, chosen.province, span)
    place = names[chosen.province] if chosen.province else word("Afghanistan")
    st.html(title_html(word("How far to trust this: {place}", place=place), view.title))
    st.html(headline_html(view.figures))
    caption_widget([view.thin_provinces, view.thin_months])
    _against_counts(cube, filters, span)
    st.html(heading_html("By year"))
    if view.yearly.empty:
        st.info("No cited record in view.")
    else:
        chart = years_chart(view.yearly, current_theme())
        st.altair_chart(chart, key=f"shares by year {span} {chosen.province}", theme=None)
    st.html(quality_html(view.years, "Records by year", "Year", "Thin months"))
    part = cube[cube["province_pcode"].eq(chosen.province)] if chosen.province else cube
    _months(part, months, span)
    st.html(heading_html("By province"))
    st.html(quality_html(view.provinces, "Records by province", "Province", "Reporting"))
    dataset = data.dataset()
    caption_widget([f"{dataset.attribution}. Dataset version {dataset.version[:12]}."])


_page()
