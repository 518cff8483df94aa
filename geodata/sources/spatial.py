"""GeoPackage and GeoJSON: the first layer with geometries, read by GDAL."""

from __future__ import annotations

import re
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pyarrow as pa
import pyogrio

from geodata.limits import size_text
from geodata.sources.archives import whole
from geodata.sources.columnar import damaged, typed_batches, with_first_rows
from geodata.sources.geometry import Layout, layout_of
from geodata.sources.rawfile import FIRST_ROWS, RawBatch, RawFile, ReadError, check_heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

_UNNAMED_GEOMETRY: Final = "wkb_geometry"

_PLAIN_PATH: Final = re.compile(r"/(?!vsi)[^!?;#:]*\.(gpkg|geojson|json)", re.IGNORECASE)
"""Paths in which GDAL and pyogrio see nothing but a path."""


def sniff(raw: RawFile) -> RawFile:
    """Find layer, columns and first rows.

    Parameters
    ----------
    raw : RawFile
        Of kind ``geo``.

    Raises
    ------
    ReadError
        If it is damaged, has no layer with geometries, or no coordinate reference system.
    """
    source = _source(raw)
    try:
        layers = [(str(name), kind) for name, kind in _quietly(pyogrio.list_layers, source)]
    except Exception as error:
        raise damaged(raw.file_name, error) from error
    with_geometry = [name for name, kind in layers if kind is not None]
    if not with_geometry:
        raise ReadError(
            raw.file_name,
            "None of its layers has geometries.",
            "Add the places, or save the table as CSV.",
        )
    found = raw
    if others := len(layers) - 1:
        # GeoJSON has one layer, whose name in memory is another each time.
        layer = with_geometry[0]
        remark = f"Layer “{layer}” was read, the {others} other layers were not."
        found = replace(raw, sheet=layer, remark=remark)
    with _opened(found, FIRST_ROWS) as (layout, tables, _):
        return with_first_rows(found, layout, tables)


def batches(
    raw: RawFile, columns: Sequence[str], wanted: Sequence[str], rows: int
) -> Iterator[RawBatch]:
    """Yield the features of the layer as rows.

    Parameters
    ----------
    raw : RawFile
        Of kind ``geo``.
    columns, wanted : sequence of str
        Names of all columns in order, and of those to read.
    rows : int
        Rows a batch.

    Raises
    ------
    ReadError
        If it is damaged, or changed meanwhile.
    """
    with _opened(raw, rows) as (layout, tables, total):
        names = {layout.heading[columns.index(name)]: name for name in wanted}
        yield from typed_batches(raw, layout, tables, names, total)


@contextmanager
def _opened(raw: RawFile, rows: int) -> Iterator[tuple[Layout, Iterator[pa.Table], int]]:
    """Open the layer; give its layout, its tables of up to ``rows`` rows, and its size."""
    layer = raw.sheet or None
    with ExitStack() as stack:
        try:
            source = _source(raw)
            total = int(_quietly(pyogrio.read_info, source, layer=layer)["features"])
            opened = pyogrio.open_arrow(source, layer=layer, batch_size=rows, use_pyarrow=True)
            meta, reader = _quietly(stack.enter_context, opened)
            names = reader.schema.names
            check_heading(raw.file_name, names, raw.content.limits)
            # GeoJSON's geometry has no name of its own.
            geometry = meta["geometry_name"] or _UNNAMED_GEOMETRY
            layout = layout_of(raw.file_name, names, geometry, meta["crs"])
        except ReadError:
            raise
        except Exception as error:
            raise damaged(raw.file_name, error) from error
        yield layout, (pa.Table.from_batches([batch]) for batch in reader), total


def _source(raw: RawFile) -> str | bytes:
    """Return the path, or the bytes where GDAL would see more than a path in its letters."""
    content = whole(raw.content, raw.compression, raw.member)
    if content.data is not None:
        return content.data
    path = str(content.path.absolute()) if content.path else ""
    if _PLAIN_PATH.fullmatch(path):
        return path
    most_bytes = content.limits.whole_bytes
    if content.size_bytes > most_bytes:
        raise ReadError(
            raw.file_name,
            f"A file of that kind and size (over {size_text(most_bytes)}) needs a plain name.",
            "Rename it to end in .gpkg or .geojson.",
        )
    with content.open() as file:
        return file.read()


def _quietly(function: Callable[..., T], *arguments: Any, **named: Any) -> T:  # noqa: ANN401 - passed on
    """Call GDAL without its warning that a file's name has an unusual ending."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return function(*arguments, **named)
