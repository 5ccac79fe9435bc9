"""What the files of police.uk have said of one crime, as a set of facts. Pure.

Two filings of a crime are joined by union, so it makes no difference in which order, in how many
files or in how many loads the facts came: joining is commutative and associative, and joining what
is known already changes nothing. The case of a crime is worked out from its filing alone, by
responses.case_files.police_uk.cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from responses.case_files.police_uk.rows import OutcomeRow, PoliceUkRow, StreetRow

FilingKey = tuple[str, str]
FactTexts = Sequence[Sequence[str]]
"""Facts as they are stored: of each its month, written 2016-03, then its other columns."""


class StreetFact(NamedTuple):
    """A row of a street file. `last_outcome` is empty where the file has none."""

    month: date
    area: str
    crime_type: str
    last_outcome: str


class OutcomeFact(NamedTuple):
    """A row of an outcomes file, with its wording as filed."""

    month: date
    area: str
    wording: str


@dataclass(frozen=True)
class Filing:
    """The distinct facts of one crime of one force."""

    force: str
    crime_id: str
    street: frozenset[StreetFact] = frozenset()
    outcomes: frozenset[OutcomeFact] = frozenset()

    @property
    def key(self) -> FilingKey:
        return (self.force, self.crime_id)

    def joined(self, other: "Filing") -> "Filing":
        """Everything that either of two filings of the same crime says."""
        return replace(
            self, street=self.street | other.street, outcomes=self.outcomes | other.outcomes
        )

    def street_texts(self) -> list[list[str]]:
        return _texts(self.street)

    def outcome_texts(self) -> list[list[str]]:
        return _texts(self.outcomes)


def filing_of(rows: Sequence[PoliceUkRow]) -> Filing:
    """The filing of the rows of one crime, of which there is at least one."""
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
    """The filing that was stored as `street_texts` and `outcome_texts`."""
    return Filing(
        *key,
        street=frozenset(StreetFact(_month(month), *others) for month, *others in street),
        outcomes=frozenset(OutcomeFact(_month(month), *others) for month, *others in outcomes),
    )


def _street_fact(row: StreetRow) -> StreetFact:
    last = row.last_outcome.text if row.last_outcome else ""
    return StreetFact(row.month, row.area, row.crime_type.text, last)


def _texts(facts: Iterable[tuple[date, *tuple[str, ...]]]) -> list[list[str]]:
    """In one order, so that equal filings are stored as equal texts."""
    return [[month.isoformat()[:7], *others] for month, *others in sorted(facts)]


def _month(text: str) -> date:
    return date(int(text[:4]), int(text[5:]), 1)
