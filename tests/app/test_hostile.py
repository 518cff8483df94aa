"""Hostile texts of a file, its name, its heading and an address: each page shows them as texts."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from markdown_it import MarkdownIt

from app.address import LABELS
from app.encode import LONGEST_MESSAGE, encode_markdown
from app.incident_layer import card_html
from app.markup import records_html
from app.records_markup import record_html
from app.report_markup import outcomes_html, unmapped_html
from geodata.importing import import_files
from geodata.ingest import validate_files
from geodata.store import curated_dataset
from geodata.versions import imported_dataset
from tests.app.page import Page, plain
from tests.app.test_bad_input import PAGES
from tests.hostile import CORPUS, ELSEWHERE, ENDLESS, HALF_A_LETTER, TOGETHER, Hostile, as_seen
from tests.hostile_files import HEADINGS, csv_of, foreign_table, own_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from streamlit.testing.v1.element_tree import Element

NAME: Final = (
    "<img src=x onerror=window.pwned=1> [x](javascript:window.pwned=1) ![y](http:evil.example) "
    "$x^2$ :red[a] :material-b- {{7*7}} ${window.pwned=1} \u202e\x1b[31m `c` zqfilezq.csv"
)
"""Of a file; a slash can't be in it."""

# What the atlas builds itself; anything else came out of a text.
TAGS: Final = frozenset(
    "a article bdi br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 img ins "
    "li mark ol p path section small span strong style summary svg table tbody td th thead tr ul".split()
)
ATTRIBUTES: Final = frozenset(
    "alt aria-current aria-hidden aria-label aria-labelledby class colspan data-label dir fill height href id lang "
    "open rel role rowspan scope src stroke style tabindex target title width".split()
)


class Elements(HTMLParser):
    """What a browser builds of a piece of HTML, as far as the atlas never builds it."""

    def __init__(self, piece: str) -> None:
        super().__init__()
        self.foreign: list[str] = []
        self.feed(piece)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        addresses = [str(value) for name, value in attrs if name in {"src", "href", "style"}]
        # What is asked within our own pages, such as a record, is no address of another's.
        addresses = [each for each in addresses if not each.startswith("?")]
        is_ours = tag in TAGS and set(names) <= ATTRIBUTES
        if not is_ours or any(ELSEWHERE in each or "script:" in each for each in addresses):
            self.foreign.append(self.get_starttag_text() or tag)


def foreign(piece: str) -> list[str]:
    return Elements(piece).foreign


def markers(text: str) -> set[str]:
    return set(re.findall("zq[0-9]{3}zq", text))


def expect_texts(page: Page) -> str:
    """Check each element of a page by the way it is read, and return all that the page says."""
    said = []
    for element in page.test:
        said.append(str(getattr(element, "value", "")))
        expect_text(element)
    return " ".join(said)


def expect_text(element: Element) -> None:
    kind, value = element.type, getattr(element, "value", None)
    if kind == "html":
        assert foreign(str(value)) == []
    elif kind in {"markdown", "error", "warning", "info", "success", "caption", "progress"}:
        expect_plain_markdown(str(value))
    for label in (getattr(element, "label", ""), getattr(element, "help", "")):
        if "zq" in str(label):
            expect_plain_markdown(str(label))


def expect_plain_markdown(text: str) -> None:
    """Check by a reader of Markdown that nothing but paragraphs and our own bold words are in it."""
    built = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    assert set(re.findall("<([a-z0-9]+)", built)) <= {"p", "strong"}, text
    # What Streamlit reads beyond the standard: formulas, colours, icons, smileys, bare addresses.
    assert not re.search(r"(?<!\\)[$~]|:[a-z_]+[\[{:/]|:material|://|\bwww\.|@(?!\u2060)", text), (
        text
    )


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Import the corpus from a file with a hostile name."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / NAME
    file.write_bytes(own_table())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_HOME", str(folder / "home"))
        import_files([file], "mine")
        yield


@pytest.fixture(scope="module")
def session() -> Page:
    return Page(data="Table of the atlas (mine)", order="Most killed first")


HOSTILE_ADDRESS: Final = {name: TOGETHER for name in LABELS if name not in {"data", "lang"}}


@pytest.mark.parametrize("name", [*PAGES, "brief"])
def test_a_page_of_hostile_records_and_a_hostile_address_shows_texts(
    name: str, session: Page
) -> None:
    session.test.switch_page(f"screens/{name}.py")
    for key, value in HOSTILE_ADDRESS.items():
        session.test.query_params[key] = value
    session.test.query_params["data"] = "Table of the atlas (mine)"
    session.test.query_params[TOGETHER] = TOGETHER
    session.run()
    said = expect_texts(session)
    assert "was left out" in said
    assert "does not know" in said
    # What an address asks for is never repeated.
    assert HOSTILE_ADDRESS["province"] not in html.unescape(said)
    if name in {"map", "province", "records"}:
        assert len(markers(said)) >= 4
    if name == "data":
        assert as_seen(NAME) in html.unescape(said)
        assert len(markers(said)) >= 10


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    dataset = imported_dataset("mine")
    frame = dataset.tables if dataset.tables else None
    assert frame is None
    validation = validate_files([("own.csv", own_table())], None, keep_records=True)
    found = validation.records.set_index("incident_id")
    return found[~found.index.str.startswith("C-")]


def test_every_text_is_one_in_cards_tables_and_lists(records: pd.DataFrame) -> None:
    none = curated_dataset() and __import__("pandas").DataFrame(
        columns=["incident_id", "publisher", "published", "link", "url"]
    )
    rows = records.to_dict("records")
    pieces = [
        card_html(records, none, len(records)),
        records_html(records, none),
        *(
            record_html(str(incident), row, [], f"?record={incident}")
            for incident, row in zip(records.index, rows, strict=True)
        ),
    ]
    for piece in pieces:
        assert foreign(piece) == []
    for whole in (pieces[0], pieces[1], " ".join(pieces[2:])):
        shown = plain(whole)
        missing = [h for h in CORPUS if h.kind != "flood" and as_seen(h.seen) not in shown]
        assert missing == []
        assert ENDLESS.marker in shown
        assert len(whole) < 2_500_000


def drop(page: Page, name: str, content: bytes) -> str:
    page.test.switch_page("screens/data.py")
    page.run()
    page.test.file_uploader[0].set_value((name, content, "text/csv"))
    page.run()
    return expect_texts(page)


def test_a_dropped_file_with_a_hostile_name_and_heading_is_shown_as_text() -> None:
    page = Page()
    said = drop(page, NAME, foreign_table())
    (box,) = [box for box in page.test.selectbox if box.label == "Place"]
    assert len(box.options) == len(HEADINGS) + 4
    known = [each for each in page.test.button if each.label == "Apply"]
    known[0].click()
    page.run()
    said = expect_texts(page)
    assert len(markers(said)) >= 40
    names = [button.proto.url for button in page.test.download_button]
    assert names


@pytest.mark.parametrize("heading", HEADINGS[::12])
def test_an_error_that_names_a_column_is_a_text(heading: str) -> None:
    content = csv_of([], ["Day"]).rstrip() + csv_of([], [heading]).strip().join([b",", b","])
    content += csv_of([], [heading]) + b"1,2,3\n"
    said = drop(Page(), NAME, content)
    assert "Two columns are called" in said


@pytest.mark.parametrize("hostile", [*CORPUS, ENDLESS, HALF_A_LETTER], ids=lambda each: each.marker)
def test_a_message_is_never_markdown(hostile: Hostile) -> None:
    encoded = encode_markdown(f"“{hostile.text}” is wrong.")
    expect_plain_markdown(encoded)
    expect_plain_markdown(encode_markdown(hostile.text))
    shown = MarkdownIt("commonmark").render(encoded).replace("\u2060", "")
    read = plain(shown)
    assert hostile.marker in read
    assert len(read) <= LONGEST_MESSAGE
    if len(hostile.seen) < LONGEST_MESSAGE:
        assert read == f"“{hostile.seen}” is wrong."


def test_a_report_shows_what_it_found_as_text() -> None:
    import json  # noqa: PLC0415

    report = validate_files([(NAME, own_table())], None).report
    made = json.loads(report.to_json())
    for piece in (outcomes_html(made), unmapped_html(made)):
        assert foreign(piece) == []
        assert markers(piece)
