"""No name, number, token or free text."""

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
    OUTCOME = "outcome"
    """From the report to an outcome."""
    TOLD = "told"
    """From the outcome to the day on which the victim was informed of it."""


class CaseSpan(NamedTuple):
    """One step of a case."""

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
    voice: str
    person: int
    period: str
    answers: Mapping[str, Sequence[str]]
    completed_on: date


NOT_ASKED = NOT_INVITED
"""The mode of people who were not invited."""
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
    """Each pair an object that many rows share."""

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
    """In a tenth of a dictionary's memory: a quarter of the nation has 150,000."""

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
    def __init__(self, *, of_some: Collection[str] = ()) -> None:
        self._codes_of_some = of_some
        self._places: dict[tuple[str, ...], Mapping[str, int]] = {}
        self._picked: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._pairs: dict[tuple[str, Any], tuple[str, Any]] = {}
        self._modules: dict[frozenset[str], frozenset[str]] = {}

    def columns(self, row: Mapping[str, Any]) -> dict[str, Any]:
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
    """One completed or usable partial response."""

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
    """The chance that the event was asked about, given everything the person could be asked about
    in twelve months; None if unknown (responses.eligibility.chances)."""
    completed_on: date
    """The day of completion; for a partial response, the day it was started."""
    is_complete: bool
    is_late: bool = False
    """Whether the response was started when a reminder was due: 7 days or more after the
    invitation."""

    chances: Mapping[str, float] = field(default_factory=lambda: NO_CHANCES)
    """Question code to its chance of being drawn, for questions not asked of everyone on the
    pathway."""
    more_choice: str = ""
    """The reply to the offer of more questions; empty if it was not reached."""
    more_modules: frozenset[str] = frozenset()
    """The stage, outcome and crime modules of the further questions; empty if none were asked."""

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
        return 1 / (self.selection_probability or 1.0)

    @property
    def has_said_more(self) -> bool:
        """To the end or not."""
        return self.more_choice in SAID_MORE

    @property
    def is_in_frame(self) -> bool:
        return self.is_own_account and eligibility_rules.is_in_frame(self.decision)


class WeekAnswer(NamedTuple):
    """With the meanings of AnswerRow."""

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
    """Whether the victim, and no one in their place, would answer (SAF-10)."""
    needs_word_or_code: bool = False
    """Whether asking requires a passphrase agreed with the victim, or a code."""
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
        return self.needs_word_or_code and self.decision in eligibility_rules.WAITS_FOR_WORD_OR_CODE

    @property
    def is_in_frame(self) -> bool:
        """Could have been asked about, drawn or not (decision 57), and the victim would answer in
        person."""
        return self.is_own_account and eligibility_rules.is_in_frame(self.decision)
