"""People: their cases, how they may be reached, what they were asked, what they said."""

from responses.models.cases import Case, CaseEvent, Import
from responses.models.contacts import Contact, ContactHistory, Suppression
from responses.models.invitations import Invitation, OutboxMessage, Receipt, SendingLine, StageEvent
from responses.models.responses import Response

__all__ = [
    "Case",
    "CaseEvent",
    "Contact",
    "ContactHistory",
    "Import",
    "Invitation",
    "OutboxMessage",
    "Receipt",
    "Response",
    "SendingLine",
    "StageEvent",
    "Suppression",
]
