"""Aggregates against plain pandas and plain Python: nothing lost, nothing counted twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geodata
from geodata.measures import MEASURES
from geodata.model import (
    ATTACK_TYPES,
    ATTRIBUTIONS,
    ESTIMATES,
    EVENT_TYPES,
    GROUPS,
    PCODES,
    PERIODS,
    TARGETS,
    Filters,
    Period,
)
from geodata.query import (
    by_group,
    by_period,
    by_province,
    cube,
    edge_month_only,
    periods_from_cube,
    provinces_from_cube,
    records,
    totals,
    totals_from_cube,
)
from geodata.sources.curated import load_incidents
from geodata.store import SCHEMA, Dataset, dataset_from_frame
from geodata.sums import COUNTS, FIRSTS, LASTS, MEASURE_COLUMNS, SUMS
from geodata.views.headline import active_provinces, headline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INCIDENTS_CSV = Path(geodata.__file__).parent / "data" / "records" / "incidents.csv"
THIRTY_FOUR = [f"AF{number:02d}" for number in range(1, 35)]
TOLLS = [f"{kind}_{name}" for kind in ("killed", "injured") for name in ("low", "best", "high")]

INVENTED = {
    "date": date(2021, 10, 8),
    "date_precision": "day",
    "province_pcode": "AF19",
    "group": "ISKP",
    "attribution": "claimed",
    "event_type": "attack",
    "attack_type": "ied",
    "target": "civilians",
    "summary": "An invented record.",
    "sources_count": 1,
}


def toll(kind: str, low: int, best: int, high: int) -> dict[str, int]:
    return {f"{kind}_low": low, f"{kind}_best": best, f"{kind}_high": high}


def frame_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Fill up invented records to all columns of a dataset; what is not named is missing."""
    numbered = [INVENTED | {"incident_id": f"I-{n}"} | row for n, row in enumerate(rows)]
    frame = pd.DataFrame(numbered, dtype=object).reindex(columns=SCHEMA.names)
    return frame.set_index("incident_id")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return tmp_path_factory.mktemp("datasets")


@pytest.fixture(scope="module")
def dataset_of(folder: Path) -> Callable[[list[dict[str, Any]]], Dataset]:
    """Make a dataset of invented records."""
    numbers = count()

    def make(rows: list[dict[str, Any]]) -> Dataset:
        number = next(numbers)
        path = folder / f"{number}.parquet"
        return dataset_from_frame(frame_of(rows), path, key="invented", version=str(number))

    return make


@pytest.fixture(scope="module")
def csv() -> pd.DataFrame:
    return pd.read_csv(INCIDENTS_CSV)


# Ten choices of filters, each with the one-line pandas query that says the same.
TEN: dict[str, tuple[Filters, str]] = {
    "IS-K, three months after": (
        Filters(date(2021, 8, 15), date(2021, 11, 14), groups=("ISKP",)),
        "group == 'ISKP' and '2021-08-15' <= date <= '2021-11-14'",
    ),
    "IS-K, three months after, attacks and clashes": (
        Filters(
            date(2021, 8, 15),
            date(2021, 11, 14),
            groups=("ISKP",),
            event_types=("attack", "clash"),
            estimate="high",
        ),
        (
            "group == 'ISKP' and '2021-08-15' <= date <= '2021-11-14' "
            "and event_type in ['attack', 'clash']"
        ),
    ),
    "everything": (Filters(), "date > ''"),
    "the year before": (
        Filters(date(2020, 8, 15), date(2021, 8, 14)),
        "'2020-08-15' <= date <= '2021-08-14'",
    ),
    "two groups, claimed": (
        Filters(groups=("NRF", "AFF"), attributions=("claimed",)),
        "group in ['NRF', 'AFF'] and attribution == 'claimed'",
    ),
    "suicide bombings on Shia and Hazara": (
        Filters(attack_types=("suicide_bombing",), targets=("shia_hazara",), estimate="low"),
        "attack_type == 'suicide_bombing' and target == 'shia_hazara'",
    ),
    "operations in two provinces": (
        Filters(event_types=("operation",), provinces=("AF06", "AF15"), estimate="high"),
        "event_type == 'operation' and province_pcode in ['AF06', 'AF15']",
    ),
    "suspected or unclaimed, since 2018": (
        Filters(date_from=date(2018, 1, 1), attributions=("suspected", "unclaimed")),
        "date >= '2018-01-01' and attribution in ['suspected', 'unclaimed']",
    ),
    "Taliban until the takeover, four targets": (
        Filters(
            date_to=date(2021, 8, 14),
            groups=("TALIBAN", "HAQQANI"),
            targets=("civilians", "education", "media", "security_forces_pre2021"),
        ),
        (
            "date <= '2021-08-14' and group in ['TALIBAN', 'HAQQANI'] and target in "
            "['civilians', 'education', 'media', 'security_forces_pre2021']"
        ),
    ),
    "everything restricted at once": (
        Filters(
            date(2019, 1, 1),
            date(2024, 12, 31),
            groups=("ISKP",),
            attributions=("claimed", "attributed"),
            event_types=("attack",),
            attack_types=("suicide_bombing", "ied", "complex_attack"),
            targets=("shia_hazara", "education", "taliban_authorities"),
            provinces=("AF01", "AF19", "AF21", "AF27"),
        ),
        (
            "'2019-01-01' <= date <= '2024-12-31' and group == 'ISKP' "
            "and attribution in ['claimed', 'attributed'] and event_type == 'attack' "
            "and attack_type in ['suicide_bombing', 'ied', 'complex_attack'] "
            "and target in ['shia_hazara', 'education', 'taliban_authorities'] "
            "and province_pcode in ['AF01', 'AF19', 'AF21', 'AF27']"
        ),
    ),
}


@pytest.mark.parametrize("choice", TEN)
def test_totals_are_those_of_a_one_line_pandas_query(csv: pd.DataFrame, choice: str) -> None:
    filters, one_line = TEN[choice]
    selected = csv.query(one_line)
    assert 0 < len(selected) <= len(csv)

    found = totals(filters)
    assert found["incidents"] == len(selected)
    assert found["killed_unknown"] == selected["killed_best"].isna().sum()
    assert found["injured_unknown"] == selected["injured_best"].isna().sum()
    neither = selected["killed_best"].isna() & selected["injured_best"].isna()
    assert found["toll_unknown"] == neither.sum()
    for column in TOLLS:
        assert found[column] == selected[column].sum(), column
    everyone = selected[selected["killed_scope"] == "all_sides"]
    assert found["killed_all_sides_records"] == len(everyone)
    assert found[["killed_all_sides_best"]].fillna(0).item() == everyone["killed_best"].sum()
    assert found["month_only"] == (selected["date_precision"] == "month").sum()
    assert str(found["first_date"].date()) == selected["date"].min()
    assert str(found["last_date"].date()) == selected["date"].max()


@pytest.mark.parametrize("choice", TEN)
def test_each_province_has_the_numbers_of_a_one_line_pandas_query(
    csv: pd.DataFrame, choice: str
) -> None:
    filters, one_line = TEN[choice]
    selected = csv.query(one_line)
    table = by_province(filters)
    assert table.index.tolist() == [*THIRTY_FOUR, "unknown"]
    assert active_provinces(table) == selected["province_pcode"].nunique()
    counts = selected["province_pcode"].value_counts()
    assert table["incidents"].tolist() == [counts.get(pcode, 0) for pcode in table.index]
    for column in (MEASURES[kind].column(filters.estimate) for kind in ("killed", "injured")):
        # min_count: a province all of whose figures are blank is missing, not zero.
        sums = selected.groupby("province_pcode")[column].sum(min_count=1)
        assert table[column].dropna().to_dict() == sums.dropna().to_dict()


@pytest.mark.parametrize("choice", TEN)
def test_groups_and_headline_say_the_same(csv: pd.DataFrame, choice: str) -> None:
    filters, one_line = TEN[choice]
    selected = csv.query(one_line)
    assert by_group(filters)["incidents"].to_dict() == selected["group"].value_counts().to_dict()
    figures = {
        figure.label: figure.value for figure in headline(totals(filters), by_province(filters))
    }
    assert figures["Incidents"] == str(len(selected))
    assert figures["Provinces with a record"] == f"{selected['province_pcode'].nunique()} of 34"


def test_the_three_months_after_hold_what_a_plain_reader_counts() -> None:
    # Lines of the file with ISKP, attack or clash, and a date from 2021-08-15 to 2021-11-14.
    found = totals(TEN["IS-K, three months after, attacks and clashes"][0])
    assert found["incidents"] == 26


def codes(values: dict[str, Any], *likely: str) -> st.SearchStrategy[tuple[str, ...]]:
    some = st.lists(st.sampled_from([*values, *likely]), max_size=4).map(tuple)
    return st.one_of(st.just(()), some, st.just(likely))


@st.composite
def any_filters(draw: st.DrawFn) -> Filters:
    days = st.none() | st.dates(date(2013, 12, 1), date(2026, 1, 31))
    first, last = draw(days), draw(days)
    if first and last and first > last:
        first, last = last, first
    return Filters(
        first,
        last,
        groups=draw(codes(GROUPS, "ISKP", "TALIBAN")),
        attributions=draw(codes(ATTRIBUTIONS, "claimed", "attributed")),
        event_types=draw(codes(EVENT_TYPES, "attack", "clash")),
        attack_types=draw(st.just(()) | codes(ATTACK_TYPES, "suicide_bombing", "ied")),
        targets=draw(st.just(()) | codes(TARGETS, "civilians", "taliban_authorities")),
        provinces=draw(st.just(()) | codes(dict.fromkeys([*THIRTY_FOUR, "unknown"]), "unknown")),
        estimate=draw(st.sampled_from(ESTIMATES)),
    )


@pytest.fixture(scope="module")
def awkward(folder: Path) -> tuple[Dataset, pd.DataFrame]:
    """Mix the curated records with invented ones that lack a province or a toll."""
    invented = frame_of(
        [
            {
                "date": date(2021, 8, 15) + timedelta(days=step // 3),
                "date_precision": "month" if step % 7 == 0 else "day",
                "province_pcode": pd.NA if step % 2 else "AF34",
                "group": ("ISKP", "TALIBAN", "UNIDENTIFIED")[step % 3],
                **(toll("killed", 0, 2, step) | {"killed_scope": "all_sides"} if step > 40 else {}),
                **(toll("injured", 0, 0, 0) if step % 5 == 0 else {}),
            }
            for step in range(60)
        ]
    )
    frame = pd.concat([load_incidents().astype(object), invented])
    dataset = dataset_from_frame(frame, folder / "awkward.parquet", key="awkward", version="1")
    return dataset, frame


def select(frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Apply filters one after the other in pandas."""
    days = pd.to_datetime(frame["date"])
    kept = frame["province_pcode"].fillna("unknown").isin(filters.provinces or [*PCODES])
    kept &= frame["group"].isin(filters.groups or [*GROUPS])
    kept &= frame["attribution"].isin(filters.attributions or [*ATTRIBUTIONS])
    kept &= frame["event_type"].isin(filters.event_types or [*EVENT_TYPES])
    kept &= frame["attack_type"].isin(filters.attack_types or [*ATTACK_TYPES])
    kept &= frame["target"].isin(filters.targets or [*TARGETS])
    kept &= days.ge(pd.Timestamp(filters.date_from or date.min))
    kept &= days.le(pd.Timestamp(filters.date_to or date.max))
    return frame[kept]


def value(number: Any) -> int | None:  # noqa: ANN401 - pandas gives several types
    return None if pd.isna(number) else int(number)


def sums_of(table: pd.DataFrame) -> dict[str, int | None]:
    """Add up known figures; none at all is none, not zero."""
    return {column: value(total) for column, total in table[TOLLS].sum(min_count=1).items()}


NOTHING = Filters(groups=("IMU",), date_from=date(2025, 12, 31))


def assert_nothing_is_lost(
    awkward: tuple[Dataset, pd.DataFrame], filters: Filters, period: Period
) -> None:
    """Compare provinces and the line unknown, periods, and the rows of the table."""
    dataset, frame = awkward
    rows = records(filters, dataset)
    assert sorted(rows.index) == sorted(select(frame, filters).index)
    sums = sums_of(rows)
    cells = cube(filters, period, dataset)
    by_pcode, by_time = provinces_from_cube(cells), periods_from_cube(cells)
    assert by_pcode.index.tolist() == [*THIRTY_FOUR, "unknown"]
    assert by_pcode[list(COUNTS)].notna().all(axis=None)
    # No period is made up where there is no record, hence a count above zero in each.
    assert by_time["incidents"].gt(0).all()
    assert by_pcode["incidents"].sum() == by_time["incidents"].sum() == len(rows)
    assert sums_of(by_pcode) == sums_of(by_time) == sums
    total = totals_from_cube(cells)
    assert {column: value(total[column]) for column in TOLLS} == sums
    assert total["incidents"] == len(rows)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(filters=any_filters(), period=st.sampled_from(PERIODS))
def test_provinces_and_unknown_are_the_periods_are_the_rows(
    awkward: tuple[Dataset, pd.DataFrame], filters: Filters, period: Period
) -> None:
    assert_nothing_is_lost(awkward, filters, period)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(
    "filters", [Filters(), NOTHING, Filters(provinces=("unknown",)), Filters(groups=("ISKP",))]
)
def test_nothing_is_lost_whatever_the_period(
    awkward: tuple[Dataset, pd.DataFrame], filters: Filters, period: Period
) -> None:
    assert_nothing_is_lost(awkward, filters, period)


def start_of(day: date, period: Period) -> date:
    """Return the first day of a period by the calendar, without pandas or SQL."""
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    if period == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1)


@st.composite
def any_record(draw: st.DrawFn) -> dict[str, Any]:
    row: dict[str, Any] = {
        "date": draw(st.dates(date(2020, 12, 20), date(2021, 2, 10))),
        "date_precision": draw(st.sampled_from(["day", "month"])),
        "province_pcode": draw(st.sampled_from(["AF01", "AF34", None])),
        "group": draw(st.sampled_from(["ISKP", "NRF"])),
    }
    for kind in ("killed", "injured"):
        if draw(st.booleans()):
            figures = sorted(draw(st.lists(st.integers(0, 900), min_size=3, max_size=3)))
            row |= toll(kind, *figures)
    if "killed_best" in row:
        row["killed_scope"] = draw(st.sampled_from(["others", "all_sides", None]))
    return row


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(any_record(), min_size=1, max_size=12), period=st.sampled_from(PERIODS))
def test_each_cell_of_a_cube_is_what_counting_by_hand_gives(
    dataset_of: Callable[[list[dict[str, Any]]], Dataset],
    rows: list[dict[str, Any]],
    period: Period,
) -> None:
    cells: dict[tuple[str, str, date], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        pcode = row["province_pcode"] or "unknown"
        cells[pcode, row["group"], start_of(row["date"], period)].append(row)

    found = cube(Filters(), period, dataset_of(rows))
    keys = zip(found["province_pcode"], found["group"], found["period_start"].dt.date, strict=True)
    by_key = dict(zip(keys, found.to_dict("records"), strict=True))
    assert set(by_key) == set(cells)
    for key, members in cells.items():
        cell = by_key[key]
        assert cell["incidents"] == len(members)
        for column in TOLLS:
            figures = [row[column] for row in members if column in row]
            assert value(cell[column]) == (sum(figures) if figures else None)
        assert cell["killed_unknown"] == sum("killed_best" not in row for row in members)
        assert cell["injured_unknown"] == sum("injured_best" not in row for row in members)
        assert cell["toll_unknown"] == sum(
            "killed_best" not in row and "injured_best" not in row for row in members
        )
        everyone = [row["killed_best"] for row in members if row.get("killed_scope") == "all_sides"]
        assert cell["killed_all_sides_records"] == len(everyone)
        assert value(cell["killed_all_sides_best"]) == (sum(everyone) if everyone else None)
        days = [row["date"] for row in members]
        assert cell["first_date"].date() == min(days)
        assert cell["last_date"].date() == max(days)
        known = [row["date"] for row in members if row["date_precision"] == "day"]
        assert cell["month_only"] == len(members) - len(known)
        assert pd.isna(cell["first_known_day"]) == (not known)
        if known:
            assert cell["first_known_day"].date() == min(known)
            assert cell["last_known_day"].date() == max(known)


def test_blanks_never_become_zero_and_a_stated_zero_stays(
    dataset_of: Callable[[list[dict[str, Any]]], Dataset],
) -> None:
    dataset = dataset_of(
        [
            {"province_pcode": "AF01"},
            {"province_pcode": "AF01"},
            {"province_pcode": "AF02", **toll("killed", 0, 0, 0)},
            {"province_pcode": "AF02"},
            {"province_pcode": "AF03", **toll("killed", 1, 2, 3)},
        ]
    )
    table = by_province(Filters(), dataset)
    assert table.loc["AF01", TOLLS].isna().all()
    assert table.loc["AF01", "killed_unknown"] == 2
    assert table.loc["AF02", "killed_best"] == 0
    assert table.loc["AF02", "killed_unknown"] == 1
    assert table.loc["AF03", ["killed_low", "killed_best", "killed_high"]].tolist() == [1, 2, 3]
    assert table.loc["AF03", "injured_best"] is pd.NA
    # No record: no incidents, and no figure either.
    assert table.loc["AF04", "incidents"] == 0
    assert table.loc["AF04", TOLLS].isna().all()
    assert totals(Filters(provinces=("AF01",)), dataset)["killed_best"] is pd.NA
    assert by_period(Filters(provinces=("AF01",)), "year", dataset)["killed_best"].isna().all()
    assert by_group(Filters(provinces=("AF01",)), dataset)["killed_best"].isna().all()


def test_weeks_begin_on_monday(dataset_of: Callable[[list[dict[str, Any]]], Dataset]) -> None:
    sunday, monday = date(2021, 8, 15), date(2021, 8, 16)
    table = by_period(
        Filters(), "week", dataset_of([{"date": sunday}, {"date": monday}, {"date": monday}])
    )
    assert table["period_start"].dt.day_name().tolist() == ["Monday", "Monday"]
    assert table["period_start"].dt.date.tolist() == [date(2021, 8, 9), monday]
    assert table["incidents"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("first", "last", "incidents"),
    [
        (date(2021, 8, 15), date(2021, 11, 14), 2),
        (date(2021, 8, 16), date(2021, 11, 14), 1),
        (date(2021, 8, 15), date(2021, 11, 13), 1),
        (date(2021, 8, 16), date(2021, 11, 13), 0),
        (date(2021, 11, 14), date(2021, 11, 14), 1),
        (None, date(2021, 8, 15), 1),
        (date(2021, 11, 14), None, 1),
    ],
)
def test_both_ends_of_a_period_belong_to_it(
    dataset_of: Callable[[list[dict[str, Any]]], Dataset],
    first: date | None,
    last: date | None,
    incidents: int,
) -> None:
    dataset = dataset_of([{"date": date(2021, 8, 15)}, {"date": date(2021, 11, 14)}])
    assert totals(Filters(first, last), dataset)["incidents"] == incidents


MONTHLY = {"date": date(2021, 8, 1), "date_precision": "month"}


@pytest.mark.parametrize(
    ("filters", "outside"),
    [
        (Filters(), 0),
        (Filters(date_to=date(2021, 8, 20)), 0),
        (Filters(date_from=date(2021, 8, 1)), 0),
        (Filters(date_from=date(2021, 8, 2)), 2),
        (Filters(date_from=date(2021, 8, 15), date_to=date(2021, 8, 15)), 2),
        (Filters(date_from=date(2021, 8, 31)), 2),
        (Filters(date_from=date(2021, 8, 31), groups=("NRF",)), 1),
        (Filters(date_from=date(2021, 8, 31), groups=("AFF",)), 0),
        (Filters(date_from=date(2021, 9, 1)), 0),
        (Filters(date_from=date(2021, 7, 15)), 0),
    ],
)
def test_month_only_records_at_the_edge_are_counted(
    dataset_of: Callable[[list[dict[str, Any]]], Dataset], filters: Filters, outside: int
) -> None:
    dataset = dataset_of(
        [
            MONTHLY,
            MONTHLY | {"group": "NRF"},
            {"date": date(2021, 8, 1)},
            {"date": date(2021, 8, 3)},
        ]
    )
    assert edge_month_only(filters, dataset) == outside


def test_month_only_records_at_the_edge_of_every_month(csv: pd.DataFrame) -> None:
    monthly = csv[csv["date_precision"] == "month"]
    counted = {
        month: edge_month_only(Filters(date_from=date.fromisoformat(f"{month}-15")))
        for month in ("2021-07", "2021-08", "2022-05", "2014-01", "2023-12")
    }
    assert counted == {month: int(monthly["date"].str.startswith(month).sum()) for month in counted}
    assert any(counted.values())


def test_month_only_records_count_on_the_first_of_their_month(
    dataset_of: Callable[[list[dict[str, Any]]], Dataset],
) -> None:
    dataset = dataset_of([MONTHLY, {"date": date(2021, 8, 3)}])
    found = totals(Filters(), dataset)
    assert (found["incidents"], found["month_only"]) == (2, 1)
    assert found["first_date"] == pd.Timestamp(2021, 8, 1)
    assert found["first_known_day"] == pd.Timestamp(2021, 8, 3)
    assert totals(Filters(date_to=date(2021, 8, 1)), dataset)["incidents"] == 1


def test_a_record_without_a_p_code_is_in_the_province_unknown(
    dataset_of: Callable[[list[dict[str, Any]]], Dataset],
) -> None:
    dataset = dataset_of([{"province_pcode": pcode} for pcode in (None, pd.NA, "AF19")])
    table = by_province(Filters(), dataset)
    assert table.loc["unknown", "incidents"] == 2
    assert table.loc["AF19", "incidents"] == 1
    unknown = Filters(provinces=("unknown",))
    assert totals(unknown, dataset)["incidents"] == 2
    assert records(unknown, dataset)["province_pcode"].tolist() == ["unknown"] * 2
    assert totals(Filters(provinces=("AF19", "unknown")), dataset)["incidents"] == 3


def test_nothing_in_view_is_zero_records_and_no_figure() -> None:
    found = totals(NOTHING)
    assert found[list(COUNTS)].tolist() == [0] * len(COUNTS)
    assert found[list(SUMS)].isna().all()
    assert pd.isna(found["first_date"])
    table = by_province(NOTHING)
    assert table.shape == (35, len(MEASURE_COLUMNS))
    assert table["incidents"].tolist() == [0] * 35
    assert table[list(SUMS)].isna().all(axis=None)
    assert by_period(NOTHING).empty
    assert by_group(NOTHING).empty
    assert records(NOTHING).empty


def test_groups_stand_in_order_of_their_incidents() -> None:
    counts = by_group(Filters())["incidents"]
    assert counts.is_monotonic_decreasing
    assert counts.index[0] == "ISKP"


def test_records_are_complete_and_newest_first(csv: pd.DataFrame) -> None:
    found = records(Filters(groups=("ISKP",)))
    expected = csv.query("group == 'ISKP'").sort_values(["date", "incident_id"], ascending=False)
    assert found.index.tolist() == expected["incident_id"].tolist()
    assert [found.index.name, *found.columns] == SCHEMA.names
    assert found["summary"].tolist() == expected["summary"].tolist()
    assert found["killed_best"].isna().tolist() == expected["killed_best"].isna().tolist()
    assert Counter(found["province_pcode"]) == Counter(expected["province_pcode"])


def test_a_cube_holds_whole_numbers_and_days() -> None:
    cells = cube(Filters())
    assert set(cells[[*COUNTS, *SUMS]].dtypes.astype(str)) == {"Int64"}
    days = ["period_start", *FIRSTS, *LASTS]
    assert set(cells[days].dtypes.astype(str)) == {"datetime64[us]"}


def test_asking_for_a_province_gives_its_line_of_the_whole_country() -> None:
    country = by_province(Filters(groups=("ISKP",)))
    kabul = by_province(Filters(groups=("ISKP",), provinces=("AF01",)))
    assert kabul.loc["AF01"].equals(country.loc["AF01"])
    assert kabul["incidents"].sum() == country.loc["AF01", "incidents"]


def test_a_record_without_a_precision_is_counted_all_the_same(
    dataset_of: Callable[[list[dict[str, Any]]], Dataset],
) -> None:
    blank = dict.fromkeys(("date_precision", "attribution", "attack_type", "target"))
    dataset = dataset_of([blank, {"date_precision": "month", "date": date(2021, 10, 1)}])
    total = totals(Filters(), dataset)
    assert (total["incidents"], total["month_only"], total["vague_date"]) == (2, 1, 0)
    assert by_province(Filters(), dataset).loc["AF19", "incidents"] == 2
