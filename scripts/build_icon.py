"""Draw the page's icon, the outline of Afghanistan, into ``app/assets/icon.png``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from PIL import Image, ImageDraw

from app.theme import THEMES
from geodata.provinces import load_provinces

TARGET = Path(__file__).parents[1] / "app" / "assets" / "icon.png"
SIZE = 64
# Drawn larger and scaled down, for smooth edges.
OVERSAMPLING = 8


def main() -> None:
    """Draw the outline in the accent colour on a transparent ground."""
    outline = shapely.get_coordinates(shapely.union_all(load_provinces("simplified").geometry))
    # One degree of longitude is shorter than one of latitude at 34° north.
    points = outline * [np.cos(np.radians(34)), -1]
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (SIZE - 4) * OVERSAMPLING / (high - low).max()
    centred = (points - (low + high) / 2) * scale + SIZE * OVERSAMPLING / 2
    image = Image.new("RGBA", (SIZE * OVERSAMPLING,) * 2)
    ImageDraw.Draw(image).polygon([tuple(point) for point in centred], fill=THEMES["light"].accent)
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
