"""The box for files on the page Data: looked at by a worker, once, and told in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from app import upload
from geodata.audit import log_folder
from geodata.limits import WORKER
from geodata.uploads import errors
from geodata.uploads.start import NURSERY
from tests.app.page import Page, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(scope="module", autouse=True)
def _nursery() -> Iterator[None]:
    yield
    NURSERY.stop()


def dropped(page: Page, name: str, content: bytes) -> None:
    page.test.file_uploader[0].set_value((name, content, "text/csv"))
    page.run()


@pytest.fixture
def page() -> Page:
    opened = Page()
    opened.test.switch_page("screens/data.py")
    opened.run()
    return opened


def text_of(page: Page) -> str:
    return " ".join(plain(piece.value) for piece in page.test.html)


def test_a_file_is_looked_at_once_and_shown_on_the_pages(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    whole = upload.look_at_upload

    def counted(name: str, *rest: object, **named: object) -> object:
        looks.append(name)
        return whole(name, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(upload, "look_at_upload", counted)
    dropped(page, "events.csv", (FIXTURES / "ucdp_ged.csv").read_bytes())
    assert "Rows read 21 Accepted 17" in text_of(page)
    page.run()
    assert looks == ["events.csv"]
    [show] = [each for each in page.test.button if each.label.startswith("Show the accepted")]
    show.click()
    page.run()
    dataset = page.test.session_state["session_dataset"]
    assert dataset.label == "events.csv, this session only"
    assert dataset.tables[0].table.num_rows == 17


@pytest.mark.parametrize(
    ("error", "may_try_again"),
    [
        (errors.broken("bad.csv"), False),
        (errors.too_many(WORKER), True),
    ],
)
def test_a_worker_that_fails_is_told_written_down_and_not_asked_at_each_turn(
    error: errors.UploadError,
    may_try_again: bool,  # noqa: FBT001 - pytest gives it by name
    page: Page,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def fail(name: str, *_: object, **__: object) -> object:
        asked.append(name)
        raise error

    monkeypatch.setattr(upload, "look_at_upload", fail)
    dropped(page, "bad.csv", b"a,b\n1,2\n")
    assert [shown.value for shown in page.test.error] == [str(error)]
    lines = (log_folder() / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    last = json.loads(lines[-1])
    assert (last["event"], last["what"], last["fault"]) == ("refusal", "upload", error.fault)
    assert last["size_bytes"] == 8
    assert ("Try again" in [each.label for each in page.test.button]) is may_try_again
    page.run()
    # What may pass is asked again; what failed for good is only told again.
    assert len(asked) == 1 + may_try_again
    assert [shown.value for shown in page.test.error] == [str(error)]
