"""Reads of messages: what waits, what came back, and, in development, what was sent."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404

from access import selectors as access_selectors
from access.viewer import Viewer
from responses.invitations import tokens
from responses.models import Invitation, OutboxMessage, Receipt, SendingLine
from responses.sms import development_outbox, texts
from responses.sms.delivery_states import MessageState, Pause

LOOK_UPS_AFTER = (timedelta(hours=4), timedelta(hours=73), timedelta(days=6))
"""When to ask what became of a message whose end no receipt has told, counted from its first
attempt: past the provider's own tries (4 h), past its time-out (72 h), and before it forgets
(7 days; notify.md 4.4)."""


def messages_to_claim(*, transport: str, at: datetime) -> Sequence[QuerySet[OutboxMessage]]:
    """Those whose sender died with them in hand, then those whose time has come. Each is read off
    an index in its order: asked for both at once, or for an order beyond the index, PostgreSQL
    sorts all that wait for the sake of a few."""
    messages = OutboxMessage.objects.filter(transport=transport)
    return (
        messages.filter(state=MessageState.LEASED, lease_until__lt=at).order_by("due_at"),
        messages.filter(state=MessageState.DUE, due_at__lte=at).order_by("due_at"),
    )


def messages_to_look_up(*, transport: str, at: datetime) -> QuerySet[OutboxMessage]:
    """Messages that were sent and whose end has not been told when it should have been."""
    is_due = Q()
    for made, after in enumerate(LOOK_UPS_AFTER):
        is_due |= Q(look_ups__lte=made, first_tried_at__lte=at - after)
    return OutboxMessage.objects.filter(
        is_due, state=MessageState.SENT, transport=transport
    ).order_by("first_tried_at", "pk")


def is_last_text_of_its_case(message: OutboxMessage) -> bool:
    case_id = message.invitation.stage_event.case_id
    others = OutboxMessage.objects.filter(
        invitation__stage_event__case=case_id, sent_at__isnull=False
    ).exclude(pk=message.pk)
    return message.sent_at is None or not others.filter(sent_at__gt=message.sent_at).exists()


def line_of(transport: str) -> SendingLine | None:
    """What all senders share; nothing where nothing was sent or stopped yet."""
    return SendingLine.objects.filter(transport=transport).first()


def line_at_rest(transport: str, *, at: datetime) -> SendingLine | None:
    """The line while nothing may be sent over it, or nothing where it may."""
    line = line_of(transport)
    if line is None:
        return None
    is_waiting = line.paused_until is not None and at < line.paused_until
    return line if is_waiting or line.pause == Pause.BY_HAND else None


def unread_receipts() -> QuerySet[Receipt]:
    return Receipt.objects.filter(processed_at__isnull=True).order_by("received_at", "pk")


def with_messages(receipts: Iterable[Receipt]) -> list[tuple[Receipt, OutboxMessage | None]]:
    """Each with its message, or nothing where we know none. By our reference; it is committed
    before any attempt, so a receipt never comes first. In the order of invitations: of two who
    read receipts at once, each holding what it has read, one waits for the other and never both."""
    references = {receipt: _reference(receipt) for receipt in receipts}
    known = OutboxMessage.objects.filter(reference__in={one for one in references.values() if one})
    messages = {message.reference: message for message in known}
    pairs = [
        (receipt, messages.get(reference) if reference else None)
        for receipt, reference in references.items()
    ]
    return sorted(pairs, key=lambda pair: pair[1].invitation_id if pair[1] else 0)


def _reference(receipt: Receipt) -> UUID | None:
    try:
        return UUID(receipt.reference)
    except ValueError:
        return None


def readable_messages(viewer: Viewer, *, limit: int) -> Sequence[OutboxMessage]:
    """The newest messages to victims of the viewer's forces, links and all. Raises Http404
    unless none of them reached anybody and the people are simulated, or the machine is one of
    development (decision 9)."""
    may_be_read = access_selectors.is_simulated() or settings.IS_DEVELOPMENT
    if settings.SMS_TRANSPORT != development_outbox.TRANSPORT or not may_be_read:
        raise Http404
    messages = OutboxMessage.objects.filter(
        transport=development_outbox.TRANSPORT, sent_at__isnull=False
    ).select_related("invitation__stage_event__case__force")
    if not viewer.is_national:
        messages = messages.filter(invitation__stage_event__case__force_id__in=viewer.reach)
    return list(messages.order_by("-sent_at", "-pk")[:limit])


def token_of(invitation: Invitation) -> str:
    """The link's token, made again: it is stored nowhere."""
    return tokens.make_token(
        key=settings.TOKEN_KEY.encode(),
        invitation_id=invitation.pk,
        attempt=invitation.token_attempt,
    )


def text_templates() -> Mapping[str, str]:
    """Language to text. "Reply STOP" is offered where such a reply reaches us, and only there."""
    return texts.templates(is_answerable=bool(settings.NOTIFY_RECEIVED_TOKEN))


def template_of(message: OutboxMessage) -> str:
    templates = texts.EMAILS if message.channel == "email" else text_templates()
    return templates[message.invitation.language]


def link_of(invitation: Invitation) -> str:
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}/{token_of(invitation)}"
