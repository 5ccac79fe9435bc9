"""A respondent's way through an instrument, computed from the answers so far. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from survey.definition.types import Answers, Block, Instrument, Question
from survey.flow import progress, steps
from survey.flow.context import AnswerContext
from survey.flow.progress import PartLength, StepProgress
from survey.flow.steps import Ask, OfferMore, Step


@dataclass(frozen=True)
class Journey:
    instrument: Instrument
    answers: Answers
    today: date | None = None
    """The day that conditions use: the one on which the response was started, so that the path does
    not change at midnight."""

    @property
    def path(self) -> tuple[Question, ...]:
        return steps.path(self.instrument, self.answers, today=self.today)

    @property
    def is_done(self) -> bool:
        return steps.next_question(self.instrument, self.answers, today=self.today) is None

    @property
    def is_core_done(self) -> bool:
        """Whether every question before the optional block is answered or skipped."""
        counted = self.counted_answers
        return all(q.code in counted for q in self.path if q.block is not Block.EQUALITY)

    @cached_property
    def counted_answers(self) -> Answers:
        """The answers to questions on the path. A changed answer may take others off it."""
        return steps.answers_on_path(self.instrument, self.answers, today=self.today)

    def with_answers(self, answers: Answers) -> "Journey":
        return replace(self, answers={**self.answers, **answers})

    def has_answer(self, question: Question) -> bool:
        return question.code in self.counted_answers

    def number_of(self, question: Question) -> int:
        """The number of the question in the address of its page."""
        return steps.number_of(self.instrument, question.code)

    def reachable(self, number: int) -> Question | None:
        """The question with this number; None where it is not on the path, or where an earlier
        question was neither answered nor skipped."""
        question = steps.question_at(self.instrument, number)
        path = self.path
        if question is None or question not in path:
            return None
        before = path[: path.index(question)]
        return question if all(q.code in self.counted_answers for q in before) else None

    def progress_at(self, question: Question) -> StepProgress:
        return progress.progress(self.instrument, self.answers, question.code, today=self.today)

    @property
    def core_length(self) -> PartLength:
        """How many questions come before the optional block."""
        return progress.part_length(self.instrument, is_equality=False)

    @property
    def equality_length(self) -> PartLength:
        return progress.part_length(self.instrument, is_equality=True)

    def next_step(self, *, is_more_wanted: bool) -> Step:
        more = is_more_wanted or None
        return steps.next_step(self.instrument, self.answers, more=more, today=self.today)

    def step_before(self, question: Question) -> Step | None:
        return self._before(Ask(question, self.number_of(question)))

    def step_before_more(self) -> Step | None:
        return self._before(OfferMore())

    def _before(self, step: Step) -> Step | None:
        return steps.step_before(self.instrument, self.answers, step, more=None, today=self.today)

    def context(
        self,
        *,
        today: date | None = None,
        seed: str = "",
        facts: Mapping[str, str] | None = None,
        tellable: Collection[str] | None = None,
    ) -> AnswerContext:
        """What a question needs to be shown and its answer checked. `today` is the day of the
        answer; `tellable` are the codes of the questions whose answers may be repeated, those of
        this sitting, or None for all (SAF-8)."""
        return AnswerContext(
            instrument=self.instrument,
            answers=self.counted_answers,
            today=today or self.today,
            seed=seed,
            facts=facts or {},
            tellable=None if tellable is None else frozenset(tellable),
        )
