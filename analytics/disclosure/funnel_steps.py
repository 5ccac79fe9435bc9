"""The steps from a recorded crime to an answer, and which of them count people (STAT-1). Pure."""

from enum import StrEnum


class Step(StrEnum):
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


PEOPLES_STEPS = frozenset({Step.OPENED, Step.STARTED, Step.COMPLETED, Step.USABLE})
"""Steps taken by people; the steps before are the force's and the survey's."""
