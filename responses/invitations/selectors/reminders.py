"""Reads who may be reminded: a text was delivered and not followed. No page shows this
(decision 14)."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from responses.eligibility.rules import Decision
from responses.invitations.selectors.codes import BY_THE_VICTIM
from responses.models import Invitation
from responses.vault import contacts

REMIND_AFTER = timedelta(days=7)
MIN_LINK_LIFE_LEFT = timedelta(days=7)
"""The least remaining life of a link for a reminder; the page of an expired link only says thank
you."""

LEAST_LINK_LIFE = timedelta(days=5)
"""The same at the moment of sending, which quiet days and agreed hours may put off."""


def unopened() -> QuerySet[Invitation]:
    """Invitations by text whose link nobody has opened, whose gate nobody has tried, for which
    nobody has asked a new link, and whose person has not left, opted out, replied or answered. What
    somebody else gave in their place is not theirs."""
    own = Invitation.objects.filter(BY_THE_VICTIM, pk=OuterRef("pk"))
    return Invitation.objects.filter(
        mode="web_sms",
        stage_event__decision=Decision.INVITE,
        opened_at__isnull=True,
        gate_tries=0,
        new_links_asked=0,
        exited_at__isnull=True,
        opted_out_at__isnull=True,
        reply_ended_at__isnull=True,
    ).filter(~Exists(own))


def invitations_to_remind(at: datetime, *, after: int, most: int) -> list[Invitation]:
    """Unopened invitations that were delivered at least a week ago and have no reminder yet, in
    order of id: at most `most` of those with an id above `after`. Many of them may not be
    reminded, so a caller goes on until there are none."""
    invitations = (
        unopened()
        .filter(pk__gt=after)
        .filter(delivered_at__lte=at - REMIND_AFTER, expires_at__gt=at + MIN_LINK_LIFE_LEFT)
        .filter(stage_event__case__in=contacts.cases_with_contact())
        .exclude(messages__is_reminder=True)
        .select_related("stage_event__case")
        .order_by("pk")
    )
    return list(invitations[:most])


def is_worth_sending(invitation_id: int, *, at: datetime) -> bool:
    """Whether an invitation is still unopened at the moment of sending, and its link goes on
    working: a reminder may have waited for weeks where sending was held."""
    return unopened().filter(pk=invitation_id, expires_at__gt=at + LEAST_LINK_LIFE).exists()
