"""From measures/code-return.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analytics.items import FOLDER, Agency
from survey.definition.types import Text

FILE = FOLDER / "code-return.toml"


@dataclass(frozen=True, kw_only=True)
class Body:
    agency: Agency
    is_bound: bool


@dataclass(frozen=True, kw_only=True)
class RecordMeasure:
    measure: str
    agency: Agency
    right: str
    code_version: str
    label: Text
    base: Text


@dataclass(frozen=True, kw_only=True)
class Duty:
    act: str
    section: str
    awareness: str
    services: str
    read_at: str
    is_in_force: bool
    awareness_items: frozenset[str]
    bodies: Sequence[Body]
    records: Sequence[RecordMeasure]
    titles: Mapping[str, Mapping[str, str]]
    """Titles of the rights in Welsh, by version of the Code."""
    from_memory: Sequence[str]

    def place_of(self, agency: Agency) -> int:
        return [body.agency for body in self.bodies].index(agency)


@cache
def read_duty(path: Path = FILE) -> Duty:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    duty = raw["duty"]
    return Duty(
        act=duty["act"],
        section=duty["section"],
        awareness=duty["awareness"],
        services=duty["services"],
        read_at=duty["read_at"],
        is_in_force=duty["is_in_force"],
        awareness_items=frozenset(raw["awareness"]["items"]),
        bodies=[
            Body(agency=Agency(row["agency"]), is_bound=row["is_bound"]) for row in raw["body"]
        ],
        records=[_record(row) for row in raw["record"]],
        titles=raw["titles"],
        from_memory=_from_memory(raw),
    )


def _record(row: Mapping[str, Any]) -> RecordMeasure:
    facts = {name: value for name, value in row.items() if name != "from_memory"}
    return RecordMeasure(**{**facts, "agency": Agency(row["agency"])})


def _from_memory(raw: Mapping[str, Any]) -> list[str]:
    parts = [
        ("duty", raw["duty"]),
        *((row["agency"], row) for row in raw["body"]),
        *((row["measure"], row) for row in raw["record"]),
    ]
    return [f"{name}: {fact}" for name, part in parts for fact in part.get("from_memory", ())]
