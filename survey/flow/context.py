"""What the asking of a question depends on besides the question, and which choices it then has.
Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from survey.definition.evaluation import Scope, compiled
from survey.definition.types import Answers, Choice, Instrument, Question

FACTS = frozenset({"month"})
"""What a text may name besides earlier answers. `month`: of the report, after the gate."""


@dataclass(frozen=True)
class Occasion:
    """`answers` are those that count so far. `seed` is one and the same for one respondent, and
    empty where choices stand in the order written (a preview, a printed form). `facts` are the
    words for FACTS in the language of the page. `tellable` are the questions whose answers may be
    repeated to whoever is looking now (SAF-8); None where all may."""

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


NOWHERE = Occasion()


def offered_choices(question: Question, occasion: Occasion) -> tuple[Choice, ...]:
    """The choices that its filter leaves, in the order shown to this respondent."""
    return _in_order(question, _left(question, occasion), occasion.seed)


def _left(question: Question, occasion: Occasion) -> tuple[Choice, ...]:
    if question.choice_filter is None:
        return question.choices
    is_left, today = compiled(question.choice_filter), occasion.scope.today
    return tuple(
        choice
        for choice in question.choices
        if is_left(occasion.answers, Scope(today, tags=choice.tags))
    )


def _in_order(question: Question, choices: tuple[Choice, ...], seed: str) -> tuple[Choice, ...]:
    """Shuffled by a hash of respondent, question and choice: the same for the same person however
    often, and without a clock. "None of these" and what stands apart keep their place at the end,
    where people look for them."""
    if not (question.is_shuffled and seed):
        return choices
    last = tuple(choice for choice in choices if choice.is_apart or choice.is_exclusive)
    rest = [choice for choice in choices if choice not in last]
    own = question.seed or question.code

    def place(choice: Choice) -> bytes:
        return hashlib.sha256(f"{seed}\0{own}\0{choice.code}".encode()).digest()

    return (*sorted(rest, key=place), *last)
