from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from survey.definition.types import Answers, Block, Instrument, Question
from survey.flow import progress, steps
from survey.flow.context import AnswerContext
from survey.flow.progress import FormPart, PartLength, StepProgress
from survey.flow.steps import NO_CODES, Ask, Further, OfferFurther, OfferMore, Step


@dataclass(frozen=True)
class Longer:
    codes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    is_settled: bool = False
    """Whether the respondent has chosen to say more or not to."""


@dataclass(frozen=True)
class Journey:
    instrument: Instrument
    answers: Answers
    today: date | None = None
    """The day that conditions use: the one on which the response was started, so that the path does
    not change at midnight."""
    short: Instrument | None = None
    longer: Longer | None = None

    @cached_property
    def path(self) -> tuple[Question, ...]:
        return steps.path(self.instrument, self.answers, today=self.today)

    @property
    def is_done(self) -> bool:
        return steps.next_question(self.instrument, self.answers, today=self.today) is None

    @property
    def is_core_done(self) -> bool:
        own = {*self.instrument.rotating, *self._further_codes}
        return self._are_counted(
            q for q in self.path if q.block is not Block.EQUALITY and q.code not in own
        )

    @property
    def is_first_part_done(self) -> bool:
        return self._are_counted(q for q in self.path if self.part_of(q) is FormPart.FIRST)

    @property
    def is_all_before_equality_done(self) -> bool:
        return self._are_counted(q for q in self.path if self.part_of(q) is not FormPart.EQUALITY)

    @property
    def is_offer_next(self) -> bool:
        return isinstance(self.next_step(is_more_wanted=True), OfferFurther)

    @cached_property
    def counted_answers(self) -> Answers:
        """The answers to questions on the path."""
        return steps.answers_on_path(self.instrument, self.answers, today=self.today)

    def with_answers(self, answers: Answers) -> "Journey":
        return replace(self, answers={**self.answers, **answers})

    def has_answer(self, question: Question) -> bool:
        return question.code in self.counted_answers

    def part_of(self, question: Question) -> FormPart:
        return progress.part_of(question, self._further_codes)

    def is_further(self, question: Question) -> bool:
        return question.code in self._further_codes

    def is_further_number(self, number: int) -> bool:
        return number > len(self._short.questions)

    def number_of(self, question: Question) -> int:
        if self.is_further(question):
            return len(self._short.questions) + self._further_order[question.code] + 1
        return steps.number_of(self._short, question.code)

    def reachable(self, number: int) -> Question | None:
        path = self.path
        for place, question in enumerate(path):
            if self.number_of(question) == number:
                return question if self._are_counted(path[:place]) else None
        return None

    def progress_at(self, question: Question) -> StepProgress:
        return progress.progress(
            self.instrument, self.answers, question.code, further=self._further_codes,
            today=self.today,
        )  # fmt: skip

    @property
    def core_length(self) -> PartLength:
        return progress.part_length(self._short, FormPart.FIRST)

    @property
    def equality_length(self) -> PartLength:
        return progress.part_length(self._short, FormPart.EQUALITY)

    def next_step(self, *, is_more_wanted: bool) -> Step:
        more = is_more_wanted or None
        step = steps.next_step(
            self.instrument, self.answers, more=more, further=self._further, today=self.today
        )
        return self._numbered(step)

    def step_before(self, question: Question) -> Step | None:
        return self._before(Ask(question, steps.number_of(self.instrument, question.code)))

    def step_before_more(self) -> Step | None:
        return self._before(OfferMore())

    def step_before_further(self) -> Step | None:
        return self._before(OfferFurther())

    def _before(self, step: Step) -> Step | None:
        before = steps.step_before(
            self.instrument, self.answers, step, more=None, further=self._further, today=self.today
        )
        return self._numbered(before) if before else None

    def _numbered(self, step: Step) -> Step:
        return Ask(step.question, self.number_of(step.question)) if isinstance(step, Ask) else step

    def _are_counted(self, questions: Iterable[Question]) -> bool:
        counted = self.counted_answers
        return all(question.code in counted for question in questions)

    @property
    def _short(self) -> Instrument:
        return self.short or self.instrument

    @cached_property
    def _further_order(self) -> Mapping[str, int]:
        return {code: place for place, code in enumerate(self.longer.codes if self.longer else ())}

    @cached_property
    def _further_codes(self) -> frozenset[str]:
        return frozenset(self.longer.codes) if self.longer else NO_CODES

    @property
    def _further(self) -> Further | None:
        if self.longer is None:
            return None
        return Further(self._further_codes, is_settled=self.longer.is_settled)

    def context(
        self,
        *,
        today: date | None = None,
        seed: str = "",
        facts: Mapping[str, str] | None = None,
        tellable: Collection[str] | None = None,
    ) -> AnswerContext:
        """`today` is the day of the answer; `tellable` the questions whose answers may be repeated
        (those of this sitting), or None for all (SAF-8)."""
        return AnswerContext(
            instrument=self.instrument,
            answers=self.counted_answers,
            today=today or self.today,
            seed=seed,
            facts=facts or {},
            tellable=None if tellable is None else frozenset(tellable),
        )
