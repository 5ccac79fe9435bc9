"""Reads links that were sent and have not expired."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from responses.models import Invitation, OutboxMessage


def open_links(
    *, sent_from: datetime, sent_until: datetime, force_code: str, at: datetime
) -> QuerySet[Invitation]:
    """Invitations whose link has not expired at `at` and that had a message sent from `sent_from`
    until before `sent_until`; of one force, or of all where `force_code` is empty."""
    sent = OutboxMessage.objects.filter(
        invitation=OuterRef("pk"), sent_at__gte=sent_from, sent_at__lt=sent_until
    )
    links = Invitation.objects.filter(Exists(sent), expires_at__gt=at)
    return links.filter(stage_event__case__force=force_code) if force_code else links
