"""The two looks of the pages, light and dark: the colours of everything that isn't data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geodata.contrast import contrast, luminance

if TYPE_CHECKING:
    from geodata.views.palettes import Ground

STYLES: Final = Path(__file__).parent / "assets" / "styles"


@dataclass(frozen=True, slots=True)
class Theme:
    """One look. Every field is a colour, ``#rrggbb``, and a CSS variable: ``--atlas-ink``.

    Parameters
    ----------
    ground, panel : str
        Behind the page, and behind its sidebar.
    ink, soft, faint : str
        Of texts: main, secondary, and axes; each readable on the ground (WCAG 2.2, AA).
    line, thin_line : str
        Between rows and around pictures.
    accent : str
        Of links and of what is chosen.
    """

    ground: str
    panel: str
    ink: str
    soft: str
    faint: str
    line: str
    thin_line: str
    accent: str


THEMES: Final[dict[Ground, Theme]] = {
    "light": Theme(
        ground="#ffffff",
        panel="#f4f5f7",
        ink="#1b1f24",
        soft="#4a525b",
        faint="#59616b",
        line="#c9ced4",
        thin_line="#e6e9ec",
        accent="#1f4e79",
    ),
    "dark": Theme(
        ground="#14181c",
        panel="#1b2026",
        ink="#e8eaed",
        soft="#b9c0c8",
        faint="#a3acb6",
        line="#4a525b",
        thin_line="#2b3138",
        accent="#8ab8e6",
    ),
}


LOWEST_CONTRAST: Final = 3.0
"""Of what isn't text: WCAG 2.2, success criterion 1.4.11."""


_MIDDLE_GREY: Final = 0.5


@cache
def seen_in_the_dark(colour: str, ground: str) -> str:
    """Return a colour of data, made paler until it stands out from a dark ground.

    Parameters
    ----------
    colour, ground : str
        ``#rrggbb``. On a light ground the colour stays as it is.

    Examples
    --------
    >>> seen_in_the_dark("#882255", "#ffffff"), seen_in_the_dark("#88ccee", "#14181c")
    ('#882255', '#88ccee')
    >>> seen_in_the_dark("#882255", "#14181c")
    '#a04e77'
    """
    paler = colour
    for white in range(0, 100, 5):
        paler = "#" + "".join(
            f"{round(int(colour[at : at + 2], 16) * (1 - white / 100) + 255 * white / 100):02x}"
            for at in (1, 3, 5)
        )
        if contrast(paler, ground) >= LOWEST_CONTRAST or luminance(ground) > _MIDDLE_GREY:
            break
    return paler


def data_colour(colour: str) -> str:
    """Return a colour of data as it is drawn on the reader's page."""
    return seen_in_the_dark(colour, current_theme().ground)


def current_ground() -> Ground:
    """Return whether the reader's page is light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def current_theme() -> Theme:
    """Return the look of the reader's page."""
    return THEMES[current_ground()]


@cache
def style_sheet(ground: Ground) -> str:
    """Return the styles of all pages as one element, with the colours of a look."""
    colours = asdict(THEMES[ground])
    variables = " ".join(
        f"--atlas-{name.replace('_', '-')}: {colour};" for name, colour in colours.items()
    )
    sheets = [path.read_text(encoding="utf-8") for path in sorted(STYLES.glob("*.css"))]
    return f"<style>:root {{ {variables} }}\n{''.join(sheets)}</style>"
