"""Hostile texts of a file, a title and a marking: in every document they are texts, never run."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pandas as pd
import pyogrio
import pytest
from lxml import etree
from pptx import Presentation

from geodata.export.bundle import Choices, file_name, make_documents
from geodata.export.documents import DocumentOptions
from geodata.export.embedded import embedded_manifest
from geodata.export.report import LONGEST_MARKING, LONGEST_TITLE
from geodata.ingest import validate_files
from tests.geodata.export.shots import shot_of
from tests.hostile import CORPUS, ELSEWHERE, ENDLESS, HALF_A_LETTER, Hostile, as_seen, of_kind
from tests.hostile_files import TEXT_COLUMNS, own_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.export.snapshot import Snapshot

KINDS: Final = (
    *("png", "svg", "pdf", "brief", "pptx", "html", "gif", "mp4"),
    *("xlsx", "csv", "geojson", "gpkg", "parquet", "by_province.csv"),
)
TITLE: Final = (
    '$\\frac{1}{2}$ $$ #eval("1+1") #read("/etc/passwd") @a *b* _c_ </title></text>]]> '
    "<script>window.pwned=1</script>\"'> &xxe; {{7*7}} ${window.pwned=1} ` %s \\(x\\) =1+1"
)
"""What the formats would run, short enough to stand whole on every page."""

MARKING: Final = '"><img src=x onerror=window.pwned=1> #eval("1+1") &G&P {{7*7}}'[:60]


def fitting(texts: Sequence[Hostile]) -> list[str]:
    """Put texts together into as few titles as hold them."""
    titles = [""]
    for hostile in texts:
        together = f"{titles[-1]} {hostile.seen}".strip()
        if len(together) > LONGEST_TITLE:
            titles.append(hostile.seen)
        else:
            titles[-1] = together
    return titles


TITLES: Final = fitting([each for each in CORPUS if each.kind != "flood"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    validation = validate_files([("own.csv", own_table())], None, keep_records=True)
    records = validation.records
    # Those with hostile codes only make the files long.
    accepted = records[~records["incident_id"].str.startswith("C-")]
    view = shot_of(accepted.set_index("incident_id"), tmp_path_factory.mktemp("hostile") / "x")
    return replace(view, dataset=replace(view.dataset, attribution=TITLE))


def documents(made: Snapshot, kinds: Sequence[str], title: str, marking: str) -> dict[str, bytes]:
    options = DocumentOptions("timeline", "slide", 150, marking, title)
    files = make_documents(made, kinds, Choices(options), lambda *_: None)
    return {kind: files[file_name(kind, "timeline")] for kind in kinds}


@pytest.fixture(scope="module")
def files(made: Snapshot) -> dict[str, bytes]:
    return documents(made, KINDS, TITLE, MARKING)


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def is_kept(hostile: Hostile, text: str) -> bool:
    """Say whether a text came through whole, or was cut where it is too long."""
    return text == hostile.seen or (
        text.endswith("…") and hostile.seen.startswith(text[:-1].strip())
    )


class Elements(HTMLParser):
    """What a browser builds: each element with the names of its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.built: Counter[tuple[str, ...]] = Counter()
        self.addresses: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.built[tag, *(name for name, _ in attrs)] += 1
        self.addresses += [str(value) for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_says_of_itself_what_was_asked(files: dict[str, bytes], kind: str) -> None:
    options = embedded_manifest(files[kind]).options
    assert options["marking"] == MARKING
    assert options.get("title", TITLE) == TITLE
    assert ("title" in options) == (kind not in {*KINDS[8:], "by_province.csv"})


def test_every_title_is_a_text_of_the_offline_page(made: Snapshot) -> None:
    assert len(TITLES) > 8
    pages = [documents(made, ["html"], title, title)["html"].decode() for title in TITLES]
    quiet = Elements(documents(made, ["html"], "Quiet", "Quiet")["html"].decode())
    for title, page in zip(TITLES, pages, strict=True):
        found = Elements(page)
        assert found.built == quiet.built
        assert found.addresses == quiet.addresses
        assert title in found.texts
    script = re.search(
        '<script type="application/json" id="data">(.*?)</script>', pages[0], re.DOTALL
    )
    assert script
    assert "<" not in script[1]
    data: dict[str, Any] = json.loads(script[1])
    notes = {record["note"] for record in data["records"]}
    assert [each for each in CORPUS if not any(is_kept(each, note) for note in notes)] == []


def test_a_picture_builds_nothing_from_a_text(files: dict[str, bytes], made: Snapshot) -> None:
    svg = etree.fromstring(files["svg"])
    quiet = etree.fromstring(documents(made, ["svg"], "Quiet", "Quiet")["svg"])
    assert {part.tag for part in svg.iter()} == {part.tag for part in quiet.iter()}
    values = [(name, value) for part in svg.iter() for name, value in part.attrib.items()]
    assert not [name for name, _ in values if name.lower().startswith("on")]
    assert not [value for _, value in values if ELSEWHERE in value or "javascript:" in value]
    shown = squeezed("".join(svg.itertext()))
    assert squeezed(TITLE) in shown
    assert squeezed(MARKING) in shown


@pytest.mark.parametrize("kind", ["pdf", "brief"])
def test_a_pdf_runs_nothing_and_shows_the_texts(files: dict[str, bytes], kind: str) -> None:
    def told(program: str, *arguments: str) -> str:
        command = [program, *arguments, "-", *(["-"] if program == "pdftotext" else [])]
        run = subprocess.run(command, input=files[kind], capture_output=True, check=True)  # noqa: S603 - of this file
        return run.stdout.decode()

    text = squeezed(told("pdftotext", "-raw"))
    assert squeezed(TITLE) in text
    assert squeezed(MARKING) in text
    assert "root:" not in text
    assert told("pdfinfo", "-js").strip() == ""
    assert ELSEWHERE not in told("pdfinfo", "-url")
    # The six deadliest records, of which all are as deadly, with place and summary.
    assert (len(set(re.findall("zq[0-9]{3}zq", text))) >= 4) == (kind == "brief")


def test_slides_hold_texts_alone(files: dict[str, bytes]) -> None:
    deck = Presentation(io.BytesIO(files["pptx"]))
    shapes = [shape for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    texts = [shape.text_frame.text for shape in shapes]
    assert TITLE in texts
    assert MARKING in texts
    notes = deck.slides[0].notes_slide.notes_text_frame.text
    assert len(set(re.findall("zq[0-9]{3}zq", notes))) >= 4
    with zipfile.ZipFile(io.BytesIO(files["pptx"])) as package:
        names = package.namelist()
        links = b"".join(package.read(name) for name in names if name.endswith(".rels"))
    assert ELSEWHERE.encode() not in links
    assert not [name for name in names if "vba" in name.lower() or "activex" in name.lower()]


def test_no_cell_of_a_workbook_is_a_formula_or_an_error(files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    assert not [
        cell for cell in cells if cell.hyperlink and ELSEWHERE in str(cell.hyperlink.target)
    ]
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t"))]
    known = {*texts, *(text.removeprefix("'") for text in texts)}
    assert [each for each in CORPUS if not any(is_kept(each, text) for text in known)] == []
    # An ampersand alone would be a code of the header: the page, a picture, a path.
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as package:
        names = [name for name in package.namelist() if "worksheets/sheet" in name]
        sheets = "".join(package.read(name).decode() for name in names if name.endswith(".xml"))
    headers = re.findall("<oddHeader[^>]*>(.*?)</oddHeader>", sheets)
    assert {unescape(header) for header in headers} == {
        "&C" + MARKING.replace("&G", "&&\u2060G").replace("&P", "&&P")
    }


@pytest.mark.parametrize("kind", ["csv", "by_province.csv"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_parts_the_cells(
    files: dict[str, bytes], kind: str, separator: str
) -> None:
    text = files[kind].decode("utf-8-sig")
    # As programs read it that take each line for a row, and as those that know quotes.
    lines = [cell for line in text.splitlines() for cell in line.split(separator)]
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row]
    starts = ("=", "+", "@", "-", "\uff1d")
    numbers = re.compile(r"-?[0-9.]+")
    for cell in (*cells, *lines):
        assert (
            not cell.strip(' "').startswith(starts) or numbers.fullmatch(cell) or separator == ","
        )
    if kind == "csv" and separator == ",":
        assert {each.marker for each in CORPUS} <= set(re.findall("zq[0-9]{3}zq", text))
        assert not [
            cell for cell in cells if cell.startswith(starts) and not numbers.fullmatch(cell)
        ]


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "parquet"])
def test_texts_stay_whole_where_nothing_runs_them(files: dict[str, bytes], kind: str) -> None:
    content = io.BytesIO(files[kind])
    frame = pd.read_parquet(content) if kind == "parquet" else pyogrio.read_dataframe(content)
    ours = frame[frame["incident_id"].str.match("T-[0-9]+$")].set_index("incident_id")
    assert len(ours) == len(CORPUS)
    for column in TEXT_COLUMNS:
        texts = [ours.loc[f"T-{number}", column] for number in range(len(CORPUS))]
        pairs = zip(CORPUS, texts, strict=True)
        assert [each for each, text in pairs if not is_kept(each, text)] == []
    identifiers = set(frame["incident_id"])
    assert [each for each in CORPUS if each.kind != "flood" and each.seen not in identifiers] == []


@pytest.mark.parametrize(
    "given",
    [ENDLESS, HALF_A_LETTER, *of_kind("control", "direction")],
    ids=lambda each: each.marker,
)
def test_titles_and_markings_are_a_line_that_a_page_can_bear(given: Hostile) -> None:
    options = DocumentOptions(title=given.text, marking=given.text)
    assert options.title == as_seen(options.title)
    assert given.marker in options.title
    assert len(options.title) <= LONGEST_TITLE
    assert len(options.marking) <= LONGEST_MARKING
    assert options.title.encode()
    # A document made again from what it says of itself is the same.
    assert DocumentOptions(title=options.title).title == options.title
