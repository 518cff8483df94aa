"""Make the examples of documents in README.md from the built-in records: ``make examples``.

Slides and one-page briefs are shown as pictures of their pages; LibreOffice and Poppler draw them.
"""

from __future__ import annotations

import io
import shutil
import subprocess  # nosec B404 # programs of Debian draw the pages
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from PIL import Image

from geodata.export.bundle import Choices, file_name, make_documents
from geodata.export.documents import DocumentOptions
from geodata.export.request import ViewRequest
from geodata.export.snapshot import snapshot
from geodata.model import Filters
from geodata.store import curated_dataset

TARGET: Final = Path(__file__).parents[1] / "docs" / "images"
AUTUMN: Final = ViewRequest(
    Filters(date(2021, 8, 15), date(2021, 11, 19), ("ISKP",), event_types=("attack", "clash"))
)
PICTURE_PIXELS: Final = 1400
PAGE_PIXELS: Final = 1200
SLIDE_PIXELS: Final = 1400
# Maps have few colours: as many as a palette holds show no difference, in a third of the bytes.
COLOURS: Final = 256
# Pillow looks for the nearest colour coarsely: one close by would be taken instead.
CLOSE_BY: Final = 8


def run(program: str, *arguments: str) -> None:
    """Run a program of Debian, silently."""
    path = shutil.which(program)
    if path is None:
        raise SystemExit(f"{program} isn't here. Install libreoffice-impress and poppler-utils.")
    subprocess.run([path, *arguments], check=True, stdout=subprocess.DEVNULL)  # nosec B603 # noqa: S603 - our own command


def first_page(pdf: Path) -> bytes:
    """Return the first page of a PDF as PNG, twice as large as it will be shown."""
    stem = pdf.with_suffix("")
    run("pdftoppm", "-png", "-singlefile", "-r", "220", str(pdf), str(stem))
    return stem.with_suffix(".png").read_bytes()


def slide_as_pdf(slides: Path) -> Path:
    """Convert slides as LibreOffice shows them."""
    profile = f"-env:UserInstallation={(slides.parent / 'profile').as_uri()}"
    where = str(slides.parent)
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", where, str(slides))
    return slides.with_suffix(".pdf")


def palette_of(picture: Image.Image) -> Image.Image:
    """Return the colours that a picture has most of, so that those of areas stay as they are."""
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)
    kept = np.empty((0, 3), dtype=int)
    for _, colour in counted:
        if len(kept) == COLOURS:
            break
        if (np.abs(kept - colour).max(axis=1) >= CLOSE_BY).all():
            kept = np.vstack([kept, colour])
    palette = Image.new("P", (1, 1))
    palette.putpalette(kept.ravel().tolist())
    return palette


def save_small(picture: bytes, name: str, width: int) -> None:
    """Save a picture for a page of text: smaller, with a palette, with a thin frame."""
    with Image.open(io.BytesIO(picture)) as whole:
        height = round(whole.height * width / whole.width)
        small = whole.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    framed = Image.new("RGB", (width + 2, height + 2), "#c9ced4")
    framed.paste(small, (1, 1))
    framed.quantize(palette=palette_of(framed), dither=Image.Dither.NONE).save(
        TARGET / name, optimize=True
    )
    print(name)


def main() -> None:
    """Make the three documents and take their pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    made = snapshot(AUTUMN, curated_dataset())
    choices = Choices(DocumentOptions("both", dpi=300))
    kinds = ("png", "brief", "pptx")
    documents = make_documents(made, kinds, choices, lambda name, *_: print(f"{name} …"))
    picture, brief, slides = (documents[file_name(kind, "both")] for kind in kinds)
    with TemporaryDirectory() as folder:
        page, deck = Path(folder) / "brief.pdf", Path(folder) / "slides.pptx"
        page.write_bytes(brief)
        deck.write_bytes(slides)
        save_small(picture, "example-picture.png", PICTURE_PIXELS)
        save_small(first_page(page), "example-brief.png", PAGE_PIXELS)
        save_small(first_page(slide_as_pdf(deck)), "example-slide.png", SLIDE_PIXELS)


if __name__ == "__main__":
    main()
