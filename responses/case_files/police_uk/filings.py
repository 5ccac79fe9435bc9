"""Facts that police.uk files have given about one crime."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from responses.case_files.police_uk.rows import OutcomeRow, PoliceUkRow, StreetRow

FilingKey = tuple[str, str]
FactTexts = Sequence[Sequence[str]]
"""Facts as they are stored: of each its month, written 2016-03, then its other columns."""


class StreetFact(NamedTuple):
    """A row of a street file."""

    month: date
    area: str
    crime_type: str
    last_outcome: str


class OutcomeFact(NamedTuple):
    month: date
    area: str
    wording: str


@dataclass(frozen=True)
class Filing:
    force: str
    crime_id: str
    street: frozenset[StreetFact] = frozenset()
    outcomes: frozenset[OutcomeFact] = frozenset()

    @property
    def key(self) -> FilingKey:
        return (self.force, self.crime_id)

    def joined(self, other: "Filing") -> "Filing":
        return replace(
            self, street=self.street | other.street, outcomes=self.outcomes | other.outcomes
        )

    def street_texts(self) -> list[list[str]]:
        return _texts(self.street)

    def outcome_texts(self) -> list[list[str]]:
        return _texts(self.outcomes)


def filing_of(rows: Sequence[PoliceUkRow]) -> Filing:
    return Filing(
        force=rows[0].force,
        crime_id=rows[0].crime_id,
        street=frozenset(_street_fact(row) for row in rows if isinstance(row, StreetRow)),
        outcomes=frozenset(
            OutcomeFact(row.month, row.area, row.as_filed)
            for row in rows
            if isinstance(row, OutcomeRow)
        ),
    )


def stored_filing(key: FilingKey, *, street: FactTexts, outcomes: FactTexts) -> Filing:
    return Filing(
        *key,
        street=frozenset(StreetFact(_month(month), *others) for month, *others in street),
        outcomes=frozenset(OutcomeFact(_month(month), *others) for month, *others in outcomes),
    )


def _street_fact(row: StreetRow) -> StreetFact:
    last = row.last_outcome.text if row.last_outcome else ""
    return StreetFact(row.month, row.area, row.crime_type.text, last)


def _texts(facts: Iterable[tuple[date, *tuple[str, ...]]]) -> list[list[str]]:
    return [[month.isoformat()[:7], *others] for month, *others in sorted(facts)]


def _month(text: str) -> date:
    return date(int(text[:4]), int(text[5:]), 1)
