"""The one-page brief, read by poppler: one page, tagged, every source and caveat, equal bytes."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from geodata.export.change import change_before
from geodata.export.manifest import manifest_from_json
from geodata.export.notable import notable
from geodata.export.report import brief_document, brief_manifest, page_content
from geodata.export.request import ViewRequest
from geodata.export.snapshot import Snapshot, snapshot
from geodata.model import GROUPS, AtlasError, Filters
from geodata.store import curated_dataset, dataset_from_frame

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.export.report import Paper

MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
AUTUMN = Filters(date(2021, 8, 15), date(2021, 11, 19), ("ISKP",), event_types=("attack", "clash"))
HOSTILE = '#read("/etc/passwd") $x$ @a *b* _c_ `d` <b>&amp; \\ [e] // f ${g} {{h}}'


@pytest.fixture(scope="module")
def made() -> Snapshot:
    return snapshot(ViewRequest(AUTUMN, "killed"), curated_dataset(), made_at=MADE)


@pytest.fixture(scope="module")
def brief(made: Snapshot) -> bytes:
    return brief_document(made, marking="OFFICIAL")


def poppler(program: str, content: bytes, *arguments: str) -> str:
    command = [program, *arguments, "-", *(["-"] if program == "pdftotext" else [])]
    run = subprocess.run(command, input=content, capture_output=True, check=True)  # noqa: S603 - of this file
    return run.stdout.decode()


def words(content: bytes) -> str:
    """Return the text in the order of reading, without breaks of lines and marks of them."""
    return "".join(poppler("pdftotext", content, "-raw").replace("\u200b", "").split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def facts(content: bytes) -> dict[str, str]:
    lines = (each.partition(":") for each in poppler("pdfinfo", content).splitlines())
    return {name: value.strip() for name, _, value in lines}


def test_it_is_one_tagged_page_with_title_and_language(brief: bytes, made: Snapshot) -> None:
    found = facts(brief)
    assert (found["Pages"], found["Tagged"]) == ("1", "yes")
    assert found["Title"] == f"Afghanistan: {made.title}"
    assert found["Page size"].endswith("(A4)")
    assert b"/Lang(en)" in brief
    assert b"<pdfuaid:part>1</pdfuaid:part>" in brief


def test_everything_a_reader_needs_is_on_it(brief: bytes, made: Snapshot) -> None:
    text = words(brief)
    wanted = [made.title, made.subtitle, *made.caveats, *made.credits, "2 Jan 2026"]
    wanted += [figure.value for figure in made.figures]
    wanted += [each for line in change_before(made).lines for each in (line.before, line.change)]
    wanted += list(change_before(made).notes)
    for line in wanted:
        assert squeezed(line) in text, line
    assert text.count("OFFICIAL") == 2


def test_incidents_stand_with_their_sources(brief: bytes, made: Snapshot) -> None:
    text = words(brief)
    links = poppler("pdfinfo", brief, "-url")
    incidents = notable(made).incidents
    assert len(incidents) == 6
    for incident in incidents:
        assert squeezed(f"{incident.day}, {incident.place}") in text
        for source in incident.sources[:2]:
            assert squeezed(source.publisher) in text
            assert source.url in links


def test_the_same_view_gives_the_same_bytes(brief: bytes) -> None:
    again = snapshot(ViewRequest(AUTUMN, "killed"), curated_dataset(), made_at=MADE)
    assert brief_document(again, marking="OFFICIAL") == brief


def test_it_says_of_itself_from_what_it_was_made(brief: bytes, made: Snapshot) -> None:
    manifest = manifest_from_json(brief_manifest(brief))
    assert manifest.options["marking"] == "OFFICIAL"
    assert replace(manifest, document="", options={}) == made.manifest
    assert manifest.to_json() == facts(brief)["Keywords"]
    assert brief_manifest(b"%PDF-1.7 of somebody else") == ""


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (HOSTILE, HOSTILE),
        ("a" * 400, "a" * 400),
        ("word " * 100, "word " * 20),
        ("🙂 Kabul 🚀", "Kabul"),
        ("🙂" * 400, "Afghanistan: IS-K"),
    ],
)
def test_any_title_keeps_to_the_page(made: Snapshot, title: str, shown: str) -> None:
    content = brief_document(made, paper="letter", title=title, marking="OFFICIAL")
    assert facts(content)["Pages"] == "1"
    assert squeezed(shown) in words(content)


def test_a_title_from_right_to_left_keeps_its_direction(made: Snapshot) -> None:
    title = "گزارش از کابل"
    assert page_content(made, title=title)["is_right_to_left"]
    content = brief_document(made, title=title)
    assert facts(content)["Title"] == title
    assert facts(content)["Pages"] == "1"


def test_a_crowded_view_keeps_all_caveats_on_one_letter_page() -> None:
    filters = Filters(
        date_from=date(2014, 1, 20),
        groups=tuple(GROUPS),
        attributions=("claimed", "suspected", "attributed"),
        known_on=date(2022, 1, 1),
    )
    view = snapshot(ViewRequest(filters, "killed_rate"), curated_dataset(), made_at=MADE)
    crowded = replace(view, caveats=view.caveats * 3)
    content = brief_document(crowded, paper="letter", title="x " * 200, marking="OFFICIAL")
    assert facts(content)["Pages"] == "1"
    assert squeezed(" ".join(crowded.caveats)) in words(content)


@pytest.mark.parametrize("pcode", ["AF01", "AF34"])
def test_of_a_province_it_says_what_is_of_the_province_alone(pcode: str) -> None:
    request = ViewRequest(AUTUMN, province=pcode)
    view = snapshot(request, curated_dataset(), language="ps", made_at=MADE)
    content = page_content(view, title="Own title")
    assert content["subtitle"].startswith(view.place)
    assert "The map shows all provinces" in content["caveats"][0]


def test_an_empty_view_is_called_so() -> None:
    nothing = Filters(groups=("IMU",), attributions=("unclaimed",))
    view = snapshot(ViewRequest(nothing), curated_dataset(), made_at=MADE)
    content = brief_document(view)
    assert squeezed("No cited record in view") in words(content)
    assert squeezed("This is not a finding of no violence.") in words(content)
    assert facts(content)["Pages"] == "1"


def test_texts_of_records_are_never_markup(tmp_path: Path, made: Snapshot) -> None:
    texts: dict[str, Any] = dict.fromkeys(
        ("summary", "place", "source_text", "source_file"), HOSTILE
    )
    hostile = made.records().assign(dataset="own", **texts)
    dataset = dataset_from_frame(hostile, tmp_path / "x.parquet", key="mine", version="1f")
    open_one = replace(dataset, redistributable=True, synthetic=True, attribution=HOSTILE)
    content = brief_document(snapshot(ViewRequest(AUTUMN), open_one, made_at=MADE))
    text = words(content)
    assert text.count(squeezed(HOSTILE)) >= 10
    assert "root:" not in text
    assert squeezed("Synthetic data: made up, not real events.") in text
    assert facts(content)["Pages"] == "1"


def test_a_wrong_paper_is_refused(made: Snapshot) -> None:
    wrong: Paper = "a3"  # type: ignore[assignment]
    with pytest.raises(AtlasError, match="Use any of: a4, letter"):
        brief_document(made, paper=wrong)
