"""What an instrument is: frozen types. Pure.

A definition is parsed once (survey.definition.parsing), from the published row, and trusted
afterwards. Every text is a mapping from language code to wording; the order of choices is the order
they are shown in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from survey.definition.expressions import Expression

Text = Mapping[str, str]
Answers = Mapping[str, tuple[str, ...]]
"""Question code to what was answered: the codes of the choices picked, or one text, number or
ISO date; an empty tuple means skipped. What was written beside a choice stands under
`details_key`."""


ACKNOWLEDGED = "OK"
"""The answer to a question with one box, when it was ticked."""


class Meaning(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    OUT_OF_BASE = "out_of_base"


class Kind(StrEnum):
    SINGLE = "single"
    MULTI = "multi"
    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    NOTE = "note"
    """Words to read; nothing to answer."""
    ACKNOWLEDGE = "acknowledge"
    """One box to tick."""
    CALCULATED = "calculated"
    HIDDEN = "hidden"
    """Not shown: its value is its default."""


class Block(StrEnum):
    """The parts of a questionnaire, in the order asked."""

    CORE = "core"
    OUTCOME = "outcome"
    STAGE = "stage"
    CRIME = "crime"
    LOCAL = "local"
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
    details: Text = field(default_factory=dict)
    """The label of the box that opens beside it ("Please say what"); empty where none does."""
    symbol: str = ""
    """The drawing that stands beside it in Easy Read."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Properties that a choice filter may look at."""


@dataclass(frozen=True)
class Question:
    """One page. `measure` names the figure it feeds; a question without one feeds none.
    `right` is a right of the Victims' Code and `code_version` the Code it is numbered in."""

    code: str
    block: Block
    kind: Kind
    text: Text
    choices: tuple[Choice, ...] = ()
    hint: Text = field(default_factory=dict)
    scale: str = ""
    measure: str = ""
    right: str = ""
    code_version: str = ""
    privacy: Privacy = Privacy.ORDINARY
    harmonised: str = ""
    """The harmonised standard whose wording it carries."""
    module: str = ""
    """The stage or crime module it belongs to ("ST2", "DA"); empty in core and equality."""
    rank: int = 1
    """Within its module: 1 is always asked, a higher one only while the cap leaves room."""
    replaces: str = ""
    """The question whose wording this one changed: a break in the series."""
    section: str = ""
    shown_if: Expression | None = None
    is_required: bool = False
    required_text: Text = field(default_factory=dict)
    constraint: Expression | None = None
    constraint_text: Text = field(default_factory=dict)
    calculation: Expression | None = None
    default: str = ""
    choice_filter: Expression | None = None
    is_shuffled: bool = False
    seed: str = ""
    appearance: str = ""
    bsl_video: str = ""
    """The address of the question in British Sign Language."""

    def choice(self, code: str) -> Choice:
        return next(choice for choice in self.choices if choice.code == code)

    @property
    def choice_codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices)


@dataclass(frozen=True)
class Section:
    """Questions under one heading, possibly inside another section and possibly on one page."""

    code: str
    text: Text = field(default_factory=dict)
    parent: str = ""
    shown_if: Expression | None = None
    is_page: bool = False


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
    title: Text = field(default_factory=dict)
    sections: tuple[Section, ...] = ()

    @property
    def reviewed(self) -> frozenset[str]:
        """The languages in which real people may be asked."""
        return frozenset(self.languages) - self.drafts

    def __hash__(self) -> int:
        """Enough to tell instruments apart in a cache; equality looks at all of it."""
        return hash((self.code, self.version, self.revision, len(self.questions)))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each question stands, counted from 0."""
        return {question.code: place for place, question in enumerate(self.questions)}

    def question(self, code: str) -> Question:
        return self.questions[self.places[code]]

    def section(self, code: str) -> Section:
        return next(section for section in self.sections if section.code == code)

    def sections_around(self, question: Question) -> tuple[Section, ...]:
        """Its section and those around that, innermost first. What is not declared, or stands
        inside itself, ends the row: that is for the publish gate to refuse."""
        declared = {section.code: section for section in self.sections}
        found: list[Section] = []
        inner = declared.pop(question.section, None)
        while inner is not None:
            found.append(inner)
            inner = declared.pop(inner.parent, None)
        return tuple(found)

    def in_block(self, block: Block) -> Iterator[Question]:
        return (question for question in self.questions if question.block is block)


def details_key(question: str, choice: str) -> str:
    """Where the answers keep what was written beside a choice."""
    return f"{question}.{choice}"
