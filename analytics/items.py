"""The items that figures are made of, read once from measures/. Pure apart from that.

The ten of the short core have every table of the closed list. The others, which not everybody is
asked, have the tables of every question alone (analytics/questions)."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from survey.definition.types import Text

INSTRUMENT = "short-core"
FOLDER = Path(__file__).parent / "measures"
FURTHER = ("core.toml", "outcome.toml", "stages.toml", "crimes.toml")


class Direction(StrEnum):
    """Whether a higher share positive is better. For an item without a direction a change is
    neither better nor worse."""

    UP = "up"
    NONE = "none"


class Agency(StrEnum):
    """Who is answerable for what an item is about."""

    POLICE = "police"
    CPS = "cps"
    WITNESS_CARE = "witness_care"
    COURTS = "courts"
    DEFENCE = "defence"
    PROBATION = "probation"
    SUPPORT = "support"
    REPORT_FRAUD = "report_fraud"


class Judgement(StrEnum):
    """What a difference is called: better or worse only where the item has a direction."""

    BETTER = "better"
    WORSE = "worse"
    UNUSUAL = "unusual"


@dataclass(frozen=True, kw_only=True)
class Item:
    """`finding` completes "61 % of victims who answered …"; `why` says why the item is asked;
    `base` completes "100 people, …". `module` is the stage, outcome or crime module of the bank it
    belongs to, "" for the core. Of an item with `is_special` nothing is shown under a base of fifty
    (decision 4)."""

    code: str
    label: Text
    finding: Text
    why: Text
    base: Text
    agency: Agency
    direction: Direction = Direction.UP
    module: str = ""
    is_headline: bool = False
    is_special: bool = False

    def judgement(self, *, is_higher: bool) -> Judgement:
        """Of a share that is clearly higher, or lower, than another (decision 30)."""
        if self.direction is Direction.NONE:
            return Judgement.UNUSUAL
        return Judgement.BETTER if is_higher else Judgement.WORSE


@cache
def items() -> Mapping[str, Item]:
    """The ten of the short core by their codes, in the order they are asked."""
    raw = _read(FOLDER / f"{INSTRUMENT}.toml")
    return {row["code"]: _item({**raw["every"], **row}) for row in raw["item"]}


@cache
def further_items() -> Mapping[str, Item]:
    """The items that not everybody is asked, by their codes, module by module."""
    found = (item for name in FURTHER for item in _grouped(_read(FOLDER / "further" / name)))
    return {item.code: item for item in found}


@cache
def every_item() -> Mapping[str, Item]:
    return {**items(), **further_items()}


def headline() -> Item:
    return next(item for item in items().values() if item.is_headline)


def item_codes() -> tuple[str, ...]:
    return tuple(items())


def _grouped(raw: Mapping[str, Any]) -> Iterator[Item]:
    for group in raw["group"]:
        shared = {name: value for name, value in group.items() if name != "item"}
        yield from (_item({**shared, **row}) for row in group["item"])


def _item(row: Mapping[str, Any]) -> Item:
    given: dict[str, Any] = {"agency": Agency(row["agency"])}
    if "direction" in row:
        given["direction"] = Direction(row["direction"])
    return Item(**{**row, **given})


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
