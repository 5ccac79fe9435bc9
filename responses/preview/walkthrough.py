from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from survey.bank import longer, rotation
from survey.bank.pathway_instrument import add_local_items, restrict_to_pathway
from survey.bank.pathways import (
    NATIONAL,
    SHORT_CORE,
    Mode,
    Pathway,
    example_facts,
    pathway_for,
)
from survey.definition.types import Answers, Block, Instrument, Question
from survey.flow import progress, steps
from survey.flow.progress import StepProgress
from survey.flow.steps import QuestionStep
from survey.publishing import example_cases

PREVIEWED = "preview"
"""The seed of what is drawn here: the same two at every visit."""


class StopKind(StrEnum):
    INTRODUCTION = "introduction"
    """The page "About this survey", shown before the first question, which links to it."""
    QUESTION = "question"
    MORE = "more"
    """The explainer before the equality block."""
    END = "end"


@dataclass(frozen=True)
class Stop:
    """`page` is None where no questions are asked."""

    kind: StopKind
    page: QuestionStep | None = None

    @property
    def number(self) -> int | None:
        return self.page.number if self.page else None


@dataclass(frozen=True)
class Walk:
    instrument: Instrument
    answers: Answers = field(default_factory=dict)
    today: date | None = None

    @property
    def stops(self) -> tuple[Stop, ...]:
        return tuple(self._stops())

    def _stops(self) -> Iterator[Stop]:
        yield Stop(StopKind.INTRODUCTION)
        is_explained = False
        for page in steps.question_steps(self.instrument, self.answers, today=self.today):
            is_equality = page.questions[0].block is Block.EQUALITY
            if is_equality and not is_explained:
                is_explained = True
                yield Stop(StopKind.MORE)
            yield Stop(StopKind.QUESTION, page)
        yield Stop(StopKind.END)

    def stop_at(self, kind: StopKind, number: int | None = None) -> Stop | None:
        """None where the answers do not lead to it."""
        found = (stop for stop in self.stops if (stop.kind, stop.number) == (kind, number))
        return next(found, None)

    def stop_of(self, code: str) -> Stop | None:
        """None where the answers do not lead to it."""
        for stop in self.stops:
            if stop.page and any(question.code == code for question in stop.page.questions):
                return stop
        return None

    def after(self, stop: Stop) -> Stop:
        """For the last page, itself."""
        place = self._place(stop)
        return self.stops[min(place + 1, len(self.stops) - 1)]

    def before(self, stop: Stop) -> Stop | None:
        place = self._place(stop)
        return self.stops[place - 1] if place else None

    @property
    def counted(self) -> Answers:
        return steps.answers_on_path(self.instrument, self.answers, today=self.today)

    def progress_at(self, question: Question) -> StepProgress:
        return progress.progress(self.instrument, self.answers, question.code, today=self.today)

    def _place(self, stop: Stop) -> int:
        keys = [(each.kind, each.number) for each in self.stops]
        return keys.index((stop.kind, stop.number))


def pathways_to(instrument: Instrument) -> tuple[Pathway, ...]:
    """Each once."""
    if instrument.rotating:
        return rotation.short_pathways()
    every = dict.fromkeys(pathway_for(facts) for facts in example_facts())
    return tuple(pathway for pathway in every if pathway.instrument == instrument.code)


@lru_cache(maxsize=16)
def appended(national: Instrument, own: Instrument) -> Instrument:
    return add_local_items(national, own)


def longer_pathways() -> tuple[Pathway, ...]:
    said = (replace(facts, mode=Mode.MORE_TO_SAY) for facts in example_facts())
    every = dict.fromkeys(pathway_for(facts) for facts in said)
    return tuple(pathway for pathway in every if pathway.instrument == NATIONAL)


@lru_cache(maxsize=64)
def cut_to(instrument: Instrument, pathway: Pathway, national: Instrument | None) -> Instrument:
    """The questions of one pathway."""
    if not instrument.rotating:
        return restrict_to_pathway(instrument, pathway)
    among = rotation.of_modules(instrument, pathway.stage, pathway.outcome)
    drawn = rotation.draw_among(among, PREVIEWED)
    if pathway.instrument == SHORT_CORE or national is None:
        return rotation.short_form(instrument, drawn)
    return longer.longer_form(instrument, national, pathway=pathway, drawn=drawn)


def answers_of_case(instrument: Instrument, key: str) -> Answers | None:
    """By a key such as "question:EQ-DIS-2:in"; None where there is no such case."""
    noun, _, rest = key.partition(":")
    code, _, side = rest.rpartition(":")
    for branch in example_cases.branches(instrument):
        if (branch.noun, branch.code) == (noun, code):
            return {"in": branch.taken, "past": branch.untaken}.get(side)
    return None
