from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from responses.eligibility import rules as eligibility_rules
from responses.eligibility.facts import EventFacts
from responses.invitations.selectors import reminders
from responses.invitations.selectors.codes import BY_THE_VICTIM
from responses.invitations.selectors.codes import MODE as BY_CODE
from responses.models import Case, Invitation, OutboxMessage
from responses.vault import contacts

MOST = 2
"""The most new links of one invitation. Each is a text that another person may see."""

AT_LEAST_APART = timedelta(days=7)

ASKED_WITHIN = timedelta(days=56)
"""After the invitation. A link lives 28 days, and the contact with its word goes 118 days after the
invitation, so every new link ends before that."""


def invitation_with_link(case: Case) -> Invitation | None:
    links = Invitation.objects.filter(stage_event__case=case, token_hash__isnull=False)
    return links.exclude(mode=BY_CODE).order_by("-stage_event__on", "-pk").first()


def may_be_asked_from(invitation: Invitation, *, at: datetime) -> datetime | None:
    is_late = at > invitation.invited_at + ASKED_WITHIN
    if is_late or invitation.new_links_asked >= MOST:
        return None
    asked_at = invitation.new_link_asked_at
    return asked_at + AT_LEAST_APART if asked_at else invitation.invited_at


def is_worth_sending(invitation_id: int, *, at: datetime) -> bool:
    """At the moment of sending: a link not too old, core questions still open, no opt-out."""
    ends = ("core_done_at", "completed_at", "withdrawn_at")
    is_over = Q(*((f"responses__{end}__isnull", False) for end in ends), _connector=Q.OR)
    own = Invitation.objects.filter(BY_THE_VICTIM, is_over, pk=OuterRef("pk"))
    return (
        Invitation.objects.filter(
            pk=invitation_id,
            invited_at__gt=at - ASKED_WITHIN,
            messages__is_new_link=False,
            messages__sent_at__isnull=False,
            opted_out_at__isnull=True,
        )
        .filter(~Exists(own))
        .exists()
    )


def may_go(message: OutboxMessage, facts: EventFacts, *, at: datetime) -> bool:
    """By the facts at this moment."""
    today, invitation_id = localdate(at), message.invitation_id
    if message.is_new_link:
        is_wanted = is_worth_sending(invitation_id, at=at)
        return is_wanted and eligibility_rules.may_send_again(facts, today=today)
    is_wanted = reminders.is_worth_sending(invitation_id, at=at)
    may_remind = is_wanted and eligibility_rules.may_remind(facts, today=today)
    return may_remind and contacts.holds_number_texted(message.invitation.stage_event.case_id)
