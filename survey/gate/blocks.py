"""The parts of an instrument: their order, how long they may be, and what a force may add. Pure.

What a text link asks is a core of at most twelve items (domain rule 2.1); a longer instrument is
held to the length of each pathway through it (survey.pathways)."""

from collections.abc import Iterator
from itertools import pairwise

from survey.definition import Block, Instrument

MOST_CORE_ITEMS = 12
MOST_LOCAL_ITEMS = 5
LOCAL_INSTRUMENT = "local-"
"""An instrument of one force is called local-<force>-…; every other one is national."""
LOCAL_QUESTION = "L-"
MODULES = {Block.OUTCOME, Block.STAGE, Block.CRIME}
PLACES = {
    Block.CORE: 0, Block.OUTCOME: 1, Block.STAGE: 1, Block.CRIME: 1, Block.LOCAL: 2,
    Block.EQUALITY: 3,
}  # fmt: skip


def faults(instrument: Instrument) -> Iterator[str]:
    blocks = [question.block for question in instrument.questions]
    if Block.CORE not in blocks:
        yield "there is no core question"
    core = blocks.count(Block.CORE)
    if core > MOST_CORE_ITEMS and not MODULES & set(blocks):
        yield f"{core} core items, at most {MOST_CORE_ITEMS} may be asked"
    for before, after in pairwise(instrument.questions):
        if PLACES[before.block] > PLACES[after.block]:
            yield (
                f"{after.code} ({after.block}) stands after {before.code} ({before.block}): the "
                "core comes first, then the modules, then local items, then the equality block"
            )
    yield from _local(instrument)


def _local(instrument: Instrument) -> Iterator[str]:
    local = [question.code for question in instrument.in_block(Block.LOCAL)]
    if local and not instrument.code.startswith(LOCAL_INSTRUMENT):
        yield (
            f"{', '.join(local)}: local items have no place in a national instrument, only in one "
            f"called {LOCAL_INSTRUMENT}<force>"
        )
    if len(local) > MOST_LOCAL_ITEMS:
        yield f"{len(local)} local items, at most {MOST_LOCAL_ITEMS} may be added"
    for question in instrument.questions:
        is_local = question.block is Block.LOCAL
        if is_local != question.code.startswith(LOCAL_QUESTION):
            yield (
                f"{question.code}: the codes of local items, and of no others, begin with "
                f"{LOCAL_QUESTION}"
            )
