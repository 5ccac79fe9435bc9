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


class Judgement(StrEnum):
    """What a difference is called: better or worse only where the item has a direction."""

    BETTER = "better"
    WORSE = "worse"
    UNUSUAL = "unusual"


@dataclass(frozen=True, kw_only=True)
class Item:
    """`finding` completes "61 % of victims who answered …"; `why` says why the item is asked."""

    code: str
    label: Text
    finding: Text
    why: Text
    direction: Direction
    is_headline: bool = False

    def judgement(self, *, is_higher: bool) -> Judgement:
        """Of a share that is clearly higher, or lower, than another (decision 30)."""
        if self.direction is Direction.NONE:
            return Judgement.UNUSUAL
        return Judgement.BETTER if is_higher else Judgement.WORSE


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
