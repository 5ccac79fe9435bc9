"""Rows and columns of the scorecard, from measures/scorecard.toml."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from analytics.disclosure import timing
from analytics.disclosure.years import is_year, quarters_of
from analytics.items import FOLDER
from analytics.tables import Dimension
from survey.definition.types import Text

QUARTERS = 8


def before(period: str) -> str:
    if not is_year(period):
        return timing.quarter_before(period)
    first = int(period.split("-")[0])
    return f"{first - 1}-{first % 100:02}"


def line_until(period: str) -> tuple[str, ...]:
    """Return eight quarters that end with the period, oldest first; for a year, its quarters and
    the year before's.
    """
    found = [quarters_of(period)[-1]]
    while len(found) < QUARTERS:
        found.append(timing.quarter_before(found[-1]))
    return tuple(reversed(found))


FILE = FOLDER / "scorecard.toml"


class Source(StrEnum):
    COVERAGE = "coverage"
    RESPONSE = "response"
    ITEM = "item"
    RECORD = "record"
    DAYS = "days"
    TOLD = "told"
    OUTCOME = "outcome"


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """The victims of one row: a level of a table of figures."""

    code: str
    dimension: Dimension
    level: str
    label: Text
    of_force: "CardRow | None" = None


@dataclass(frozen=True, kw_only=True)
class CardColumn:
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
    """Columns that the lead sentence reports for the first row."""
    rows: Sequence[CardRow]
    columns: Sequence[CardColumn]
    signatures: Sequence[Signature]

    @property
    def is_draft(self) -> bool:
        return all(one.version != self.version for one in self.signatures)

    def for_force(self) -> "CardDefinition":
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
        columns=[CardColumn(**{**row, "source": Source(row["source"])}) for row in raw["column"]],
        signatures=[Signature(**row) for row in raw.get("signed", ())],
    )


def _row(row: Mapping[str, Any]) -> CardRow:
    given = {**row, "dimension": Dimension(row["dimension"])}
    if "of_force" in row:
        given["of_force"] = _row({"code": row["code"], **row["of_force"]})
    return CardRow(**given)
