"""What goes through the door to analytics (responses/extract.py): rows and counts with no name,
number, token or free text. Pure, so that what is worked out of them can be."""

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
    """One completed or usable partial response. `answers` are choice codes by question."""

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
    """For a partial response, the day it was started."""
    is_complete: bool
    is_late: bool = False
    """Answered only when a reminder was due: a week or more after being asked."""

    language: str
    mode: str
    assisted_by: str = ""
    """The support role of who handed a code over; nothing where nobody did (SAF-9)."""

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
    """Whether the victim would answer, and nobody in her place (SAF-10)."""

    is_invited: bool
    is_undeliverable: bool
    is_delivered: bool
    is_opened: bool
    is_started: bool
    is_completed: bool
    events: int

    @property
    def is_in_frame(self) -> bool:
        """Whether weights rake to it: no exclusion code (decision 27), and a victim who would
        speak for herself."""
        return self.is_own_account and not eligibility_rules.is_exclusion(self.decision)
