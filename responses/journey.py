"""Where a respondent stands: an instrument and the answers so far, nothing else. Pure."""

from dataclasses import dataclass, replace

from survey import flow
from survey.definition import Answers, Block, Instrument, Question
from survey.flow import Ask, OfferMore, Progress, Step


@dataclass(frozen=True)
class Journey:
    instrument: Instrument
    answers: Answers

    @property
    def path(self) -> tuple[Question, ...]:
        return flow.path(self.instrument, self.answers)

    @property
    def is_done(self) -> bool:
        return flow.next_question(self.instrument, self.answers) is None

    @property
    def is_core_done(self) -> bool:
        return all(q.code in self.answers for q in self.path if q.block is Block.CORE)

    @property
    def counted_answers(self) -> Answers:
        """Without those to questions that a later change took off the path."""
        return flow.answers_on_path(self.instrument, self.answers)

    def with_answers(self, answers: Answers) -> "Journey":
        return replace(self, answers={**self.answers, **answers})

    def has_answer(self, question: Question) -> bool:
        return question.code in self.answers

    def number_of(self, question: Question) -> int:
        """The number in the address of its page."""
        return flow.number_of(self.instrument, question.code)

    def reachable(self, number: int) -> Question | None:
        """The question of that page, unless one before it was neither answered nor skipped."""
        question = flow.question_at(self.instrument, number)
        path = self.path
        if question is None or question not in path:
            return None
        before = path[: path.index(question)]
        return question if all(q.code in self.answers for q in before) else None

    def progress(self, question: Question) -> Progress:
        return flow.progress(self.instrument, self.answers, question.code)

    def next_step(self, *, is_more_wanted: bool) -> Step:
        return flow.next_step(self.instrument, self.answers, more=is_more_wanted or None)

    def step_before(self, question: Question) -> Step | None:
        ask = Ask(question, self.number_of(question))
        return flow.step_before(self.instrument, self.answers, ask, more=None)

    def step_before_more(self) -> Step | None:
        return flow.step_before(self.instrument, self.answers, OfferMore(), more=None)
