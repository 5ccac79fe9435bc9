from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from analytics.items import every_item
from survey.bank.instruments import BANK
from survey.bank.questions import read_bank
from survey.definition.types import Block


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
