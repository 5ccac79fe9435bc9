"""The rows that analytics gets from responses/extract.py: no name, number, token or free text.
Pure, so that computations on them can be pure too."""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar, overload

from responses.case_files import crime_groups, crime_kinds
from responses.cases.stages import days_of_period as days_of_period
from responses.eligibility import chances
from responses.eligibility import rules as eligibility_rules
from responses.extract_case_levels import GROUP_OF_OUTCOME as GROUP_OF_OUTCOME
from responses.extract_case_levels import NO_OUTCOME as NO_OUTCOME
from responses.extract_case_levels import NOT_INVITED, UNKNOWN, asked_route
from responses.extract_case_levels import OUTCOME_GROUPS as OUTCOME_GROUPS
from responses.extract_case_levels import ROUTES as ROUTES
from responses.extract_case_levels import SUPPORT_LEVELS as SUPPORT_LEVELS
from responses.extract_case_levels import UNCLEAR as UNCLEAR
from responses.extract_case_levels import support as support_level
from survey.bank.pathways import BEREAVED, PROXY, Pathway


class CaseStep(StrEnum):
    """A step of a case whose length is measured."""

    OUTCOME = "outcome"
    """From the report to an outcome."""
    TOLD = "told"
    """From the outcome to the day on which the victim was told of it."""


class CaseSpan(NamedTuple):
    """One step of a case. `days` are those until it was over, or until now where it goes on.
    `in_time` is whether the victim was told within the working days of the Code: None where that
    is not decided yet, and of other steps. `sex` is the one recorded."""

    force: str
    crime_group: str
    outcome_group: str
    step: CaseStep
    days: int
    is_over: bool
    in_time: bool | None
    crime_kind: str = UNKNOWN
    sex: str = UNKNOWN


class SupportedCase(NamedTuple):
    """A case whose outcome stands. `support` is what the case file says, as
    responses.extract_case_levels.support; `is_withdrawn` that the outcome is 16."""

    support: str
    crime_kind: str
    risk_level: str
    sex: str
    age_band: str
    is_withdrawn: bool


VOICES = (BEREAVED, PROXY)
"""Instruments in words of their own; each is a voice."""


@dataclass(frozen=True, kw_only=True)
class VoiceRow:
    """The answers of one person about one event, by whatever way they came: choice codes by
    question. `person` tells which rows of a reading are of one case."""

    voice: str
    person: int
    period: str
    answers: Mapping[str, Sequence[str]]
    completed_on: date


NOT_ASKED = NOT_INVITED
"""The mode of those who were not invited."""
LEAST_CHANCE = chances.LEAST_CHANCE
CRIME_GROUPS = crime_groups.COUNTED
"""The values of `crime_group`, apart from what is not recorded."""
CRIME_KINDS = crime_kinds.KINDS
"""The values of `crime_kind`, apart from what is not recorded."""
AGAINST_WOMEN = crime_kinds.AGAINST_WOMEN
SAID_MORE = frozenset({"wanted", "stopped"})
"""The answers to the offer of more questions after which some were asked."""
Default = TypeVar("Default")
Value = TypeVar("Value")


class Pairs(Mapping[str, Value]):
    """A few values by question code, each pair an object that many rows share."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: tuple[tuple[str, Value], ...], /) -> None:
        self._pairs = pairs

    def __getitem__(self, code: str) -> Value:
        found = self.get(code)
        if found is None:
            raise KeyError(code)
        return found

    @overload
    def get(self, code: str, /) -> Value | None: ...
    @overload
    def get(self, code: str, /, default: Value | Default) -> Value | Default: ...
    def get(self, code: str, /, default: object = None) -> object:
        for known, value in self._pairs:
            if known == code:
                return value
        return default

    def __iter__(self) -> Iterator[str]:
        return (code for code, _ in self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)


NO_ANSWERS: Pairs[tuple[str, ...]] = Pairs(())
NO_CHANCES: Pairs[float] = Pairs(())


class CodedAnswers(Mapping[str, tuple[str, ...]]):
    """Question codes to choice codes, in a tenth of the memory of a dictionary: a quarter of the
    nation has 150,000 of them. Made by SharedValues.

    Many respondents are asked the same questions, and share the places of their answers. What only
    some are asked differs from one to the next, so those few answers are looked through."""

    __slots__ = ("_of_some", "_picked", "_places")

    def __init__(
        self,
        places: Mapping[str, int],
        picked: tuple[tuple[str, ...], ...],
        of_some: Pairs[tuple[str, ...]] = NO_ANSWERS,
        /,
    ) -> None:
        self._places = places
        self._picked = picked
        self._of_some = of_some

    def __getitem__(self, code: str) -> tuple[str, ...]:
        found = self.get(code)
        if found is None:
            raise KeyError(code)
        return found

    @overload
    def get(self, code: str, /) -> tuple[str, ...] | None: ...
    @overload
    def get(self, code: str, /, default: Default) -> tuple[str, ...] | Default: ...
    def get(self, code: str, /, default: object = None) -> object:
        place = self._places.get(code)
        if place is not None:
            return self._picked[place]
        return self._of_some.get(code, default)

    def __iter__(self) -> Iterator[str]:
        yield from self._places
        yield from self._of_some

    def __len__(self) -> int:
        return len(self._picked) + len(self._of_some)


class SharedValues:
    """Keeps one copy of what many rows have in common. A database driver makes a new object of
    every value of every row, which would be most of the memory of a quarter. `of_some` are the
    codes of the questions that only some are asked."""

    def __init__(self, *, of_some: Collection[str] = ()) -> None:
        self._codes_of_some = of_some
        self._places: dict[tuple[str, ...], Mapping[str, int]] = {}
        self._picked: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._pairs: dict[tuple[str, Any], tuple[str, Any]] = {}
        self._modules: dict[frozenset[str], frozenset[str]] = {}

    def columns(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row with each text taken from those before it."""
        return {
            name: sys.intern(value) if type(value) is str else value for name, value in row.items()
        }

    def answers(self, answers: Mapping[str, Sequence[str]]) -> CodedAnswers:
        of_all = tuple(code for code in answers if code not in self._codes_of_some)
        places = self._places.setdefault(of_all, {code: at for at, code in enumerate(of_all)})
        picked = (tuple(answers[code]) for code in of_all)
        of_some = tuple(
            self._pair(code, tuple(found))
            for code, found in answers.items()
            if code in self._codes_of_some
        )
        return CodedAnswers(
            places,
            tuple(self._picked.setdefault(each, each) for each in picked),
            Pairs(of_some) if of_some else NO_ANSWERS,
        )

    def chances(self, chances: Mapping[str, float]) -> Pairs[float]:
        if not chances:
            return NO_CHANCES
        return Pairs(tuple(self._pair(code, chance) for code, chance in chances.items()))

    def _pair(self, code: str, value: Any) -> tuple[str, Any]:
        return self._pairs.setdefault((code, value), (code, value))

    def modules(self, pathway: Mapping[str, Any]) -> frozenset[str]:
        """The modules of a pathway as it is stored with a response."""
        if not pathway:
            return frozenset()
        found = Pathway(
            pathway["instrument"],
            stage=pathway["stage"],
            outcome=tuple(pathway["outcome"]),
            crimes=tuple(pathway["crimes"]),
            is_wales=pathway["is_wales"],
        ).modules
        return self._modules.setdefault(found, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One completed or usable partial response. `answers` maps question codes to choice codes."""

    response_id: int
    person: int
    """A number within one reading: rows with the same are of one case, answered at several
    stages."""
    force: str
    period: str
    decision: str
    survey_stage: str
    crime_group: str
    sex: str
    age_band: str
    ethnicity_group: str
    disability: str
    selection_probability: float | None
    """The chance with which the event was asked about, over all that the person could be asked
    about in twelve months; None where it is not known (responses.eligibility.chances)."""
    completed_on: date
    """The day of completion; for a partial response, the day it was started."""
    is_complete: bool
    is_late: bool = False
    """Whether the response was started when a reminder was due: 7 days or more after the
    invitation."""

    chances: Mapping[str, float] = field(default_factory=lambda: NO_CHANCES)
    """Question code to the chance with which it was drawn, of those that not everybody on the
    pathway is asked."""
    more_choice: str = ""
    """What was said to the offer of more questions; "" where it was not reached."""
    more_modules: frozenset[str] = frozenset()
    """The stage, outcome and crime modules of the further questions; empty for who was asked
    none."""

    language: str
    mode: str
    assisted_by: str = ""
    """The support role of the person who handed over a code; "" where none did (SAF-9)."""

    is_own_account: bool = True

    outcome_group: str = UNKNOWN
    days_to_outcome: str = UNKNOWN
    days_to_told: str = UNKNOWN
    report_channel: str = UNKNOWN
    risk_level: str = UNKNOWN
    repeat_victim: str = UNKNOWN
    local_area: str = UNKNOWN
    """The force's own code of one of its areas, never that of a small area of the census."""
    route: str = UNKNOWN
    is_sensitive: bool = False
    crime_kind: str = UNKNOWN
    case_language: str = UNKNOWN
    support_referral: str = UNKNOWN
    enhanced_rights: str = UNKNOWN
    evidence_led: str = UNKNOWN
    """Levels of responses.extract_case_levels; kinds are those of
    responses.case_files.crime_kinds."""

    answers: Mapping[str, Sequence[str]]

    @property
    def asked_route(self) -> str:
        return asked_route(self.mode, self.assisted_by, is_sensitive=self.is_sensitive)

    @property
    def support(self) -> str:
        """One of SUPPORT_LEVELS, or unknown."""
        return support_level(self.support_referral, self.assisted_by)

    @property
    def design_weight(self) -> float:
        """How many events a draw with its chance makes it stand for; 1 where that is not known."""
        return 1 / (self.selection_probability or 1.0)

    @property
    def has_said_more(self) -> bool:
        """Whether the offer was taken up, to the end or not."""
        return self.more_choice in SAID_MORE

    @property
    def is_in_frame(self) -> bool:
        return self.is_own_account and eligibility_rules.is_in_frame(self.decision)


class WeekAnswer(NamedTuple):
    """One response as weekly series count it, with the meanings of AnswerRow."""

    answers: Mapping[str, Sequence[str]]
    completed_on: date
    is_late: bool
    force: str
    survey_stage: str
    crime_group: str
    selection_probability: float | None

    @property
    def design_weight(self) -> float:
        return 1 / (self.selection_probability or 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRow:
    """How many stage events of a quarter share these properties."""

    force: str
    decision: str
    survey_stage: str
    crime_group: str
    sex: str
    age_band: str
    ethnicity_group: str
    disability: str
    crime_kind: str = UNKNOWN
    mode: str = NOT_ASKED
    assisted_by: str = ""
    is_own_account: bool = True
    """Whether the victim would answer, and nobody in their place (SAF-10)."""
    needs_word_or_code: bool = False
    """Whether nobody is asked but with a word agreed with the victim, or by a code."""
    is_sensitive: bool = False
    report_channel: str = UNKNOWN
    risk_level: str = UNKNOWN
    repeat_victim: str = UNKNOWN
    enhanced_rights: str = UNKNOWN
    local_area: str = UNKNOWN

    is_invited: bool
    is_undeliverable: bool
    is_delivered: bool
    is_opened: bool
    is_started: bool
    is_completed: bool
    events: int

    @property
    def asked_route(self) -> str:
        return asked_route(self.mode, self.assisted_by, is_sensitive=self.is_sensitive)

    @property
    def lacks_word_or_code(self) -> bool:
        """Whether a word or a code is all that is missing for the victim to be asked."""
        return self.needs_word_or_code and self.decision in eligibility_rules.WAITS_FOR_WORD_OR_CODE

    @property
    def is_in_frame(self) -> bool:
        """Whether weights rake to the row: the survey's rules could have asked about it, whether or
        not it was drawn (decision 57), and the victim would answer in person."""
        return self.is_own_account and eligibility_rules.is_in_frame(self.decision)
