import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from responses.invitations.actions import opt_outs
from responses.models import Invitation, TextReply
from responses.replies.actions import answering, danger
from responses.replies.reading import STOPPING, ReplyKind, read_reply
from responses.vault import contacts

CHANNEL = "text"
ENGLISH = "en"


@transaction.atomic
def receive(*, provider_id: str, mobile: str, message: str, by: Actor, at: datetime) -> None:
    """In one transaction, as its words say."""
    case_ids = contacts.cases_of_number(mobile)
    texted = Invitation.objects.filter(
        stage_event__case__in=case_ids, mode="web_sms", messages__first_tried_at__isnull=False
    )
    last = texted.select_related("stage_event").order_by("-invited_at", "-pk").first()
    reading = read_reply(message, language=last.language if last else ENGLISH)
    event = last.stage_event if last else None
    _reply, is_new = TextReply.objects.get_or_create(
        provider_id=provider_id or _made_id(mobile, message, at=at),
        defaults={
            "received_at": at,
            "kind": reading.kind.value,
            "is_danger": reading.danger is not None,
            "force_id": event.case_force_id if event else None,
        },
    )
    if not is_new:
        return
    if reading.kind is ReplyKind.REFUSAL:
        opt_outs.opt_out_number(mobile=mobile, channel=CHANNEL, by=by, at=at)
    elif reading.kind is ReplyKind.WRONG_NUMBER:
        opt_outs.stop_wrong_number(mobile=mobile, by=by, at=at)
    elif reading.kind is ReplyKind.OTHER:
        opt_outs.end_invitations(case_ids=case_ids, by=by, at=at)
    audit.record(
        AuditKind.REPLY_RECEIVED, by=by, at=at, reply=reading.kind.value,
        is_danger=reading.danger is not None,
    )  # fmt: skip
    if reading.danger is not None:
        danger.hand_to_desk(
            mobile=mobile, message=message, category=reading.danger,
            case_id=event.case_id if event else None, by=by, at=at,
        )  # fmt: skip
    if reading.kind not in STOPPING and reading.kind is not ReplyKind.THANKS and last:
        task_queue.enqueue(answering.ANSWER, last.pk, at=at)


def _made_id(mobile: str, message: str, *, at: datetime) -> str:
    said = f"{mobile}|{message}|{at:%Y-%m-%d}"
    return hmac.new(settings.TOKEN_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()
