"""Every trap of ACLED's exports, row by row against what a person wrote by the codebook."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.formats import FORMATS
from geodata.layout import CANDIDATE_COLUMNS
from geodata.model import ATTACK_TYPES, EVENT_TYPES, TARGETS
from geodata.sources import acled
from geodata.sources.acled import to_candidates
from tests.geodata.sources.golden import assert_golden, looked_at, read_as

ACLED = FORMATS["acled"]
AFTER, BEFORE = "2023-05-01", "2018-05-01"


@pytest.mark.parametrize("name", ["acled.csv", "acled_before_2023.csv"])
def test_both_forms_of_an_export_become_what_a_person_made_of_them(name: str) -> None:
    found, frame = looked_at(name)
    assert found.format.key == "acled"
    assert_golden(found.format.to_candidates(frame), name)


def test_the_licensed_text_stays_in_the_note() -> None:
    found = read_as(
        ACLED, {"notes": "Licensed words", "actor1": "Taliban", "event_type": "Battles"}
    )
    assert found["note"] == "Licensed words"
    assert "Licensed" not in found["summary"]
    assert found["summary"] == "Battles: Taliban"


@pytest.mark.parametrize("state", ["1", "1.0", "State Forces", "State forces"])
def test_inter_tells_an_unknown_state_from_an_unknown_group(state: str) -> None:
    row = {
        "event_date": AFTER,
        "event_type": "Violence against civilians",
        "actor1": "Zorkot Command",
        "actor2": "Civilians (Afghanistan)",
    }
    found = read_as(ACLED, row | {"inter1": state})
    assert found[["group", "event_type", "flags"]].tolist() == ["OTHER", "other", ""]
    found = read_as(ACLED, row | {"inter1": "Rebel Groups"})
    assert found[["group", "event_type", "flags"]].tolist() == ["OTHER", "attack", "actor_unmapped"]


def test_in_a_battle_the_order_of_the_actors_tells_nothing() -> None:
    names = ["Taliban", "Islamic State Khorasan Province (ISKP)"]
    row = {"event_date": BEFORE, "event_type": "Battles", "sub_event_type": "Armed clash"}
    columns = ["group", "event_type", "target", "actor", "opponent"]
    one, other = (
        read_as(ACLED, row | {"actor1": first, "actor2": second})[columns].tolist()
        for first, second in (names, names[::-1])
    )
    assert one == other == ["ISKP", "clash", "taliban_insurgents", names[1], names[0]]


def test_who_the_civilians_were_is_told_beside_the_actor() -> None:
    row = {
        "event_date": BEFORE,
        "event_type": "Violence against civilians",
        "sub_event_type": "Attack",
        "actor1": "Taliban",
        "actor2": "Civilians (Afghanistan)",
    }
    targets = {
        "": "civilians",
        "Health Workers (Afghanistan)": "health",
        "Teachers (Afghanistan)": "education",
        "Government of Afghanistan (2004-2021)": "government_pre2021",
        "Pashtun Ethnic Group (Afghanistan)": "civilians",
        "Sikh Group (Afghanistan)": "sikh_hindu",
        # Armed men beside civilians don't make them a military target.
        "Islamic State Khorasan Province (ISKP)": "civilians",
    }
    got = {name: read_as(ACLED, row | {"assoc_actor_2": name})["target"] for name in targets}
    assert got == targets


def test_sources_are_counted_as_they_are_listed() -> None:
    counts = {"": "", "A": "1", "A; B": "2", "A;;B; ": "2", ";": ""}
    assert {text: read_as(ACLED, {"source": text})["sources_count"] for text in counts} == counts


def test_a_day_that_a_spreadsheet_rewrote_is_not_guessed() -> None:
    assert pd.isna(read_as(ACLED, {"event_date": "03/04/2021"})["date"])
    frame = pd.DataFrame({"event_date": ["03/04/2021"]}, dtype="str")
    assert to_candidates(frame, date_order="day_first")["date"][0] == pd.Timestamp("2021-04-03")


KINDS_OF_EVENT = (
    *("Armed clash", "Suicide bomb", "Attack", "Arrests", "Air/drone strike", "Mob violence"),
    *("Battles", "Protests", "Riots", "Strategic developments", "Brand-new kind of event", ""),
)
ACTORS = (
    "Taliban",
    "Civilians (Afghanistan)",
    "Zorkot Front",
    "Police Forces of Afghanistan (2021-)",
)


@settings(deadline=None, max_examples=40)
@given(
    sub_event=st.sampled_from(KINDS_OF_EVENT),
    names=st.tuples(st.sampled_from(ACTORS), st.sampled_from(ACTORS)),
    day=st.sampled_from([BEFORE, AFTER]),
)
def test_coded_values_are_always_codes_of_the_atlas(
    sub_event: str, names: tuple[str, str], day: str
) -> None:
    row = {"event_date": day, "sub_event_type": sub_event, "actor1": names[0], "actor2": names[1]}
    found = read_as(ACLED, row)
    assert found["event_type"] in EVENT_TYPES
    assert found["attack_type"] in ATTACK_TYPES
    assert found["target"] in TARGETS


cell = st.one_of(st.text(max_size=12), st.sampled_from(["", "1", "Taliban", "16 May 2025"]))


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(st.lists(cell, min_size=25, max_size=25), max_size=5))
def test_whatever_stands_in_the_cells_each_row_becomes_one_candidate(rows: list[list[str]]) -> None:
    index = pd.Index(range(7, 7 + len(rows)), name="source_row")
    frame = pd.DataFrame(rows, columns=list(acled.WANTED), index=index, dtype="str")
    found = to_candidates(frame)
    assert found.columns.tolist() == list(CANDIDATE_COLUMNS)
    assert found.index.equals(index)
    assert not found.drop(columns="date").isna().any(axis=None)
