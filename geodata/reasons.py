"""Why a row was rejected, and what a reader should know of one that was accepted.

Every code that a report can show stands here once, with its sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Reason:
    """One outcome of the checks.

    Parameters
    ----------
    label : str
        A few words, for a heading or a table.
    sentence : str
        What is wrong and what to do, for someone who doesn't program.
    """

    label: str
    sentence: str


REJECTIONS: Final[dict[str, Reason]] = {
    "malformed_row": Reason(
        "Broken row", "The row has more or fewer fields than the heading; check its quotes."
    ),
    "date_missing": Reason("No date", "The row has no date, or none more precise than nothing."),
    "date_impossible": Reason(
        "Impossible date", "The date does not exist, can't be read, or lies before 1970."
    ),
    "date_in_future": Reason("Date in the future", "The date lies after today."),
    "number_invalid": Reason(
        "Not a number", "A figure of killed or injured is not a whole number of zero or more."
    ),
    "number_absurd": Reason(
        "Absurd number", "A figure of killed or injured is larger than any known incident's."
    ),
    "id_missing": Reason("No identifier", "The row has no identifier; each incident needs one."),
    "id_too_long": Reason(
        "Identifier too long",
        "The identifier has more than 300 characters; another column may stand in its place.",
    ),
    "duplicate_id": Reason(
        "Duplicate identifier", "An earlier row of this import has the same identifier."
    ),
    "superseded": Reason(
        "Superseded", "A newer release in this import has a row with the same identifier."
    ),
    "outside_afghanistan": Reason(
        "Outside Afghanistan", "The country is another one, or the place lies outside Afghanistan."
    ),
    "code_unknown": Reason(
        "Unknown code", "A coded value (group, attribution, event type …) is none of the atlas's."
    ),
}

FLAGS: Final[dict[str, Reason]] = {
    "date_converted": Reason(
        "Date converted", "The date was written in the solar Hijri calendar and was converted."
    ),
    "digits_converted": Reason(
        "Digits converted", "Numbers were written in Persian, Pashto or Arabic digits."
    ),
    "date_imprecise": Reason(
        "Date imprecise", "Only the month, the year or a span of days is known."
    ),
    "coordinates_swapped": Reason(
        "Coordinates swapped", "Latitude and longitude stood in each other's place; swapped back."
    ),
    "coordinates_invalid": Reason(
        "Coordinates not usable", "The coordinates are no numbers or out of range; left out."
    ),
    "coordinates_outside": Reason(
        "Point outside Afghanistan",
        "The point lies outside Afghanistan and was left out; the named province was kept.",
    ),
    "coordinates_elsewhere": Reason(
        "Point in another province", "The point lies in another province than the one named."
    ),
    "code_name_disagree": Reason(
        "Code and name disagree", "The p-code is of another province than the name; code kept."
    ),
    "province_name_unknown": Reason(
        "Province name unknown", "The name of the province is none of the 34 provinces."
    ),
    "province_name_ambiguous": Reason(
        "Province name ambiguous", "The name fits more than one province; none was chosen."
    ),
    "province_code_unknown": Reason("Province code unknown", "The p-code is none of AF01 to AF34."),
    "province_unknown": Reason(
        "Province unknown", "No province could be given; counted as “province unknown”."
    ),
    "location_imprecise": Reason(
        "Place imprecise", "The source knows no more than the region or the country."
    ),
    "estimates_reordered": Reason(
        "Estimates out of order",
        "Low, best and high did not rise; the best was kept, the range was widened to hold all.",
    ),
    "estimates_incomplete": Reason(
        "No best estimate",
        "A low or a high figure has no best one with it; counted as unknown, see the note.",
    ),
    "sources_count_invalid": Reason(
        "Number of sources not usable",
        "The number of sources is not a whole number of zero or more; left out.",
    ),
    "near_duplicate": Reason(
        "Near-duplicate",
        "An earlier row has the same day, place and group; compare them.",
    ),
    "actor_unmapped": Reason(
        "Actor unmapped", "The actor fits no group of the atlas; counted under other groups."
    ),
    "text_repaired": Reason("Text repaired", "Wrongly decoded letters (mojibake) were repaired."),
    "text_cleaned": Reason("Text cleaned", "Control characters were taken out of a text."),
    "text_shortened": Reason("Text shortened", "An over-long text was cut; the end shows …."),
    "provisional": Reason("Provisional", "The source marks the row as not yet final."),
    "text_undecodable": Reason(
        "Letters undecodable", "Some bytes fit no encoding; they show as the replacement sign."
    ),
}
