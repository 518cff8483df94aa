"""Free text: wrongly decoded letters repaired, invisible characters taken out, long texts cut.

One pass over a whole column finds the few texts that need a closer look; each different one of
those is looked at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ftfy
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.checks.columns import Texts, distinct, joined, marks, replaced
from geodata.plain import without_unseen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.checks.columns import Marks

LONGEST_NAME: Final = 300
LONGEST_TEXT: Final = 2_000
LONGEST: Final[dict[str, int | None]] = {
    # An identifier that is cut could become that of another row.
    "incident_id": None,
    "country": LONGEST_NAME,
    "province_pcode": LONGEST_NAME,
    "province": LONGEST_NAME,
    "district": LONGEST_NAME,
    "place": LONGEST_NAME,
    # Still text: a mark of the direction of writing before the digits is common in pasted cells.
    "latitude": LONGEST_NAME,
    "longitude": LONGEST_NAME,
    "opponent": LONGEST_NAME,
    "actor": LONGEST_NAME,
    "summary": LONGEST_TEXT,
    "note": LONGEST_TEXT,
    "source_text": LONGEST_TEXT,
}
"""The columns of candidates that are cleaned, and how many characters each keeps."""

REPLACEMENT: Final = "\ufffd"
"""Stands where bytes fitted no encoding."""

# Letters of Arabic script, the joiners that Persian spelling needs, and usual punctuation. What
# else is outside ASCII may be mojibake or invisible; accented letters are looked at in vain.
_UNSUSPICIOUS: Final = (
    r"^[ -~\x{600}-\x{61b}\x{61d}-\x{6ff}\x{750}-\x{77f}\x{8a0}-\x{8e1}\x{8e3}-\x{8ff}"
    r"\x{200c}\x{200d}\x{2010}-\x{2027}\x{2030}-\x{203a}]*$"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A column of clean text, and what was done to which rows (flags by code)."""

    texts: Texts
    flags: dict[str, Marks]


def repair(text: str) -> str:
    r"""Undo wrong decodings (mojibake).

    ``ftfy`` recognises UTF-8 that was read as another encoding by combinations of letters that no
    language has, and leaves everything else alone (Speer 2019, "ftfy").

    Examples
    --------
    >>> repair("ZÄ\x81bul"), repair("Ø¨Ø§Ø²Ø§Ø±"), repair("Zābul")
    ('Zābul', 'بازار', 'Zābul')
    """
    return ftfy.fix_encoding(text)


def clean_texts(texts: Texts, longest: int | None = None) -> Cleaned:
    """Clean a column of free text.

    Parameters
    ----------
    texts : pyarrow.Array
        Large strings without nulls.
    longest : int, optional
        How many characters a text keeps; what is cut ends in ``…``. Unlimited by default.

    Returns
    -------
    Cleaned
        Flags ``text_repaired``, ``text_cleaned``, ``text_shortened``, ``text_undecodable``, those
        only that some row has.
    """
    trimmed = pc.utf8_trim_whitespace(texts)
    clean, flags = _treated(trimmed)
    if longest is not None:
        clean, is_long = _shortened(clean, longest)
        flags["text_shortened"] = is_long
    return Cleaned(clean, {code: rows for code, rows in flags.items() if rows.any()})


def clean_columns(columns: Mapping[str, Texts]) -> tuple[dict[str, Texts], dict[str, Marks]]:
    """Clean all columns of free text of a batch, see :data:`LONGEST`.

    Returns
    -------
    dict of str to pyarrow.Array, dict of str to numpy.ndarray of bool
        The columns, and the flags by code.
    """
    cleaned = {name: clean_texts(columns[name], longest) for name, longest in LONGEST.items()}
    flags: dict[str, Marks] = {}
    for column in cleaned.values():
        for code, rows in column.flags.items():
            flags[code] = flags.get(code, False) | rows
    return {name: column.texts for name, column in cleaned.items()}, flags


def _suspicious(texts: Texts) -> Marks:
    suspicious = ~marks(pc.ascii_is_printable(texts))
    if suspicious.any():
        closer = texts.filter(pa.array(suspicious))
        suspicious[suspicious] = ~marks(pc.match_substring_regex(closer, _UNSUSPICIOUS))
    return suspicious


def _treated(texts: Texts) -> tuple[Texts, dict[str, Marks]]:
    suspicious = _suspicious(texts)
    if not suspicious.any():
        return texts, {}
    numbers, found = distinct(texts.filter(pa.array(suspicious)))
    given = found.to_pylist()
    repaired = [repair(text) for text in given]
    seen = [without_unseen(text) for text in repaired]
    results = pa.array([text for text, _ in seen], pa.large_string())
    outcomes = {
        "text_repaired": [new != old for new, old in zip(repaired, given, strict=True)],
        "text_cleaned": [is_cleaned for _, is_cleaned in seen],
        "text_undecodable": [REPLACEMENT in text for text, _ in seen],
    }
    flags = {}
    for code, outcome in outcomes.items():
        flags[code] = np.zeros(len(texts), dtype=np.bool_)
        flags[code][suspicious] = np.array(outcome, dtype=np.bool_)[numbers]
    return replaced(texts, suspicious, results.take(pa.array(numbers))), flags


def _shortened(texts: Texts, longest: int) -> tuple[Texts, Marks]:
    # A text has at least as many bytes as characters, and bytes need not be counted.
    is_long = marks(pc.greater(pc.binary_length(texts), longest))
    if is_long.any():
        is_long[is_long] = marks(
            pc.greater(pc.utf8_length(texts.filter(pa.array(is_long))), longest)
        )
    cut = pc.utf8_slice_codeunits(texts.filter(pa.array(is_long)), 0, longest - 1)
    ended = joined(pc.utf8_rtrim_whitespace(cut), "…")
    return replaced(texts, is_long, ended), is_long
