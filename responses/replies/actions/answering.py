"""One automatic answer a number, ever: recorded before it is sent, never tried again."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.cases import selectors as cases_selectors
from responses.invitations import contact_journal
from responses.invitations.selectors import outbox
from responses.models import Case, DangerReply, Invitation, OutboxMessage
from responses.readiness import asking_stop
from responses.sms.channel import Channel
from responses.sms.provider import Provider, SendError
from responses.vault import contacts, sending_hours
from responses.vault.contacts import NoNumberError
from responses.vault.opt_outs import answered_numbers

ANSWER = "responses.tasks.answer_reply"
AT_ONCE = timedelta(minutes=5)
"""An answer that would come later is not sent: another person may hold the phone by then."""

logger = logging.getLogger(__name__)


def answer(
    *, invitation_id: int, provider: Provider, by: Actor, now: Callable[[], datetime]
) -> bool:
    """Unless the case is sensitive, the number was answered, contact has stopped, or no text may
    go. Returns whether one was sent."""
    at = now()
    invitation = Invitation.objects.select_related("stage_event__case").get(pk=invitation_id)
    case = invitation.stage_event.case
    if not _may_answer(invitation, case, provider=provider, at=at):
        return False
    try:
        route = contacts.contact_route(case.pk)
    except NoNumberError:
        return False
    with transaction.atomic():
        is_first = route.channel == Channel.SMS and answered_numbers.note(
            route.to, on=localdate(at)
        )
        if is_first:
            audit.record(AuditKind.REPLY_ANSWERED, by=by, at=at)
    if not is_first:
        return False
    try:
        provider.answer(to=route.to, language=invitation.language, reference=str(uuid4()))
    except SendError as error:
        # The number had its one answer, whatever became of it.
        logger.warning("An automatic answer was not sent: %s", type(error).__name__)
        return False
    return True


def _may_answer(invitation: Invitation, case: Case, *, provider: Provider, at: datetime) -> bool:
    """A number may have several cases: none may be sensitive."""
    is_recent = invitation.reply_ended_at and at - invitation.reply_ended_at <= AT_ONCE
    line = outbox.line_of(provider.transport)
    cases = Case.objects.filter(pk__in=contacts.cases_of_same_person(case.pk) | {case.pk})
    return bool(
        is_recent
        and OutboxMessage.objects.filter(invitation=invitation).latest("pk").transport
        == provider.transport
        and not any(cases_selectors.is_sensitive(each) for each in cases)
        and not DangerReply.objects.filter(case__in=cases).exists()
        and sending_hours.may_send(at)
        and not contacts.is_opted_out(case.pk)
        and contacts.holds_number_texted(case.pk)
        and not (line and outbox.is_paused(line, at=at))
        and not contact_journal.why_not_to_send(at=at)
        and not (provider.reports_delivery and asking_stop.why_not_to_ask(at=at))
    )
