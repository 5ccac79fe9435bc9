"""The rows that analytics gets from responses/extract.py: no name, number, token or free text.
Pure, so that computations on them can be pure too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from responses.case_files import crime_groups
from responses.eligibility import rules as eligibility_rules

NOT_ASKED = "not_asked"
"""The mode of those who were not invited."""
CRIME_GROUPS = crime_groups.COUNTED
"""The values of `crime_group`, apart from what is not recorded."""


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
