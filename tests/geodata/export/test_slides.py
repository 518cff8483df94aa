"""Slides: native shapes in the colours of the view, its numbers, every credit, equal bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely
from pptx import Presentation
from pptx.enum.dml import MSO_FILL

from geodata.contrast import contrast
from geodata.export.deck.fitting import lines_of
from geodata.export.deck.paint import PATTERNS
from geodata.export.deck.timeline_slide import chart_numbers
from geodata.export.manifest import manifest_from_json
from geodata.export.office import manifest_text
from geodata.export.slides import slides
from geodata.model import Filters
from geodata.sources.curated import BUILT_IN, INCIDENTS_FILE, load_incidents
from tests.geodata.export.shots import HOSTILE, MADE, NOBODY, closed, shot, shot_of, synthetic

if TYPE_CHECKING:
    from pathlib import Path

    from pptx.presentation import Presentation as Deck
    from pptx.shapes.autoshape import Shape
    from pptx.slide import Slide

    from geodata.export.snapshot import Snapshot


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return shot()


@pytest.fixture(scope="module")
def content(made: Snapshot) -> bytes:
    return slides(made, marking="OFFICIAL")


@pytest.fixture(scope="module")
def deck(content: bytes) -> Deck:
    return opened(content)


def opened(content: bytes) -> Deck:
    return Presentation(io.BytesIO(content))


def texts(slide: Slide) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def seen(text: str) -> str:
    """Return what is left of a text on one line, without control characters."""
    return " ".join(text.replace("\x0b\x01", "").split())


def provinces(deck: Deck, made: Snapshot) -> dict[str, Shape]:
    names = set(made.map.provinces["name"])
    found = [shape for shape in deck.slides[0].shapes if shape.name in names]
    assert len(found) == 34
    return {shape.name: shape for shape in found}


def test_the_deck_is_wide(deck: Deck) -> None:
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)
    assert len(deck.slides) == 3


def test_every_province_is_a_shape_with_the_fill_of_its_class(deck: Deck, made: Snapshot) -> None:
    shapes = provinces(deck, made)
    kinds = set()
    for row in made.map.provinces.to_dict("records"):
        fill = shapes[row["name"]].fill
        kinds.add(row["class_key"])
        if row["colour"]:
            assert fill.type == MSO_FILL.SOLID
            assert f"#{fill.fore_color.rgb}".lower() == row["colour"]
        else:
            assert fill.type == MSO_FILL.PATTERNED
            assert fill.pattern == PATTERNS[row["class_key"]][0]
    assert {"no_record", "toll_unknown", "class_0"} <= kinds
    assert len({pattern for pattern, _ in PATTERNS.values()}) == 2


def test_a_province_says_its_value_aloud(deck: Deck, made: Snapshot) -> None:
    shapes = provinces(deck, made)
    for row in made.map.provinces.to_dict("records"):
        spoken = shapes[row["name"]].element.xpath("./p:nvSpPr/p:cNvPr/@descr")[0]
        assert spoken.startswith(f"{row['name']}: {row['value_text']}")


def test_the_legend_has_a_mark_and_a_text_for_each_class(deck: Deck, made: Snapshot) -> None:
    shapes = {shape.name: shape for shape in deck.slides[0].shapes}
    for entry in made.map.classes:
        mark = shapes[f"Legend: {entry.label}"]
        assert shapes[f"Legend text: {entry.label}"].text_frame.text == (
            f"{entry.label} ({entry.provinces})"
        )
        if entry.colour:
            assert f"#{mark.fill.fore_color.rgb}".lower() == entry.colour
        else:
            assert mark.fill.type == MSO_FILL.PATTERNED


def test_only_the_chosen_province_has_a_strong_outline_on_top() -> None:
    made = shot(province="AF01")
    deck = opened(slides(made))
    widths = {name: shape.line.width for name, shape in provinces(deck, made).items()}
    assert max(widths, key=lambda name: widths[name]) == "Kabul"
    assert min(widths.values()) < widths["Kabul"]
    names = set(widths)
    assert [s.name for s in deck.slides[0].shapes if s.name in names][-1] == "Kabul"


def test_nothing_of_the_map_leaves_the_slide(deck: Deck) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_chart_holds_the_numbers_of_the_timeline(deck: Deck, made: Snapshot) -> None:
    chart = next(shape.chart for shape in deck.slides[1].shapes if shape.has_chart)
    series = {each.name: each for each in chart.plots[0].series}
    assert tuple(series) == made.timeline.groups
    records = pd.read_csv(BUILT_IN / INCIDENTS_FILE, parse_dates=["date"])
    view = records[
        records["date"].between("2021-08-15", "2022-08-14")
        & records["event_type"].isin(["attack", "clash"])
    ]
    weeks = pd.date_range("2021-08-09", "2022-08-08", freq="7D")
    for group, label, colour in (("ISKP", "IS-K", "882255"), ("NRF", "NRF", "DDCC77")):
        one = view[view["group"].eq(group)].dropna(subset=["killed_best"])
        monday = one["date"] - pd.to_timedelta(one["date"].dt.day_of_week, unit="D")
        sums = one.groupby(monday)["killed_best"].sum()
        wanted = [sums.get(week, 0) for week in weeks]
        assert [value or 0 for value in series[label].values] == wanted  # noqa: PD011 - not pandas
        assert str(series[label].format.fill.fore_color.rgb) == colour
    assert len(chart.plots[0].categories) == len(weeks)


def test_a_period_without_a_bar_is_blank_not_zero(made: Snapshot) -> None:
    numbers = chart_numbers(made.timeline)
    assert numbers.isna().any(axis=None)
    assert not numbers.eq(0).fillna(value=False).any(axis=None)


def test_the_workbook_of_the_chart_holds_the_same_numbers(content: bytes, made: Snapshot) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        name = next(each for each in package.namelist() if each.endswith(".xlsx"))
        table = pd.read_excel(io.BytesIO(package.read(name)), index_col=0)
    assert list(table.columns) == list(made.timeline.groups)
    assert table.sum().sum() == made.timeline.bars["value"].sum()


def test_the_table_names_low_best_and_high(deck: Deck) -> None:
    table = next(shape.table for shape in deck.slides[2].shapes if shape.has_table)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    records = pd.read_csv(BUILT_IN / INCIDENTS_FILE)
    view = records[
        records["date"].between("2021-08-15", "2022-08-14")
        & records["event_type"].isin(["attack", "clash"])
        & records["group"].isin(["ISKP", "NRF"])
    ]
    kabul = view[view["province_pcode"].eq("AF01")]
    shown = next(row for row in rows if row[1] == "Kabul")
    heads = [
        "Killed: low",
        "Killed: best",
        "Killed: high",
        "Killed: records without a figure",
    ]
    found = [shown[rows[0].index(head)] for head in heads]
    sums = [int(kabul[f"killed_{name}"].sum()) for name in ("low", "best", "high")]
    assert found == [*map(str, sums), str(kabul["killed_best"].isna().sum())]
    assert len(rows) == 11


def test_notes_hold_filters_caveats_sources_and_address(deck: Deck, made: Snapshot) -> None:
    cited = made.notable(1).index[0]
    sources = made.sources()
    links = sources[sources["incident_id"].eq(cited) & sources["link"].eq("yes")]["url"]
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        wanted = (*made.caveats, *made.credits, *links, f"?{made.manifest.address}")
        assert [line for line in wanted if line not in notes] == []
        assert "IS-K and NRF: attacks and clashes, 15 Aug 2021 to 14 Aug 2022" in notes
    assert len(links)


def test_records_that_may_not_be_handed_on_are_not_cited(made: Snapshot) -> None:
    notes = opened(slides(closed(made))).slides[0].notes_slide.notes_text_frame.text
    assert "The licence forbids it." in notes
    assert "http" not in notes


def test_finding_credits_caveats_and_marking_stand_on_every_slide(
    deck: Deck, made: Snapshot
) -> None:
    assert f"Afghanistan: {made.title}" in texts(deck.slides[0])
    for slide in deck.slides:
        said = "\n".join(texts(slide))
        assert said.count("OFFICIAL") == 2
        assert [line for line in (*made.credits, *made.caveats) if line not in said] == []


def test_no_record_in_view_is_said() -> None:
    deck = opened(slides(shot(NOBODY)))
    for slide in deck.slides:
        assert "No cited record in view. This is not a finding of no violence." in texts(slide)
    assert not any(shape.has_chart or shape.has_table for s in deck.slides for shape in s.shapes)


def test_synthetic_data_is_called_so(made: Snapshot) -> None:
    for slide in opened(slides(synthetic(made))).slides:
        assert "Synthetic data: made up, not real events." in texts(slide)


@pytest.mark.parametrize("text", [" | ".join(HOSTILE[:-2]), *HOSTILE[-2:]], ids=len)
def test_texts_stay_texts(text: str) -> None:
    deck = opened(slides(shot(NOBODY), title=text, marking=text))
    title = deck.slides[0].shapes.title.text_frame.text
    visible = " ".join(
        "".join(letter for letter in text if letter >= " " or letter == "\t").split()
    )
    assert title == visible or (title.endswith(" …") and visible.startswith(title[:-2]))
    assert visible in deck.slides[0].notes_slide.notes_text_frame.text


def test_texts_of_records_stay_texts(tmp_path: Path) -> None:
    records = load_incidents().head(len(HOSTILE)).assign(place=list(HOSTILE), dataset="own")
    made = shot_of(records.assign(killed_low=9, killed_best=9, killed_high=9), tmp_path / "a")
    cited = made.notable()["place"].head(6)
    notes = opened(slides(made)).slides[0].notes_slide.notes_text_frame.text
    assert all(seen(place) in notes for place in cited)


def test_a_long_title_fits_into_its_box() -> None:
    title = "Quite a long title of a briefing " * 12
    shape = opened(slides(shot(NOBODY), title=title)).slides[0].shapes.title
    size = shape.text_frame.paragraphs[0].runs[0].font.size.pt
    lines = lines_of(shape.text_frame.text, shape.width / 12_700 - 14.4, size)
    assert len(lines) * size * 1.2 <= shape.height / 12_700


def test_the_same_view_gives_the_same_bytes(content: bytes) -> None:
    assert slides(shot(), marking="OFFICIAL") == content


def test_only_the_time_of_the_manifest_is_in_the_file(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = package.infolist()
        book = next(each for each in entries if each.filename.endswith(".xlsx"))
        with zipfile.ZipFile(io.BytesIO(package.read(book))) as within:
            core = within.read("docProps/core.xml")
            entries += within.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert core.count(b">2026-01-02T03:04:05Z<") == core.count(b"W3CDTF") == 2
    properties = opened(content).core_properties
    assert properties.created == properties.modified == MADE.replace(tzinfo=None)


def test_the_deck_says_what_it_was_made_from(content: bytes, made: Snapshot) -> None:
    manifest = manifest_from_json(manifest_text(content))
    assert manifest.document == "slides.pptx"
    assert manifest.options["marking"] == "OFFICIAL"
    assert (manifest.address, manifest.time()) == (made.manifest.address, MADE)


def test_a_long_manifest_survives_in_pieces() -> None:
    title = "🙂" * 400
    manifest = manifest_from_json(manifest_text(slides(shot(NOBODY), title=title)))
    assert manifest.options["title"] == title


def test_names_never_overlap(deck: Deck, made: Snapshot) -> None:
    shapes = {shape.name: shape for shape in deck.slides[0].shapes}
    names = [shapes[f"Name of {name}"] for name in made.map.provinces["name"]]
    boxes = [
        shapely.box(each.left, each.top, each.left + each.width, each.top + each.height)
        for each in names
    ]
    crossing = shapely.STRtree(boxes).query(boxes, predicate="overlaps")
    assert crossing.shape[1] == 0


def test_it_is_small(content: bytes) -> None:
    assert len(content) < 150_000


def test_names_hide_no_colour_and_are_read_on_each() -> None:
    # In the autumn of 2021 one province is so dark that its name has to be white.
    autumn = Filters(
        date(2021, 8, 15), date(2021, 11, 19), groups=("ISKP",), event_types=("attack", "clash")
    )
    view = shot(autumn, "incidents")
    colours = dict(zip(view.map.provinces["name"], view.map.provinces["colour"], strict=True))
    inks, boxes, shapes = {}, {}, {}
    for box in opened(slides(view)).slides[0].shapes:
        name = box.name.removeprefix("Name of ")
        if name in colours:
            (shapes if name == box.name else boxes)[name] = box
    for name, box in boxes.items():
        assert box.fill.type in {None, MSO_FILL.BACKGROUND}
        (run,) = box.text_frame.paragraphs[0].runs
        inks[name] = f"#{run.font.color.rgb}".lower()
        (glow,) = box.element.xpath(".//a:rPr/a:effectLst/a:glow/a:srgbClr/@val")
        assert contrast(inks[name], f"#{glow}") >= 7
    assert len(inks) == 34
    dark = {name for name, ink in inks.items() if ink == "#ffffff"}
    assert dark == {"Nangarhar"}
    for name in dark:
        assert contrast("#ffffff", colours[name]) >= 4.5
        assert boxes[name].left >= shapes[name].left
        assert boxes[name].left + boxes[name].width <= shapes[name].left + shapes[name].width
