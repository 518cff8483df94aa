"""Texts for spreadsheets: whatever somebody wrote, no cell begins like a formula."""

from __future__ import annotations

import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geodata.export.safe import neutral, neutral_for_csv, visible
from geodata.export.tables import safe_csv


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_no_text_begins_like_a_formula_and_every_one_can_be_written(text: str) -> None:
    clean = neutral(visible(text))
    assert not clean.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert clean.encode("utf-8").decode() == clean
    assert len(clean) <= len(text) + 1


def test_no_row_begins_within_a_text() -> None:
    written = safe_csv(pd.DataFrame({"text": ["fine\r=1+1", "fine\r\n=1+1"], "row": [1, 2]}))
    assert written == 'text,row\n"fine\n\'=1+1",1\n"fine\n\'=1+1",2\n'


@given(st.text(';\n =+-@,"a', max_size=12))
def test_no_cell_is_a_formula_where_a_semicolon_parts_them(text: str) -> None:
    written = safe_csv(pd.DataFrame({"first": ["x"], "text": [text]}))
    cells = written.replace("\n", ";").split(";")
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), min_size=1))
def test_a_table_read_again_holds_the_same_texts(texts: list[str]) -> None:
    wanted = [neutral_for_csv(visible(text)) for text in texts]
    frame = pd.DataFrame({"text": [visible(text) for text in texts], "row": range(len(texts))})
    found = pd.read_csv(
        io.StringIO(safe_csv(frame), newline=""), dtype={"text": "str"}, keep_default_na=False
    )
    assert found["text"].tolist() == wanted
    assert found["row"].tolist() == list(range(len(texts)))
