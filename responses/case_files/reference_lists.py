"""The reference lists used to read cases."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from responses.case_files.case import CaseStage, EventKind

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class ListedOffence:
    crime_group: str
    has_victim: bool


@dataclass(frozen=True)
class PoliceUkWording:
    """The meaning of one of police.uk's wordings."""

    text: str
    kind: EventKind
    codes: tuple[str, ...]
    state: CaseStage | None
    implies: str


@dataclass(frozen=True)
class CrimeType:
    """A crime type of police.uk."""

    text: str
    crime_group: str
    victim: str
    slug: str
    place: int


@cache
def offences() -> Mapping[str, ListedOffence]:
    """Home Office offence code to crime group."""
    return {
        row["code"].upper(): ListedOffence(
            row["crime_group"], has_victim=row["has_victim"] == "yes"
        )
        for row in rows_of("offences.csv")
    }


@cache
def ethnic_groups() -> Mapping[str, Mapping[str, str]]:
    """By scheme, codes and the census group of each ("" for not stated)."""
    rows = list(rows_of("ethnic_groups.csv"))
    schemes = [name for name in rows[0] if name not in {"code", "group"}]
    return {
        scheme: {row["code"]: row["group"] for row in rows if row[scheme] == "yes"}
        for scheme in schemes
    }


@cache
def police_uk_wordings() -> Mapping[str, PoliceUkWording]:
    """Each wording, including older spellings, to its meaning."""
    rows = list(rows_of("police_uk_wordings.csv"))
    known = {row["wording"]: _wording(row) for row in rows if not row["same_as"]}
    return known | {row["wording"]: known[row["same_as"]] for row in rows if row["same_as"]}


def _wording(row: Mapping[str, str]) -> PoliceUkWording:
    return PoliceUkWording(
        text=row["wording"],
        kind=EventKind(row["kind"]),
        codes=tuple(row["codes"].split(";")),
        state=CaseStage(row["state"]) if row["state"] else None,
        implies=row["implies"],
    )


@cache
def police_uk_order() -> Mapping[str, int]:
    """Older spellings share a place."""
    wordings = police_uk_wordings()
    places = {text: place for place, text in enumerate(wordings)}
    return {text: places[wording.text] for text, wording in wordings.items()}


@cache
def police_uk_crime_types() -> Mapping[str, CrimeType]:
    rows = enumerate(rows_of("police_uk_crime_types.csv"))
    return {
        row["crime_type"]: CrimeType(
            text=row["crime_type"],
            crime_group=row["crime_group"],
            victim=row["victim"],
            slug=row["slug"],
            place=place,
        )
        for place, row in rows
    }


def rows_of(file_name: str) -> Iterator[dict[str, str]]:
    """Without the comments that name its source."""
    with (DATA / file_name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))
