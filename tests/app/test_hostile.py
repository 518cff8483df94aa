"""Hostile texts of a file, its name, its heading and an address: each page shows them as texts."""

from __future__ import annotations

import csv
import html
import json
import logging
import re
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest
from markdown_it import MarkdownIt

from app.address import LABELS
from app.cli import main
from app.encode import LONGEST_MESSAGE, encode_markdown
from app.incident_layer import card_html
from app.logs import JsonLines
from app.markup import records_html
from app.records_markup import record_html
from app.report_markup import ACTORS_SHOWN, outcomes_html, unmapped_html
from geodata.audit import log_folder
from geodata.importing import import_files
from geodata.ingest import validate_files
from geodata.sources.curated import load_sources
from tests.app.page import Page, plain
from tests.app.test_bad_input import PAGES
from tests.hostile import (
    C1,
    CORPUS,
    ELSEWHERE,
    ENDLESS,
    HALF_A_LETTER,
    TOGETHER,
    Hostile,
    as_seen,
    of_kind,
)
from tests.hostile_files import HEADINGS, foreign_table, own_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1.element_tree import Element

    from geodata.ingest import Validation

NAME: Final = (
    "<img src=x onerror=window.pwned=1> [x](javascript:window.pwned=1) ![y](http:evil.example) "
    "$x^2$ :red[a] :material-b- {{7*7}} ${window.pwned=1}\u202e\x1b[31m `c` zqfilezq.csv"
)
"""Of a file; a slash can't be in it."""

# What the atlas builds itself; anything else came out of a text.
TAGS: Final = frozenset(
    re.findall(
        "[a-z0-9]+",
        """
        a article bdi br caption code dd del details div dl dt em figcaption figure footer
        h1 h2 h3 h4 header img ins li mark ol p path section small span strong style
        summary svg table tbody td th thead tr ul
        """,
    )
)
ATTRIBUTES: Final = frozenset(
    re.findall(
        "[a-z-]+",
        """
        alt aria-current aria-hidden aria-label aria-labelledby class colspan data-label
        dir fill height href id lang open rel role rowspan scope src stroke style tabindex
        target title width
        """,
    )
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
    """Check by a reader of Markdown that nothing but paragraphs and bold words are in a text."""
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
    if name in {"map", "records"}:
        assert len(markers(said)) >= 4
    if name == "data":
        assert as_seen(NAME) in html.unescape(said)
        assert len(markers(said)) >= 5


@pytest.fixture(scope="module")
def checked() -> Validation:
    return validate_files([(NAME, own_table())], None, keep_records=True)


def test_every_text_is_one_in_cards_tables_and_lists(checked: Validation) -> None:
    records = checked.records.set_index("incident_id")
    records = records[~records.index.str.startswith("C-")]
    none = load_sources().head(0)
    single = [
        record_html(str(incident), row, [], f"?record={incident}")
        for incident, row in zip(records.index, records.to_dict("records"), strict=True)
    ]
    for whole in (card_html(records, none, 1), records_html(records, none), " ".join(single)):
        assert foreign(whole) == []
        shown = plain(whole)
        missing = [each for each in CORPUS if each.kind != "flood" and each.seen not in shown]
        assert missing == []
        assert ENDLESS.marker in shown
        assert len(whole) < 2_500_000


def test_a_report_shows_what_it_found_as_text(checked: Validation) -> None:
    made = json.loads(checked.report.to_json())
    outcomes = outcomes_html(made)
    actors = {
        "unmapped_actors": [{"actor": hostile.text, "rows": 1} for hostile in CORPUS[:ACTORS_SHOWN]]
    }
    assert foreign(outcomes) == foreign(unmapped_html(actors)) == []
    assert len(markers(outcomes)) >= 5
    assert len(markers(unmapped_html(actors))) == ACTORS_SHOWN


def test_a_dropped_file_with_a_hostile_name_and_heading_is_shown_as_text() -> None:
    page = Page()
    page.test.switch_page("screens/data.py")
    page.run()
    page.test.file_uploader[0].set_value((NAME, foreign_table(), "text/csv"))
    page.run()
    (box,) = [box for box in page.test.selectbox if box.label == "Place"]
    assert len(box.options) == len(HEADINGS) + 4
    # The actors are counted by name.
    said = expect_texts(page)
    assert len(markers(said)) >= 40
    page.test.file_uploader[0].set_value((NAME, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "text/csv"))
    page.run()
    expect_texts(page)
    (error,) = page.test.error
    assert "zqfilezq" in error.value


@pytest.mark.parametrize("hostile", [*CORPUS, ENDLESS, HALF_A_LETTER], ids=lambda each: each.marker)
def test_a_message_is_never_markdown(hostile: Hostile) -> None:
    expect_plain_markdown(encode_markdown(hostile.text))
    encoded = encode_markdown(f"“{hostile.text}” is wrong.")
    expect_plain_markdown(encoded)
    read = plain(MarkdownIt("commonmark").render(encoded)).replace("\u2060", "")
    assert hostile.marker in read
    assert len(read) <= LONGEST_MESSAGE
    if len(hostile.seen) < LONGEST_MESSAGE - 20:
        assert read == as_seen(f"“{hostile.text}” is wrong.")


def text_of(word: str, given: str) -> str:
    return quote(given, errors="replace") if word.startswith("?") else given


def is_harmless(text: str) -> bool:
    """Say whether a terminal only shows a text: no commands, no turned lines, no wrong bytes."""
    return not [
        letter
        for letter in text
        if letter not in "\n\t\u200c\u200d" and unicodedata.category(letter) in {"Cc", "Cf", "Cs"}
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["versions", "TEXT"],
        ["rollback", "TEXT"],
        ["import", "FILE", "--name", "TEXT"],
        ["import", "TEXT", "--name", "fine"],
        ["validate", "TEXT"],
        ["validate", "FILE", "--map", "date_text=TEXT"],
        ["validate", "FILE", "--set", "TEXT"],
        ["brief", "--out", "made", "--view", "?group=TEXT"],
        ["brief", "--out", "made", "--group", "TEXT"],
        ["brief", "--out", "made", "--formats", "TEXT"],
        ["brief", "--out", "made", "--preset", "TEXT"],
        ["brief", "--out", "made", "--preset", "PRESET"],
        ["brief", "--out", "made", "--paper", "TEXT"],
        ["reproduce", "TEXT"],
        ["TEXT"],
    ],
    ids=" ".join,
)
def test_a_command_repeats_nothing_that_a_terminal_obeys_and_writes_nothing(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    # Not all: some commands look at the whole store before they refuse.
    for hostile in (*CORPUS[::9], *of_kind("control"), C1, HALF_A_LETTER):
        given = hostile.text.replace("\0", "")
        Path("file.csv").write_bytes(b"Day,Where\n2021-10-08,Kabul\n")
        text = json.dumps(given.encode("utf-8", "replace").decode())
        Path("preset.toml").write_text(f"[{text}]\n{text} = 1\n", encoding="utf-8")
        named = {"FILE": "file.csv", "PRESET": "preset.toml"}
        arguments = [named.get(word, word.replace("TEXT", text_of(word, given))) for word in words]
        with pytest.raises(SystemExit) as stopped:
            sys.exit(main(arguments))
        assert stopped.value.code == 2
    said = capsys.readouterr()
    assert is_harmless(said.out)
    assert is_harmless(said.err)
    assert {path.name for path in tmp_path.iterdir()} == {"file.csv", "preset.toml"}
    log = log_folder() / "audit.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    assert lines or words[0] not in {"import", "rollback"}
    assert {json.loads(line)["event"] for line in lines} <= {"import", "refusal"}


def test_a_file_is_reported_on_the_terminal_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, rejected = tmp_path / NAME, tmp_path / "rejected.csv"
    file.write_bytes(own_table())
    for options in ([], ["--json", "--rejected", str(rejected)]):
        assert main(["validate", str(file), *options]) == 1
        said = capsys.readouterr()
        assert is_harmless(said.out)
        assert is_harmless(said.err)
        assert "zqfilezq" in said.out
    assert json.loads(said.out)["rejected"] > 1000
    with rejected.open(encoding="utf-8", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert len(markers(" ".join(cells))) > 100


@pytest.mark.parametrize("hostile", [*CORPUS, C1, HALF_A_LETTER], ids=lambda each: each.marker)
def test_a_line_of_a_log_is_one_line(hostile: Hostile) -> None:
    record = logging.LogRecord("atlas.page", logging.WARNING, "", 1, "%s", (hostile.text,), None)
    line = JsonLines().format(record)
    assert line.isascii()
    assert line.isprintable()
    # Two halves side by side are one letter in JSON.
    assert json.loads(line)["message"] == json.loads(json.dumps(hostile.text))[:LONGEST_MESSAGE]
