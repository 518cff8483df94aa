"""Packages of Office Open XML: equal bytes for equal content, and the manifest in their properties.

Writers of such files put the time of the day into them, and the order of the clock into their zip
entries. A document of the atlas bears the time of its manifest only.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET  # nosec B405 # see where it reads

from geodata.export.manifest import MANIFEST_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

CORE_PROPERTIES: Final = "docProps/core.xml"
CUSTOM_PROPERTIES: Final = "docProps/custom.xml"
# The first moment that a zip archive can name.
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_TIMES: Final = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")
_PROPERTIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
# Names a property as one of the user's own; fixed by the standard (ECMA-376, part 1, 22.3.2).
_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
# The first two numbers are reserved.
_FIRST_NUMBER: Final = 2
MOST_CHARACTERS: Final = 255
"""Office takes longer texts in a property for damage."""

_MOST_BYTES: Final = 4_000_000


def with_fixed_times(package: bytes, made: datetime) -> bytes:
    """Write a package anew so that no time but one is in it.

    Parameters
    ----------
    package : bytes
        A document of Office Open XML; workbooks within it are written anew as well.
    made : datetime.datetime
        Time of production, in UTC.

    Returns
    -------
    bytes
        The same for the same content, whatever the day.
    """
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == CORE_PROPERTIES:
                content = _with_times(content, made)
            elif entry.filename.endswith(".xlsx") and zipfile.is_zipfile(io.BytesIO(content)):
                content = with_fixed_times(content, made)
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_TIME)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, content)
    return file.getvalue()


def _with_times(core: bytes, made: datetime) -> bytes:
    time = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return _TIMES.sub(rb"\g<1>" + time + rb"\g<3>", core)


def manifest_properties(manifest: str) -> dict[str, str]:
    """Cut the text of a manifest into properties short enough for Office.

    Examples
    --------
    >>> [(name, len(text)) for name, text in manifest_properties("x" * 300).items()]
    [('afghanistan-incident-atlas', 255), ('afghanistan-incident-atlas 2', 45)]
    """
    pieces = [
        manifest[start : start + MOST_CHARACTERS]
        for start in range(0, len(manifest), MOST_CHARACTERS)
    ]
    return {
        MANIFEST_KEY if number == 1 else f"{MANIFEST_KEY} {number}": piece
        for number, piece in enumerate(pieces, start=1)
    }


def custom_properties(values: Mapping[str, str], before: bytes = b"") -> bytes:
    """Return the part of a package that holds properties of its own.

    Parameters
    ----------
    values : mapping of str to str
        Name → text; those of the same name, and what is left of another manifest, are replaced.
    before : bytes
        The part as it was, such as that of a template with the label of its owner.
    """
    ET.register_namespace("", _PROPERTIES)
    ET.register_namespace("vt", _TYPES)
    # Expat resolves nothing from outside and stops entities that swell; a template is opened by
    # python-pptx before.
    root = ET.fromstring(before) if before else ET.Element(f"{{{_PROPERTIES}}}Properties")  # nosec B314 # noqa: S314 - see above
    for known in list(root):
        name = known.get("name", "")
        if name in values or name.startswith(f"{MANIFEST_KEY} "):
            root.remove(known)
    taken = [int(known.get("pid", _FIRST_NUMBER)) for known in root]
    first = max([_FIRST_NUMBER - 1, *taken]) + 1
    for number, (name, text) in enumerate(values.items(), start=first):
        each = ET.SubElement(
            root,
            f"{{{_PROPERTIES}}}property",
            {"fmtid": _FORMAT, "pid": str(number), "name": name},
        )
        ET.SubElement(each, f"{{{_TYPES}}}lpwstr").text = text
    part: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return part


def manifest_text(package: bytes) -> str:
    """Return the manifest of a document of Office Open XML; empty if it holds none.

    Examples
    --------
    >>> manifest_text(b"no package")
    ''
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            if archive.getinfo(CUSTOM_PROPERTIES).file_size > _MOST_BYTES:
                return ""
            root = ET.fromstring(archive.read(CUSTOM_PROPERTIES))  # nosec B314 # noqa: S314 - as above
    except (zipfile.BadZipFile, KeyError, ET.ParseError):
        return ""
    texts = {each.get("name", ""): "".join(each.itertext()) for each in root}
    pieces = []
    name, number = MANIFEST_KEY, 1
    while name in texts:
        pieces.append(texts[name])
        number += 1
        name = f"{MANIFEST_KEY} {number}"
    return "".join(pieces)
