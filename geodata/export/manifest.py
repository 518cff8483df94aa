"""What every document says about itself, so that it can be made again."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.store import Dataset

MANIFEST_KEY: Final = "afghanistan-incident-atlas"
"""Name under which a document holds its manifest."""

EPOCH_VARIABLE: Final = "SOURCE_DATE_EPOCH"


@dataclass(frozen=True, slots=True)
class Manifest:
    """From what a document was made.

    Parameters
    ----------
    address : str
        Of the view, see :func:`geodata.export.request.address_of`.
    filters : str
        The same in words, with what an address leaves out because a page begins with it.
    dataset : str
        Key of the dataset.
    dataset_version : str
        Checksum of its content.
    software : str
        Version of the atlas.
    made_at : str
        Time of production, ISO 8601 in UTC. A document made again bears the same one.
    document : str
        Kind of document: ``map.png``, ``brief.pdf`` …
    options : mapping of str to str
        What else was chosen: size, title, marking, language …
    """

    address: str
    dataset: str
    dataset_version: str
    software: str
    made_at: str
    document: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    filters: str = ""

    def to_json(self) -> str:
        """Return the manifest as one line of JSON; equal manifests give equal lines."""
        values = asdict(self) | {"options": dict(sorted(self.options.items()))}
        return json.dumps(values, ensure_ascii=True, sort_keys=True, separators=(",", ":"))

    def time(self) -> datetime:
        """Return the time of production."""
        return datetime.fromisoformat(self.made_at)


def manifest_from_json(text: str) -> Manifest:
    """Read a manifest.

    Raises
    ------
    AtlasError
        If the text is none.
    """
    try:
        values: dict[str, Any] = json.loads(text)
        return Manifest(**values)
    except (ValueError, TypeError) as error:
        raise AtlasError(
            "The document holds no manifest of the atlas that this version can read."
        ) from error


def production_time() -> datetime:
    """Return the time to put on a document: ``SOURCE_DATE_EPOCH`` if it is set, or now.

    Returns
    -------
    datetime.datetime
        In UTC, to the second.
    """
    epoch = os.environ.get(EPOCH_VARIABLE, "").strip()
    if epoch:
        if not epoch.isdigit():
            raise AtlasError(f"{EPOCH_VARIABLE} is {epoch!r}. Set it to seconds since 1970.")
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def manifest_of(address: str, filters: str, dataset: Dataset, made_at: datetime) -> Manifest:
    """Return the manifest of a view; a document adds its kind and options."""
    return Manifest(
        address=address,
        filters=filters,
        dataset=dataset.key,
        dataset_version=dataset.version,
        software=version("afghanistan-incident-atlas"),
        made_at=made_at.isoformat(),
    )
