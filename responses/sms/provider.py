from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from responses.sms.delivery_states import DeliveryStatus


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Text:
    """One message to one person."""

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
    """The provider has accepted the message."""

    provider_id: str
    status: str
    template_version: int | None = None


class Provider(Protocol):
    @property
    def transport(self) -> str:
        pass

    @property
    def reports_delivery(self) -> bool:
        pass

    def wait_turn(self) -> None:
        """At the pace that all senders share."""

    def send(self, text: Text) -> Accepted:
        """Unless it may no longer go. Raises a SendError."""

    def answer(self, *, to: str, language: str, reference: str) -> None:
        """To a reply. Raises a SendError."""

    def find(self, reference: str) -> Accepted | None:
        """None if there is none. Raises a SendError."""


class SendError(Exception):
    """Or it is not known whether it was."""


class UnknownEndError(SendError):
    """Look it up before another attempt."""


class HeldUpError(UnknownEndError):
    """Another may have the message."""


class BadNumberError(SendError):
    pass


class NoTemplateError(SendError):
    pass


class RateLimitError(SendError):
    """Continue more slowly, `retry_after` seconds later where the provider says so."""

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DailyLimitError(SendError):
    """Continue after midnight UTC."""


class ConfigurationError(SendError):
    """Key, clock or template: stop sending and tell staff."""


# Accepts every text and sends none.
TRANSPORT = "development"


class DevelopmentProvider:
    transport = TRANSPORT
    reports_delivery = False

    def wait_turn(self) -> None:
        pass

    def send(self, text: Text) -> Accepted:
        return Accepted(provider_id=text.reference, status=DeliveryStatus.SENT)

    def answer(self, *, to: str, language: str, reference: str) -> None:
        """Nothing leaves the machine."""

    def find(self, _reference: str) -> Accepted | None:
        return None
