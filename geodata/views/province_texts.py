"""What a map says of each province: its number, the number with its unit, what is behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.language import isolated, translate
from geodata.views.text import (
    UNKNOWN,
    bounds_text,
    decimal_text,
    number_text,
    range_text,
)
from geodata.views.values import rank_spans

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from geodata.measures import Measure
    from geodata.provinces import Language
    from geodata.views.values import ProvinceValues

_RECORDED_FROM_TO: Final = "Recorded: first {first}, latest {last}."


def _number_text(value: float, low: float, high: float, measure: Measure) -> str:
    if pd.isna(value):
        return UNKNOWN
    if measure.decimals:
        numbers = [decimal_text(each, measure.decimals) for each in (value, low, high)]
        if not measure.has_estimates or len(set(numbers)) == 1:
            return numbers[0]
        return f"{numbers[0]} ({numbers[1]}–{numbers[2]})"
    if measure.has_estimates:
        return range_text(value, low, high)
    return number_text(round(value))


def number_texts(
    table: pd.DataFrame, values: ProvinceValues, measure: Measure, language: Language
) -> list[str]:
    """Write the number of each province with its range, without a unit.

    Parameters
    ----------
    table : pandas.DataFrame
        Index ``province_pcode``, as :func:`geodata.query.by_province` returns it.
    values : ProvinceValues
        The measure of these provinces.
    measure : Measure
        Says how numbers are written.
    language : {"en", "fa", "ps"}
        The reader's language.
    """
    if measure.scale == "first_date":
        rows = table.to_dict("records")
        return [bounds_text(row, language)[0] if row["incidents"] else "" for row in rows]
    unknown = translate(UNKNOWN, language)
    if measure.scale == "share":
        # A share of few is told apart from a share of many.
        return [
            unknown
            if pd.isna(value)
            else translate(
                "{share} % ({part} of {whole})",
                language,
                share=number_text(round(value)),
                part=number_text(on_target),
                whole=number_text(known),
            )
            for value, on_target, known in zip(
                values.value,
                table["attacks_on_target"],
                table["attacks_target_known"],
                strict=True,
            )
        ]
    texts = [
        _number_text(value, low, high, measure)
        for value, low, high in zip(values.value, values.low, values.high, strict=True)
    ]
    texts = [unknown if text == UNKNOWN else text for text in texts]
    if measure.scale != "days_since":
        return texts
    # A record known only to the month is dated on its first day: the days are at most so many.
    is_exact = table["last_date"].eq(table["last_known_day"]).fillna(value=False)
    return [
        text if exact or text == unknown else translate("up to {number}", language, number=text)
        for text, exact in zip(texts, is_exact, strict=True)
    ]


def value_texts(
    table: pd.DataFrame, numbers: list[str], measure: Measure, language: Language
) -> list[str]:
    """Write the number of each province with its unit.

    Parameters
    ----------
    table : pandas.DataFrame
        Index ``province_pcode``, as :func:`geodata.query.by_province` returns it.
    numbers : list of str
        From :func:`number_texts`, in the same language.
    measure : Measure
        Names the units.
    language : {"en", "fa", "ps"}
        The reader's language.
    """
    texts = []
    for number, incidents in zip(numbers, table["incidents"], strict=True):
        if incidents == 0:
            texts.append(translate("no cited record", language))
        elif number == translate(UNKNOWN, language):
            # "unknown people killed" would read as a finding about unknown people.
            texts.append(translate(_unknown_text(measure), language))
        elif measure.scale == "first_date":
            texts.append(translate("first recorded {day}", language, day=number))
        else:
            # A range is read in the plural: 1 (1–3) people killed.
            unit = translate(measure.unit_of_one if number == "1" else measure.unit, language)
            texts.append(f"{isolated(number, language)} {unit}")
    return texts


def _unknown_text(measure: Measure) -> str:
    if measure.scale == "share":
        return "no attack with a known target"
    return f"number of {measure.unit} unknown"


def detail_texts(table: pd.DataFrame, measure: Measure, language: Language) -> pd.Series:
    """Write what is behind the number of each province, and from when to when its records are.

    Parameters
    ----------
    table : pandas.DataFrame
        Index ``province_pcode``, as :func:`geodata.query.by_province` returns it.
    measure : Measure
        What the map shows.
    language : {"en", "fa", "ps"}
        The reader's language.
    """
    texts = []
    for row in table.to_dict("records"):
        if not row["incidents"]:
            texts.append(
                translate("No record in view; this is not a finding of no violence.", language)
            )
            continue
        first, last = bounds_text(row, language)
        recorded = "Recorded: {first}." if first == last else _RECORDED_FROM_TO
        spell = translate(recorded, language, first=first, last=last)
        texts.append(f"{_what_is_counted(row, measure, language)} {spell}")
    return pd.Series(texts, index=table.index, dtype="string")


def _what_is_counted(row: Mapping[Hashable, Any], measure: Measure, language: Language) -> str:
    records = records_text(row["incidents"], language)
    if measure.unknown_column:
        scope = _scope_text(row, language) if measure.base == "killed" else ""
        unknown = number_text(row[measure.unknown_column])
        counted = translate(
            "{records}, {unknown} without a figure.", language, records=records, unknown=unknown
        )
        return f"{counted}{scope}"
    if measure.scale == "share":
        return translate(
            "{part} of {whole} attacks with a known target; {records} in all.",
            language,
            part=number_text(row["attacks_on_target"]),
            whole=number_text(row["attacks_target_known"]),
            records=records,
        )
    if not measure.is_sum:
        return f"{records}."
    toll = range_text(row["killed_best"], row["killed_low"], row["killed_high"])
    # A sum over some of the records is not the toll of all of them.
    is_partial = row["killed_unknown"] and pd.notna(row["killed_best"])
    counted = translate(
        "Killed: {toll}; {records} without a figure." if is_partial else "Killed: {toll}.",
        language,
        toll=translate(toll, language),
        records=records_text(row["killed_unknown"], language),
    )
    return f"{counted}{_scope_text(row, language)}"


def records_text(count: int, language: Language = "en") -> str:
    """Write how many records.

    Examples
    --------
    >>> records_text(1), records_text(12)
    ('1 record', '12 records')
    """
    return translate(
        "{count} record" if count == 1 else "{count} records", language, count=number_text(count)
    )


def _scope_text(row: Mapping[Hashable, Any], language: Language) -> str:
    """Say how many of the killed may be the group's own dead, wherever killed are summed."""
    dead = row["killed_all_sides_best"]
    if pd.isna(dead):
        return ""
    text = translate(
        "Of the killed, {dead} counted on all sides.", language, dead=number_text(dead)
    )
    return f" {text}"


def unstable_texts(table: pd.DataFrame, measure: Measure, language: Language) -> pd.Series:
    """Say of the provinces whose rank depends on the estimate between which ranks it lies.

    Parameters
    ----------
    table : pandas.DataFrame
        Index ``province_pcode``, as :func:`geodata.query.by_province` returns it.
    measure : Measure
        Has estimates.
    language : {"en", "fa", "ps"}
        The reader's language.

    Returns
    -------
    pandas.Series
        Same index; begins with a space, empty where the rank is the same.
    """
    spans = rank_spans(table, measure)
    texts = []
    for low, high, changes in spans.itertuples(index=False):
        text = ""
        if changes:
            text = " " + translate(
                "Rank {first} to {last} between low and high estimates.",
                language,
                first=min(low, high),
                last=max(low, high),
            )
        texts.append(text)
    return pd.Series(texts, index=table.index, dtype="string")
