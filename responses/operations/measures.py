from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from access.actor import ActorKind
from access.audit import AuditKind
from access.models import AuditEvent
from access.telemetry.own_measures import ALL, WatchedMeasure, age, whether
from responses.follow_up import selectors as wishes
from responses.helplines import selectors as helplines
from responses.invitations.selectors import outbox
from responses.models import OutboxMessage, SendingLine
from responses.replies import selectors as replies
from responses.replies.reading import ReplyKind
from responses.sms.delivery_states import MessageState, Pause
from responses.triage.selectors import duty, texts
from responses.triage.selectors.desks import NATIONAL
from responses.vault import sending_hours

A_DAY = timedelta(days=1)
MANY_STOPS = 200
"""More than this in a day through one key or one person are not the callers of one desk, who would
come every two and a half minutes of eight hours."""


def _due(at: datetime) -> Mapping[str, float]:
    if not sending_hours.may_send(at):
        return {ALL: 0.0}
    paused = SendingLine.objects.filter(transport=OuterRef("transport"), paused_until__gt=at)
    due = OutboxMessage.objects.filter(state=MessageState.DUE, due_at__lte=at)
    going = due.exclude(Exists(paused)).order_by("due_at").values_list("due_at", flat=True)
    since = going.first()
    return age(max(since, _opened(at)) if since else None, at=at)


def _opened(at: datetime) -> datetime:
    today = at.astimezone(sending_hours.PLACE).date()
    return datetime.combine(today, sending_hours.OPENS, tzinfo=sending_hours.PLACE)


def _paused(at: datetime) -> Mapping[str, float]:
    lines = SendingLine.objects.values_list("pause", "paused_until")
    found = {
        pause
        for pause, until in lines
        if pause == Pause.BY_HAND or (until is not None and until > at)
    }
    return {str(pause): float(pause in found) for pause in Pause}


def marks_missed(at: datetime) -> Mapping[str, float]:
    """By the last recount, if in these two days."""
    recounted = AuditEvent.objects.filter(kind=AuditKind.MARKS_RECOUNTED, at__gt=at - 2 * A_DAY)
    details = recounted.order_by("-at").values_list("details", flat=True).first() or {}
    return {ALL: float(sum(details.get(name, 0) for name in ("cases", "events", "contacts")))}


def _set_aside(at: datetime) -> Mapping[str, float]:
    return whether(outbox.set_aside_by_reason())


def _receipts(at: datetime) -> Mapping[str, float]:
    received = outbox.unread_receipts().values_list("received_at", flat=True)
    return age(received.first(), at=at)


def _helplines(at: datetime) -> Mapping[str, float]:
    stopping = helplines.lines_that_stop_sending(on=timezone.localdate(at))
    return whether(stopping is None or stopping)


def _texts(at: datetime) -> Mapping[str, float]:
    return age(texts.latest_of_all(at=at), at=at)


def _unopened(_at: datetime) -> Mapping[str, float]:
    return whether(texts.has_unreadable() or wishes.has_unreadable())


def _unsent_notices(at: datetime) -> Mapping[str, float]:
    return whether(duty.has_late_notice(at=at))


def _national_desk(at: datetime) -> Mapping[str, float]:
    return whether(not duty.duty_at(NATIONAL, at=at).is_staffed)


def _wishes(at: datetime) -> Mapping[str, float]:
    today = timezone.localdate(at)
    late = wishes.latest_of_all(on=today)
    return {ALL: float((today - late).days) if late else 0.0}


def _many_stops(at: datetime) -> Mapping[str, float]:
    stops = AuditEvent.objects.filter(kind=AuditKind.CONTACT_OPTED_OUT, at__gt=at - A_DAY)
    brought = stops.exclude(actor_kind=ActorKind.RESPONDENT).values("actor_kind", "actor_name")
    by_one = brought.order_by().annotate(count=Count("pk"))
    return whether(by_one.filter(count__gt=MANY_STOPS).exists())


def _replies(at: datetime) -> Mapping[str, float]:
    counted = replies.counts(since=at - A_DAY)
    return {kind: float(counted.get(kind, 0)) for kind in (*map(str, ReplyKind), replies.DANGER)}


def _danger_replies(at: datetime) -> Mapping[str, float]:
    return age(replies.latest_overdue(at=at), at=at)


MEASURES = (
    WatchedMeasure(
        "survey_replies_a_day", "Replies by text in the last day.", _replies, label="kind"
    ),
    WatchedMeasure(
        "survey_danger_reply_late_seconds",
        "How long ago a reply about possible danger was due to be read.",
        _danger_replies,
    ),
    WatchedMeasure(
        "survey_message_due_seconds", "Age of the message that waits longest to go.", _due
    ),
    WatchedMeasure(
        "survey_marks_missed", "What waited or was due and had no mark, last night.", marks_missed
    ),
    WatchedMeasure("survey_messages_set_aside", "Whether any message cannot be made.", _set_aside),
    WatchedMeasure("survey_receipt_unread_seconds", "Age of the oldest unread receipt.", _receipts),
    WatchedMeasure(
        "survey_sending_paused", "Whether a sending line is paused.", _paused, label="pause"
    ),
    WatchedMeasure(
        "survey_helplines_stop_sending", "Whether helplines must be rung first.", _helplines
    ),
    WatchedMeasure(
        "survey_text_late_seconds", "How long ago the latest text's clock ran out.", _texts
    ),
    WatchedMeasure(
        "survey_text_unopened", "Whether a text or contact request cannot be opened.", _unopened
    ),
    WatchedMeasure(
        "survey_desk_notice_late",
        "Whether an email about an urgent text is unsent after ten minutes.",
        _unsent_notices,
    ),
    WatchedMeasure(
        "survey_national_desk_empty", "Whether the national desk is empty now.", _national_desk
    ),
    WatchedMeasure(
        "survey_wish_late_days", "How many days ago the latest wish's day passed.", _wishes
    ),
    WatchedMeasure(
        "survey_stops_many",
        "Whether one key or person brought very many stops in a day.",
        _many_stops,
    ),
)
