"""Written back with the ids they had, so that links people hold still open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from access.continuity.journal import Entry, EntryKind
from responses.invitations import link_renewal, tokens
from responses.invitations.actions.record_delivery import LINK_LIFETIME
from responses.invitations.actions.send import MODES
from responses.invitations.contact_journal import event_key
from responses.invitations.selectors import outbox
from responses.models import Invitation, OutboxMessage, StageEvent
from responses.sms.delivery_states import MessageState


@dataclass(frozen=True)
class Sending:
    at: datetime
    reference: str
    attempt: int
    transport: str
    channel: str
    is_reminder: bool
    resend_of: str
    invitation: int
    token_attempt: int
    language: str
    event: int
    event_key: str
    keys: tuple[str, ...]
    is_new_link: bool = False

    @property
    def is_follow_up(self) -> bool:
        return self.is_reminder or self.is_new_link


def sendings(entries: Iterable[Entry]) -> Mapping[str, Sending]:
    """By reference, the last attempt."""
    return {
        entry.details["reference"]: Sending(
            at=entry.at, **{**entry.details, "keys": tuple(entry.details["keys"])}
        )
        for entry in entries
        if entry.kind == EntryKind.SENDING
    }


def write_back(sending: Sending) -> OutboxMessage | None:
    """As it was when sent; None if the event is missing or another message has its place."""
    event = StageEvent.objects.select_related("case").filter(pk=sending.event).first()
    if event is None or event_key(event) != sending.event_key:
        return None
    invitation = Invitation.objects.filter(stage_event=event).first()
    if invitation is None:
        if Invitation.objects.filter(pk=sending.invitation).exists():
            return None
        invitation = _write_invitation(event, sending)
    write_new_link(invitation, sending)
    messages = invitation.messages
    if sending.is_reminder and messages.filter(is_reminder=True).exists():
        return None
    original = messages.filter(reference=sending.resend_of).first() if sending.resend_of else None
    return OutboxMessage.objects.create(
        invitation=invitation,
        resend_of=original,
        is_reminder=sending.is_reminder,
        is_new_link=sending.is_new_link,
        reference=sending.reference,
        channel=sending.channel,
        transport=sending.transport,
        state=MessageState.LEASED,
        due_at=sending.at,
        lease_until=sending.at,
        attempts=sending.attempt,
        first_tried_at=sending.at,
    )


def write_new_link(invitation: Invitation, sending: Sending) -> None:
    """Unless it has it already."""
    if sending.is_new_link and invitation.token_attempt < sending.token_attempt:
        link_renewal.write_link(invitation, attempt=sending.token_attempt, at=sending.at)


def _write_invitation(event: StageEvent, sending: Sending) -> Invitation:
    invitation = Invitation(
        pk=sending.invitation,
        stage_event=event,
        token_attempt=sending.token_attempt,
        language=sending.language,
        mode=MODES[sending.channel],
        invited_at=sending.at,
        expires_at=sending.at + LINK_LIFETIME,
    )
    invitation.token_hash = tokens.hash_token(outbox.token_of(invitation))
    invitation.save(force_insert=True)
    return invitation
