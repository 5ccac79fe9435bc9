"""The case files that the forces of a sealed nation write."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.sealed.nations import DAY, TOLD_AFTER, Nation, Victim
from tests.sealed.vocabulary import OFFENCES, OUTCOMES

FLAGS = (
    "domestic_abuse", "stalking", "sexual", "hate_race", "hate_religion", "hate_orientation",
    "hate_transgender", "hate_disability", "honour_based", "forced_marriage", "fgm",
    "child_abuse", "modern_slavery", "police_suspect",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Writing:
    encoding: str = "utf-8"
    delimiter: str = ","
    is_turned: bool = False
    """Whether the last column stands first."""
    area: str = ""


WRITINGS = (
    Writing(),
    Writing(encoding="utf-8-sig", is_turned=True),
    Writing(encoding="cp1252", delimiter=";", area="Ynys Môn"),
    Writing(encoding="utf-16", delimiter="\t"),
)
"""The forces of a nation take turns."""


def write_week(nation: Nation, folder: Path, *, first: date) -> list[Path]:
    written = []
    for place, force in enumerate(nation.forces):
        rows = list(_news(nation, force, first))
        if rows:
            path = folder / f"{force}-{first}.csv"
            _write(path, rows, WRITINGS[place % len(WRITINGS)])
            written.append(path)
    return written


def _news(nation: Nation, force: str, first: date) -> Iterator[dict[str, str]]:
    for victim in nation.victims:
        days = [day for day in (victim.moved_on, victim.reported_on) if day]
        news = [day for day in days if first <= day + TOLD_AFTER * DAY < first + 7 * DAY]
        if victim.force == force and news:
            yield _row(victim, on=max(news))


def _row(victim: Victim, *, on: date) -> dict[str, str]:
    has_moved = on == victim.moved_on
    outcome = OUTCOMES.get(victim.path, "") if has_moved else ""
    told = str(on + TOLD_AFTER * DAY) if outcome else ""
    flags = {f"flag_{flag}": "no" for flag in FLAGS}
    if victim.trouble == "unsafe":
        flags["flag_stalking"] = "yes"
    return {
        "case_key": victim.key,
        "force": victim.force,
        "offence_code": OFFENCES[victim.crime_group],
        "crime_group": victim.crime_group,
        "reported_on": str(victim.reported_on),
        "stage": "NOWHERE"
        if victim.trouble == "faulty"
        else victim.path
        if has_moved
        else "REPORT",
        "stage_on": str(on),
        "outcome_code": outcome,
        "outcome_on": str(on) if outcome else "",
        "victim_told_on": told,
        "sex": victim.sex,
        "birth_year": str(on.year - 15 if victim.trouble == "child" else victim.birth_year),
        "ethnicity": victim.ethnicity,
        "ethnicity_scheme": "census-2021-19",
        "language": victim.language,
        "contact_email": "" if victim.trouble == "no contact" else victim.address,
        "number_safe": "yes",
        "business": "yes" if victim.trouble == "business" else "no",
        **flags,
    }


def _write(path: Path, rows: list[dict[str, str]], writing: Writing) -> None:
    names = ["area", *rows[0]]
    with path.open("w", encoding=writing.encoding, newline="") as file:
        writer = csv.DictWriter(
            file, names[::-1] if writing.is_turned else names, delimiter=writing.delimiter
        )
        writer.writeheader()
        writer.writerows({**row, "area": writing.area} for row in rows)
