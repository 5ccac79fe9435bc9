"""Published facts (data/README.md)."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from access.forces.reference_file import force_rows

FOLDER = Path(__file__).parent / "data"
Array = NDArray[np.float64]

# Robbery and burglary of a business have no person to ask.
KINDS = (
    "violence",
    "stalking_harassment",
    "sexual",
    "robbery",
    "robbery_business",
    "burglary",
    "burglary_business",
    "vehicle",
    "theft_person",
    "bicycle",
    "shoplifting",
    "other_theft",
    "damage_arson",
    "drugs",
    "weapons",
    "public_order",
    "misc",
)

THEFTS = {
    "burglary",
    "burglary_business",
    "vehicle",
    "theft_person",
    "bicycle",
    "shoplifting",
    "other_theft",
}
OFFENCE_GROUP = {
    **{kind: kind for kind in KINDS},
    **dict.fromkeys(THEFTS, "theft"),
    "robbery_business": "robbery",
    # The outcomes table counts stalking and harassment as violence.
    "stalking_harassment": "violence",
}
ETHNIC_GROUPS = ("asian", "black", "mixed", "other", "white")
BROAD_AGES = ("younger", "working_age", "older")


@dataclass(frozen=True, kw_only=True)
class Offence:
    code: str
    share: float


@dataclass(frozen=True, kw_only=True)
class Ethnicity:
    code: str
    group: str
    share_of_group: float


@dataclass(frozen=True, kw_only=True)
class ForceFacts:
    code: str
    is_welsh: bool
    crimes: int
    mix: Array
    outcomes: Mapping[str, Array]
    female: float
    disabled: float
    ethnic_groups: Array
    broad_ages: Array


@dataclass(frozen=True, kw_only=True)
class Facts:
    forces: Mapping[str, ForceFacts]
    outcome_codes: tuple[str, ...]
    offences: Mapping[str, tuple[Offence, ...]]
    ethnicities: tuple[Ethnicity, ...]


@cache
def load() -> Facts:
    residents = {row["force"]: _numbers(row) for row in _rows("population.csv")}
    nation = dict.fromkeys(next(iter(residents.values())), 0.0)
    for counts in residents.values():
        nation = {column: nation[column] + count for column, count in counts.items()}
    crimes = {row["force"]: _numbers(row) for row in _rows("recorded_crime.csv")}
    outcomes: dict[str, dict[str, Array]] = {}
    for row in _rows("outcomes.csv"):
        counts = _numbers(row)
        shares = _shares(list(counts.values()))
        outcomes.setdefault(row["force"], {})[row["offence_group"]] = shares
    return Facts(
        forces={
            row.code: _force(
                row.code,
                is_welsh=row.region_code.startswith("W"),
                crimes=np.array([crimes[row.code][kind] for kind in KINDS]),
                outcomes=outcomes[row.code],
                residents=residents.get(row.code, nation),
                nation=nation,
            )
            for row in force_rows()
        },
        outcome_codes=tuple(counts),
        offences=_offences(),
        ethnicities=_ethnicities(),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _numbers(row: Mapping[str, str]) -> dict[str, float]:
    names = {"force", "offence_group"}
    return {column: float(value) for column, value in row.items() if column not in names}


def _shares(counts: Sequence[float]) -> Array:
    shares: Array = np.array(counts) / np.sum(counts)
    return shares


def _force(
    code: str,
    *,
    is_welsh: bool,
    crimes: Array,
    outcomes: Mapping[str, Array],
    residents: Mapping[str, float],
    nation: Mapping[str, float],
) -> ForceFacts:
    ages, nations_ages = (
        _shares([counts[age] for age in BROAD_AGES]) for counts in (residents, nation)
    )
    return ForceFacts(
        code=code,
        is_welsh=is_welsh,
        crimes=int(crimes.sum()),
        mix=crimes / crimes.sum(),
        outcomes=outcomes,
        female=residents["female"] / (residents["female"] + residents["male"]),
        disabled=residents["disabled"] / (residents["disabled"] + residents["not_disabled"]),
        ethnic_groups=_shares([residents[group] for group in ETHNIC_GROUPS]),
        broad_ages=ages / nations_ages,
    )


def _offences() -> dict[str, tuple[Offence, ...]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for row in _rows("offences.csv"):
        found.setdefault(row["kind"], []).append((row["offence_code"], float(row["n"])))
    return {
        kind: tuple(
            Offence(code=code, share=float(share))
            for (code, _), share in zip(
                found[kind], _shares([number for _, number in found[kind]]), strict=True
            )
        )
        for kind in KINDS
        if kind in found
    }


def _ethnicities() -> tuple[Ethnicity, ...]:
    rows = _rows("ethnic_groups.csv")
    totals = dict.fromkeys(ETHNIC_GROUPS, 0.0)
    for row in rows:
        totals[row["group"]] += float(row["n"])
    return tuple(
        Ethnicity(
            code=row["ethnicity"],
            group=row["group"],
            share_of_group=float(row["n"]) / totals[row["group"]],
        )
        for row in rows
    )
