"""A revision of the curated records, checked against its schema and against the records it revises.

Errors keep a revision out; warnings are for a curator to look at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata import schema
from geodata.changelog import IDENTIFIERS, SOURCE_FIELD, changes_between, read_log
from geodata.model import AtlasError, RecordError
from geodata.revision_rules import (
    WITHDRAWN_FILE,
    coordinates_against_province,
    found_about,
    future_dates,
    identifiers_against_rows,
    near_duplicates,
    partners,
    repeated_sources,
    used_again,
    withdrawals,
)
from geodata.sidecar import verify
from geodata.sources.curated import (
    BUILT_IN,
    INCIDENTS_FILE,
    RECORD_FILES,
    SOURCES_FILE,
    file_failures,
)
from geodata.validate import FAILURE_COLUMNS, failure_text, failures, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FINDING_COLUMNS: Final = ["severity", *FAILURE_COLUMNS]


class RevisionError(AtlasError):
    """A revision can't be checked or brought in at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """What the checks say of a revision.

    Parameters
    ----------
    findings : pandas.DataFrame
        ``severity`` (``error`` or ``warning``), ``file``, ``line`` (missing for a whole file),
        ``column``, ``value``, ``reason``; errors first.
    changes : pandas.DataFrame
        See :func:`geodata.changelog.changes_between`; empty where errors make a comparison
        impossible.
    withdrawn : mapping of str to str
        Identifier of a record that is taken out → why.
    tables : mapping of str to pandas.DataFrame
        Name of the file → its rows as text, of the files that can be read.
    """

    findings: pd.DataFrame
    changes: pd.DataFrame
    withdrawn: Mapping[str, str]
    tables: Mapping[str, pd.DataFrame]

    @property
    def errors(self) -> int:
        """How many findings keep the revision out."""
        return int(self.findings["severity"].eq("error").sum())

    @property
    def warnings(self) -> int:
        """How many findings are for a curator to look at."""
        return len(self.findings) - self.errors

    @property
    def is_acceptable(self) -> bool:
        """Whether the revision can be brought in."""
        return self.errors == 0

    @property
    def counts(self) -> dict[str, int]:
        """How many incidents are added, changed (their sources included) and withdrawn."""
        of_incidents = self.changes[self.changes["file"].isin([INCIDENTS_FILE, SOURCES_FILE])]
        whole = of_incidents[of_incidents["field"].eq("")]
        added, withdrawn = (
            set(whole.loc[whole["kind"].eq(kind), "incident_id"]) for kind in ("added", "withdrawn")
        )
        changed = set(of_incidents["incident_id"]) - added - withdrawn
        counted = {"added": added, "changed": changed, "withdrawn": withdrawn}
        return {kind: len(identifiers) for kind, identifiers in counted.items()}

    def __str__(self) -> str:
        sentences = [
            f"{finding['severity']}: {_sentence(finding)}"
            for _, finding in self.findings.iterrows()
        ]
        if self.is_acceptable:
            counted = ", ".join(f"{number} {kind}" for kind, number in self.counts.items())
            sentences.append(
                f"Incidents: {counted}; {_number(len(self.changes), 'change')} in all four files."
            )
        verdict = "can be brought in" if self.is_acceptable else "can't be brought in"
        errors, warnings = _number(self.errors, "error"), _number(self.warnings, "warning")
        return "\n".join([*sentences, f"{errors}, {warnings}: the revision {verdict}."])

    def to_dict(self) -> dict[str, object]:
        """Return the same as plain values, as JSON has them."""
        findings = json.loads(self.findings.to_json(orient="records", force_ascii=False))
        changes = json.loads(self.changes.to_json(orient="records", force_ascii=False))
        return {
            "acceptable": self.is_acceptable,
            "errors": self.errors,
            "warnings": self.warnings,
            "incidents": self.counts,
            "findings": findings,
            "changes": changes,
        }

    def to_json(self) -> str:
        """Return the same as a JSON object."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def check_revision(directory: Path, today: date | None = None, current: Path = BUILT_IN) -> Review:
    """Check a revision of the four record files.

    Parameters
    ----------
    directory : pathlib.Path
        The folder of the revision: the four files, and ``withdrawn.csv`` (``incident_id``,
        ``reason``) if records are taken out.
    today : datetime.date, optional
        Incidents after this day are an error; the machine's day by default.
    current : pathlib.Path
        The folder of the records that are revised.

    Returns
    -------
    Review
        Prints as a report.

    Raises
    ------
    RevisionError
        If the folder is none, or the one that is to be revised.
    ChecksumError, RecordError
        If the records that are revised are not what they should be.
    """
    if not directory.is_dir():
        raise RevisionError(f"{directory} is no folder. Name the one with the revised files.")
    if directory.resolve() == current.resolve():
        raise RevisionError(
            f"{directory} holds the records themselves, so there is nothing to compare with. "
            "Restore them, copy the four files to another folder and revise them there."
        )
    before = {file: _verified(current / file) for file in RECORD_FILES}
    log = read_log(current)
    tables, found = _read(directory)
    withdrawn, found_withdrawn = _read_withdrawn(directory)
    findings = [found, found_withdrawn]
    changes = changes_between({}, {})
    # A file that lacks a column or can't be read has nothing to compare.
    if set(tables) == set(RECORD_FILES):
        day = today or date.today()  # noqa: DTZ011 - the user's own day
        findings += _cross_checks(tables, before, withdrawn, log, day)
        if not pd.concat(findings)["severity"].eq("error").any():
            changes = changes_between(before, tables)
            findings.append(_removed_sources(changes, withdrawn))
    ordered = pd.concat(findings, ignore_index=True).sort_values("severity", kind="stable")
    return Review(ordered.reset_index(drop=True), changes, withdrawn, tables)


def _verified(path: Path) -> pd.DataFrame:
    verify(path)
    return read_text(path)


def _as_findings(found: pd.DataFrame, severity: str) -> pd.DataFrame:
    return found.assign(severity=severity)[FINDING_COLUMNS]


def _sentence(finding: pd.Series) -> str:
    # What is said of a whole file is a sentence already.
    return failure_text(finding) if finding["column"] else f"{finding['reason']}."


def _unreadable(file: str, error: RecordError) -> pd.DataFrame:
    return _as_findings(found_about(file, [str(error).removesuffix(".")]), "error")


def _read(directory: Path) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return the files that have all their columns, and what their schemas forbid."""
    tables, findings = {}, []
    for file in RECORD_FILES:
        path = directory / file
        if not path.exists():
            reason = f"{file} is missing. Copy it from the records if nothing in it is revised"
            findings.append(_as_findings(found_about(file, [reason]), "error"))
            continue
        try:
            found = file_failures(path, file)
        except RecordError as error:
            findings.append(_unreadable(file, error))
            continue
        findings.append(_as_findings(found, "error"))
        if found["line"].notna().all():
            tables[file] = read_text(path)
    return tables, pd.concat(findings, ignore_index=True)


def _read_withdrawn(directory: Path) -> tuple[dict[str, str], pd.DataFrame]:
    path = directory / WITHDRAWN_FILE
    if not path.exists():
        return {}, pd.DataFrame(columns=FINDING_COLUMNS)
    try:
        text = read_text(path)
    except RecordError as error:
        return {}, _unreadable(WITHDRAWN_FILE, error)
    found = failures(text, WITHDRAWN_FILE, schema.WITHDRAWN)
    if len(found):
        return {}, _as_findings(found, "error")
    return dict(zip(text["incident_id"], text["reason"], strict=True)), _as_findings(found, "error")


def _cross_checks(
    tables: Mapping[str, pd.DataFrame],
    before: Mapping[str, pd.DataFrame],
    withdrawn: Mapping[str, str],
    log: pd.DataFrame,
    today: date,
) -> list[pd.DataFrame]:
    incidents, sources = tables[INCIDENTS_FILE], tables[SOURCES_FILE]
    known = before[INCIDENTS_FILE]
    errors = [
        *partners(incidents, sources),
        repeated_sources(sources),
        future_dates(incidents, today),
        *withdrawals(tables, before, IDENTIFIERS, withdrawn, log),
    ]
    warnings = [near_duplicates(incidents, known), used_again(incidents, known, log)]
    for rule in (
        identifiers_against_rows(incidents, known),
        coordinates_against_province(incidents),
    ):
        errors.append(rule.errors)
        warnings.append(rule.warnings)
    return [
        *(_as_findings(found, "error") for found in errors),
        *(_as_findings(found, "warning") for found in warnings),
    ]


def _removed_sources(changes: pd.DataFrame, withdrawn: Mapping[str, str]) -> pd.DataFrame:
    is_removed = (
        changes["field"].eq(SOURCE_FIELD)
        & changes["kind"].eq("withdrawn")
        & ~changes["incident_id"].isin(list(withdrawn))
    )
    removed = changes[is_removed]
    sentences = [
        f"{SOURCES_FILE} no longer has a source of {name}: {json.loads(source)['url']}"
        for name, source in zip(removed["incident_id"], removed["old"], strict=True)
    ]
    return _as_findings(found_about(SOURCES_FILE, sentences), "warning")
