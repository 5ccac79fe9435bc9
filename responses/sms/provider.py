"""The interface of a message provider and its errors. Imports no Django.

Each error is named by what must be done about it (notify.md 4.2)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Text:
    """One message to one person. Its recipient and link are never printed, logged or stored."""

    reference: str
    language: str
    to: str = field(repr=False)
    link: str = field(repr=False)
    channel: str = "sms"
    """sms or email."""
    is_shorter: bool = False
    """Whether a trial of texts drew the shorter one for this person."""
    force: str = ""
    """The code of the case's force. It selects the sender id and does not appear in the text."""
    may_go: Callable[[], bool] = field(default=_always, repr=False, compare=False)
    """Asked immediately before it leaves. No once another sender may have the message, as when this
    process was frozen since it took it."""


@dataclass(frozen=True)
class Accepted:
    """The provider has accepted the message. The body in its answer is not kept."""

    provider_id: str
    status: str
    template_version: int | None = None


class Provider(Protocol):
    @property
    def transport(self) -> str:
        """The name of this provider on the messages of the outbox."""

    @property
    def reports_delivery(self) -> bool:
        """Whether it can report the delivery status of a message."""

    def wait_turn(self) -> None:
        """Return when the next message may be sent at the pace that all senders share. Call it
        before each send, which does not wait."""

    def send(self, text: Text) -> Accepted:
        """Send one message, unless it may not go any more. Raises a SendError."""

    def answer(self, *, to: str, language: str, reference: str) -> None:
        """Send the automatic answer to a reply. Raises a SendError."""

    def find(self, reference: str) -> Accepted | None:
        """The message that the provider has with this reference, or None. Raises a SendError."""


class SendError(Exception):
    """A message was not accepted, or it is not known whether it was."""


class UnknownEndError(SendError):
    """The message may have been accepted: look it up before another attempt."""


class HeldUpError(UnknownEndError):
    """This sender was held up for so long that another may have the message."""


class BadNumberError(SendError):
    """Messages to this number or address can never be delivered."""


class NoTemplateError(SendError):
    """There is no template for this message's language and channel. Nothing was sent, and other
    messages can be."""


class RateLimitError(SendError):
    """Too many messages in this minute: continue more slowly, `retry_after` seconds later where the
    provider says so."""

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DailyLimitError(SendError):
    """Too many messages today: continue after midnight UTC."""


class ConfigurationError(SendError):
    """Our key, clock or template is wrong: stop sending and tell staff."""
