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
    """Texted, unopened, gate untried, no new link asked for; the person has not left, opted out,
    replied or answered."""
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
    """Delivered at least a week ago, without a reminder: at most `most` with an id above
    `after`."""
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
    """At the moment of sending: a reminder may have waited for weeks."""
    return unopened().filter(pk=invitation_id, expires_at__gt=at + LEAST_LINK_LIFE).exists()
