"""Texts and names on slides: within their room, one beside the other."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.export.deck.fitting import LINE_HEIGHT, fitted, lines_of, plain, width_of
from geodata.export.deck.labels import Name, placed


def test_a_name_without_room_in_its_shape_gets_a_line() -> None:
    point = shapely.Point(0, 0)
    crowd = [Name(str(each), point, point.buffer(1), 20, 10) for each in range(9)]
    labels = placed(crowd, shapely.box(-200, -200, 200, 200))
    assert sum(label.leader is not None for label in labels) == 8
    assert np.ptp([label.box.centroid.x for label in labels]) > 20


def test_a_name_is_never_wider_than_measured_in_a_wide_typeface() -> None:
    fit = fitted(["Maidan Wardak and Sar-e-Pul"], 80, 24, (18, 12, 8))
    assert all(width_of(line, fit.size) <= 80 for line in lines_of(fit.texts[0], 80, fit.size))
    assert fit.height <= 24


@given(st.lists(st.text(max_size=300), max_size=4), st.floats(80, 900), st.floats(20, 200))
def test_any_text_fits_or_is_shortened(texts: list[str], width: float, height: float) -> None:
    fit = fitted(texts, width, height, (24, 12, 8))
    lines = [line for text in fit.texts for line in lines_of(text, width, fit.size)]
    assert len(lines) * fit.size * LINE_HEIGHT <= height + 0.01
    wholes = [text for text in map(plain, texts) if text]
    for shown, whole in zip(fit.texts, wholes, strict=False):
        assert shown == whole or (shown.endswith(" …") and whole.startswith(shown[:-2]))
