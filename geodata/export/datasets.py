"""The records that a document was made from, as they are now or as they were."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Final

from geodata.model import AtlasError
from geodata.store import combined, curated_dataset
from geodata.versions import imported_dataset, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.store import Dataset

CURATED: Final = "curated"
MOST_COMBINATIONS: Final = 1000
"""So many versions of imports that were put together are tried."""


def dataset_of(keys: Sequence[str]) -> Dataset:
    """Return datasets put together, each in the version that counts.

    Parameters
    ----------
    keys : sequence of str
        ``curated``, or names of imports.

    Raises
    ------
    AtlasError
        If there is no such import, or two hold the same records.
    """
    return combined(
        [curated_dataset() if key == CURATED else imported_dataset(key) for key in keys]
    )


def dataset_at(keys: Sequence[str], version: str) -> Dataset | None:
    """Return the datasets in the versions that a document was made from.

    Parameters
    ----------
    keys : sequence of str
        ``curated``, or names of imports.
    version : str
        Checksum of the records together, as the manifest has it.

    Returns
    -------
    Dataset or None
        ``None`` where those versions aren't kept here.
    """
    every = (tuple(_each_version(key)) for key in keys)
    for datasets in islice(product(*every), MOST_COMBINATIONS):
        try:
            dataset = combined(datasets)
        except AtlasError:
            # Two imports with the same records; no document was ever made from them.
            continue
        if dataset.version == version:
            return dataset
    return None


def _each_version(key: str) -> Iterator[Dataset]:
    if key == CURATED:
        yield curated_dataset()
        return
    for version in versions(key):
        try:
            yield version.dataset()
        except AtlasError:
            # A damaged version can't be what is looked for; another one may be.
            continue
