"""The items that figures are made of, read once from measures/*.toml. Pure apart from that."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from survey.definition.types import Text

INSTRUMENT = "short-core"
FOLDER = Path(__file__).parent / "measures"


class Direction(StrEnum):
    """Whether a higher share positive is better. For an item without a direction a change is
    neither better nor worse."""

    UP = "up"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Item:
    """`finding` completes "61 % of victims who answered …"; `why` says why the item is asked."""

    code: str
    label: Text
    finding: Text
    why: Text
    direction: Direction
    is_headline: bool = False


@cache
def items(instrument: str = INSTRUMENT) -> Mapping[str, Item]:
    """Every item by its code, in the order they are asked."""
    raw = tomllib.loads((FOLDER / f"{instrument}.toml").read_text(encoding="utf-8"))
    parsed = (Item(**{**row, "direction": Direction(row["direction"])}) for row in raw["item"])
    return {item.code: item for item in parsed}


def headline() -> Item:
    return next(item for item in items().values() if item.is_headline)


def item_codes() -> tuple[str, ...]:
    return tuple(items())
