"""Who may be reminded: a text arrived and nothing came of it. No page shows it (decision 14)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from responses.eligibility.rules import Decision
from responses.models import Invitation
from responses.vault import contacts

REMIND_AFTER = timedelta(days=7)
LEAST_LEFT = timedelta(days=7)
"""Of the link's life, or a reminder would lead to a page that says no more than thank you."""

MOST_AT_ONCE = 2_000


def unopened() -> QuerySet[Invitation]:
    """Invitations by text that nobody has opened, tried, left or stopped."""
    return Invitation.objects.filter(
        mode="web_sms",
        stage_event__decision=Decision.INVITE,
        opened_at__isnull=True,
        gate_tries=0,
        exited_at__isnull=True,
        opted_out_at__isnull=True,
        response__isnull=True,
    )


def invitations_to_remind(at: datetime) -> list[Invitation]:
    """Those of them that arrived a week ago and were not reminded of, one a case."""
    waiting = (
        unopened()
        .filter(delivered_at__lte=at - REMIND_AFTER, expires_at__gt=at + LEAST_LEFT)
        .filter(stage_event__case__in=contacts.held_cases())
        .exclude(messages__is_reminder=True)
        .select_related("stage_event__case")
        .order_by("pk")
    )
    return list(waiting[:MOST_AT_ONCE])


def is_unopened(invitation_id: int) -> bool:
    return unopened().filter(pk=invitation_id).exists()
