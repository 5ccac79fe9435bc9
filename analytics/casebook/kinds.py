"""The short list of what may be done about an alert. Pure."""

from enum import StrEnum


class ActionKind(StrEnum):
    UPDATES = "updates"
    WORDING = "wording"
    TRAINING = "training"
    STAFFING = "staffing"
    SUPPORT = "support"
    SUPERVISION = "supervision"
    RECORDING = "recording"
    OTHER = "other"
