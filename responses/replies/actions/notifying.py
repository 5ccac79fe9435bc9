import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from access.digests.carriers import Carrier, Letter, NotTakenError, UncertainEndError
from access.web.links import staff_link
from responses.models import DangerReply
from responses.replies import selectors
from responses.triage.selectors import desks
from ui.formatting import format_moment

LANGUAGES = ("en", "cy")
GIVEN_UP_AFTER = timedelta(hours=24)

logger = logging.getLogger(__name__)


def tell_desk(*, carrier: Carrier, by: Actor, at: datetime) -> int:
    """Every national reader who may read them. Returns the number of replies."""
    new = DangerReply.objects.filter(
        state=DangerReply.ReplyState.WAITING, emailed_at=None, received_at__gt=at - GIVEN_UP_AFTER
    )
    return sum(_tell(pk, carrier, by=by, at=at) for pk in new.values_list("pk", flat=True))


def _tell(pk: int, carrier: Carrier, *, by: Actor, at: datetime) -> int:
    reply = DangerReply.objects.get(pk=pk)
    readers = [
        each
        for each in desks.readers_of(desks.NATIONAL)
        if each.email and selectors.reads(each.pk, reply)
    ]
    sent = sum(
        _send(carrier, _letter(reply, to=each.email, number=each.pk)) for each in readers
    )  # fmt: skip
    if not sent:
        logger.error("No reader at the national desk got an email about reply %s", pk)
        return 0
    with transaction.atomic():
        DangerReply.objects.filter(pk=pk, emailed_at=None).update(emailed_at=at)
        audit.record(AuditKind.DANGER_REPLIES_TOLD, target=reply, by=by, at=at, people=sent)
    return 1


def _send(carrier: Carrier, letter: Letter) -> int:
    try:
        carrier.send(letter)
    except (NotTakenError, UncertainEndError):
        return 0
    return 1


def _letter(reply: DangerReply, *, to: str, number: int) -> Letter:
    """An email may be read by others: only what waits, until when and where."""
    parts = []
    for language in LANGUAGES:
        with override(language):
            moment = format_moment(localtime(reply.due_at), language=language)
            lines = [
                _("The national desk has an urgent message. Read it by %(moment)s.")
                % {"moment": moment},
                _("Sign in: %(address)s") % {"address": staff_link("responses:danger-replies")},
            ]
            if access_selectors.is_simulated():
                lines.insert(0, _("SIMULATED"))
            subject = _("National Victim Survey: an urgent message is waiting")
            parts.append((subject, "\n\n".join(lines)))
    return Letter(
        reference=f"danger-reply-{reply.pk}-{number}",
        to=to,
        subject=" / ".join(subject for subject, _body in parts),
        body="\n\n---\n\n".join(body for _subject, body in parts) + "\n",
    )
