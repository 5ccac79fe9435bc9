"""The short form with its rotating questions, for tests of what is drawn and of the longer form."""

from dataclasses import replace
from functools import cache

from survey.bank.pathways import NATIONAL, SHORT_CORE
from survey.definition.types import Block
from tests.survey import shipped

ROTATING = (
    "Q-CON-3", "Q-INF-3", "Q-SAFE-2", "Q-COD-2",
    "Q-OUT-1", "Q-OUT-3", "Q-OUT-5a", "Q-O15-1", "Q-O15-2a", "Q-O16-3b", "Q-OOC-1a", "Q-OOC-1b",
    "Q-ST1-2", "Q-ST1-4", "Q-ST2-1", "Q-ST2-2", "Q-ST2-6", "Q-ST3c-1", "Q-ST3c-4",
    "Q-ST4-1", "Q-ST4-2", "Q-ST4-3", "Q-ST5-2a", "Q-ST5-3", "Q-ST5-6",
    "Q-ST6-1", "Q-ST6-2", "Q-ST6-3", "Q-ST7-1", "Q-ST7-2", "Q-ST7-4",
)  # fmt: skip


def national():
    return shipped.instruments()[NATIONAL]


@cache
def short():
    plain = shipped.instruments()[SHORT_CORE]
    return replace(
        plain,
        questions=(
            *plain.in_block(Block.CORE),
            *(national().question(code) for code in ROTATING),
            *plain.in_block(Block.EQUALITY),
        ),
        rotating=ROTATING,
    )
