r"""Free text: mojibake, control characters, over-long texts; everything else stays as it is."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.checks.texts import LONGEST_NAME, LONGEST_TEXT, REPLACEMENT, clean_texts
from tests.geodata.candidates import candidates, flags_of
from tests.geodata.checks.checking import outcome

JOINER = "\u200c"
PERSIAN = f"انفجار در مسجد؛ دست{JOINER}کم کشته"


def cleaned(text: str, longest: int | None = None) -> tuple[str, set[str]]:
    column = clean_texts(pa.array(["clean", text], pa.large_string()), longest)
    assert column.texts[0].as_py() == "clean"
    assert not any(rows[0] for rows in column.flags.values())
    return column.texts[1].as_py(), {code for code, rows in column.flags.items() if rows[1]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Twelve killed in eastern Afghanistan, officials say (AFP)",
        PERSIAN,
        "د کابل ولایت",
        "Zābul, Urūzgān, Sar-e Pol",
        "“Quoted” – it’s told…",
        "Überfall in Kabul: 12 Tote, 5 €",
        "Ça c’est passé à Kaboul",
    ],
)
def test_right_texts_are_left_alone(text: str) -> None:
    assert cleaned(text) == (text, set())


@pytest.mark.parametrize("text", ["“Kābul” – café", "بازار کندز", "Müller’s report"])
@pytest.mark.parametrize("wrong", ["latin-1", "windows-1252"])
def test_mojibake_is_repaired(text: str, wrong: str) -> None:
    try:
        broken = text.encode().decode(wrong)
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; programs put the control character there.
        broken = "".join(
            bytes([byte]).decode(wrong, errors="ignore") or chr(byte) for byte in text.encode()
        )
    assert broken != text
    assert cleaned(broken) == (text, {"text_repaired"})


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Ka\x00bul", "Kabul"),
        ("Kabul\x07", "Kabul"),
        ("Kab\x7ful", "Kabul"),
        ("\u202eKabul\u202c", "Kabul"),
        ("\u2066Kabul\u2069", "Kabul"),
        ("\u200fکندز", "کندز"),
        ("\ufeffKabul", "Kabul"),
        ("Ka\u200bbul", "Kabul"),
        ("Ka\u00adbul", "Kabul"),
        ("Kabul\U000e0041", "Kabul"),
        ("\x00", ""),
    ],
)
def test_what_nobody_sees_is_taken_out(text: str, clean: str) -> None:
    assert cleaned(text) == (clean, {"text_cleaned"})


@pytest.mark.parametrize("text", ["two\nlines", "two\r\n lines", "two\tlines", " two\u2028lines "])
def test_line_breaks_are_spaces_and_no_reason_for_a_flag(text: str) -> None:
    assert cleaned(text) == ("two lines", set())


def test_undecodable_letters_stay_and_are_flagged() -> None:
    assert cleaned(f"K{REPLACEMENT}bul") == (f"K{REPLACEMENT}bul", {"text_undecodable"})


@pytest.mark.parametrize("letter", ["x", "ب", "💥"])
def test_long_texts_are_cut_by_characters_not_bytes(letter: str) -> None:
    assert cleaned(letter * 10, 10) == (letter * 10, set())
    assert cleaned(letter * 11, 10) == (letter * 9 + "…", {"text_shortened"})


@settings(deadline=None)
@given(st.text(max_size=60))
def test_clean_text_is_short_and_has_no_control_character(text: str) -> None:
    clean, _ = cleaned(text, 50)
    assert len(clean) <= 50
    assert not any(unicodedata.category(letter) == "Cc" for letter in clean)
    assert not set(clean) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\u200e\u200f")
    assert clean == clean.strip()


@pytest.mark.parametrize(
    ("column", "longest"),
    [
        ("summary", LONGEST_TEXT),
        ("note", LONGEST_TEXT),
        ("source_text", LONGEST_TEXT),
        ("place", LONGEST_NAME),
        ("district", LONGEST_NAME),
        ("opponent", LONGEST_NAME),
        ("actor", LONGEST_NAME),
    ],
)
def test_each_column_keeps_so_many_characters(column: str, longest: int) -> None:
    rows = candidates({column: "x" * longest}, {column: "x" * (longest + 1)})
    records = outcome(rows).records
    assert records[column].str.len().tolist() == [longest, longest]
    assert flags_of(records) == ["", "text_shortened"]


def test_flags_of_several_columns_are_raised_once_each() -> None:
    row = {"summary": "a\x00b", "note": "c\x00d", "actor": "caf\u00c3\u00a9"}
    records = outcome(candidates(row)).records
    assert records[["summary", "note", "actor"]].to_numpy().tolist() == [["ab", "cd", "café"]]
    assert flags_of(records) == ["text_repaired;text_cleaned"]
