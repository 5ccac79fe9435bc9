"""Replacement of a link that was sent before."""

from datetime import datetime

from django.db import transaction

from responses.invitations import tokens
from responses.invitations.actions.record_delivery import LINK_LIFETIME
from responses.invitations.selectors import outbox
from responses.models import Invitation, OutboxMessage


@transaction.atomic
def renew_link(message: OutboxMessage, *, at: datetime) -> str:
    invitation = Invitation.objects.select_for_update().get(pk=message.invitation_id)
    write_link(invitation, attempt=invitation.token_attempt + 1, at=at)
    message.invitation.token_attempt = invitation.token_attempt
    return outbox.link_of(invitation)


def write_link(invitation: Invitation, *, attempt: int, at: datetime) -> None:
    invitation.token_attempt = attempt
    invitation.token_hash = tokens.hash_token(outbox.token_of(invitation))
    invitation.gate_tries = 0
    invitation.expires_at = at + LINK_LIFETIME
    invitation.save(update_fields=["token_attempt", "token_hash", "gate_tries", "expires_at"])
