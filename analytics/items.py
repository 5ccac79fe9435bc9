import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from survey.bank.instruments import BANK
from survey.bank.questions import read_bank
from survey.definition.types import Block, Text

INSTRUMENT = "short-core"
FOLDER = Path(__file__).parent / "measures"
FURTHER = ("core.toml", "outcome.toml", "stages.toml", "crimes.toml")


class Direction(StrEnum):
    UP = "up"
    NONE = "none"


class Agency(StrEnum):
    POLICE = "police"
    CPS = "cps"
    WITNESS_CARE = "witness_care"
    COURTS = "courts"
    DEFENCE = "defence"
    PROBATION = "probation"
    SUPPORT = "support"
    REPORT_FRAUD = "report_fraud"


class Judgement(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    UNUSUAL = "unusual"


@dataclass(frozen=True, kw_only=True)
class Item:
    """`finding` completes "61 % of victims who answered …"; `base` "100 people, …"."""

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
        """Decision 30."""
        if self.direction is Direction.NONE:
            return Judgement.UNUSUAL
        return Judgement.BETTER if is_higher else Judgement.WORSE


@cache
def items() -> Mapping[str, Item]:
    """By code, in question order."""
    raw = _read_toml(FOLDER / f"{INSTRUMENT}.toml")
    return {row["code"]: _item({**raw["every"], **row}) for row in raw["item"]}


@cache
def further_items() -> Mapping[str, Item]:
    found = (item for name in FURTHER for item in _grouped(_read_toml(FOLDER / "further" / name)))
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


def _read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


class LeftOut(StrEnum):
    NOBODY = "nobody"
    NO_NEED = "no_need"
    DOES_NOT_APPLY = "does_not_apply"


@dataclass(frozen=True, kw_only=True)
class BankFacts:
    """`right` is a number in the Code of `code_version`, or ""."""

    block: Block
    module: str
    right: str
    code_version: str
    parent: str
    left_out: LeftOut

    @property
    def is_conditional(self) -> bool:
        return bool(self.parent)


@cache
def bank_facts() -> Mapping[str, BankFacts]:
    bank = read_bank(BANK)
    return {code: _facts(bank.questions[code].entry, bank.scales) for code in every_item()}


def _facts(entry: Mapping[str, Any], scales: Mapping[str, Any]) -> BankFacts:
    choices = {choice["code"] for choice in scales.get(entry.get("scale", ""), ())}
    return BankFacts(
        block=Block(entry["block"]),
        module=entry.get("module", ""),
        right=entry.get("right", ""),
        code_version=entry.get("code_version", ""),
        parent=entry.get("shown_if", {}).get("question", ""),
        left_out=_left_out(choices | set(entry.get("extras", ()))),
    )


def _left_out(choices: set[str]) -> LeftOut:
    known = (each for each in (LeftOut.NO_NEED, LeftOut.DOES_NOT_APPLY) if each.value in choices)
    return next(known, LeftOut.NOBODY)
