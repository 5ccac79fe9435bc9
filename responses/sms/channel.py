"""The ways by which a message goes out. Pure."""

from enum import StrEnum


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


VOICE = "voice"
"""In place of a channel: the victim chose to be called by an interviewer. No message goes out."""
ANOTHER_WAY = "other"
"""In place of a channel: the victim is reached by telephone, letter or in person alone, so that no
message goes out."""
