from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from access import selectors as access_selectors
from access.viewer import Viewer
from responses.invitations import tokens
from responses.models import Invitation, OutboxMessage, Receipt, SendingAccount, SendingLine
from responses.sms import provider, texts
from responses.sms.channel import Channel
from responses.sms.delivery_states import MessageState, Pause
from responses.sms.notify import TRANSPORT
from responses.vault import contacts

LOOK_UPS_AFTER = (timedelta(hours=4), timedelta(hours=73), timedelta(days=6))
"""When to look up a message whose final status no receipt has reported, counted from its first
attempt: after the provider's own retries (4 h), after its time-out (72 h), and before it deletes
its record (7 days; notify.md 4.4)."""


def messages_to_claim(
    *, transport: str, at: datetime, forces: Collection[str] | None = None
) -> Sequence[QuerySet[OutboxMessage]]:
    """Messages whose lease expired because their sender died, then those due."""
    messages = OutboxMessage.objects.filter(transport=transport)
    if forces is not None:
        messages = messages.filter(invitation__stage_event__case__force__in=forces)
    return (
        messages.filter(state=MessageState.LEASED, lease_until__lt=at).order_by("due_at"),
        messages.filter(state=MessageState.DUE, due_at__lte=at).order_by("due_at"),
    )


def messages_to_look_up(*, transport: str, at: datetime) -> QuerySet[OutboxMessage]:
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


def set_aside_by_reason() -> Mapping[str, int]:
    aside = OutboxMessage.objects.filter(state=MessageState.SET_ASIDE)
    counts = aside.order_by("fault").values_list("fault").annotate(count=Count("pk"))
    return dict(counts)


def line_of(transport: str) -> SendingLine | None:
    """None where nothing was sent or paused yet."""
    return SendingLine.objects.filter(transport=transport).first()


def paused_line(transport: str, *, at: datetime) -> SendingLine | None:
    line = line_of(transport)
    return line if line and is_paused(line, at=at) else None


def is_paused(line: SendingLine, *, at: datetime) -> bool:
    is_for_now = line.paused_until is not None and at < line.paused_until
    return is_for_now or line.pause == Pause.BY_HAND


def held_by_hand_since() -> datetime | None:
    lines = all_transports(settings.SMS_TRANSPORT)
    held = SendingLine.objects.filter(transport__in=lines, pause=Pause.BY_HAND)
    return held.order_by("since").values_list("since", flat=True).first()


def unread_receipts() -> QuerySet[Receipt]:
    return Receipt.objects.filter(processed_at__isnull=True).order_by("received_at", "pk")


def with_messages(receipts: Iterable[Receipt]) -> list[tuple[Receipt, OutboxMessage | None]]:
    """Each receipt with its message, or None. Sorted by invitation, so that two processes cannot
    deadlock."""
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
    """With their links, the viewer's forces, newest first. Raises Http404 unless nothing is really
    sent and the people, or the machine, are not real (decision 9)."""
    may_be_read = access_selectors.is_simulated() or settings.IS_DEVELOPMENT
    if settings.SMS_TRANSPORT != provider.TRANSPORT or not may_be_read:
        raise Http404
    messages = OutboxMessage.objects.filter(
        transport=provider.TRANSPORT, sent_at__isnull=False
    ).select_related("invitation__stage_event__case__force")
    if not viewer.is_national:
        messages = messages.filter(invitation__stage_event__case__force_id__in=viewer.reach)
    return list(messages.order_by("-sent_at", "-pk")[:limit])


def lock_links(case_ids: Collection[int]) -> None:
    """In one order, against deadlock."""
    links = Invitation.objects.filter(stage_event__case__in=case_ids).order_by("pk")
    list(links.select_for_update(of=("self",)).values_list("pk"))


def lock_links_of_person(invitation_id: int) -> int:
    """Returns the case of the invitation."""
    case_id: int = Invitation.objects.values_list("stage_event__case").get(pk=invitation_id)[0]
    lock_links(contacts.cases_of_same_person(case_id) | {case_id})
    return case_id


def channel_of(invitation: Invitation) -> Channel | None:
    """None for a code that was handed over."""
    return {"web_sms": Channel.SMS, "web_email": Channel.EMAIL}.get(invitation.mode)


def token_of(invitation: Invitation) -> str:
    """Computed again; it is not stored."""
    return tokens.make_token(
        key=settings.TOKEN_KEY.encode(),
        invitation_id=invitation.pk,
        attempt=invitation.token_attempt,
    )


def template_of(message: OutboxMessage) -> str:
    if message.channel == Channel.EMAIL:
        templates = texts.EMAILS
    else:
        templates = texts.SHORTER if message.is_shorter else texts.TEMPLATES
    return templates[message.invitation.language]


def link_of(invitation: Invitation) -> str:
    return f"{settings.PUBLIC_BASE_URL.rstrip('/')}/{token_of(invitation)}"


# Reads the sending accounts of forces.
def sending_accounts_of_forces() -> Sequence[SendingAccount]:
    return list(SendingAccount.objects.order_by("force"))


def transport_of(account: SendingAccount) -> str:
    """The name of the account's transport."""
    return f"{TRANSPORT}:{account.force_id}" if account.key_name else TRANSPORT


def transports_of_forces(transport: str) -> Mapping[str, str]:
    if transport != TRANSPORT:
        return {}
    own = {account.force_id: transport_of(account) for account in sending_accounts_of_forces()}
    return {force: line for force, line in own.items() if line != transport}


def all_transports(transport: str) -> list[str]:
    return [transport, *transports_of_forces(transport).values()]


def senders_of_forces() -> Mapping[str, str]:
    return {a.force_id: a.sms_sender_id for a in sending_accounts_of_forces() if a.sms_sender_id}
