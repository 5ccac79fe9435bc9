"""The published facts that the simulated nation is drawn from (data/README.md). Pure but for
reading the files it ships with."""

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
"""Crime groups of the case file; robbery and burglary of a business stand apart, because no
person is asked about them."""

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
    """What is published of one force. Shares are 0 to 1."""

    code: str
    is_welsh: bool
    crimes: int
    mix: Array
    """Share of each of KINDS in the crimes recorded."""
    outcomes: Mapping[str, Array]
    """By offence group, the share of each of the outcome codes."""
    female: float
    disabled: float
    ethnic_groups: Array
    broad_ages: Array
    """Over BROAD_AGES, each against England and Wales: 1.1 is a tenth more than there."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    forces: Mapping[str, ForceFacts]
    outcome_codes: tuple[str, ...]
    offences: Mapping[str, tuple[Offence, ...]]
    ethnicities: tuple[Ethnicity, ...]


@cache
def load() -> Facts:
    residents = {row["force"]: row for row in _rows("population.csv")}
    outcomes, codes = _outcomes()
    crimes = {row["force"]: row for row in _rows("recorded_crime.csv")}
    welsh = {row.code: row.region_code.startswith("W") for row in force_rows()}
    nation = _summed(list(residents.values()))
    return Facts(
        forces={
            code: _force(
                code,
                is_welsh=is_welsh,
                crimes=_numbers(crimes[code], KINDS),
                outcomes=outcomes[code],
                residents=_residents(residents.get(code), nation),
                nation=nation,
            )
            for code, is_welsh in welsh.items()
        },
        outcome_codes=codes,
        offences=_offences(),
        ethnicities=_ethnicities(),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _numbers(row: Mapping[str, str], columns: Sequence[str]) -> Array:
    return np.array([float(row[column]) for column in columns])


def _shares(counts: Array) -> Array:
    shares: Array = counts / counts.sum()
    return shares


def _outcomes() -> tuple[dict[str, dict[str, Array]], tuple[str, ...]]:
    rows = _rows("outcomes.csv")
    codes = tuple(_counted(rows[0]))
    outcomes: dict[str, dict[str, Array]] = {}
    for row in rows:
        counts = _numbers(row, codes)
        outcomes.setdefault(row["force"], {})[row["offence_group"]] = _shares(counts)
    return outcomes, codes


def _summed(rows: Sequence[Mapping[str, str]]) -> dict[str, float]:
    return {column: sum(float(row[column]) for row in rows) for column in _counted(rows[0])}


def _residents(row: Mapping[str, str] | None, nation: Mapping[str, float]) -> dict[str, float]:
    if row is None:
        return dict(nation)
    return {column: float(row[column]) for column in _counted(row)}


def _counted(row: Mapping[str, str]) -> list[str]:
    return [column for column in row if column not in {"force", "offence_group"}]


def _broad_ages(residents: Mapping[str, float]) -> Array:
    return _shares(np.array([residents[age] for age in BROAD_AGES]))


def _force(
    code: str,
    *,
    is_welsh: bool,
    crimes: Array,
    outcomes: Mapping[str, Array],
    residents: Mapping[str, float],
    nation: Mapping[str, float],
) -> ForceFacts:
    return ForceFacts(
        code=code,
        is_welsh=is_welsh,
        crimes=int(crimes.sum()),
        mix=_shares(crimes),
        outcomes=outcomes,
        female=residents["female"] / (residents["female"] + residents["male"]),
        disabled=residents["disabled"] / (residents["disabled"] + residents["not_disabled"]),
        ethnic_groups=_shares(np.array([residents[group] for group in ETHNIC_GROUPS])),
        broad_ages=_broad_ages(residents) / _broad_ages(nation),
    )


def _offences() -> dict[str, tuple[Offence, ...]]:
    rows = _rows("offences.csv")
    return {
        kind: tuple(
            Offence(code=row["offence_code"], share=float(share))
            for row, share in zip(of_kind, _shares(_counts(of_kind)), strict=True)
        )
        for kind in KINDS
        if (of_kind := [row for row in rows if row["kind"] == kind])
    }


def _ethnicities() -> tuple[Ethnicity, ...]:
    rows = _rows("ethnic_groups.csv")
    totals = {
        group: _counts([row for row in rows if row["group"] == group]).sum()
        for group in ETHNIC_GROUPS
    }
    return tuple(
        Ethnicity(
            code=row["ethnicity"],
            group=row["group"],
            share_of_group=float(row["n"]) / float(totals[row["group"]]),
        )
        for row in rows
    )


def _counts(rows: Sequence[Mapping[str, str]]) -> Array:
    return np.array([float(row["n"]) for row in rows])
