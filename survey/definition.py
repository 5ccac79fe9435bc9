"""What an instrument is: frozen types and the one place that parses them. Pure.

A definition is parsed once, from the published row, and trusted afterwards.
Every text is a mapping from language code to wording; the order of choices is the order they are
shown in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from survey.entries import DefinitionError as DefinitionError
from survey.entries import Entry

Text = Mapping[str, str]
Answers = Mapping[str, tuple[str, ...]]
"""Question code to the codes of the choices picked; an empty tuple means skipped."""


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


class Privacy(StrEnum):
    """How private an answer is. Special category: UK GDPR article 9 (health, ethnic origin)."""

    ORDINARY = "ordinary"
    CHARACTERISTIC = "characteristic"
    SPECIAL_CATEGORY = "special_category"


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
    privacy: Privacy = Privacy.ORDINARY
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
    """Zero until published; then 1 and counting with every mended translation."""
    languages: tuple[str, ...]
    questions: tuple[Question, ...]
    drafts: frozenset[str] = frozenset()
    """Languages that no native speaker has reviewed: off for real invitations, and shown as
    drafts elsewhere."""

    @property
    def reviewed(self) -> frozenset[str]:
        """The languages in which real people may be asked."""
        return frozenset(self.languages) - self.drafts

    def question(self, code: str) -> Question:
        return next(question for question in self.questions if question.code == code)

    def in_block(self, block: Block) -> Iterator[Question]:
        return (question for question in self.questions if question.block is block)


INSTRUMENT_KEYS = {"code", "version", "revision", "languages", "drafts", "questions"}
QUESTION_KEYS = {
    "code", "block", "kind", "text", "hint", "choices", "scale", "measure", "right",
    "code_version", "privacy", "shown_if",
}  # fmt: skip
CHOICE_KEYS = {"code", "text", "meaning", "is_apart", "is_exclusive"}


def parse_definition(raw: Mapping[str, Any]) -> Instrument:
    """The typed instrument of a definition as stored in the version row.

    Raises DefinitionError for anything that is not a sound definition."""
    entry = Entry(raw, "instrument")
    entry = Entry(raw, f"{entry.string('code')} version {entry.number('version')}")
    entry.refuse_other_keys(INSTRUMENT_KEYS)
    languages = entry.strings("languages")
    drafts = frozenset(entry.strings("drafts", default=()))
    if stray := sorted(drafts - set(languages)):
        entry.fail(f"drafts names {', '.join(stray)}, which is not among the languages")
    questions = entry.each("questions", _question)
    _refuse_twice(entry, "question", [question.code for question in questions])
    return Instrument(
        code=entry.string("code"),
        version=entry.number("version"),
        revision=entry.number("revision", default=0),
        languages=languages,
        questions=questions,
        drafts=drafts,
    )


def parse_condition(raw: Mapping[str, Any], where: str = "condition") -> Condition:
    """{"question": …, "choices": […]}, {"all": […]}, {"any": […]} or {"not": …}."""
    entry = Entry(raw, where)
    match sorted(raw):
        case ["choices", "question"]:
            return Picked(entry.string("question"), frozenset(entry.strings("choices")))
        case ["all"]:
            return AllOf(entry.each("all", _condition))
        case ["any"]:
            return AnyOf(entry.each("any", _condition))
        case ["not"]:
            return Not(_condition(entry.entry("not")))
        case keys:
            return entry.fail(
                "a condition is {question, choices}, {all}, {any} or {not}, "
                f"not {{{', '.join(map(str, keys))}}}"
            )


def _question(entry: Entry) -> Question:
    entry = entry.named("question")
    entry.refuse_other_keys(QUESTION_KEYS)
    choices = entry.each("choices", _choice)
    _refuse_twice(entry, "choice", [choice.code for choice in choices])
    return Question(
        code=entry.string("code"),
        block=entry.member("block", Block),
        kind=entry.member("kind", Kind),
        text=entry.text("text"),
        choices=choices,
        hint=entry.text("hint") if "hint" in entry.raw else {},
        scale=entry.string("scale", default=""),
        measure=entry.string("measure", default=""),
        right=entry.string("right", default=""),
        code_version=entry.string("code_version", default=""),
        privacy=entry.member("privacy", Privacy, default=Privacy.ORDINARY),
        shown_if=_condition(entry.entry("shown_if")) if "shown_if" in entry.raw else None,
    )


def _choice(entry: Entry) -> Choice:
    entry = entry.named("choice")
    entry.refuse_other_keys(CHOICE_KEYS)
    return Choice(
        code=entry.string("code"),
        text=entry.text("text"),
        meaning=entry.member("meaning", Meaning),
        is_apart=entry.flag("is_apart"),
        is_exclusive=entry.flag("is_exclusive"),
    )


def _condition(entry: Entry) -> Condition:
    return parse_condition(entry.raw, entry.where)


def _refuse_twice(entry: Entry, noun: str, codes: list[str]) -> None:
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        entry.fail(f"{noun} {', '.join(twice)} stands there twice")
