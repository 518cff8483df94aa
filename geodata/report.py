"""What became of the rows of an import: counts that add up, reasons, flags, and what to look at."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.assign import METHODS
from geodata.checks.columns import text_array
from geodata.checks.outcomes import rows_by_flag
from geodata.examples import ExampleFinder, Outcome
from geodata.model import AtlasError
from geodata.reasons import FLAGS, REJECTIONS, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from geodata.checks.columns import Marks

MOST_ACTORS: Final = 10_000
"""Unmapped actors that are listed one by one; the rows of all others are counted together."""

CONVERSIONS: Final = (
    "date_converted",
    "digits_converted",
    "coordinates_swapped",
    "estimates_reordered",
    "text_repaired",
    "text_cleaned",
    "text_shortened",
)
"""Flags that say that a value in the store is not written as it was in the file."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a batch, a file or an import; reports add up with ``+``.

    Parameters
    ----------
    rows_read, accepted, accepted_with_flags, rejected : int
        ``rows_read`` is always ``accepted`` and ``rejected`` together.
    first_date, last_date : datetime.date, optional
        Of the accepted rows.
    reasons, flags : dict of str to Outcome
        By code of :mod:`geodata.reasons`, those that occurred. A rejected row has one reason, an
        accepted one any number of flags.
    methods : dict of str to int
        Accepted rows by how their province was found, see :data:`geodata.assign.METHODS`.
    unmapped_actors : dict of str to int
        Accepted rows by the name of an actor that fits no group, the :data:`MOST_ACTORS` most
        frequent of them at most.
    unlisted_actor_rows : int
        Rows of further unmapped actors. Zero unless there are more actors than are listed; only
        then a listed actor may have rows among these.

    Raises
    ------
    AtlasError
        If the counts don't add up. A mistake in the atlas, never in a file.
    """

    rows_read: int = 0
    accepted: int = 0
    accepted_with_flags: int = 0
    rejected: int = 0
    first_date: date | None = None
    last_date: date | None = None
    reasons: Mapping[str, Outcome] = field(default_factory=dict)
    flags: Mapping[str, Outcome] = field(default_factory=dict)
    methods: Mapping[str, int] = field(default_factory=dict)
    unmapped_actors: Mapping[str, int] = field(default_factory=dict)
    unlisted_actor_rows: int = 0

    def __post_init__(self) -> None:
        unmapped = sum(self.unmapped_actors.values()) + self.unlisted_actor_rows
        sums = {
            "accepted and rejected rows": (self.accepted + self.rejected, self.rows_read),
            "rows by reason": (sum(each.rows for each in self.reasons.values()), self.rejected),
            "rows by method": (sum(self.methods.values()), self.accepted),
            "rows by unmapped actor": (unmapped, _rows(self.flags, "actor_unmapped")),
        }
        wrong = [
            f"{name} are {is_} instead of {due}" for name, (is_, due) in sums.items() if is_ != due
        ]
        by_flag = [outcome.rows for outcome in self.flags.values()]
        if not max(by_flag, default=0) <= self.accepted_with_flags <= sum(by_flag):
            wrong.append(f"rows with flags are {self.accepted_with_flags}, by flag {by_flag}")
        if self.accepted_with_flags > self.accepted:
            wrong.append(f"{self.accepted_with_flags} of {self.accepted} rows have flags")
        unheard_of = (set(self.reasons) - set(REJECTIONS)) | (set(self.flags) - set(FLAGS))
        wrong += [f"{code} is no known code" for code in sorted(unheard_of)]
        if wrong:
            raise AtlasError(
                f"The report of an import doesn't add up: {'; '.join(wrong)}. Nothing was stored; "
                "please report this, with the file if you may."
            )

    @classmethod
    def of_batch(
        cls,
        rows_read: int,
        records: pd.DataFrame,
        rejected: pd.DataFrame,
        *,
        source_file: str,
        may_quote: bool,
    ) -> ImportReport:
        """Report on one batch.

        Parameters
        ----------
        rows_read : int
            Rows that the file was read for, malformed ones included.
        records : pandas.DataFrame
            The accepted rows, see :class:`geodata.checks.Checked`.
        rejected : pandas.DataFrame
            All rejected rows, whatever rejected them.
        source_file : str
            Name of the file.
        may_quote : bool
            Whether the licence lets values be shown to others.
        """
        examples = ExampleFinder(source_file, may_quote=may_quote)
        flagged = {
            code: rows for code, rows in rows_by_flag(text_array(records["flags"])) if rows.any()
        }
        has_flag = pd.DataFrame(flagged, index=records.index).any(axis="columns")
        actors, unlisted = _listed(_unmapped(records, flagged))
        has_records = len(records) > 0
        return cls(
            rows_read=rows_read,
            accepted=len(records),
            accepted_with_flags=int(has_flag.sum()),
            rejected=len(rejected),
            first_date=records["date"].min().date() if has_records else None,
            last_date=records["date"].max().date() if has_records else None,
            reasons={
                str(code): Outcome(len(rows), examples.of_rejected(rows))
                for code, rows in rejected.groupby("reason", sort=False)
            },
            flags={
                code: Outcome(int(rows.sum()), examples.of_flagged(records, rows, code))
                for code, rows in flagged.items()
            },
            methods=_counts(records["province_method"]),
            unmapped_actors=actors,
            unlisted_actor_rows=unlisted,
        )

    def __add__(self, other: ImportReport) -> ImportReport:
        actors, unlisted = _listed(Counter(self.unmapped_actors) + Counter(other.unmapped_actors))
        firsts = [day for day in (self.first_date, other.first_date) if day]
        lasts = [day for day in (self.last_date, other.last_date) if day]
        return ImportReport(
            rows_read=self.rows_read + other.rows_read,
            accepted=self.accepted + other.accepted,
            accepted_with_flags=self.accepted_with_flags + other.accepted_with_flags,
            rejected=self.rejected + other.rejected,
            first_date=min(firsts, default=None),
            last_date=max(lasts, default=None),
            reasons=_merged(self.reasons, other.reasons),
            flags=_merged(self.flags, other.flags),
            methods=Counter(self.methods) + Counter(other.methods),
            unmapped_actors=actors,
            unlisted_actor_rows=self.unlisted_actor_rows + other.unlisted_actor_rows + unlisted,
        )

    @property
    def conversions(self) -> dict[str, int]:
        """Accepted rows by what was changed in them, see :data:`CONVERSIONS`."""
        return {code: _rows(self.flags, code) for code in CONVERSIONS if code in self.flags}

    def to_frame(self) -> pd.DataFrame:
        """Return the reasons and flags as a table, a row each.

        Returns
        -------
        pandas.DataFrame
            ``outcome`` (``rejected``, ``flagged``), ``code``, ``label``, ``sentence``, ``rows``
            (Int64), ``example_rows`` (``source_row`` of the first few, joined by commas).
        """
        lines = [
            {
                "outcome": outcome,
                "code": code,
                "label": reason.label,
                "sentence": reason.sentence,
                "rows": found.rows,
                "example_rows": ", ".join(str(each.source_row) for each in found.examples),
            }
            for outcome, outcomes, known in (
                ("rejected", self.reasons, REJECTIONS),
                ("flagged", self.flags, FLAGS),
            )
            for code, found, reason in _known_order(outcomes, known)
        ]
        columns = ["outcome", "code", "label", "sentence", "rows", "example_rows"]
        return pd.DataFrame(lines, columns=columns).astype(
            {name: "Int64" if name == "rows" else "str" for name in columns}
        )

    def to_json(self) -> str:
        """Return the whole report as JSON, the same text for the same rows."""
        content = {
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "accepted_with_flags": self.accepted_with_flags,
            "rejected": self.rejected,
            "first_date": self.first_date.isoformat() if self.first_date else None,
            "last_date": self.last_date.isoformat() if self.last_date else None,
            "reasons": [_line(*found) for found in _known_order(self.reasons, REJECTIONS)],
            "flags": [_line(*found) for found in _known_order(self.flags, FLAGS)],
            "province_methods": {name: self.methods.get(name, 0) for name in METHODS},
            "conversions": self.conversions,
            "unmapped_actors": [
                {"actor": actor, "rows": rows} for actor, rows in _most_first(self.unmapped_actors)
            ],
            "unlisted_actor_rows": self.unlisted_actor_rows,
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _rows(outcomes: Mapping[str, Outcome], code: str) -> int:
    return outcomes[code].rows if code in outcomes else 0


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(value): int(rows) for value, rows in values.value_counts().items()}


def _unmapped(records: pd.DataFrame, flagged: Mapping[str, Marks]) -> dict[str, int]:
    if "actor_unmapped" not in flagged:
        return {}
    return _counts(records.loc[flagged["actor_unmapped"], "actor"].fillna(""))


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _listed(counts: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """Return the most frequent counts, and the sum of the others."""
    if len(counts) <= MOST_ACTORS:
        return dict(counts), 0
    ordered = _most_first(counts)
    return dict(ordered[:MOST_ACTORS]), sum(rows for _, rows in ordered[MOST_ACTORS:])


def _merged(one: Mapping[str, Outcome], two: Mapping[str, Outcome]) -> dict[str, Outcome]:
    nothing = Outcome(0, ())
    return {code: one.get(code, nothing) + two.get(code, nothing) for code in (*one, *two)}


def _known_order(
    outcomes: Mapping[str, Outcome], known: Mapping[str, Reason]
) -> Iterator[tuple[str, Outcome, Reason]]:
    return ((code, outcomes[code], reason) for code, reason in known.items() if code in outcomes)


def _line(code: str, outcome: Outcome, reason: Reason) -> dict[str, Any]:
    return {
        "code": code,
        "label": reason.label,
        "sentence": reason.sentence,
        "rows": outcome.rows,
        "examples": [
            {
                "source_file": each.source_file,
                "source_row": each.source_row,
                "column": each.column,
                "value": each.value,
            }
            for each in outcome.examples
        ],
    }
