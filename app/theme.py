"""The two looks of the pages, light and dark: the colours of everything that isn't data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

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
