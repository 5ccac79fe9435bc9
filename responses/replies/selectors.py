from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from access.permissions import Permission
from access.viewer import Viewer
from responses.cases import readers
from responses.cases.readers import RowRef
from responses.cases.visible_cases import is_of_reachable
from responses.models import DangerReply, ReadingBar, TextReply
from responses.triage.selectors import desks
from responses.vault.sealed import replies as sealed_replies

COUNTED_FOR = timedelta(days=90)
WORDS_KEPT_FOR = timedelta(days=7)
"""After the desk closed the reply."""
DANGER_KEPT_FOR = timedelta(days=730)
"""Without its words, after the desk closed it."""
MOST_SHOWN = 100
DANGER = "danger"
NO_RESPONSE = 0
"""A reply by text belongs to none."""

State = DangerReply.ReplyState


def danger_replies_for(viewer: Viewer) -> QuerySet[DangerReply]:
    """The most urgent first, for national readers who neither worked on the case nor know a person
    in it (SAF-13)."""
    if not viewer.with_permission(Permission.READ_TEXTS).is_national:
        return DangerReply.objects.none()
    is_seen = Q(case=None) | Q(is_of_reachable(viewer, "case"))
    case = RowRef(
        case=OuterRef("case"),
        first_import=OuterRef("case__first_import"),
        last_import=OuterRef("case__last_import"),
        responded=NO_RESPONSE,
    )
    known = ReadingBar.objects.filter(user=viewer.user_id, **{readers.CASE: case.case})
    barring = (known, *readers.worked_on(case, user=viewer.user_id))
    rows = DangerReply.objects.filter(
        is_seen, *(~Exists(each) for each in barring), state=State.WAITING
    )
    return rows.select_related("held_by", "case__force").order_by("due_at", "pk")


def waiting(viewer: Viewer) -> Sequence[DangerReply]:
    """Raises Http404 except for national readers."""
    if not viewer.with_permission(Permission.READ_TEXTS).is_national:
        raise Http404
    return list(danger_replies_for(viewer)[:MOST_SHOWN])


def danger_reply(viewer: Viewer, pk: int) -> DangerReply:
    """Raises Http404 unless it is waiting and the viewer may read it."""
    reply = danger_replies_for(viewer).filter(pk=pk).first()
    if reply is None:
        raise Http404
    return reply


def reads(user_id: int, reply: DangerReply) -> bool:
    viewer = desks.reading_viewer(user_id)
    return viewer is not None and danger_replies_for(viewer).filter(pk=reply.pk).exists()


def latest_overdue(*, at: datetime) -> datetime | None:
    """None where none is overdue."""
    late = DangerReply.objects.filter(state=State.WAITING, due_at__lte=at)
    return late.order_by("due_at").values_list("due_at", flat=True).first()


def counts(*, since: datetime, force_code: str | None = None) -> Mapping[str, int]:
    """By kind, in one force or in all."""
    replies = TextReply.objects.filter(received_at__gt=since)
    if force_code is not None:
        replies = replies.filter(force=force_code)
    found = replies.order_by().values_list("kind").annotate(count=Count("pk"))
    counted = dict(found)
    if force_code is None:
        counted[DANGER] = about_danger(since=since).count()
    return counted


def about_danger(*, since: datetime) -> QuerySet[TextReply]:
    return TextReply.objects.filter(received_at__gt=since, is_danger=True)


def past_retention(at: datetime) -> QuerySet[TextReply]:
    return TextReply.objects.filter(received_at__lte=at - COUNTED_FOR)


def danger_past_retention(at: datetime) -> QuerySet[DangerReply]:
    return DangerReply.objects.filter(state=State.CLOSED, closed_at__lte=at - DANGER_KEPT_FOR)


def words_past_retention(at: datetime) -> QuerySet:
    return sealed_replies.closed_before(at - WORDS_KEPT_FOR)
