"""The rows that analytics gets from responses/extract.py: no name, number, token or free text.
Pure, so that computations on them can be pure too."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, overload

from responses.case_files import crime_groups
from responses.eligibility import rules as eligibility_rules

NOT_ASKED = "not_asked"
"""The mode of those who were not invited."""
CRIME_GROUPS = crime_groups.COUNTED
"""The values of `crime_group`, apart from what is not recorded."""
Default = TypeVar("Default")


class CodedAnswers(Mapping[str, tuple[str, ...]]):
    """Question codes to choice codes, in a tenth of the memory of a dictionary: a quarter of the
    nation has 150,000 of them. Made by SharedValues."""

    __slots__ = ("_picked", "_places")

    def __init__(self, places: Mapping[str, int], picked: tuple[tuple[str, ...], ...], /) -> None:
        self._places = places
        self._picked = picked

    def __getitem__(self, code: str) -> tuple[str, ...]:
        return self._picked[self._places[code]]

    @overload
    def get(self, code: str, /) -> tuple[str, ...] | None: ...
    @overload
    def get(self, code: str, /, default: Default) -> tuple[str, ...] | Default: ...
    def get(self, code: str, /, default: object = None) -> object:
        place = self._places.get(code)
        return default if place is None else self._picked[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._picked)


class SharedValues:
    """Keeps one copy of what many rows have in common. A database driver makes a new object of
    every value of every row, which would be most of the memory of a quarter."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], Mapping[str, int]] = {}
        self._picked: dict[tuple[str, ...], tuple[str, ...]] = {}

    def columns(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row with each text taken from those before it."""
        return {
            name: sys.intern(value) if type(value) is str else value for name, value in row.items()
        }

    def answers(self, answers: Mapping[str, Sequence[str]]) -> CodedAnswers:
        codes = tuple(answers)
        places = self._places.setdefault(codes, {code: at for at, code in enumerate(codes)})
        picked = (tuple(each) for each in answers.values())
        return CodedAnswers(places, tuple(self._picked.setdefault(each, each) for each in picked))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One completed or usable partial response. `answers` maps question codes to choice codes."""

    response_id: int
    force: str
    period: str
    decision: str
    survey_stage: str
    crime_group: str
    sex: str
    age_band: str
    ethnicity_group: str
    disability: str
    selection_probability: float
    completed_on: date
    """The day of completion; for a partial response, the day it was started."""
    is_complete: bool
    is_late: bool = False
    """Whether the response was started when a reminder was due: 7 days or more after the
    invitation."""

    chances: Mapping[str, float] = field(default_factory=dict)
    """Question code to the chance with which it was drawn, of those that not everybody on the
    pathway is asked."""
    more_choice: str = ""
    """What was said to the offer of more questions; "" where it was not reached."""

    language: str
    mode: str
    assisted_by: str = ""
    """The support role of the person who handed over a code; "" where none did (SAF-9)."""

    is_own_account: bool = True
    answers: Mapping[str, Sequence[str]]

    @property
    def is_in_frame(self) -> bool:
        return self.is_own_account and not eligibility_rules.is_exclusion(self.decision)


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
    mode: str = NOT_ASKED
    assisted_by: str = ""
    is_own_account: bool = True
    """Whether the victim would answer, and nobody in their place (SAF-10)."""

    is_invited: bool
    is_undeliverable: bool
    is_delivered: bool
    is_opened: bool
    is_started: bool
    is_completed: bool
    events: int

    @property
    def is_in_frame(self) -> bool:
        """Whether weights rake to the row: it has no exclusion code (decision 27), and the victim
        would answer in person."""
        return self.is_own_account and not eligibility_rules.is_exclusion(self.decision)
