"""What the scorecard's rows and columns are, from measures/scorecard.toml. Pure but for reading the
file."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from analytics.items import FOLDER
from analytics.tables import Dimension
from survey.definition.types import Text

FILE = FOLDER / "scorecard.toml"


class Source(StrEnum):
    """Where the numbers of a column come from."""

    COVERAGE = "coverage"
    RESPONSE = "response"
    ITEM = "item"
    RECORD = "record"
    DAYS = "days"
    TOLD = "told"
    OUTCOME = "outcome"


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """The victims of one row: a level of a table of figures. `of_force` stands in its place on the
    card of a force, where the table is one of the nation alone."""

    code: str
    dimension: Dimension
    level: str
    label: Text
    of_force: "CardRow | None" = None


@dataclass(frozen=True, kw_only=True)
class CardColumn:
    """`item` is the question, or the rate, of every row; `items` are those of the rows whose
    victims alone are asked, each of all whom it is asked of. `outcome` is a group of recorded
    outcomes."""

    code: str
    source: Source
    label: Text
    means: Text
    item: str = ""
    items: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Signature:
    name: str
    organisation: str
    signed_on: date
    version: str


@dataclass(frozen=True, kw_only=True)
class CardDefinition:
    version: str
    leads: Sequence[str]
    """The columns that the first sentence says of the first row."""
    rows: Sequence[CardRow]
    columns: Sequence[CardColumn]
    signatures: Sequence[Signature]

    @property
    def is_draft(self) -> bool:
        """Whether no representative of victims has signed this version."""
        return all(one.version != self.version for one in self.signatures)

    def of_force(self) -> "CardDefinition":
        """The definition with the rows that the card of a force has."""
        return replace(self, rows=[row.of_force or row for row in self.rows])

    def cells(self) -> Iterator[tuple[CardRow, CardColumn]]:
        yield from ((row, column) for row in self.rows for column in self.columns)


@cache
def read_definition(path: Path = FILE) -> CardDefinition:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return CardDefinition(
        version=raw["version"],
        leads=raw["leads"],
        rows=[_row(row) for row in raw["row"]],
        columns=[_column(row) for row in raw["column"]],
        signatures=[Signature(**row) for row in raw.get("signed", ())],
    )


def _row(row: Mapping[str, Any]) -> CardRow:
    given = {**row, "dimension": Dimension(row["dimension"])}
    if "of_force" in row:
        given["of_force"] = _row({"code": row["code"], **row["of_force"]})
    return CardRow(**given)


def _column(row: Mapping[str, Any]) -> CardColumn:
    return CardColumn(**{**row, "source": Source(row["source"])})
