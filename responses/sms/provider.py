"""What a sender of texts does, and the ways in which it can fail. Imports no Django.

Each failure is named by what must be done about it (notify.md 4.2)."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Text:
    """One message to one person. Where it goes and its link are never printed, logged or stored."""

    reference: str
    language: str
    to: str = field(repr=False)
    link: str = field(repr=False)
    channel: str = "sms"
    """sms or email."""
    force: str = ""
    """Whose case it is about: it chooses the sender, and says nothing in the text."""


@dataclass(frozen=True)
class Accepted:
    """The provider has the message. What it answered with the body in it is dropped here."""

    provider_id: str
    status: str
    template_version: int | None = None


class Provider(Protocol):
    @property
    def transport(self) -> str:
        """The name under which messages of this provider wait in the outbox."""

    @property
    def tells_ends(self) -> bool:
        """Whether it can say what became of a message."""

    def send(self, text: Text) -> Accepted:
        """Raises a SendError."""

    def find(self, reference: str) -> Accepted | None:
        """The message that the provider already has under the reference. Raises a SendError."""


class SendError(Exception):
    """A text was not, or perhaps not, accepted."""


class UnknownEndError(SendError):
    """Perhaps accepted: look it up before any other attempt."""


class BadNumberError(SendError):
    """Never deliverable to this number or address."""


class RateLimitError(SendError):
    """Too many in this minute: go on later."""


class DailyLimitError(SendError):
    """Too many today: go on after midnight UTC."""


class ConfigurationError(SendError):
    """Ours to mend (key, clock, template): stop everything and tell someone."""
