from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import Force
from responses.invitations.selectors import outbox as selectors
from responses.models import OutboxMessage, SendingAccount
from responses.sms.delivery_states import MessageState
from responses.sms.notify import TRANSPORT


@transaction.atomic
def set_account(
    *,
    force: Force,
    key_name: str,
    templates: Mapping[str, str],
    sms_sender_id: str,
    by: Actor,
    at: datetime,
) -> None:
    account, _is_new = SendingAccount.objects.update_or_create(
        force=force,
        defaults={
            "key_name": key_name,
            "templates": dict(templates),
            "sms_sender_id": sms_sender_id,
            "set_at": at,
            "set_by": by.name,
        },
    )
    _move_unattempted(force, transport=selectors.transport_of(account))
    audit.record(AuditKind.SENDING_ACCOUNT_SET, by=by, at=at, target=account, key_name=key_name)


class MessagesInProgressError(Exception):
    pass


@transaction.atomic
def end_account(*, force: Force, by: Actor, at: datetime) -> None:
    """Raises MessagesInProgressError while its own service has messages without a final status."""
    account = SendingAccount.objects.select_for_update().get(force=force)
    line = selectors.transport_of(account)
    messages = OutboxMessage.objects.filter(transport=line).exclude(transport=TRANSPORT)
    if messages.filter(attempts__gt=0, finished_at__isnull=True).exists():
        message = "Messages are still on their way through the service of the force."
        raise MessagesInProgressError(message)
    audit.record(AuditKind.SENDING_ACCOUNT_SET, by=by, at=at, target=account, key_name="")
    account.delete()
    _move_unattempted(force, transport=TRANSPORT)


def _move_unattempted(force: Force, *, transport: str) -> None:
    OutboxMessage.objects.filter(
        invitation__stage_event__case__force=force,
        transport__startswith=TRANSPORT,
        state__in=(MessageState.DUE, MessageState.SET_ASIDE),
        attempts=0,
    ).update(transport=transport)
