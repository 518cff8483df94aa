"""Names of actors as the datasets write them find their group, on the right day and place."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import actors
from geodata.actors import actor_rules, map_actors
from geodata.model import GROUPS, TARGETS, RecordError
from geodata.names import fold_words
from geodata.provinces import DATA
from geodata.sidecar import load_sidecar, verify, write_sidecar

BEFORE, AFTER = "2016-05-01", "2023-05-01"


def mapped(name: str, day: str = BEFORE, *, inside: bool = True) -> pd.Series:
    dates = pd.to_datetime(pd.Series([day]))
    return map_actors(pd.Series([name], dtype="str"), dates, pd.Series([inside])).iloc[0]


def names_in_2016() -> list[tuple[str, list[str]]]:
    """Names as the datasets write them, and what a person says they are in 2016."""
    path = Path(__file__).parents[1] / "golden" / "actors_in_2016.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(name, expected) for name, *expected in list(csv.reader(file))[1:]]


@pytest.mark.parametrize(("name", "expected"), names_in_2016())
def test_names_of_the_datasets(name: str, expected: list[str]) -> None:
    found = mapped(name)
    assert found[["group", "kind", "target"]].tolist() == expected
    assert found["matched"]


@pytest.mark.parametrize(
    "name",
    [
        "Government of Afghanistan",
        "Military Forces of Afghanistan (2021-)",
        "Police Forces of Afghanistan (2021-) Prison Guards",
        "Taliban",
        "Afghan police",
    ],
)
def test_since_the_takeover_the_authorities_are_the_taliban(name: str) -> None:
    columns = ["group", "kind", "target"]
    after = mapped(name, "2021-08-15")[columns].tolist()
    assert after == ["TALIBAN", "state", "taliban_authorities"]


def test_the_day_before_the_takeover_belongs_to_the_republic() -> None:
    days = ["2021-08-14", "2021-08-15"]
    assert [mapped("Government of Afghanistan", day)["group"] for day in days] == ["", "TALIBAN"]
    kinds = [mapped("Taleban", day)["kind"] for day in days]
    assert kinds == ["militant", "state"]


def test_years_in_a_name_go_before_the_day() -> None:
    assert mapped("Military Forces of Afghanistan (2014-2021)", AFTER)["group"] == ""
    assert mapped("Military Forces of Afghanistan (2021-)", BEFORE)["group"] == "TALIBAN"


def test_either_of_two_groups_is_a_suspicion() -> None:
    name = "Taliban and/or Islamic State Khorasan Province (ISKP)"
    for day in (BEFORE, AFTER):
        assert mapped(name, day)[["group", "attribution"]].tolist() == ["ISKP", "suspected"]
    assert mapped("Taliban and/or Haqqani Network")["group"] == "HAQQANI"
    assert mapped("Taliban")["attribution"] == ""


@pytest.mark.parametrize("name", ["IS", "Islamic State", "ISIL", "Daesh"])
def test_the_islamic_state_is_khorasan_only_in_afghanistan(name: str) -> None:
    found = mapped(name, inside=False)
    assert found[["group", "kind", "matched"]].tolist() == ["OTHER", "militant", True]


@pytest.mark.parametrize("name", ["Anti-Taliban Militia", "Anti-ISIS Forces", "گروه ضد داعش"])
def test_who_fights_a_group_is_not_that_group(name: str) -> None:
    assert mapped(name, BEFORE)[["group", "kind"]].tolist() == ["", "state"]
    assert mapped(name, AFTER)[["group", "kind"]].tolist() == ["OTHER", "militant"]


def test_jamaat_ul_ahrar_is_the_ttp_since_it_rejoined_it() -> None:
    days = ["2020-08-16", "2020-08-17"]
    assert [mapped("Jamaat-ul-Ahrar", day)["group"] for day in days] == ["OTHER", "TTP"]


@pytest.mark.parametrize(
    "name", ["Zorkot Front", "Basis of Hope", "Affiliates", "Staff Union", "Attpur", "Isabella"]
)
def test_what_fits_nothing_is_kept_and_told(name: str) -> None:
    found = mapped(name)
    assert found[["group", "kind", "matched"]].tolist() == ["OTHER", "unknown", False]


def test_nobody_is_neither_a_group_nor_unmapped() -> None:
    found = map_actors(
        pd.Series(["", None, " "], dtype="str"), pd.to_datetime(pd.Series([BEFORE] * 3))
    )
    assert found["group"].eq("").all()
    assert found["kind"].eq("").all()
    assert not found["matched"].any()


def test_a_missing_day_counts_as_the_present() -> None:
    found = map_actors(pd.Series(["Taliban"]), pd.Series([pd.NaT], dtype="datetime64[us]"))
    assert found["kind"].tolist() == ["state"]


def test_every_row_of_the_table_is_needed_and_written_as_names_are_folded() -> None:
    for rule in actor_rules():
        words = re.sub(r"\\.|\[[^]]*\]|[(){}|?*+.^$]", " ", rule.pattern.pattern)
        assert fold_words(words) == re.sub(r"\s+", " ", words).strip(), rule.pattern.pattern
        assert rule.group in {"", *GROUPS}
        assert rule.target in TARGETS
        assert rule.valid_from <= rule.valid_to
        # Militants are a group, civilians are none.
        assert rule.kind == "state" or (rule.kind == "militant") == bool(rule.group)


def test_the_table_is_the_one_of_its_sidecar() -> None:
    path = DATA / actors.ACTORS_FILE
    rows = len(path.read_text(encoding="utf-8").splitlines()) - 1
    assert verify(path).counts["rows"] == rows == len(actor_rules())


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("(,ISKP,militant,,militants,,,,,", "line 2"),
        ("x,IS-K,militant,,militants,,,,,", "'IS-K' is no group"),
        ("x,ISKP,rebel,,militants,,,,,", "'rebel' is no kind"),
        ("x,ISKP,militant,,militants,,soon,,,", "line 2"),
    ],
)
def test_a_broken_row_of_the_table_is_named(
    row: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heading = (DATA / actors.ACTORS_FILE).read_text(encoding="utf-8").splitlines()[0]
    path = tmp_path / actors.ACTORS_FILE
    path.write_text(f"{heading}\n{row}\n", encoding="utf-8")
    write_sidecar(path, load_sidecar(DATA / actors.ACTORS_FILE))
    monkeypatch.setattr(actors, "DATA", tmp_path)
    with pytest.raises(RecordError, match=words):
        # Not through the cache, which other tests share.
        actor_rules.__wrapped__()


@given(st.lists(st.text(max_size=20), max_size=6), st.booleans())
def test_any_name_is_mapped(names: list[str], inside: bool) -> None:  # noqa: FBT001 - from hypothesis
    index = pd.Index(range(3, 3 + len(names)))
    dates = pd.Series(pd.Timestamp(AFTER), index=index, dtype="datetime64[us]")
    texts = pd.Series(names, index=index, dtype="str")
    found = map_actors(texts, dates, pd.Series(inside, index=index, dtype="bool"))
    assert found.index.equals(index)
    assert found["group"].isin(["", *GROUPS]).all()
    assert found["kind"].eq("").equals(texts.str.strip().eq(""))
