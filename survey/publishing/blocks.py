"""Their order, length, and what a force may add."""

from collections.abc import Iterator
from itertools import pairwise

from survey.bank.pathway_instrument import restrict_to_pathway
from survey.bank.pathways import MOST_QUESTIONS, Pathway, example_facts, pathway_for
from survey.bank.rotation import MOST_IN_SHORT_FORM, ROTATING_PLACES
from survey.definition.types import Block, Instrument, Question

MOST_LOCAL_ITEMS = 5
LOCAL_INSTRUMENT = "local-"
"""Prefix of the code of a force's own questionnaire, local-<force>-…; all others are national."""
LOCAL_QUESTION = "L-"
MODULES = {Block.OUTCOME, Block.STAGE, Block.CRIME}
PLACES = {
    Block.CORE: 0, Block.OUTCOME: 1, Block.STAGE: 1, Block.CRIME: 1, Block.LOCAL: 2,
    Block.EQUALITY: 3,
}  # fmt: skip
ROTATING_PLACE = 1


def faults(instrument: Instrument) -> Iterator[str]:
    yield from _length(instrument)
    for before, after in pairwise(instrument.questions):
        if _place(before, instrument) > _place(after, instrument):
            yield (
                f"{after.code} ({after.block}) stands after {before.code} ({before.block}): the "
                "core comes first, then the modules, then local items, then the equality block"
            )
    yield from _local(instrument)


def _place(question: Question, instrument: Instrument) -> int:
    return ROTATING_PLACE if question.code in instrument.rotating else PLACES[question.block]


def _length(instrument: Instrument) -> Iterator[str]:
    blocks = [q.block for q in instrument.questions if q.code not in instrument.rotating]
    core, outside = blocks.count(Block.CORE), len(blocks) - blocks.count(Block.EQUALITY)
    drawn = min(ROTATING_PLACES, len(instrument.rotating))
    if not core and not instrument.code.startswith(LOCAL_INSTRUMENT):
        yield "there is no core question"
    if not MODULES & set(blocks):
        if core + drawn > MOST_IN_SHORT_FORM:
            beside = f" and {drawn} that rotate" if drawn else ""
            yield f"{core} core items{beside}, at most {MOST_IN_SHORT_FORM} may be asked"
    elif paths := _pathways_to(instrument):
        yield from _on_pathways(instrument, paths)
    elif outside > MOST_QUESTIONS:
        yield (
            f"{outside} questions before the equality block, at most {MOST_QUESTIONS} may be asked"
        )


def _pathways_to(instrument: Instrument) -> list[Pathway]:
    every = dict.fromkeys(pathway_for(facts) for facts in example_facts())
    return [pathway for pathway in every if pathway.instrument == instrument.code]


def _on_pathways(instrument: Instrument, paths: list[Pathway]) -> Iterator[str]:
    modules = frozenset().union(*(pathway.modules for pathway in paths))
    for question in instrument.questions:
        if question.module not in modules:
            yield f"{question.code} belongs to {question.module}, which is on no pathway"
    for pathway in paths:
        asked = {question.code for question in restrict_to_pathway(instrument, pathway).questions}
        always = [q for q in instrument.questions if _is_always_asked(q, pathway)]
        if lost := [question.code for question in always if question.code not in asked]:
            yield (
                f"{', '.join(lost)}: no room on the pathway of {_name(pathway)}, which may ask "
                f"{pathway.most} questions and always asks {len(always)}"
            )


def _is_always_asked(question: Question, pathway: Pathway) -> bool:
    return (
        question.rank == 1
        and question.block is not Block.EQUALITY
        and question.module in pathway.modules
        and question.code not in pathway.left_out
    )


def _name(pathway: Pathway) -> str:
    return " + ".join(sorted(pathway.modules - {""})) or "nothing but the core"


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
