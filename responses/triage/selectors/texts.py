from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as Choice
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import Http404

from access.models import User
from access.viewer import Viewer
from responses.models import (
    DangerNotice,
    DangerOpening,
    Invitation,
    ReceivingUnit,
    Response,
    WrittenText,
)
from responses.triage.danger import rules as danger
from responses.triage.risk.reading import TriageClock
from responses.triage.selectors import desks, duty
from responses.triage.selectors.duty import DeskDuty
from responses.vault.sealed import written_texts
from responses.vault.sealed.written_texts import OwnWords

MOST_SHOWN = 100
State = WrittenText.TextState


OFFERED_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class ReadingHours:
    """The case's team, or the national one while that is empty."""

    desk: desks.Desk
    until: datetime | None
    back: datetime | None
    is_offered: bool
    """Whether named readers are on duty for the next hour."""


def reading_hours(invitation: Invitation, *, at: datetime) -> ReadingHours:
    case_id, desk = desks.case_and_desk_of(invitation)
    duties = duty.duties_for_case(case_id, {desk, desks.NATIONAL}, at=at)
    near, nation = duties[desk], duties[desks.NATIONAL]
    if _is_covered(near, at=at):
        return _hours(near, at=at)
    if _is_covered(nation, at=at) or (not near.is_staffed and nation.is_staffed):
        return _hours(nation, at=at)
    starts = [each.back for each in (near, nation) if each.back is not None]
    return ReadingHours(desk, near.until, min(starts, default=None), is_offered=False)


def _is_covered(found: DeskDuty, *, at: datetime) -> bool:
    return found.until is not None and found.until >= at + OFFERED_FOR


def _hours(found: DeskDuty, *, at: datetime) -> ReadingHours:
    return ReadingHours(found.desk, found.until, found.back, is_offered=_is_covered(found, at=at))


def is_asked_now(invitation: Invitation, *, at: datetime) -> bool:
    """Readers are on duty for the next hour (decision 46)."""
    return reading_hours(invitation, at=at).is_offered


def has_written(response_id: int) -> bool:
    return WrittenText.objects.filter(response=response_id).exists()


def texts_for(viewer: Viewer) -> QuerySet[WrittenText]:
    texts = WrittenText.objects.select_related("force", "held_by")
    mine = texts.filter(desks.read_by(viewer))
    if not viewer.is_national:
        return mine.filter(is_national=False)
    nations = desks.is_read_at(desks.NATIONAL) | Q(escalated__gte=desks.TO_THE_NATION)
    return mine.filter(nations | Q(force__in=viewer.force_codes))


def is_urgent(text: WrittenText) -> bool:
    return text.clock < TriageClock.WORKING_DAY


def text_of_response(response_id: int) -> WrittenText | None:
    return WrittenText.objects.filter(response=response_id).select_related("force").first()


def waiting(viewer: Viewer, *, at: datetime | None = None) -> Sequence[WrittenText]:
    """Texts to read, soonest deadline first."""
    found = texts_for(viewer).filter(state=State.WAITING).select_related("danger_notice")
    if at is None:
        return list(found.order_by("due_at", "pk")[:MOST_SHOWN])
    urgency = Choice(When(is_overdue_for_life(at), then=Value(0)), default=Value(1))
    return list(found.order_by(urgency, "due_at", "pk")[:MOST_SHOWN])


def is_overdue_for_life(at: datetime) -> Q:
    """Overdue, and no unit has confirmed a danger notice since they were sent."""
    confirmed = DangerNotice.objects.filter(
        text=OuterRef("pk"), confirmed_at__gte=OuterRef("sent_at")
    )
    return Q(
        ~Exists(confirmed), state=State.WAITING, category__in=danger.LIFE_AT_RISK, due_at__lte=at
    )


def at_desks_of(viewer: Viewer) -> QuerySet[WrittenText]:
    """For counts alone."""
    return WrittenText.objects.filter(desks.is_at_desks_of(viewer))


def run_out(texts: QuerySet[WrittenText]) -> QuerySet[WrittenText]:
    return texts.filter(state=State.WAITING, escalated__gte=1)


@dataclass(frozen=True)
class Backlog:
    waiting: int
    late: int
    overdue_for_life: int = 0


def backlog_of(desk: desks.Desk, *, at: datetime) -> Backlog:
    waits = WrittenText.objects.filter(desks.is_read_at(desk), state=State.WAITING)
    is_late = Q(due_at__lte=at)
    counted = waits.aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=is_late),
        overdue_for_life=Count("pk", filter=is_overdue_for_life(at)),
    )
    return Backlog(**counted)


def closed_lately(viewer: Viewer, *, since: datetime) -> Mapping[str, int]:
    closed = texts_for(viewer).filter(state=State.CLOSED, closed_at__gte=since)
    return Counter(closed.values_list("outcome", flat=True))


def text_of(viewer: Viewer, text_id: int) -> WrittenText:
    """Raises Http404 if the viewer may not read it."""
    room = ReceivingUnit.objects.filter(force=OuterRef("force"), unit=danger.CONTROL_ROOM)
    mine = DangerOpening.objects.filter(notice__text=OuterRef("pk"), user=viewer.user_id)
    found = (
        desks.with_confirmation(texts_for(viewer), viewer)
        .filter(pk=text_id)
        .annotate(
            is_firewalled=desks.is_hidden_case(),
            room_phone=Subquery(room.values("phone")[:1]),
            open_until=Subquery(mine.values("until")[:1]),
        )
    )
    text = found.select_related(
        "danger_notice__receiver", "danger_notice__asked_by", "danger_notice__confirmed_by"
    ).first()
    if text is None:
        raise Http404
    return text


def words_of(text: WrittenText) -> OwnWords:
    """None if destroyed, or withdrawn and closed. Raises UnreadableError."""
    is_dealt_with = text.state != State.WAITING
    if (
        is_dealt_with
        and Response.objects.filter(pk=text.response_id, withdrawn_at__isnull=False).exists()
    ):
        return OwnWords()
    return written_texts.held([text.response_id]).get(text.response_id, OwnWords())


def colleagues(text: WrittenText, viewer: Viewer) -> Sequence[User]:
    able = desks.able_readers(desks.desk_of_row(text), text)
    return [each for each in able if each.pk != viewer.user_id]


def unsorted(*, after: int = 0, most: int) -> Sequence[WrittenText]:
    """From behind the id `after` on."""
    waiting_texts = WrittenText.objects.filter(state=State.WAITING, sorted_at=None, pk__gt=after)
    return list(waiting_texts.order_by("pk")[:most])


def overdue(at: datetime) -> QuerySet[WrittenText]:
    """And not fully escalated."""
    is_unknown = Q(escalated__lt=desks.TO_THE_NATION) | Q(overdue_at=None)
    late = WrittenText.objects.filter(is_unknown, state=State.WAITING, due_at__lte=at)
    return late.order_by("due_at", "pk")


def has_unreadable() -> bool:
    return WrittenText.objects.filter(state=State.WAITING, unreadable_at__isnull=False).exists()


def latest_of_all(*, at: datetime) -> datetime | None:
    """None where none is late."""
    late = WrittenText.objects.filter(state=State.WAITING, due_at__lte=at)
    return late.order_by("due_at").values_list("due_at", flat=True).first()


def held_in_vain(**among: int) -> Sequence[int]:
    held = WrittenText.objects.filter(state=State.WAITING, held_by__isnull=False, **among)
    return desks.held_in_vain(held, texts_for)


def is_to_be_read_twice_by(text: WrittenText, viewer: Viewer) -> bool:
    is_due = text.state == State.CLOSED and text.is_drawn and text.second_at is None
    return is_due and viewer.user_id not in {text.held_by_id, text.lowered_by_id}


def to_read_twice(viewer: Viewer) -> Sequence[WrittenText]:
    drawn = texts_for(viewer).filter(state=State.CLOSED, is_drawn=True, second_at=None)
    others = drawn.exclude(held_by=viewer.user_id).exclude(lowered_by=viewer.user_id)
    rows = others.filter(response__withdrawn_at=None).order_by("closed_at", "pk")
    return list(rows[:MOST_SHOWN])
