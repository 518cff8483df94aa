"""Synthetic data: shaped like the formats, seeded, plausible, and never taken for real events."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
from typing import TYPE_CHECKING

import geopandas
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv

from geodata.formats import detect
from geodata.provinces import DATA, load_provinces
from geodata.synth import FORMATS, MARK, SynthError, is_synthetic, synthesise, write_synthetic

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.synth import SyntheticFormat

ROWS = 60_000
# From the codebooks: UCDP GED 26.1 and ACLED's export of 2023.
UCDP = """id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,
conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,
side_b_new_id,side_b,number_of_sources,source_article,source_office,source_date,source_headline,
source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,
geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,
deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"""
ACLED = """event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,
actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,
country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,
fatalities,tags,timestamp"""
HEADINGS: dict[SyntheticFormat, list[str]] = {
    "ucdp": UCDP.replace("\n", "").split(","),
    "acled": ACLED.replace("\n", "").split(","),
}


def made(
    rows: int, name: SyntheticFormat, seed: int = 7, chunk_rows: int = 100_000, defects: float = 0.0
) -> pa.Table:
    chunks = synthesise(rows, name, seed=seed, chunk_rows=chunk_rows, defects=defects)
    return pa.concat_tables(chunks)


@pytest.fixture(scope="module")
def ucdp() -> pd.DataFrame:
    frame: pd.DataFrame = made(ROWS, "ucdp").to_pandas()
    days = frame[["date_start", "date_end"]].apply(pd.to_datetime)
    return frame.assign(start=days["date_start"], end=days["date_end"])


@pytest.fixture(scope="module")
def acled() -> pd.DataFrame:
    frame: pd.DataFrame = made(ROWS, "acled").to_pandas()
    return frame.assign(start=pd.to_datetime(frame["event_date"]))


@pytest.mark.parametrize("name", FORMATS)
def test_files_have_exactly_the_columns_of_the_format(
    name: SyntheticFormat, tmp_path: Path
) -> None:
    assert [len(HEADINGS["ucdp"]), len(HEADINGS["acled"])] == [49, 31]
    path = tmp_path / f"synthetic_{name}.csv"
    write_synthetic(250, name, path, seed=1)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == HEADINGS[name]
    assert len(rows) == 251
    assert {len(row) for row in rows} == {len(HEADINGS[name])}


@pytest.mark.parametrize(("name", "key"), [("ucdp", "ucdp_ged"), ("acled", "acled")])
def test_files_are_detected_as_the_format_and_as_synthetic(
    name: SyntheticFormat, key: str, tmp_path: Path
) -> None:
    path = tmp_path / "synthetic.csv"
    write_synthetic(250, name, path, seed=1)
    with path.open(encoding="utf-8", newline="") as file:
        first_rows = list(csv.reader(file))
    assert detect(first_rows, path.name).format.key == key
    # Also when somebody has given it another name.
    assert is_synthetic(first_rows, "renamed.csv")


@pytest.mark.parametrize("name", FORMATS)
def test_every_single_row_bears_the_mark_and_an_invented_identifier(name: SyntheticFormat) -> None:
    frame = made(5_000, name).to_pandas()
    columns = {
        "ucdp": ["source_article", "source_headline", "where_description"],
        "acled": ["notes"],
    }[name]
    for column in columns:
        assert frame[column].str.startswith(MARK).all(), column
    ids = {"ucdp": "relid", "acled": "event_id_cnty"}[name]
    assert frame[ids].str.startswith("SYN").all()
    assert frame[ids].is_unique
    for source in {"ucdp": ["source_office", "source_original"], "acled": ["source"]}[name]:
        assert frame[source].str.startswith("Synthetic").all(), source


def test_identifiers_lie_beyond_those_of_ucdp(ucdp: pd.DataFrame) -> None:
    assert ucdp["id"].gt(900_000_000).all()
    assert ucdp["id"].is_unique


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_seed_gives_the_same_bytes(name: SyntheticFormat, tmp_path: Path) -> None:
    first, second, other = (tmp_path / f"synthetic_{number}.csv" for number in range(3))
    write_synthetic(1_000, name, first, seed=42, defects=0.1)
    write_synthetic(1_000, name, second, seed=42, defects=0.1)
    write_synthetic(1_000, name, other, seed=43, defects=0.1)
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (first, second, other)]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("chunk_rows", [999, 70_000, 250_000])
def test_rows_do_not_depend_on_how_they_are_cut(name: SyntheticFormat, chunk_rows: int) -> None:
    rows = 230_000
    whole = made(rows, name, defects=0.02)
    chunks = list(synthesise(rows, name, seed=7, chunk_rows=chunk_rows, defects=0.02))
    assert [len(chunk) for chunk in chunks[:-1]] == [chunk_rows] * (len(chunks) - 1)
    assert 0 < len(chunks[-1]) <= chunk_rows
    assert pa.concat_tables(chunks).combine_chunks() == whole.combine_chunks()


def spelled(column: str) -> dict[str, str]:
    table = pd.read_csv(DATA / "provinces.csv", dtype=str, keep_default_na=False)
    names = table[column].where(table[column].ne(""), table["name"] + " province")
    return dict(zip(names, table["pcode"], strict=True))


@pytest.mark.parametrize(
    ("name", "column", "spelling"),
    [("ucdp", "adm_1", "name_ucdp"), ("acled", "admin1", "name_acled")],
)
def test_points_lie_in_the_province_that_is_named(
    name: SyntheticFormat, column: str, spelling: str, request: pytest.FixtureRequest
) -> None:
    frame = request.getfixturevalue(name).dropna(subset=column)
    stated = frame[column].map(spelled(spelling))
    assert stated.notna().all()
    assert stated.nunique() == 34
    points = geopandas.points_from_xy(frame["longitude"], frame["latitude"], crs="EPSG:4326")
    found = geopandas.GeoDataFrame(frame[[]], geometry=points).sjoin(
        load_provinces("full")[["geometry"]], how="left", predicate="within"
    )
    found = found[~found.index.duplicated()]
    assert found["pcode"].eq(stated).mean() >= 0.99


def test_events_whose_place_is_the_country_name_no_province(ucdp: pd.DataFrame) -> None:
    nationwide = ucdp["where_prec"].ge(6)
    assert 0.01 < nationwide.mean() < 0.03
    assert ucdp.loc[nationwide, ["adm_1", "adm_2"]].isna().all(axis=None)
    assert ucdp.loc[~nationwide, "adm_1"].notna().all()
    assert ucdp["adm_2"].notna().eq(ucdp["where_prec"].le(3)).all()


def test_precisions_are_mixed(ucdp: pd.DataFrame, acled: pd.DataFrame) -> None:
    assert set(ucdp["where_prec"]) == set(range(1, 8))
    assert set(ucdp["date_prec"]) == set(range(1, 6))
    assert set(acled["geo_precision"]) == set(acled["time_precision"]) == {1, 2, 3}


def test_events_cluster_at_few_places(ucdp: pd.DataFrame) -> None:
    shares = ucdp["adm_2"].value_counts(normalize=True)
    assert len(shares) > 100
    # Spread evenly, a tenth of the districts would see a tenth of the events.
    assert shares.head(len(shares) // 10).sum() > 0.25
    assert len(ucdp.drop_duplicates(["latitude", "longitude"])) < ROWS / 8


@pytest.mark.parametrize(("name", "place"), [("ucdp", "adm_2"), ("acled", "admin2")])
def test_events_come_in_bursts(
    name: SyntheticFormat, place: str, request: pytest.FixtureRequest
) -> None:
    frame = request.getfixturevalue(name)
    years = frame[frame["start"].dt.year.isin([2018, 2019])]
    counts = pd.crosstab(years[place], years["start"].dt.to_period("M"))
    # Within each place, so that differences between places don't count; Poisson would give 1.
    index = counts.var(axis=1) / counts.mean(axis=1)
    assert index.median() > 1.5
    assert (index > 1).mean() > 0.8


@pytest.mark.parametrize(("name", "deaths"), [("ucdp", "best"), ("acled", "fatalities")])
def test_most_tolls_are_small_and_few_are_large(
    name: SyntheticFormat, deaths: str, request: pytest.FixtureRequest
) -> None:
    toll = request.getfixturevalue(name)[deaths]
    assert toll.min() == 0
    assert toll.median() <= 4
    assert 50 < toll.max() <= 600
    assert toll.var() > 5 * toll.mean()


def test_estimates_rise_and_sides_add_up(ucdp: pd.DataFrame) -> None:
    assert ucdp["low"].ge(0).all()
    assert ucdp["low"].le(ucdp["best"]).all()
    assert ucdp["best"].le(ucdp["high"]).all()
    assert ucdp["low"].lt(ucdp["high"]).mean() > 0.1
    sides = ucdp[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]]
    assert sides.ge(0).all(axis=None)
    assert sides.sum(axis="columns").eq(ucdp["best"]).all()


def test_dates_fit_their_precision(ucdp: pd.DataFrame) -> None:
    days = (ucdp["end"] - ucdp["start"]).dt.days
    ranges = days.groupby(ucdp["date_prec"]).agg(["min", "max"]).to_numpy().tolist()
    assert ranges[0] == [0, 0]
    assert ranges[1] == [1, 5]
    assert ranges[2] == [6, 6]
    assert 7 <= ranges[3][0] <= ranges[3][1] <= 29
    assert ranges[4][0] > 30
    assert ucdp["year"].eq(ucdp["start"].dt.year).all()
    assert ucdp["end"].dt.year.eq(ucdp["year"]).all()
    assert ucdp["start"].min() >= pd.Timestamp(2014, 1, 1)
    assert ucdp["end"].max() <= pd.Timestamp(2025, 12, 31)


def test_the_takeover_breaks_the_series(ucdp: pd.DataFrame, acled: pd.DataFrame) -> None:
    takeover = pd.Timestamp(2021, 8, 15)
    before, after = ucdp[ucdp["start"] < takeover], ucdp[ucdp["start"] >= takeover]
    assert not after[["side_a", "side_b"]].eq("Taleban").any(axis=None)
    assert before["dyad_name"].eq("Government of Afghanistan - Taleban").mean() > 0.5
    assert not before["side_b"].isin(["NRF", "AFF"]).any()
    assert {"Government of Afghanistan - NRF", "Government of Afghanistan - IS"} <= set(
        after["dyad_name"]
    )
    year = pd.Timedelta(days=365)
    last, first = (
        ucdp["start"].between(takeover - year, takeover, inclusive="left").sum(),
        ucdp["start"].between(takeover, takeover + year).sum(),
    )
    assert last > 3 * first > 0
    republic = acled["actor1"].str.contains(r"\(2014-2021\)") & acled["start"].ge(takeover)
    emirate = acled["actor1"].str.contains(r"\(2021-\)") & acled["start"].lt(takeover)
    assert not (republic | emirate).any()


def test_actors_are_spelled_as_the_datasets_spell_them(
    ucdp: pd.DataFrame, acled: pd.DataFrame
) -> None:
    assert {"IS", "Taleban", "Government of Afghanistan", "Hizb-i Islami-yi Afghanistan"} <= set(
        pd.concat([ucdp["side_a"], ucdp["side_b"]])
    )
    assert ucdp["dyad_name"].eq(ucdp["side_a"] + " - " + ucdp["side_b"]).all()
    assert {
        "Islamic State Khorasan Province (ISKP)",
        "Taliban and/or Islamic State Khorasan Province (ISKP)",
        "Taliban - Red Unit",
        "HQN: Haqqani Network",
        "TTP: Tehreek-i-Taliban Pakistan",
        "Unidentified Armed Group (Afghanistan)",
        "Military Forces of Afghanistan (2014-2021)",
        "Military Forces of Afghanistan (2021-)",
    } <= set(pd.concat([acled["actor1"], acled["actor2"]]))


def test_one_name_has_one_number_and_one_number_one_name(ucdp: pd.DataFrame) -> None:
    sides = pd.concat(
        [
            ucdp[[f"side_{side}", f"side_{side}_new_id"]].set_axis(["name", "number"], axis=1)
            for side in "ab"
        ]
    ).drop_duplicates()
    assert sides["name"].is_unique
    assert sides["number"].is_unique


def test_the_cell_of_priogrid_is_that_of_the_point(ucdp: pd.DataFrame) -> None:
    # By hand from the grid's definition: half degrees, 720 a row, counted from 180° W, 90° S.
    kabul = ucdp[ucdp["latitude"].between(34.5, 34.99) & ucdp["longitude"].between(69, 69.49)]
    assert set(kabul["priogrid_gid"]) == {249 * 720 + 498 + 1}


def test_without_a_share_there_are_no_defects(ucdp: pd.DataFrame) -> None:
    assert ucdp["start"].notna().all()
    assert ucdp["latitude"].between(29, 39).all()
    assert ucdp["longitude"].between(60, 75).all()


@pytest.mark.parametrize(("name", "day"), [("ucdp", "date_start"), ("acled", "event_date")])
def test_defects_are_as_many_as_asked_for(name: SyntheticFormat, day: str) -> None:
    frame = made(ROWS, name, defects=0.09).to_pandas()
    assert len(frame) == ROWS
    assert frame[day].isna().mean() == pytest.approx(0.03, rel=0.15)
    assert frame["latitude"].gt(50).mean() == pytest.approx(0.03, rel=0.15)
    identifier = frame.columns[0]
    repeated = frame[identifier].duplicated()
    assert repeated.mean() == pytest.approx(0.03, rel=0.15)
    before = frame[identifier].shift().eq(frame[identifier])
    assert before.eq(repeated).all()


def test_rows_without_defects_are_the_same_as_before() -> None:
    sound, spoilt = (made(2_000, "acled", defects=share).to_pandas() for share in (0.0, 0.5))
    same = sound.eq(spoilt) | (sound.isna() & spoilt.isna())
    assert same.all(axis="columns").mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_rows(name: SyntheticFormat) -> None:
    def most_allocated(rows: int) -> int:
        start = pa.total_allocated_bytes()
        return max(pa.total_allocated_bytes() - start for _ in synthesise(rows, name))

    chunk = next(synthesise(100_000, name)).nbytes
    assert most_allocated(800_000) - most_allocated(200_000) < chunk


def test_a_name_that_hides_what_it_is_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    with pytest.raises(SynthError, match=r"Name the file synthetic_events\.csv"):
        write_synthetic(10, "ucdp", path, seed=1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rows": 0}, "0 rows can't be made"),
        ({"rows": 100_000_000}, "Ask for 1 to 99,000,000"),
        ({"format": "gtd"}, "'gtd' is not known. Use ucdp or acled"),
        ({"seed": -1}, "seed -1 is negative"),
        ({"chunk_rows": 0}, "chunk of 0 rows"),
        ({"defects": 1.5}, "no share of rows"),
    ],
)
def test_what_cannot_be_made_is_refused_at_once(
    arguments: dict[str, int | str | float], message: str
) -> None:
    with pytest.raises(SynthError, match=message):
        synthesise(**{"rows": 10, "format": "ucdp", **arguments})


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SynthError, match=r"can't be written: .*Name a folder that exists"):
        write_synthetic(10, "ucdp", tmp_path / "missing" / "synthetic.csv")


def test_a_full_disk_leaves_the_file_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "synthetic.csv"
    write_synthetic(10, "acled", path, seed=1)
    before = path.read_bytes()

    class Full:
        def __init__(self, *_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(arrow_csv, "CSVWriter", Full)
    with pytest.raises(SynthError, match="No space left on device"):
        write_synthetic(20, "acled", path, seed=1)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["synthetic.csv"]


def test_what_was_written_is_told_in_words_and_as_json(tmp_path: Path) -> None:
    path = tmp_path / "synthetic.csv"
    written = write_synthetic(1_234, "ucdp", path, seed=5)
    assert "1,234 synthetic rows" in str(written)
    assert "Nothing in it happened" in str(written)
    content = json.loads(written.to_json())
    assert content["rows"] == 1_234
    assert content["seed"] == 5
    assert content["size_bytes"] == len(path.read_bytes())
