"""Independent of others, doesn't reveal the crime, at least two a stage."""

from collections.abc import Iterator

from survey.bank import rotation
from survey.bank.pathway_instrument import questions_referred_to
from survey.bank.pathways import OUTCOME_MODULES, SHORT_CORE, STAGES
from survey.definition.types import Block, Instrument, Question

WITHOUT_THE_CRIME = frozenset({Block.CORE, Block.OUTCOME, Block.STAGE})
MODULES = frozenset({"", "OUT", *STAGES, *OUTCOME_MODULES})


def faults(instrument: Instrument) -> Iterator[str]:
    if not instrument.rotating:
        return
    if instrument.code != SHORT_CORE:
        yield f"only {SHORT_CORE} draws questions by chance"
        return
    if unknown := [code for code in instrument.rotating if code not in instrument.places]:
        yield f"{', '.join(unknown)}: no such question is asked"
        return
    places = [instrument.places[code] for code in instrument.rotating]
    if places != sorted(set(places)):
        yield "the codes stand once each, in the order of the questions"
    for code in instrument.rotating:
        for fault in _question(instrument.question(code), instrument):
            yield f"{code} {fault}"
    yield from _too_few(instrument)


def _question(question: Question, instrument: Instrument) -> Iterator[str]:
    if question.block not in WITHOUT_THE_CRIME or question.module not in MODULES:
        yield "would tell of the crime: only the core, stages and outcomes may rotate"
    if question.block is Block.CORE and question.rank == 1:
        yield "is of the core that everybody is asked (rank 1)"
    referred_to = questions_referred_to(instrument)
    if question.shown_if or referred_to[question.code]:
        yield "depends on another question, which may not have been drawn"
    for other in instrument.questions:
        if question.code in referred_to[other.code]:
            yield f"is looked at by {other.code}, and may not have been drawn"


def _too_few(instrument: Instrument) -> Iterator[str]:
    for pathway in rotation.short_pathways():
        found = len(rotation.of_modules(instrument, pathway.stage, pathway.outcome))
        if found < rotation.ROTATING_PLACES:
            where = " with ".join([pathway.stage, *pathway.outcome[1:]])
            yield f"{found} to draw from at {where}, {rotation.ROTATING_PLACES} are drawn"
