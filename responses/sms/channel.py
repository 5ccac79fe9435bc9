from enum import StrEnum


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


VOICE = "voice"
"""In place of a channel: the victim chose to be called by an interviewer. No message goes out."""
ANOTHER_WAY = "other"
"""In place of a channel: the victim is reached only by telephone, letter or in person, so no
message goes out."""
