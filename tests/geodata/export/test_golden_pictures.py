"""Pictures look as they did when somebody last looked at them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tests.geodata.export.golden_pictures import FOLDER, PICTURES, drawn

# Root mean square of the differences, of 255. Another version of FreeType moves letters by a
# fraction of a pixel; a province of another class or a lost legend is far above.
TOLERANCE = 6.0


def pixels(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("RGB"), dtype=float)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    assert one.shape == other.shape
    return float(np.sqrt(np.mean((one - other) ** 2)))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_looks_as_it_did(name: str) -> None:
    kept = pixels((FOLDER / f"{name}.png").read_bytes())
    assert difference(pixels(drawn(name)), kept) < TOLERANCE


def test_a_province_of_another_class_would_be_noticed() -> None:
    kept = pixels((FOLDER / "map-slide.png").read_bytes())
    kandahar = np.all(kept == (0xD9, 0x5F, 0x0E), axis=-1)
    assert kandahar.sum() > 500
    changed = np.where(kandahar[..., None], 255.0, kept)
    assert difference(changed, kept) > TOLERANCE
