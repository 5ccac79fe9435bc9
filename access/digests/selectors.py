from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet

from access import selectors as access_selectors
from access.digests.cadences import HowOften
from access.digests.topics import topics_for
from access.models import DigestChoice, DigestMail
from access.viewer import Viewer

KEPT_FOR = timedelta(days=30)
TELLS_OF = timedelta(days=14)
"""Age up to which an item without an end is included."""

ON_THE_PAGE = 20
UNFINISHED = (DigestMail.MailState.WAITING, DigestMail.MailState.SENDING)


def choice_of(viewer: Viewer) -> DigestChoice | None:
    return DigestChoice.objects.filter(user_id=viewer.user_id).first()


def mails_of(viewer: Viewer) -> list[DigestMail]:
    over = [
        DigestMail.MailState.SENT,
        DigestMail.MailState.KEPT,
        DigestMail.MailState.UNKNOWN,
        DigestMail.MailState.FAILED,
    ]
    mails = DigestMail.objects.filter(user_id=viewer.user_id, state__in=over)
    return list(mails.order_by("-made_at", "-pk")[:ON_THE_PAGE])


def ids_wanting_mail() -> list[int]:
    wanted = DigestChoice.objects.exclude(how_often=HowOften.NEVER)
    return list(wanted.filter(user__is_active=True).values_list("user_id", flat=True))


def due_mails(at: datetime) -> list[int]:
    due = DigestMail.objects.filter(state__in=UNFINISHED, next_at__lte=at)
    return list(due.order_by("pk").values_list("pk", flat=True))


def waiting_for(choice: DigestChoice, *, at: datetime) -> Mapping[str, Collection[str]]:
    """By topic and the person's present reach."""
    viewer = access_selectors.viewer_for(choice.user_id)
    if viewer is None or choice.how_often == HowOften.NEVER:
        return {}
    since = max(choice.chosen_at, at - TELLS_OF)
    return {
        topic.name: topic.waiting(viewer.with_permission(topic.permission), since)
        for topic in topics_for(viewer)
        if topic.name in choice.topics
    }


def past_retention(at: datetime) -> QuerySet[DigestMail]:
    return DigestMail.objects.filter(next_at__isnull=True, made_at__lte=at - KEPT_FOR)
