from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from responses.models import Invitation, OutboxMessage


def open_links(
    *, sent_from: datetime, sent_until: datetime, force_code: str, at: datetime
) -> QuerySet[Invitation]:
    """Sent from `sent_from` until before `sent_until`, not expired at `at`, of one force or of all
    ("")."""
    sent = OutboxMessage.objects.filter(
        invitation=OuterRef("pk"), sent_at__gte=sent_from, sent_at__lt=sent_until
    )
    links = Invitation.objects.filter(Exists(sent), expires_at__gt=at)
    return links.filter(stage_event__case__force=force_code) if force_code else links
