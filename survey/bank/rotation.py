"""After the fixed questions each respondent gets two random ones that fit stage and outcome and
don't reveal the crime (decision 66)."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from survey.bank.pathway_instrument import sections_of
from survey.bank.pathways import (
    OUTCOME_MODULES,
    SHORT_CORE,
    STAGE_OF_OUTCOMES,
    STAGES,
    Pathway,
    outcome_modules,
)
from survey.definition.types import Instrument

ROTATING_PLACES = 2
MOST_IN_SHORT_FORM = 12
"""Questions before the equality block, those drawn included."""
ONLY_AT: Mapping[str, frozenset[str]] = {"Q-CON-3": frozenset({"ST1"})}
"""Questions of the core that rotate at these stages only, because at others what they ask about is
long past."""


def candidates(instrument: Instrument, *, stage: str, outcome: str) -> tuple[str, ...]:
    """In the order of the instrument."""
    if stage not in STAGES:
        return ()
    return of_modules(instrument, stage, outcome_modules(stage, outcome))


def short_pathways() -> tuple[Pathway, ...]:
    """One for each stage and kind of outcome."""
    branches = (
        *((stage, "") for stage in STAGES),
        *((STAGE_OF_OUTCOMES[name], codes[0]) for name, codes in OUTCOME_MODULES.items()),
    )
    return tuple(
        Pathway(
            SHORT_CORE,
            stage=stage,
            outcome=outcome_modules(stage, outcome),
            most=MOST_IN_SHORT_FORM,
        )
        for stage, outcome in branches
    )


def of_modules(instrument: Instrument, stage: str, outcome: Collection[str]) -> tuple[str, ...]:
    """From the outcome modules of a pathway."""
    modules, rotating = {"", stage, *outcome}, frozenset(instrument.rotating)
    return tuple(
        question.code
        for question in instrument.questions
        if question.code in rotating
        and question.module in modules
        and stage in ONLY_AT.get(question.code, {stage})
    )


def draw(instrument: Instrument, *, stage: str, outcome: str, seed: str) -> dict[str, float]:
    """Each with its chance, in the order of the instrument."""
    return draw_among(candidates(instrument, stage=stage, outcome=outcome), seed)


def draw_among(among: Sequence[str], seed: str) -> dict[str, float]:
    drawn = sorted(among, key=lambda code: hashlib.sha256(f"{seed}\0{code}".encode()).digest())[
        :ROTATING_PLACES
    ]
    return {code: len(drawn) / len(among) for code in among if code in drawn}


def short_form(instrument: Instrument, drawn: Collection[str]) -> Instrument:
    if not instrument.rotating:
        return instrument
    return _short_form(instrument, frozenset(drawn) & frozenset(instrument.rotating))


@lru_cache(maxsize=512)
def _short_form(instrument: Instrument, drawn: frozenset[str]) -> Instrument:
    kept = tuple(
        question
        for question in instrument.questions
        if question.code in drawn or question.code not in instrument.rotating
    )
    return replace(
        instrument,
        questions=kept,
        sections=sections_of(instrument, kept),
        rotating=tuple(code for code in instrument.rotating if code in drawn),
    )
