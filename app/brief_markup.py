"""Pieces of the page Brief as HTML: what documents state, what was made, what can't be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.encode import encode_text
from geodata.export.offer import kind_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.export.preview import Preview

_KILO = 1_000


def size_text(size_bytes: int) -> str:
    """Return the size of a file for a reader.

    Examples
    --------
    >>> size_text(81_944), size_text(2_345_678), size_text(12)
    ('82 kB', '2.3 MB', '1 kB')
    """
    if size_bytes >= _KILO * _KILO:
        return f"{size_bytes / _KILO / _KILO:.1f} MB"
    return f"{max(1, round(size_bytes / _KILO))} kB"


def stated_html(shown: Preview, title: str) -> str:
    """Return in words what the documents will state.

    Parameters
    ----------
    shown : Preview
        Of the view.
    title : str
        The reader's own, if not empty.
    """
    lines = [f"<dt>Finding</dt><dd>{encode_text(shown.finding)}</dd>"]
    if title:
        lines.append(f"<dt>Your title</dt><dd dir=auto>{encode_text(title)}</dd>")
    lines.append(f"<dt>View</dt><dd>{encode_text(shown.subtitle)}</dd>")
    lines += [
        f"<dt>Also stated</dt><dd><strong>{encode_text(warning)}</strong></dd>"
        for warning in shown.warnings
    ]
    items = "".join(f"<div>{line}</div>" for line in lines)
    return f'<dl class="atlas-facts atlas-stated" aria-label="What it states">{items}</dl>'


def made_html(sizes: Mapping[str, int]) -> str:
    """Return the list of the files that were made.

    Examples
    --------
    >>> made_html({"atlas-both.png": 81_944})
    '<ul class="atlas-made" aria-label="Files"><li>atlas-both.png <small>82 kB</small></li></ul>'
    """
    items = "".join(
        f"<li>{encode_text(name)} <small>{size_text(size)}</small></li>"
        for name, size in sizes.items()
    )
    return f'<ul class="atlas-made" aria-label="Files">{items}</ul>'


def refused_html(refused: Mapping[str, str]) -> str:
    """Say what can't be made, documents with the same reason together.

    A reason may name what stands in a file of the reader, and is never read as Markdown.

    Examples
    --------
    >>> refused_html({"csv": "No.", "gif": "No."})
    '<ul class="atlas-alerts"...><li>Left out: Records (CSV), Animation (GIF). No.</li></ul>'
    """
    by_reason: dict[str, list[str]] = {}
    for kind, reason in refused.items():
        by_reason.setdefault(reason, []).append(kind_label(kind))
    items = "".join(
        f"<li>{encode_text('Left out: ' + ', '.join(labels) + '. ' + reason)}</li>"
        for reason, labels in by_reason.items()
    )
    return f'<ul class="atlas-alerts" role=alert>{items}</ul>'
