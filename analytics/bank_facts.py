"""What the question bank says of an item: its place in the instrument, the right of the Victims'
Code it serves, who is asked it, and whom a choice leaves out. Pure but for reading the bank."""

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
    """Who picked a choice that takes them out of the base, apart from those who did not say."""

    NOBODY = "nobody"
    NO_NEED = "no_need"
    DOES_NOT_APPLY = "does_not_apply"


@dataclass(frozen=True, kw_only=True)
class BankFacts:
    """`right` is the number of a right in the Code of `code_version`, "" where there is none.
    `parent` is the question upon whose answer this one is asked, "" for a question that is not."""

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
    """What the bank says of every item, by its code."""
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
