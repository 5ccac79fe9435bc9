from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

import numpy as np

from config.demo import assumptions as assumed
from config.demo.answers import opinions
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.opinions import Opinions, SimulatedItem, expit
from config.demo.facts import KINDS
from config.demo.victims.people import Floats, Ints
from responses.answering.pathway import write_pathway
from responses.case_files.columns import CaseRow
from survey.bank import longer, rotation
from survey.bank.instruments import shipped_instruments
from survey.bank.pathways import (
    NATIONAL,
    PROXY_AND_BEREAVED_ROLES,
    SHORT_CORE,
    STAGES,
    Mode,
    Pathway,
    PathwayFacts,
    pathway_for,
)
from survey.definition.expressions import Picked
from survey.definition.parsing import parse_definition
from survey.definition.types import Block, Choice, Instrument, Meaning, Question, QuestionKind

# The same offsets of items in every nation.
SEED = 66
SCALE = {Meaning.POSITIVE: assumed.GOOD, Meaning.NEUTRAL: assumed.MIDDLING,
         Meaning.NEGATIVE: assumed.BAD}  # fmt: skip
# Among choices of one meaning, relative to the one before.
TOP_HEAVY = 0.8


@dataclass(frozen=True, kw_only=True)
class FurtherItem:
    """`by_stage` and `by_kind` are offsets of an opinion."""

    item: SimulatedItem
    counts: bool
    shown_if: Picked | None
    by_stage: Mapping[str, float]
    by_kind: Mapping[str, float]
    recorded: Mapping[str, str]

    def logits(
        self, held: Opinions, at: Ints, stages: Sequence[str], kinds: Sequence[str]
    ) -> Floats:
        """By event (its case is `at`)."""
        if not self.counts:
            return np.zeros(len(at))
        own = [self.by_stage[stage] + self.by_kind[kinds[case]]
               for stage, case in zip(stages, at.tolist(), strict=True)]  # fmt: skip
        logits: Floats = held.level[at] + self.item.of_informed * held.informed[at] + np.array(own)
        return logits

    def positive(self, logits: Floats) -> Floats:
        """Among answers in the base."""
        return expit(logits + self.item.thresholds[self.item.positive - 1])


@cache
def instruments() -> Mapping[str, Instrument]:
    """The newest short core and national instrument, in English."""
    return {
        one.document["code"]: parse_definition(
            {**one.expand(lambda english, _: {"en": english}), "languages": ["en"]}
        )
        for one in shipped_instruments()
        if one.document["code"] in {SHORT_CORE, NATIONAL}
    }


@cache
def items() -> Mapping[str, FurtherItem]:
    """All except the ten and equality, in the order asked."""
    ten = {item.code for item in opinions.ITEMS}
    asked = {
        question.code: question
        for code in (NATIONAL, SHORT_CORE)
        for question in instruments()[code].questions
        if question.block is not Block.EQUALITY
    }
    return {code: _make_item(question) for code, question in asked.items() if code not in ten}


class UnableToSimulateError(Exception):
    """It can't evaluate a question's condition."""


def _make_item(question: Question) -> FurtherItem:
    if not (question.shown_if is None or isinstance(question.shown_if, Picked)):
        raise UnableToSimulateError(question.code)
    rng = np.random.default_rng([SEED, crc32(question.code.encode())])
    offsets = rng.standard_normal(1 + len(STAGES) + len(KINDS)).tolist()
    own = offsets[0] * assumed.SPREAD_OF_FURTHER_ITEMS
    stages, kinds = offsets[1 : 1 + len(STAGES)], offsets[1 + len(STAGES) :]
    item = _make_scale(question)
    return FurtherItem(
        item=item or _make_unordered(question),
        counts=item is not None,
        shown_if=question.shown_if,
        by_stage={
            stage: own + assumed.SPREAD_BY_STAGE * offset
            for stage, offset in zip(STAGES, stages, strict=True)
        },
        by_kind={
            kind: assumed.SPREAD_BY_CRIME * offset
            for kind, offset in zip(KINDS, kinds, strict=True)
        },
        recorded={
            outcome: choice.code
            for choice in question.choices
            for outcome in choice.tags.get("outcomes", "").split()
        },
    )


def _make_scale(question: Question) -> SimulatedItem | None:
    of = {meaning: _choices_meaning(question, meaning) for meaning in SCALE}
    if question.kind is QuestionKind.MULTI or not (of[Meaning.POSITIVE] and of[Meaning.NEGATIVE]):
        return None
    weights = [SCALE[each] * share for each in SCALE for share in _falling_shares(len(of[each]))]
    return SimulatedItem(
        code=question.code,
        choices=tuple(choice.code for meaning in SCALE for choice in of[meaning]),
        shares=tuple(weight / sum(weights) for weight in weights),
        positive=len(of[Meaning.POSITIVE]),
        apart=_chances_outside_base(question),
    )


def _make_unordered(question: Question) -> SimulatedItem:
    """Opinions have no effect."""
    out = {choice.code for choice in _choices_meaning(question, Meaning.OUT_OF_BASE)}
    inside = [choice for choice in question.choices if choice.code not in out]
    inside.sort(key=lambda choice: not choice.is_exclusive)
    shares = _falling_shares(len(inside))
    if inside[0].is_exclusive:
        rest = 1 - assumed.NONE_OF_THESE
        others = _falling_shares(len(inside) - 1)
        shares = [assumed.NONE_OF_THESE, *(rest * share for share in others)]
    return SimulatedItem(
        code=question.code,
        choices=tuple(choice.code for choice in inside),
        shares=tuple(shares),
        positive=0,
        apart=_chances_outside_base(question),
    )


def _choices_meaning(question: Question, meaning: Meaning) -> list[Choice]:
    return [choice for choice in question.choices if choice.meaning is meaning]


def _chances_outside_base(question: Question) -> dict[str, float]:
    return {
        choice.code: assumed.OUTSIDE_THE_BASE[choice.code]
        for choice in _choices_meaning(question, Meaning.OUT_OF_BASE)
    }


def _falling_shares(number: int) -> list[float]:
    weights = [TOP_HEAVY**place for place in range(number)]
    return [weight / sum(weights) for weight in weights]


# --- which further questions a respondent is asked ------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class FurtherForm:
    codes: tuple[str, ...]
    chances: Mapping[str, float]
    document: Mapping[str, Any]


def is_asked_more(row: CaseRow) -> bool:
    return row.victim_role not in PROXY_AND_BEREAVED_ROLES


def draw_rotating(row: CaseRow, event: DecidedEvent, *, seed: str) -> dict[str, float]:
    return rotation.draw(
        instruments()[SHORT_CORE], stage=event.survey_stage, outcome=first_outcome(row), seed=seed
    )


def pathway_of(row: CaseRow, event: DecidedEvent, *, is_wales: bool, turn: int) -> Pathway:
    return pathway_for(
        PathwayFacts(
            stage=event.survey_stage,
            outcome=first_outcome(row),
            crime_group=row.crime_group,
            flags=row.flags,
            victim_role=row.victim_role,
            mode=Mode.MORE_TO_SAY,
            is_wales=is_wales,
            turn=turn,
        )
    )


def first_outcome(row: CaseRow) -> str:
    return next(iter(row.outcome_codes), "")


def further_form(pathway: Pathway, drawn: Mapping[str, float]) -> FurtherForm:
    # Pathways leave out equality questions only, which don't matter here.
    whole = replace(pathway, left_out=frozenset())
    codes = _codes(whole, frozenset(drawn))
    known = _known_chances(replace(whole, turn=0))
    if not known.keys() >= set(codes):
        # The same for every draw, and slow to compute.
        instrument = instruments()
        less = longer.chances(
            instrument[SHORT_CORE], instrument[NATIONAL], pathway=whole, drawn=drawn
        )
        known.update({code: less.get(code, 1.0) for code in codes})
    return FurtherForm(
        codes=codes,
        chances={code: known[code] for code in codes if known[code] < 1},
        document=write_pathway(pathway),
    )


@lru_cache(maxsize=8_192)
def _codes(pathway: Pathway, drawn: frozenset[str]) -> tuple[str, ...]:
    return longer.further_codes(
        instruments()[SHORT_CORE], instruments()[NATIONAL], pathway=pathway, drawn=drawn
    )


@cache
def _known_chances(_pathway: Pathway) -> dict[str, float]:
    return {}
