"""Films: a frame a month, exact colours, what they were made from; no ffmpeg is said."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from PIL import Image

from geodata.export.animation import MOST_FRAMES, FilmOptions, animation, film_view
from geodata.export.manifest import manifest_from_json
from geodata.export.request import ViewRequest
from geodata.export.sheet import SIZES_INCHES, Size
from geodata.model import AtlasError, Filters
from tests.geodata.export.test_picture import shot

if TYPE_CHECKING:
    from geodata.export.snapshot import Snapshot

# Films show the sum that a rate rests on.
HALF_YEAR = ViewRequest(
    Filters(date(2021, 8, 15), date(2022, 2, 14), groups=("ISKP",)), "killed_rate"
)


@pytest.fixture(scope="module")
def autumn() -> Snapshot:
    return shot()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def colours_of(image: Image.Image, frame: int) -> set[tuple[int, ...]]:
    image.seek(frame)
    # Far faster than to sort the colours of all pixels.
    found = image.convert("RGB").getcolors(image.width * image.height) or []
    return {colour for _, colour in found if isinstance(colour, tuple)}


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


@pytest.mark.parametrize("mode", ["so_far", "in_month"])
def test_each_month_is_a_frame_in_the_colours_of_its_classes(mode: str) -> None:
    made = shot(HALF_YEAR)
    options = FilmOptions(mode="so_far" if mode == "so_far" else "in_month")
    image = opened(animation(made, options))
    assert image.n_frames == len(pd.period_range("2021-08", "2022-02", freq="M")) == 7  # type: ignore[attr-defined]
    view = film_view(made, options.mode)
    assert len(view.frames) == 7
    for number in (0, 3, 6):
        found = colours_of(image, number)
        states = [view.states[place] for place in view.frames[number]]
        shown = {state.colour for state in states if state.class_key.startswith("class")}
        assert shown
        assert {rgb(colour) for colour in shown} <= found


def test_what_is_recorded_so_far_ends_as_the_map_stands() -> None:
    made = shot(replace(HALF_YEAR, measure="killed"))
    view = film_view(made, "so_far")
    last = [view.states[place] for place in view.frames[-1]]
    assert [state.colour for state in last] == list(made.map.provinces["colour"])
    assert [state.class_key for state in last] == list(made.map.provinces["class_key"])


def test_a_film_says_from_what_it_was_made_and_is_the_same_again(autumn: Snapshot) -> None:
    options = FilmOptions(size="square", marking="OFFICIAL", title="$x$ 🙂 عنوان " * 30)
    content = animation(autumn, options)
    assert animation(autumn, options) == content
    manifest = manifest_from_json(opened(content).info["comment"].decode())
    assert manifest.dataset_version == autumn.dataset.version
    assert manifest.document == "animation.gif"
    assert manifest.options["mode"] == "so_far"
    assert manifest.options["marking"] == "OFFICIAL"


@pytest.mark.parametrize("size", SIZES_INCHES)
def test_frames_have_an_even_number_of_rows_and_columns(autumn: Snapshot, size: Size) -> None:
    image = opened(animation(autumn, FilmOptions(size=size)))
    assert all(side % 2 == 0 for side in image.size)
    assert image.size == pytest.approx([side * 72 for side in SIZES_INCHES[size]], abs=2)


def test_a_film_without_a_record_is_made() -> None:
    nobody = Filters(date(2021, 1, 1), date(2021, 3, 31), groups=("IMU",))
    made = shot(ViewRequest(nobody))
    assert made.is_empty
    assert opened(animation(made)).n_frames == 3  # type: ignore[attr-defined]


def test_too_many_months_are_refused() -> None:
    made = shot(ViewRequest(Filters(date(1980, 1, 1), date(2025, 12, 31))))
    with pytest.raises(AtlasError, match=f"552 months, and a film shows at most {MOST_FRAMES}"):
        animation(made)


def test_an_mp4_without_ffmpeg_is_refused(
    autumn: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(AtlasError, match=r"imageio-ffmpeg, or make a GIF\."):
        animation(autumn, FilmOptions("mp4"))
