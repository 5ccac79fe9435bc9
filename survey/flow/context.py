import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from survey.definition.evaluation import Scope, compiled
from survey.definition.types import Answers, Choice, Instrument, Question


@dataclass(frozen=True)
class AnswerContext:
    """`answers` on the path so far; `tellable` may be shown again to the current viewer (SAF-8),
    None if all may."""

    instrument: Instrument | None = None
    answers: Answers = field(default_factory=dict)
    today: date | None = None
    seed: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    tellable: frozenset[str] | None = None

    @property
    def scope(self) -> Scope:
        return Scope(self.today.isoformat() if self.today else "")

    def may_tell(self, code: str) -> bool:
        return self.tellable is None or code in self.tellable


EMPTY_CONTEXT = AnswerContext()


def offered_choices(question: Question, context: AnswerContext) -> tuple[Choice, ...]:
    """In the order shown to this respondent."""
    return _in_order(question, _remaining_choices(question, context), context.seed)


def _remaining_choices(question: Question, context: AnswerContext) -> tuple[Choice, ...]:
    if question.choice_filter is None:
        return question.choices
    is_left, today = compiled(question.choice_filter), context.scope.today
    return tuple(
        choice
        for choice in question.choices
        if is_left(context.answers, Scope(today, tags=choice.tags))
    )


def _in_order(question: Question, choices: tuple[Choice, ...], seed: str) -> tuple[Choice, ...]:
    """Shuffled by a hash of respondent, question and choice: one person always sees one order."""
    if not (question.is_shuffled and seed):
        return choices
    last = tuple(choice for choice in choices if choice.is_apart or choice.is_exclusive)
    rest = [choice for choice in choices if choice not in last]
    own = question.seed or question.code

    def place(choice: Choice) -> bytes:
        return hashlib.sha256(f"{seed}\0{own}\0{choice.code}".encode()).digest()

    return (*sorted(rest, key=place), *last)
