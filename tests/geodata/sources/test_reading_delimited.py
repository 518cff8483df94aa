"""Delimited text: cells, encodings, dialects and row numbers against Python's own csv."""

from __future__ import annotations

import csv
import gzip
import io
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import clevercsv
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.sources import streaming
from geodata.sources.reading import RawFile, ReadError, open_raw, read_batches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PERSIAN = "ولایت ننگرهار"


def read_all(
    raw: RawFile,
    columns: Sequence[str] | None = None,
    *,
    has_heading: bool = True,
    wanted: Sequence[str] | None = None,
    rows: int = 100_000,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = raw.first_rows[0] if columns is None else columns
    batches = list(read_batches(raw, names, has_heading=has_heading, wanted=wanted, rows=rows))
    return (
        pd.concat([batch.frame for batch in batches]),
        pd.concat([batch.malformed for batch in batches], ignore_index=True),
    )


def read_text(
    text: str,
    columns: Sequence[str] | None = None,
    *,
    has_heading: bool = True,
    wanted: Sequence[str] | None = None,
    rows: int = 100_000,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    raw = open_raw(("table.csv", text.encode()))
    return read_all(raw, columns, has_heading=has_heading, wanted=wanted, rows=rows)


def test_cells_are_text_and_blank_is_never_missing() -> None:
    frame, malformed = read_text("id,killed,note\n007,,NA\n1e5, 3 ,null\n")
    assert frame.to_numpy().tolist() == [["007", "", "NA"], ["1e5", " 3 ", "null"]]
    assert frame.index.name == "source_row"
    assert frame.index.tolist() == [1, 2]
    assert all(isinstance(kind, pd.StringDtype) for kind in frame.dtypes)
    assert not frame.isna().any(axis=None)
    assert malformed.empty


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_rows_keep_their_numbers(line_end: str) -> None:
    lines = [
        "id,note",
        "1,sound",
        "2",
        '3,"two',
        'lines"',
        "",
        "4,too,many",
        "5,sound",
        "",
        "",
        "6,sound",
        "7",
        "",
    ]
    frame, malformed = read_text(line_end.join(lines))
    assert frame["id"].to_dict() == {1: "1", 3: "3", 5: "5", 6: "6"}
    assert frame.loc[3, "note"] == f"two{line_end}lines"
    assert malformed.to_dict("records") == [
        {"source_row": 2, "text": "2"},
        {"source_row": 4, "text": "4,too,many"},
        {"source_row": 7, "text": "7"},
    ]


def test_rows_keep_their_numbers_over_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MAX_ROW_BYTES", 1 << 12)
    lines = ["id,note,more"]
    for row in range(1, 20_001):
        note = '"two\nlines"' if row % 7 == 0 else "x" * (row % 50)
        # Every 13th row lacks a field; empty lines are no rows.
        lines.append(f"{row},{note}" if row % 13 == 0 else f"{row},{note},z")
        if row % 17 == 0:
            lines.append("")
    frame, malformed = read_text("\n".join(lines), rows=999)
    assert frame.index.tolist() == [row for row in range(1, 20_001) if row % 13]
    assert frame["id"].astype(int).tolist() == frame.index.tolist()
    assert malformed["source_row"].tolist() == list(range(13, 20_001, 13))
    assert malformed["text"].str.split(",").str[0].astype(int).tolist() == list(
        range(13, 20_001, 13)
    )


def test_malformed_rows_after_the_last_sound_one_are_not_lost() -> None:
    frame, malformed = read_text("a,b\n1,2\n3\n4\n")
    assert frame.index.tolist() == [1]
    assert malformed["source_row"].tolist() == [2, 3]


def test_a_table_of_malformed_rows_only() -> None:
    raw = open_raw(("table.csv", b"a,b\n1\n2\n"))
    [batch] = read_batches(raw, ["a", "b"], has_heading=True, wanted=["b"])
    assert batch.frame.empty
    assert list(batch.frame.columns) == ["b"]
    assert batch.malformed["text"].tolist() == ["1", "2"]


def test_a_file_without_heading_gets_its_names_from_the_caller() -> None:
    frame, _ = read_text("1,Kabul\n2,\n", columns=["id", "place"], has_heading=False)
    assert frame.to_dict("index") == {1: {"id": "1", "place": "Kabul"}, 2: {"id": "2", "place": ""}}


def test_a_heading_over_two_lines_is_one_row() -> None:
    frame, malformed = read_text('"id\nof row",b\n1,2\n3\n')
    assert list(frame.columns) == ["id\nof row", "b"]
    assert frame.index.tolist() == [1]
    assert malformed["source_row"].tolist() == [2]


def test_empty_lines_before_the_heading_are_no_rows() -> None:
    frame, malformed = read_text("\r\n  \r\nid,b\r\n1,2\r\n3\r\n")
    assert frame.to_dict("index") == {1: {"id": "1", "b": "2"}}
    assert malformed["source_row"].tolist() == [2]


def test_a_long_file_of_mostly_empty_lines_is_not_taken_for_a_heading_alone() -> None:
    raw = open_raw(("table.csv", b"a,b\n1,2\n" + b"\n" * (3 << 20)))
    assert raw.first_rows == [["a", "b"], ["1", "2"]]
    assert raw.remark == ""
    assert read_all(raw)[0].to_dict("list") == {"a": ["1"], "b": ["2"]}


def test_first_rows_end_before_a_row_that_the_sample_cuts() -> None:
    row = '1,"' + "two\nlines" * 5_000 + '"\n'
    raw = open_raw(("table.csv", ("a,b\n" + row * 100).encode()))
    assert set(raw.first_rows[1]) == {"1", "two\nlines" * 5_000}
    assert all(row == raw.first_rows[1] for row in raw.first_rows[1:])


def test_wanted_columns_come_in_the_order_of_the_file() -> None:
    frame, _ = read_text("a,b,c\n1,2,3\n", wanted=["c", "a", "elsewhere"])
    assert frame.to_dict("index") == {1: {"a": "1", "c": "3"}}


def test_a_file_without_any_wanted_column_is_refused() -> None:
    raw = open_raw(("table.csv", b"a,b\n1,2\n"))
    with pytest.raises(ReadError, match="none of the columns that are needed"):
        read_batches(raw, ["a", "b"], has_heading=True, wanted=["date"])


def test_batches_have_the_rows_asked_for_and_report_progress() -> None:
    data = b"a,b\n" + b"".join(b"%d,x\n" % row for row in range(1, 11))
    raw = open_raw(("table.csv", data))
    batches = list(read_batches(raw, ["a", "b"], has_heading=True, rows=4))
    assert [batch.frame.index.tolist() for batch in batches] == [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [9, 10],
    ]
    assert all(0 < batch.bytes_read <= len(data) for batch in batches)
    assert batches[-1].bytes_read == len(data)


def test_long_rows_come_in_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MAX_BATCH_BYTES", 3_000_000)
    raw = open_raw(("table.csv", b"a,b\n" + (b"x" * 1_000_000 + b",1\n") * 12))
    batches = list(read_batches(raw, ["a", "b"], has_heading=True))
    assert len(batches) > 2
    assert sum(len(batch.frame) for batch in batches) == 12


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("id;killed\n1;2,5\n2;3,5\n", ";"),
        ("id\tnote\n1\ta, b; c\n2\td\n", "\t"),
        ("id|note\n1|a\n", "|"),
        ('id,tags\n1,"a;b;c"\n2,"d;e;f"\n', ","),
        ("id;note,more\n1;2,3\n4;5\n6;7\n", ";"),
        ("date,province\n", ","),
        ("id,place\n1,Qala-'i Naw\n2,'Ali Abad\n", ","),
        # Broken rows don't hide the delimiter.
        ("id,place,killed\n1,Kabul,3\n2,Herat\n3,Kunduz,4,5\n4,Ghazni,1\n", ","),
    ],
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert open_raw(("table.csv", text.encode())).delimiter == delimiter


def test_quotation_marks_escaped_with_a_backslash() -> None:
    text = 'id,note\n1,"said \\"yes, now\\", and left"\n2,none\n'
    frame, malformed = read_text(text)
    assert frame.loc[1, "note"] == 'said "yes, now", and left'
    assert malformed.empty


def test_quotation_marks_within_a_cell_are_letters() -> None:
    frame, _ = read_text('id,note\n1,the "Red Unit" came\n2,5" mortar\n')
    assert frame["note"].tolist() == ['the "Red Unit" came', '5" mortar']


def test_a_stray_nul_is_a_letter_like_any_other() -> None:
    text = "id,place\n" + "1,Kabul\n" * 20 + "2\n3,Ku\x00nduz\n"
    frame, malformed = read_text(text)
    assert frame.loc[22, "place"] == "Ku\x00nduz"
    assert malformed["source_row"].tolist() == [21]


def test_a_table_whose_quotation_marks_mean_nothing() -> None:
    frame, malformed = read_text('id\tnote\n1\t"open\n2\tx\n3\t"also open\n4\ty\n5\t"\n')
    assert frame["note"].tolist() == ['"open', "x", '"also open', "y", '"']
    assert malformed.empty


@pytest.mark.parametrize(
    ("encoding", "found", "text"),
    [
        ("utf-8", "utf-8", PERSIAN),
        ("utf-8-sig", "utf-8", PERSIAN),
        ("utf-16", "utf-16-le", PERSIAN),
        ("utf-16-le", "utf-16-le", PERSIAN),
        ("utf-16-be", "utf-16-be", PERSIAN),
        ("utf-32", "utf-32-le", PERSIAN),
        ("latin-1", "cp1252", "Zürich, café"),
        ("cp1252", "cp1252", "“Zürich” – café"),
        ("cp1256", "cp1256", "حمله در شهر كابل"),
        ("ascii", "utf-8", "Kabul"),
    ],
)
def test_the_encoding_is_found(encoding: str, found: str, text: str) -> None:
    data = f'id,note\n1,"{text}"\n'.encode(encoding)
    raw = open_raw(("table.csv", data))
    assert (raw.encoding, raw.undecodable) == (found, False)
    assert raw.first_rows == [["id", "note"], ["1", text]]
    assert read_all(raw)[0].loc[1, "note"] == text


def test_one_letter_far_into_a_file_tells_its_encoding() -> None:
    # GTD is ASCII for megabytes before its first accent.
    lines = b"id,place\n" + b"1,Kabul\n" * 500_000 + "2,Bogotá\n".encode("latin-1")
    raw = open_raw(("gtd.csv", lines))
    assert raw.encoding == "cp1252"
    assert read_all(raw)[0]["place"].iloc[-1] == "Bogotá"


def test_bytes_of_another_encoding_become_replacement_signs() -> None:
    sound = f"1,{PERSIAN}\n".encode()
    raw = open_raw(("table.csv", b"id,note\n" + sound * 3 + b"2,caf\xe9\n" + sound))
    assert (raw.encoding, raw.undecodable) == ("utf-8", True)
    frame, malformed = read_all(raw)
    assert frame["note"].tolist() == [PERSIAN] * 3 + ["caf\N{REPLACEMENT CHARACTER}", PERSIAN]
    assert malformed.empty


def test_bytes_that_a_legacy_encoding_lacks_become_replacement_signs() -> None:
    raw = open_raw(("table.csv", "id,note\n1,é naïve café\n".encode("latin-1") + b"2,\x81b\n"))
    assert (raw.encoding, raw.undecodable) == ("cp1252", True)
    assert read_all(raw)[0].loc[2, "note"] == "\N{REPLACEMENT CHARACTER}b"


def test_letters_cut_by_the_end_of_a_chunk_stay_whole() -> None:
    # Letters of three bytes fall on every boundary of chunks and blocks.
    text = "id,note\n" + "".join(f"{row},{'–' * 997}\n" for row in range(1_500))
    raw = open_raw(("table.csv", text.encode()))
    assert (raw.encoding, raw.undecodable) == ("utf-8", False)
    assert set(read_all(raw)[0]["note"]) == {"–" * 997}
    wide = open_raw(("table.csv", text.encode("utf-16")))
    assert set(read_all(wide)[0]["note"]) == {"–" * 997}


CELLS = st.text(
    alphabet=st.one_of(
        st.sampled_from(",;\t|\"' \n\r\\ab0.-"),
        st.characters(codec="utf-8", exclude_categories=["C"]),
    ),
    max_size=12,
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    # Names as tables have them; any text may stand in the cells.
    heading = [f"column{place}" for place in range(width)]
    row = st.lists(CELLS, min_size=width, max_size=width)
    return [heading, *draw(st.lists(row, min_size=1, max_size=8))]


@settings(max_examples=300, deadline=None)
@given(
    table=tables(),
    dialect=st.fixed_dictionaries(
        {
            "delimiter": st.sampled_from(",;\t|"),
            "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
            "lineterminator": st.sampled_from(["\n", "\r\n"]),
        }
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    pack=st.sampled_from([bytes, gzip.compress]),
)
def test_what_was_written_is_read(
    table: list[list[str]],
    dialect: dict[str, Any],
    encoding: str,
    pack: Callable[[bytes], bytes],
) -> None:
    if dialect["lineterminator"] == "\n" and any("\r" in cell for row in table for cell in row):
        # Python 3.11 writes a lone carriage return without quotes.
        dialect["quoting"] = csv.QUOTE_ALL
    text = io.StringIO()
    csv.writer(text, **dialect).writerows(table)
    raw = open_raw(("table", pack(text.getvalue().encode(encoding))))
    assert raw.first_rows == table
    frame, malformed = read_all(raw, rows=3)
    assert frame.to_numpy().tolist() == table[1:]
    assert frame.index.tolist() == list(range(1, len(table)))
    assert malformed.empty


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(st.sampled_from(["1,2", "3", "4,5,6", '7,"a\nb"', '"8""",9', "", "10,11"])),
    rows=st.integers(1, 5),
)
def test_every_row_is_sound_or_malformed_once(lines: list[str], rows: int) -> None:
    text = "\n".join(["a,b", *lines]) + "\n"
    raw = open_raw(("table.csv", text.encode()))
    expected = [row for row in csv.reader(io.StringIO(text)) if row][1:]
    batches = list(read_batches(raw, ["a", "b"], has_heading=True, rows=rows))
    sound = {
        number: row.tolist()
        for batch in batches
        for number, row in zip(batch.frame.index, batch.frame.to_numpy(), strict=True)
    }
    malformed = [number for batch in batches for number in batch.malformed["source_row"]]
    assert sound == {n: row for n, row in enumerate(expected, start=1) if len(row) == 2}
    assert malformed == [n for n, row in enumerate(expected, start=1) if len(row) != 2]


@settings(max_examples=300, deadline=None)
@given(
    data=st.one_of(
        st.binary(min_size=1, max_size=300),
        st.text(alphabet=',;"\n\r\\a1\x00é', min_size=1).map(str.encode),
        st.binary(min_size=1).map(lambda tail: b"a,b\n1,2\n" + tail),
        st.binary(max_size=60).map(lambda tail: b"\x1f\x8b\x08\x00" + tail),
        st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail),
        st.binary(max_size=60).map(lambda tail: b"PAR1" + tail),
        st.binary(max_size=60).map(
            lambda tail: b"SQLite format 3\x00" + b"\x00" * 52 + b"GPKG" + tail
        ),
        st.text(max_size=60).map(lambda tail: b'{"type": "Feature"' + tail.encode()),
    )
)
def test_nothing_but_a_read_error_escapes(data: bytes) -> None:
    counted = 0
    try:
        raw = open_raw(("anything", data))
        width = len(raw.first_rows[0])
        names = [f"c{place}" for place in range(width)]
        for batch in read_batches(raw, names, has_heading=False):
            counted += len(batch.frame) + len(batch.malformed)
    except ReadError as error:
        assert str(error).startswith("anything: ")  # noqa: PT017 - either outcome is right
    else:
        assert counted >= 1


@pytest.mark.parametrize("found", [("é", "\\"), ('"', "é")])
def test_signs_that_no_program_writes_are_none(
    found: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What clevercsv makes of some kilobytes of noise.
    dialect = SimpleNamespace(delimiter=";", quotechar=found[0], escapechar=found[1])
    monkeypatch.setattr(clevercsv.Detector, "detect", lambda *_, **__: dialect)
    raw = open_raw(("upload", b'a;"b"\n1;2;3\n4;5\n'))
    assert (raw.delimiter, raw.quote + raw.escape) == (";", "".join(found).replace("é", ""))
    batches = list(read_batches(raw, ["a", "b"], has_heading=True))
    assert sum(len(batch.frame) + len(batch.malformed) for batch in batches) >= 1
