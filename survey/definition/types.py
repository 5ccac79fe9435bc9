"""The stored form is hashed: a changed name, order or default changes every hash."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from survey.definition.expressions import Expression

Text = Annotated[Mapping[str, str], "a wording for each language"]
"""Language code to wording."""
Answers = Mapping[str, tuple[str, ...]]
"""Answers by question code: the codes of the picked choices, or one text, number or ISO date; an
empty tuple means skipped. Text entered next to a choice is under `details_key`."""


ACKNOWLEDGED = "OK"
"""The answer to a question with one box, when it was ticked."""


ALWAYS_STORED = {"is_always_stored": True}
"""Stored even where it has its default."""
MENDABLE = {"is_mendable": True}
"""Marks fields that change neither what is asked nor what is counted; a revision may correct them,
like a translation."""


class Meaning(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    OUT_OF_BASE = "out_of_base"


class QuestionKind(StrEnum):
    SINGLE = "single"
    MULTI = "multi"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    """A number that may have decimal places."""
    DATE = "date"
    TIME = "time"
    """A time of day, as 14:30."""
    NOTE = "note"
    """Words to read; nothing to answer."""
    ACKNOWLEDGE = "acknowledge"
    """One box to tick."""
    CALCULATED = "calculated"
    HIDDEN = "hidden"
    """Not shown: its value is its default."""


class Block(StrEnum):
    """In the order asked."""

    CORE = "core"
    OUTCOME = "outcome"
    STAGE = "stage"
    CRIME = "crime"
    LOCAL = "local"
    EQUALITY = "equality"


class Privacy(StrEnum):
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
    """The label of the choice's text box ("Please say what"); empty if it has none."""
    symbol: str = field(default="", metadata=MENDABLE)
    """The drawing next to it in Easy Read."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Properties that a choice filter may look at."""
    mends: str = field(default="", metadata=MENDABLE)
    """The first English wording, where this one says the same in better words."""

    @property
    def first_wording(self) -> str:
        return self.mends or self.text.get("en", "")


@dataclass(frozen=True)
class Question:
    """One question."""

    code: str
    block: Block
    kind: QuestionKind
    text: Text
    hint: Text = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    scale: str = ""
    measure: str = ""
    right: str = ""
    code_version: str = ""
    privacy: Privacy = field(default=Privacy.ORDINARY, metadata=ALWAYS_STORED)
    harmonised: str = field(default="", metadata=MENDABLE)
    """The harmonised standard whose wording it uses."""
    module: str = ""
    """The stage or crime module it belongs to ("ST2", "DA"); empty in core and equality."""
    rank: int = 1
    """Within its module: 1 is always asked, a higher rank only while the pathway has room."""
    replaces: str = ""
    """The code of the question whose wording this one changes: a break in the series."""
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
    symbol: str = field(default="", metadata=MENDABLE)
    """The drawing above it in Easy Read."""
    mends: str = field(default="", metadata=MENDABLE)
    """The first English wording, where this one says the same in better words."""

    @property
    def first_wording(self) -> str:
        return self.mends or self.text.get("en", "")

    def choice(self, code: str) -> Choice:
        return next(choice for choice in self.choices if choice.code == code)

    @property
    def choice_codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices)


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    code: str
    text: Text = field(default_factory=dict)
    parent: str = ""
    shown_if: Expression | None = None
    is_page: bool = False


@dataclass(frozen=True, kw_only=True)
class Instrument:
    code: str
    version: int
    revision: int = field(default=0, metadata=ALWAYS_STORED)
    """0 until published, then 1; each corrected translation adds 1."""
    languages: tuple[str, ...]
    drafts: frozenset[str] = field(default=frozenset(), metadata=ALWAYS_STORED)
    """Languages that no native speaker has reviewed: off for real invitations, and shown as
    drafts elsewhere."""
    questions: tuple[Question, ...]
    title: Text = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    rotating: tuple[str, ...] = ()
    """The codes of questions of which each respondent is asked a few, drawn by chance from those
    that concern them."""

    @property
    def reviewed(self) -> frozenset[str]:
        return frozenset(self.languages) - self.drafts

    def __hash__(self) -> int:
        return hash((self.code, self.version, self.revision, len(self.questions)))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """From 0."""
        return {question.code: place for place, question in enumerate(self.questions)}

    def question(self, code: str) -> Question:
        return self.questions[self.places[code]]

    def section(self, code: str) -> Section:
        return next(section for section in self.sections if section.code == code)

    def sections_around(self, question: Question) -> tuple[Section, ...]:
        """Innermost first."""
        declared = {section.code: section for section in self.sections}
        found: list[Section] = []
        inner = declared.pop(question.section, None)
        while inner is not None:
            found.append(inner)
            inner = declared.pop(inner.parent, None)
        return tuple(found)

    @cached_property
    def core(self) -> tuple[Question, ...]:
        return tuple(q for q in self.in_block(Block.CORE) if q.code not in self.rotating)

    def in_block(self, block: Block) -> Iterator[Question]:
        return (question for question in self.questions if question.block is block)


def details_key(question: str, choice: str) -> str:
    return f"{question}.{choice}"


# Decision 3.
P, N, X, O = Meaning.POSITIVE, Meaning.NEUTRAL, Meaning.NEGATIVE, Meaning.OUT_OF_BASE  # noqa: E741
SCALES: Mapping[str, Mapping[str, Meaning]] = {
    "SAT5": {
        "very_satisfied": P, "fairly_satisfied": P, "neither": N,
        "fairly_dissatisfied": X, "very_dissatisfied": X,
    },
    "AGR5": {
        "strongly_agree": P, "tend_to_agree": P, "neither": N,
        "tend_to_disagree": X, "strongly_disagree": X,
    },
    "SAFE5": {
        "much_safer": P, "little_safer": P, "no_difference": N,
        "little_less_safe": X, "much_less_safe": X,
    },
    "LIKE5": {
        "very_likely": P, "fairly_likely": P, "neither": N,
        "fairly_unlikely": X, "very_unlikely": X,
    },
    "EASE5": {
        "very_easy": P, "fairly_easy": P, "neither": N,
        "fairly_difficult": X, "very_difficult": X, "did_not_contact": O,
    },
    "FREQ4": {"always": P, "most": P, "sometimes": X, "never": X},
    "CODE4": {"yes": P, "wanted_no": X, "no_need": O, "not_sure": O},
    "UND4": {"fully": P, "partly": N, "not_at_all": X, "not_told": X},
    "WELL4": {
        "very_well": P, "fairly_well": P, "not_very_well": X, "not_at_all_well": X,
    },
    "HELP4": {
        "very_helpful": P, "fairly_helpful": P, "not_very_helpful": X, "not_at_all_helpful": X,
    },
    "BETTER5": {
        "much_better": P, "little_better": P, "no_difference": N, "little_worse": X,
        "much_worse": X,
    },
    "BAD3": {"a_lot": X, "a_little": X, "no": P},
    "DONE3": {"yes": P, "no": X, "not_sure": O},
    "PART3": {"fully": P, "partly": N, "no": X},
    "NEED3": {"got": P, "not_got": X, "no_need": O},
}  # fmt: skip
