from enum import StrEnum


class CoverageStep(StrEnum):
    RECORDED = "recorded"
    IN_SCOPE = "in_scope"
    NOT_EXCLUDED = "not_excluded"
    CONTACTABLE = "contactable"
    SELECTED = "selected"
    INVITED = "invited"
    DELIVERED = "delivered"
    OPENED = "opened"
    STARTED = "started"
    USABLE = "usable"
    COMPLETED = "completed"


RESPONDENT_STEPS = frozenset(
    {CoverageStep.OPENED, CoverageStep.STARTED, CoverageStep.COMPLETED, CoverageStep.USABLE}
)
"""Steps that depend on respondents; earlier steps depend on the force and the survey."""
