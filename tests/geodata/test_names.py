"""Folding brings spellings of one province together and never two provinces."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import distinct_texts, fold_name, folded_spellings, match_names
from geodata.provinces import DATA, load_provinces

PROVINCES = load_provinces("simplified")


def matched(*names: object) -> list[object]:
    pcodes = match_names(pd.Series(names, dtype="object"), PROVINCES)["province_pcode"]
    return pcodes.astype("object").where(pcodes.notna(), None).tolist()


def spellings_in_the_table() -> list[tuple[str, str]]:
    """Every name in the file itself, whatever the loader makes of it."""
    table = pd.read_csv(DATA / "provinces.csv", dtype=str, keep_default_na=False)
    named = [column for column in table if column.startswith("name") or column == "aliases"]
    return [
        (row["pcode"], spelling)
        for _, row in table.iterrows()
        for column in named
        for spelling in row[column].split(";")
        if spelling
    ]


def test_every_spelling_in_the_table_finds_its_province() -> None:
    pcodes, spellings = zip(*spellings_in_the_table(), strict=True)
    assert len(set(pcodes)) == 34
    assert matched(*spellings) == list(pcodes)


def test_every_spelling_survives_what_writers_and_keyboards_do_to_it() -> None:
    for pcode, name in spellings_in_the_table():
        spelling = name.removesuffix(" province")
        variants = [
            spelling.upper(),
            f"  {spelling}\u200f ",
            f"{spelling} Province",
            f"{spelling} pro\u00advince",
            f"Province of {spelling}",
            f"Wilāyat-e {spelling}",
            f"ولايت {spelling}",
            f"د {spelling} ولایت",
            spelling.replace("-", " "),
            spelling.replace("ی", "ي").replace("ک", "ك"),
            spelling.replace("گ", "ګ"),
        ]
        assert matched(*variants) == [pcode] * len(variants), spelling


def test_no_two_provinces_share_a_folded_spelling() -> None:
    table = folded_spellings(PROVINCES)
    assert table["key"].is_unique
    assert table["province_pcode"].nunique() == 34


@pytest.mark.parametrize(
    ("name", "pcode"),
    [
        ("Hilmand province", "AF30"),
        ("Hirat province", "AF32"),
        ("Sari Pul province", "AF22"),
        ("Sar-e Pol", "AF22"),
        ("سر\u200cپل", "AF22"),
        ("Urozgan", "AF25"),
        ("اروزگان", "AF25"),
        ("Maidan Wardak", "AF04"),
        ("میدان وردګ", "AF04"),
        ("Panjshir", "AF08"),
        ("پنجشېر", "AF08"),
        ("Jowzjan", "AF28"),
        ("Nimruz", "AF34"),
        ("Nangrahar", "AF06"),
        ("غزني", "AF11"),
        ("ﻛﺎﺑﻞ", "AF01"),
    ],
)
def test_spellings_met_in_the_wild(name: str, pcode: str) -> None:
    assert matched(name) == [pcode]


def test_neighbouring_names_are_told_apart_and_misspellings_are_left_alone() -> None:
    assert matched("Paktya", "Paktia", "Paktika") == ["AF13", "AF13", "AF12"]
    assert matched("پکتیا", "پکتیکا") == ["AF13", "AF12"]
    assert matched("Paktyka", "Pakti", "Kabu", "Kabul, Afghanistan", "?", "Province") == [None] * 6


@pytest.mark.parametrize(("one", "other"), ["سص", "تط", "زذ", "رړ", "دډ", "حخ", "قک", "کگ", "جچ"])
def test_different_letters_stay_different(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_the_word_province_is_dropped_only_around_the_name() -> None:
    assert fold_name("Provincetown") == "provincetown"
    assert fold_name("Kabul province north") == "kabulprovincenorth"
    assert fold_name("e Kabul") == "ekabul"


@given(
    spelling=st.sampled_from(spellings_in_the_table()),
    noise=st.lists(st.sampled_from("\u200c\u200d\u200e\u00ad\u0640\u0301\u064e'’- "), max_size=8),
    data=st.data(),
)
def test_signs_that_are_no_letters_never_change_the_province(
    spelling: tuple[str, str], noise: list[str], data: st.DataObject
) -> None:
    pcode, name = spelling
    # Not into a spelling that carries the word "province": broken apart, it is no such word.
    bare = name.removesuffix(" province")
    for sign in noise:
        place = data.draw(st.integers(0, len(bare)))
        bare = bare[:place] + sign + bare[place:]
    assert matched(bare) == [pcode]


@given(st.text())
def test_a_key_is_lower_case_and_has_no_spaces(name: str) -> None:
    key = fold_name(name)
    assert key == key.casefold()
    assert not any(letter.isspace() for letter in key)


def test_a_name_of_two_provinces_is_of_neither() -> None:
    provinces = pd.DataFrame(
        {"name": ["Left", "Right"], "aliases": ["Middle;L", "mid-dle;R"]},
        index=pd.Index(["AF01", "AF02"], dtype="string"),
    )
    found = match_names(pd.Series(["Left", "MIDDLE", "Nowhere", ""]), provinces)
    assert found["province_pcode"].isna().tolist() == [False, True, True, True]
    assert found["is_ambiguous"].tolist() == [False, True, False, False]
    assert found["is_unknown"].tolist() == [False, False, True, False]


def test_what_says_nothing_is_not_unknown() -> None:
    found = match_names(pd.Series([None, float("nan"), pd.NA, "", " \t", "Unknown"]), PROVINCES)
    assert found["province_pcode"].isna().all()
    assert not found["is_unknown"].any()


def test_the_index_is_kept_even_with_repeats() -> None:
    names = pd.Series(["Kabul", "Farah", "Kabul"], index=["a", "b", "a"])
    found = match_names(names, PROVINCES)
    assert found.index.tolist() == ["a", "b", "a"]
    assert found["province_pcode"].tolist() == ["AF01", "AF33", "AF01"]


def test_distinct_texts_of_a_categorical_column() -> None:
    numbers, texts = distinct_texts(pd.Series(["x ", None, "", "x "], dtype="category"))
    assert numbers[0] == numbers[3] >= 0
    assert texts[numbers[0]] == "x"
    assert numbers[1] == numbers[2] == -1
