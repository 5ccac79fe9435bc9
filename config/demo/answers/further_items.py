"""How the questions beyond the ten read an opinion: those that rotate and those of the longer form.
Each has thresholds as the ten do, and its own place, which differs by stage and by crime. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np

from config.demo import assumptions as assumed
from config.demo.answers import opinions
from config.demo.answers.opinions import Opinions, SimulatedItem, expit
from config.demo.facts import KINDS
from config.demo.victims.people import Floats, Ints
from survey.bank.instruments import shipped_instruments
from survey.bank.pathways import NATIONAL, SHORT_CORE, STAGES
from survey.definition.expressions import Picked
from survey.definition.parsing import parse_definition
from survey.definition.types import Block, Choice, Instrument, Meaning, Question, QuestionKind

SEED = 66
"""Of the places of the items, which are the same in every nation."""
SCALE = {Meaning.POSITIVE: assumed.GOOD, Meaning.NEUTRAL: assumed.MIDDLING,
         Meaning.NEGATIVE: assumed.BAD}  # fmt: skip
TOP_HEAVY = 0.8
"""Of choices of one meaning, each is picked so much as often as the one before it."""


@dataclass(frozen=True, kw_only=True)
class FurtherItem:
    """`place` is what is added to an opinion, by stage and by kind of crime; `counts` says whether
    there is a share that is true of it; `recorded` has the choice for each recorded outcome."""

    item: SimulatedItem
    counts: bool
    shown_if: Picked | None
    by_stage: Mapping[str, float]
    by_kind: Mapping[str, float]
    recorded: Mapping[str, str]

    def logits(
        self, held: Opinions, at: Ints, stages: Sequence[str], kinds: Sequence[str]
    ) -> Floats:
        """For each event (its case at `at`, its stage), the logit added to the thresholds."""
        if not self.counts:
            return np.zeros(len(at))
        own = [self.by_stage[stage] + self.by_kind[kinds[case]]
               for stage, case in zip(stages, at.tolist(), strict=True)]  # fmt: skip
        logits: Floats = held.level[at] + self.item.of_informed * held.informed[at] + np.array(own)
        return logits

    def positive(self, logits: Floats) -> Floats:
        """The chance of a positive answer among answers in the base."""
        return expit(logits + self.item.thresholds[self.item.positive - 1])

    def picked(self, choices: frozenset[str], logits: Floats) -> Floats:
        return chance_picked(self.item, choices, logits)


def chance_picked(item: SimulatedItem, choices: frozenset[str], logits: Floats) -> Floats:
    """The chance that whoever is shown the question picks one of the choices."""
    reached = expit(logits[:, None] + item.thresholds[None, :])
    ends = np.zeros((len(logits), 1)), np.ones((len(logits), 1))
    each = np.diff(np.hstack([ends[0], reached, ends[1]]), axis=1)
    inside = [place for place, code in enumerate(item.choices) if code in choices]
    outside = sum(chance for code, chance in item.apart.items() if code in choices)
    in_scale = 1 - sum(item.apart.values()) - opinions.SKIPPED
    chance: Floats = each[:, inside].sum(axis=1) * in_scale + outside
    return chance


@cache
def instruments() -> Mapping[str, Instrument]:
    """The newest short core and the newest national instrument, in English."""
    shipped = (one for one in shipped_instruments() if one.document["code"] in USED)
    return {
        one.document["code"]: parse_definition(
            {**one.expand(lambda english, _: {"en": english}), "languages": ["en"]}
        )
        for one in shipped
    }


USED = frozenset({SHORT_CORE, NATIONAL})


@cache
def items() -> Mapping[str, FurtherItem]:
    """Every question but the ten and those about who answers, in the order of the instrument."""
    short, national = instruments()[SHORT_CORE], instruments()[NATIONAL]
    asked = {**_questions(national), **_questions(short)}
    ten = {item.code for item in opinions.ITEMS}
    return {code: _item(question) for code, question in asked.items() if code not in ten}


def _questions(instrument: Instrument) -> dict[str, Question]:
    return {q.code: q for q in instrument.questions if q.block is not Block.EQUALITY}


def _item(question: Question) -> FurtherItem:
    places = _places(question.code)
    own = places[0] * assumed.SPREAD_OF_FURTHER_ITEMS
    stages, kinds = places[1 : 1 + len(STAGES)], places[1 + len(STAGES) :]
    item = _scale(question)
    return FurtherItem(
        item=item or _plain(question),
        counts=item is not None,
        shown_if=_condition(question),
        by_stage={
            stage: own + assumed.SPREAD_BY_STAGE * place
            for stage, place in zip(STAGES, stages, strict=True)
        },
        by_kind={
            kind: assumed.SPREAD_BY_CRIME * place for kind, place in zip(KINDS, kinds, strict=True)
        },
        recorded={
            outcome: choice.code
            for choice in question.choices
            for outcome in choice.tags.get("outcomes", "").split()
        },
    )


class UnableToSimulateError(Exception):
    """A question has a condition of a kind that the simulation does not know."""


def _condition(question: Question) -> Picked | None:
    condition = question.shown_if
    if condition is None or isinstance(condition, Picked):
        return condition
    raise UnableToSimulateError(question.code)


def _places(code: str) -> list[float]:
    rng = np.random.default_rng([SEED, crc32(code.encode())])
    return [float(place) for place in rng.standard_normal(1 + len(STAGES) + len(KINDS))]


def _scale(question: Question) -> SimulatedItem | None:
    """The question as an item whose choices go from good to bad; None where it has no such."""
    of = {meaning: _of_meaning(question, meaning) for meaning in SCALE}
    if question.kind is QuestionKind.MULTI or not (of[Meaning.POSITIVE] and of[Meaning.NEGATIVE]):
        return None
    weights = [SCALE[meaning] * share for meaning in SCALE for share in _falling(len(of[meaning]))]
    choices = [choice.code for meaning in SCALE for choice in of[meaning]]
    return SimulatedItem(
        code=question.code,
        choices=tuple(choices),
        shares=tuple(weight / sum(weights) for weight in weights),
        positive=len(of[Meaning.POSITIVE]),
        apart=_apart(question),
    )


def _plain(question: Question) -> SimulatedItem:
    """One whose choices are neither good nor bad: opinions do not move it."""
    out = {choice.code for choice in _of_meaning(question, Meaning.OUT_OF_BASE)}
    inside = [choice for choice in question.choices if choice.code not in out]
    inside.sort(key=lambda choice: not choice.is_exclusive)
    shares = _falling(len(inside))
    if inside[0].is_exclusive:
        rest = 1 - assumed.NONE_OF_THESE
        shares = [assumed.NONE_OF_THESE, *(rest * share for share in _falling(len(inside) - 1))]
    return SimulatedItem(
        code=question.code,
        choices=tuple(choice.code for choice in inside),
        shares=tuple(shares),
        positive=0,
        apart=_apart(question),
    )


def _of_meaning(question: Question, meaning: Meaning) -> list[Choice]:
    return [choice for choice in question.choices if choice.meaning is meaning]


def _apart(question: Question) -> dict[str, float]:
    return {
        choice.code: assumed.OUTSIDE_THE_BASE[choice.code]
        for choice in _of_meaning(question, Meaning.OUT_OF_BASE)
    }


def _falling(number: int) -> list[float]:
    weights = [TOP_HEAVY**place for place in range(number)]
    return [weight / sum(weights) for weight in weights]
