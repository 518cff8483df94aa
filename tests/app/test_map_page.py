"""The map page as a whole, run without a browser."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geodata.model import ATTRIBUTIONS, EVENT_TYPES, GROUPS
from geodata.sources.curated import BUILT_IN, SOURCES_FILE
from tests.app.page import Page, plain

ATTACKS_AND_CLASHES = ["attack", "clash"]
# First and last day of each preset, as a calendar gives them.
PRESETS = {
    "all": ("2014-01-17", "2025-12-16"),
    "since": ("2021-08-15", "2025-12-16"),
    "after": ("2021-08-15", "2021-11-14"),
    "before": ("2020-08-15", "2021-08-14"),
}


def chosen(
    incidents: pd.DataFrame,
    *,
    group: str = "ISKP",
    events: list[str] = ATTACKS_AND_CLASHES,
    first: str = "2014-01-01",
    last: str = "2025-12-31",
) -> pd.DataFrame:
    """Select records with plain pandas."""
    return incidents[
        incidents["group"].eq(group)
        & incidents["event_type"].isin(events)
        & incidents["date"].between(first, last)
    ]


def counted(number: int) -> str:
    return f"{number:,}".replace(",", "\u2009")


def test_the_page_opens_with_attacks_and_clashes_of_iskp_in_all_years(
    incidents: pd.DataFrame,
) -> None:
    page = Page()
    records = chosen(incidents)
    provinces = records["province_pcode"].nunique()
    assert page.title == (
        "Afghanistan. IS-K: attacks and clashes, all years. "
        f"{len(records)} cited records in {provinces} of 34 provinces"
    )
    assert page.figures == {
        "Incidents": str(len(records)),
        "Provinces with a record": f"{provinces} of 34",
        "Killed": "{} ({}–{})".format(
            *(counted(int(records[f"killed_{kind}"].sum())) for kind in ("best", "low", "high"))
        ),
        "Injured": "{} ({}–{})".format(
            *(counted(int(records[f"injured_{kind}"].sum())) for kind in ("best", "low", "high"))
        ),
        "Records with unknown toll": str(
            int((records["killed_best"].isna() & records["injured_best"].isna()).sum())
        ),
    }
    assert page.records_heading == f"{len(records)} records in view, with sources"


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_counts_the_records_of_its_days(preset: str, incidents: pd.DataFrame) -> None:
    page = Page()
    if preset == "all":
        page.test.selectbox(key="preset").set_value("after")
        page.run()
    page.test.selectbox(key="preset").set_value(preset)
    page.run()
    first, last = PRESETS[preset]
    records = chosen(incidents, first=first, last=last)
    assert page.test.date_input(key="from").value == date.fromisoformat(first)
    assert page.test.date_input(key="to").value == date.fromisoformat(last)
    assert page.figures["Incidents"] == str(len(records))
    assert sum(map(int, page.ranked.values())) == len(records)
    assert page.records_heading == f"{len(records)} records in view, with sources"


@pytest.mark.parametrize("estimate", ["low", "best", "high"])
@pytest.mark.parametrize("measure", ["killed", "injured"])
def test_the_ranking_shows_the_chosen_estimate_with_its_range(
    measure: str, estimate: str, incidents: pd.DataFrame
) -> None:
    page = Page(measure=measure.capitalize(), estimate=estimate.capitalize())
    sums = {
        kind: int(chosen(incidents).query("province_pcode == 'AF01'")[f"{measure}_{kind}"].sum())
        for kind in ("low", "best", "high")
    }
    low, high = counted(sums["low"]), counted(sums["high"])
    assert page.ranked["Kabul"] == f"{counted(sums[estimate])} ({low}–{high})"
    assert sum(page.legend_counts) == 34


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_shows_its_own_records_only(group: str, incidents: pd.DataFrame) -> None:
    page = Page(group=GROUPS[group].label, event="")
    records = incidents[incidents["group"].eq(group)]
    assert page.figures["Incidents"] == str(len(records))
    assert sum(page.legend_counts) == 34


def test_no_group_and_no_event_type_chosen_means_all(incidents: pd.DataFrame) -> None:
    page = Page()
    page.test.multiselect(key="group").set_value([])
    page.test.multiselect(key="event").set_value([])
    page.run()
    assert page.title.startswith("Afghanistan. All groups: all events, all years.")
    assert page.figures["Incidents"] == str(len(incidents))


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_each_attribution(attribution: str, incidents: pd.DataFrame) -> None:
    page = Page(attribution=ATTRIBUTIONS[attribution].label)
    records = chosen(incidents).query("attribution == @attribution")
    assert page.figures["Incidents"] == str(len(records))


@pytest.mark.parametrize("event", EVENT_TYPES)
def test_each_event_type(event: str, incidents: pd.DataFrame) -> None:
    page = Page(event=EVENT_TYPES[event].label)
    assert page.figures["Incidents"] == str(len(chosen(incidents, events=[event])))


def test_dates_in_the_wrong_order_are_read_the_other_way_round(incidents: pd.DataFrame) -> None:
    page = Page()
    page.test.date_input(key="from").set_value(date(2021, 11, 14))
    page.test.date_input(key="to").set_value(date(2021, 8, 15))
    page.run()
    (warning,) = page.test.sidebar.warning
    assert "the other way round" in warning.value
    records = chosen(incidents, first="2021-08-15", last="2021-11-14")
    assert page.figures["Incidents"] == str(len(records))


def test_a_view_without_any_record_says_so_and_counts_no_toll() -> None:
    page = Page(**{"group": "Hizb-i-Islami", "from": "2021-08-15"})
    assert page.title.endswith("0 cited records")
    assert page.figures == {
        "Incidents": "0",
        "Provinces with a record": "0 of 34",
        "Killed": "none recorded",
        "Injured": "none recorded",
        "Records with unknown toll": "0",
    }
    assert page.legend_counts == [34]
    assert page.ranked == {}
    assert page.records_heading == "No record in view"
    assert [info.value for info in page.test.info] == ["No cited record in view."]
    assert len(page.test.pagination) == 0


def test_a_single_day(incidents: pd.DataFrame) -> None:
    page = Page(**{"from": "2021-08-26", "to": "2021-08-26"})
    records = chosen(incidents, first="2021-08-26", last="2021-08-26")
    assert len(records) == 1
    assert "26 Aug 2021. 1 cited record in 1 of 34 provinces" in page.title
    assert page.records_heading == "1 record in view, with sources"
    assert page.summaries == list(records["summary"])


def test_a_chosen_province_is_what_the_page_is_about_while_the_map_keeps_the_country(
    incidents: pd.DataFrame,
) -> None:
    page = Page(province="Kabul")
    records = chosen(incidents).query("province_pcode == 'AF01'")
    assert page.title.startswith("Kabul. IS-K")
    assert f"{len(records)} cited records" in page.title
    assert page.figures["Incidents"] == str(len(records))
    assert page.records_heading == f"{len(records)} records in view, with sources"
    assert sum(map(int, page.ranked.values())) == len(chosen(incidents))


def test_a_province_without_a_record_has_none_in_any_part_of_the_page() -> None:
    page = Page(province="Nimroz")
    assert page.title == "Nimroz. IS-K: attacks and clashes, all years. 0 cited records"
    assert page.figures["Provinces with a record"] == "0 of 34"
    assert page.records_heading == "No record in view"


def test_the_button_under_the_timeline_leads_back_to_all_years() -> None:
    page = Page(**{"from": "2021-08-15", "to": "2021-11-14"})
    (button,) = page.test.button
    assert button.label == "Back to all years"
    button.click()
    page.run()
    assert ", all years." in page.title
    assert page.test.selectbox(key="preset").value == "all"
    assert len(page.test.button) == 0


def test_the_button_is_there_even_if_the_period_has_no_record() -> None:
    page = Page(**{"from": "2025-12-01", "to": "2025-12-02"})
    (button,) = page.test.button
    assert page.figures["Incidents"] == "0"
    assert button.label == "Back to all years"


def test_the_table_of_records_turns_its_pages(incidents: pd.DataFrame) -> None:
    page = Page()
    dates = chosen(incidents).reset_index()
    newest = dates.sort_values(["date", "incident_id"], ascending=False)["summary"].tolist()
    (pagination,) = page.test.pagination
    assert pagination.num_pages == -(-len(newest) // 15)
    assert page.summaries == newest[:15]
    pagination.set_value(2)
    page.run()
    assert page.summaries == newest[15:30]
    (pagination,) = page.test.pagination
    pagination.set_value(pagination.num_pages)
    page.run()
    assert page.summaries == newest[(pagination.num_pages - 1) * 15 :]


def test_another_order_begins_on_its_first_page(incidents: pd.DataFrame) -> None:
    page = Page()
    dates = chosen(incidents).reset_index()
    oldest = dates.sort_values(["date", "incident_id"])["summary"].tolist()
    (pagination,) = page.test.pagination
    pagination.set_value(3)
    page.run()
    page.order("oldest")
    assert page.summaries == oldest[:15]


def test_the_deadliest_records_come_first_and_unknown_tolls_last(incidents: pd.DataFrame) -> None:
    page = Page()
    page.order("deadliest")
    records = chosen(incidents)
    killed = dict(zip(records["summary"], records["killed_best"], strict=True))
    shown = [killed[summary] for summary in page.summaries]
    assert shown == sorted(records["killed_best"].dropna(), reverse=True)[:15]
    (pagination,) = page.test.pagination
    pagination.set_value(pagination.num_pages)
    page.run()
    assert records.set_index("summary").loc[page.summaries, "killed_best"].isna().all()


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("group", "Boy Scouts", "Groups"),
        ("group", ["IS-K", "Boy Scouts"], "Groups"),
        ("from", "1921-99-99", "From"),
        ("to", "2099-01-01", "To"),
        ("from", "", "From"),
        ("event", "attack", "Event type"),
        ("attribution", "{{7*7}}", "Attribution"),
        ("province", "XX", "Province"),
        ("measure", "Nonsense", "Measure"),
        ("estimate", "highest", "Casualty estimate"),
    ],
)
def test_nonsense_in_the_address_is_left_out_with_a_note(
    name: str, value: str | list[str], label: str
) -> None:
    page = Page(**{name: value})
    (warning,) = page.test.warning
    assert warning.value == (
        f"The address asks for what does not exist here, and it was left out: {label}."
    )
    assert page.title.startswith("Afghanistan. IS-K: attacks and clashes, all years.")


def test_an_unknown_part_of_the_address_is_noted() -> None:
    (warning,) = Page(colour="green").test.warning
    assert warning.value == "The address has a part that this page does not know."


def test_an_address_that_can_be_used_has_no_note() -> None:
    page = Page(
        **{
            "group": ["IS-K", "Taliban"],
            "from": "2020-01-01",
            "to": "2021-01-01",
            "event": "",
            "attribution": "Claimed",
            "province": "Kabul",
            "measure": "Killed",
            "estimate": "High",
        }
    )
    assert [warning.value for warning in page.test.warning] == []
    assert page.title.startswith("Kabul. IS-K and Taliban: all events, 1 Jan 2020 to 1 Jan 2021")


def test_thin_months_are_told_in_the_legend_and_in_the_table(incidents: pd.DataFrame) -> None:
    page = Page(thin="true", **{"from": "2014-03-01", "to": "2014-12-31"}, group="")
    inside = incidents[incidents["date"].between("2014-03-01", "2014-12-31")]
    by_month = inside.groupby(inside["date"].dt.to_period("M"))
    # Fewer than three records, or none with two sources.
    months = pd.period_range("2014-03", "2014-12", freq="M")
    records = by_month.size().reindex(months, fill_value=0)
    sources = pd.read_csv(BUILT_IN / SOURCES_FILE).groupby("incident_id").size()
    doubled = inside[inside.index.map(sources).fillna(0) >= 2]
    has_two = doubled.groupby(doubled["date"].dt.to_period("M")).size().reindex(months).gt(0)
    thin = int((records.lt(3) | ~has_two).sum())
    assert 0 < thin < len(months)
    (legend,) = [
        piece.value
        for piece in page.test.html
        if piece.value.startswith("<h2") and "atlas-thin-months" in piece.value
    ]
    assert f"Thin reporting in the whole country: {thin} of 10 months" in plain(legend)
    page.test.session_state["timeline as a table"] = True
    page.run()
    table = page.markup('<table class="atlas-table atlas-months"')
    assert "<th scope=col>Reporting</th>" in table
    assert f"{thin} of 10 months (" in plain(table)


def test_without_the_switch_no_month_is_marked() -> None:
    page = Page()
    page.test.session_state["timeline as a table"] = True
    page.run()
    assert not [piece for piece in page.test.html if "hin reporting" in piece.value]
