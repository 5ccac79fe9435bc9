"""What an instrument is: frozen types and the one place that parses them. Pure.

A definition is parsed once, from the published row, and trusted afterwards. Every text is a
mapping from language code to wording; the order of choices is the order they are shown in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Text = Mapping[str, str]
Answers = Mapping[str, tuple[str, ...]]
"""Question code to the codes of the choices picked; an empty tuple means skipped."""


class DefinitionError(ValueError):
    """The definition is wrong. The message says which instrument, question and why."""


class Meaning(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    OUT_OF_BASE = "out_of_base"


class Kind(StrEnum):
    SINGLE = "single"
    MULTI = "multi"


class Block(StrEnum):
    CORE = "core"
    EQUALITY = "equality"


@dataclass(frozen=True)
class Choice:
    code: str
    text: Text
    meaning: Meaning
    is_apart: bool = False
    """Shown last and apart from the others ("Prefer not to say")."""
    is_exclusive: bool = False
    """In a multi-choice question: cannot be picked with any other ("None of these")."""


@dataclass(frozen=True)
class Picked:
    """True when any of the choices was picked for the question."""

    question: str
    choices: frozenset[str]


@dataclass(frozen=True)
class AllOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    condition: "Condition"


Condition = Picked | AllOf | AnyOf | Not


@dataclass(frozen=True)
class Question:
    """One page. `measure` names the figure it feeds; a question without one feeds none.
    `right` is a right of the Victims' Code and `code_version` the Code it is numbered in."""

    code: str
    block: Block
    kind: Kind
    text: Text
    choices: tuple[Choice, ...]
    hint: Text = field(default_factory=dict)
    scale: str = ""
    measure: str = ""
    right: str = ""
    code_version: str = ""
    privacy: str = "ordinary"
    shown_if: Condition | None = None

    def choice(self, code: str) -> Choice:
        return next(choice for choice in self.choices if choice.code == code)

    @property
    def choice_codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices)


@dataclass(frozen=True)
class Instrument:
    code: str
    version: int
    revision: int
    languages: tuple[str, ...]
    questions: tuple[Question, ...]

    def question(self, code: str) -> Question:
        return next(question for question in self.questions if question.code == code)

    def in_block(self, block: Block) -> Iterator[Question]:
        return (question for question in self.questions if question.block is block)


def parse_definition(raw: Mapping[str, Any]) -> Instrument:
    """The typed instrument of a definition as stored in the version row.

    Raises DefinitionError for anything that is not a sound definition."""
    raise NotImplementedError
