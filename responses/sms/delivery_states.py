from collections.abc import Mapping
from enum import StrEnum


class MessageState(StrEnum):
    DUE = "due"
    LEASED = "leased"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SET_ASIDE = "set aside"
    """It cannot be made. It waits for a person to have it tried again."""


class SetAsideReason(StrEnum):
    """Why a message cannot be made."""

    UNREADABLE = "contact unreadable"
    """The vault cannot decrypt the number or address."""

    NO_ROUTE = "no route"
    NO_TEMPLATE = "no template"
    """There is no text, or no template at the provider, in the language of the person."""

    TEXT_UNSENDABLE = "text not sendable"
    """The text of the language has characters that a text message cannot carry."""

    FAULT_OF_OURS = "fault of ours"
    """An unexpected error in this product, again and again; its kind and place are in the log."""


TRANSITIONS: Mapping[MessageState, frozenset[MessageState]] = {
    MessageState.DUE: frozenset(
        {
            MessageState.LEASED,
            MessageState.CANCELLED,
            # A receipt may come for an attempt whose answer was lost.
            MessageState.SENT,
            MessageState.DELIVERED,
            MessageState.FAILED,
        }
    ),
    MessageState.SET_ASIDE: frozenset(
        {
            MessageState.DUE,
            MessageState.CANCELLED,
            # An error of ours may come after the provider took the message.
            MessageState.SENT,
            MessageState.DELIVERED,
            MessageState.FAILED,
        }
    ),
    MessageState.LEASED: frozenset(MessageState) - {MessageState.LEASED},
    MessageState.SENT: frozenset({MessageState.DELIVERED, MessageState.FAILED}),
    MessageState.DELIVERED: frozenset(),
    MessageState.FAILED: frozenset(),
    MessageState.CANCELLED: frozenset(),
}

UNSENT = frozenset({MessageState.DUE, MessageState.LEASED})


class DeliveryStatus(StrEnum):
    CREATED = "created"
    SENDING = "sending"
    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    PERMANENT_FAILURE = "permanent-failure"
    TEMPORARY_FAILURE = "temporary-failure"
    TECHNICAL_FAILURE = "technical-failure"


STATE_OF_STATUS: Mapping[DeliveryStatus, MessageState] = {
    DeliveryStatus.CREATED: MessageState.SENT,
    DeliveryStatus.SENDING: MessageState.SENT,
    DeliveryStatus.PENDING: MessageState.SENT,
    DeliveryStatus.SENT: MessageState.SENT,
    DeliveryStatus.DELIVERED: MessageState.DELIVERED,
    DeliveryStatus.PERMANENT_FAILURE: MessageState.FAILED,
    DeliveryStatus.TEMPORARY_FAILURE: MessageState.FAILED,
    DeliveryStatus.TECHNICAL_FAILURE: MessageState.FAILED,
}

FINAL = frozenset(
    {
        DeliveryStatus.DELIVERED,
        DeliveryStatus.PERMANENT_FAILURE,
        DeliveryStatus.TEMPORARY_FAILURE,
        DeliveryStatus.TECHNICAL_FAILURE,
    }
)


def may_become(state: str, new: MessageState) -> bool:
    return new in TRANSITIONS[MessageState(state)]


class Pause(StrEnum):
    """Why nothing is sent for a while (notify.md 4.2)."""

    MINUTE = "minute"
    """The provider's limit per minute: sending resumes automatically."""

    DAY = "day"
    """The provider's limit a day: sending resumes after midnight UTC."""

    SILENCE = "silence"
    """The provider does not answer: one message a minute tries whether it does again."""

    CONFIGURATION = "configuration"
    """Key, clock or template is wrong: nothing is sent until staff have corrected it."""

    BY_HAND = "by hand"
    """Staff paused sending: nothing is sent until they end the pause."""
