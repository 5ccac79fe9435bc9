from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from access.digests.carriers import Carrier, Letter, NotTakenError, UncertainEndError
from access.webhooks import events
from access.webhooks.events import WebhookEvent
from responses.models import DangerNotice, DeskNotice, FollowUp, WrittenText
from responses.triage import letters
from responses.triage.risk.reading import TriageClock
from responses.triage.selectors import desks, duty, texts
from responses.triage.selectors.desks import NATIONAL, Desk
from responses.triage.selectors.duty import Rotas

SEND = "responses.tasks.send_desk_notices"
DELIVER = "access.tasks.deliver_webhooks"
TRIED_AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=1), timedelta(minutes=2))
THEN_AGAIN_AFTER = timedelta(minutes=5)
BEGUN_FOR = timedelta(minutes=2)
"""A worker that takes longer was killed. The notice is sent again: two emails do no harm, and a
missing one may cost a life."""
GIVEN_UP_AFTER = timedelta(hours=24)
MOST_AT_ONCE = 500

State, Reason = DeskNotice.NoticeState, DeskNotice.NoticeReason
ASKED = DangerNotice.NoticeState.ASKED
IN_VAIN = frozenset({State.NO_ADDRESS, State.FAILED})


@transaction.atomic
def tell_of_arrival(*, text: WrittenText, by: Actor, at: datetime) -> None:
    rotas, desk = Rotas(at), desks.desk_of_row(text)
    told = _tell_on_duty(text, desk, rotas, reason=Reason.ARRIVED)
    if not told and desk != NATIONAL:
        pass_to_nation(text=text, by=by, at=at)
        told = _tell_on_duty(text, NATIONAL, rotas, reason=Reason.NATION)
    if not told:
        _tell(text, _everybody(desk), reason=Reason.ARRIVED, at=at)
    _say_to_systems(WebhookEvent.TEXT_URGENT, text, desk, at=at)


def pass_to_nation(*, text: WrittenText, by: Actor, at: datetime) -> bool:
    """In the caller's transaction. Returns whether that is new."""
    if text.escalated >= desks.TO_THE_NATION:
        return False
    text.escalated = desks.TO_THE_NATION
    text.save(update_fields=["escalated"])
    audit.record(AuditKind.TEXT_ESCALATED, target=text, by=by, at=at, step=desks.TO_THE_NATION)
    return True


def tell_nation(*, text: WrittenText, by: Actor, at: datetime) -> None:
    """Those on duty, or all national readers and leads if none is."""
    if not _tell_on_duty(text, NATIONAL, Rotas(at), reason=Reason.NATION):
        _tell(text, _everybody(NATIONAL), reason=Reason.NATION, at=at)


def tell_leads(*, text: WrittenText, by: Actor, at: datetime) -> None:
    desk = desks.desk_of_row(text)
    _tell(text, desks.leads_of(desk), reason=Reason.OVERDUE, at=at)
    _say_to_systems(WebhookEvent.TEXT_OVERDUE, text, desk, at=at)


@transaction.atomic
def tell_unreadable(*, row: WrittenText | FollowUp, by: Actor, at: datetime) -> None:
    """The readers on duty, the team's leads and the national leads."""
    desk, rotas = desks.desk_of_row(row), Rotas(at)
    people = rotas.on_duty(desk) | desks.leads_of(desk) | desks.leads_of(NATIONAL)
    _tell(row, people, reason=Reason.UNREADABLE, at=at)


@transaction.atomic
def tell_again(*, text: WrittenText, people: Collection[int], by: Actor, at: datetime) -> None:
    """About a text they may know: it is free again, was given to them, or the writer is in new
    danger."""
    if not texts.is_urgent(text):
        return
    ended = DeskNotice.objects.filter(
        text=text, due_at=text.due_at, reason=Reason.ARRIVED, user__in=people, next_at=None
    )
    ended.update(state=State.WAITING, made_at=at, next_at=at, ended_at=None, attempts=0)
    _tell(text, people, reason=Reason.ARRIVED, at=at)
    task_queue.enqueue(SEND, at=at)


def call_second_reader(*, text: WrittenText, by: Actor, at: datetime) -> None:
    desk = desks.desk_of_row(text)
    able = {each.pk for each in desks.able_readers(desk, text)} - {by.user_id}
    people = Rotas(at).on_duty(desk) & able
    if people:
        tell_again(text=text, people=people, by=by, at=at)
    elif desk != NATIONAL:
        pass_to_nation(text=text, by=by, at=at)
        tell_nation(text=text, by=by, at=at)


def drop_for_taker(*, text: WrittenText, by: Actor, at: datetime) -> None:
    due = DeskNotice.objects.filter(text=text, user=by.user_id, reason=Reason.ARRIVED)
    due.exclude(next_at=None).update(state=State.DROPPED, next_at=None, ended_at=at)


@transaction.atomic
def tell_newcomers(*, by: Actor, at: datetime) -> None:
    waiting = WrittenText.objects.filter(
        state=WrittenText.TextState.WAITING, clock__lt=TriageClock.WORKING_DAY, held_by=None
    )
    rotas = Rotas(at)
    for text in waiting.exclude(sorted_at=None).order_by("due_at", "pk")[:MOST_AT_ONCE]:
        desk = desks.desk_of_row(text)
        able = {each.pk for each in desks.able_readers(desk, text)}
        if not able:  # the force's readers loaded the case, which respondents' pages can't know
            desk, able = NATIONAL, {each.pk for each in desks.able_readers(NATIONAL, text)}
        told = _tell_on_duty(text, desk, rotas, reason=Reason.ARRIVED, able=able)
        if not told and text.clock == TriageClock.HALF_HOUR and desk != NATIONAL:
            pass_to_nation(text=text, by=by, at=at)
        if desk != NATIONAL and duty.is_at_nation(text):
            told += _tell_on_duty(text, NATIONAL, rotas, reason=Reason.NATION)
        if not told and text.clock == TriageClock.HALF_HOUR:
            _tell(text, _everybody(desk), reason=Reason.ARRIVED, at=at)


def _tell_on_duty(
    text: WrittenText,
    desk: Desk,
    rotas: Rotas,
    *,
    reason: DeskNotice.NoticeReason,
    able: Collection[int] | None = None,
) -> int:
    if not rotas.on_duty(desk):
        return 0
    bars = desks.bars_of(desks.case_of_row(text))
    allowed = bars.allowed_on(rotas.rota(desk), desk).on_duty(rotas.at)
    if able is not None:
        allowed &= frozenset(able)
    return _tell(text, allowed, reason=reason, at=rotas.at)


def _everybody(desk: Desk) -> frozenset[int]:
    return desks.everybody_at(desk) | desks.everybody_at(NATIONAL)


def _tell(
    row: WrittenText | FollowUp,
    user_ids: Collection[int],
    *,
    reason: DeskNotice.NoticeReason,
    at: datetime,
) -> int:
    """Returns how many people have a notice, sent or still to be sent."""
    about = (
        {"text": row, "due_at": row.due_at, "reason": reason}
        if isinstance(row, WrittenText)
        else {"wish": row, "due_at": row.asked_at, "reason": reason}
    )
    told = dict(DeskNotice.objects.filter(**about).values_list("user_id", "state"))
    new = sorted(set(user_ids) - told.keys())
    DeskNotice.objects.bulk_create(
        [DeskNotice(**about, user_id=user_id, made_at=at, next_at=at) for user_id in new],
        ignore_conflicts=True,
    )
    if new:
        task_queue.enqueue(SEND, at=at)
    return len(new) + sum(told[pk] not in IN_VAIN for pk in user_ids if pk in told)


def _say_to_systems(kind: WebhookEvent, text: WrittenText, desk: Desk, *, at: datetime) -> None:
    """Not about a case that the force may not see (SAF-13)."""
    forces = () if desk.force_code is None else (desk.force_code,)
    page = ("responses:triage-text", text.pk)
    if events.happened(kind, number=text.pk, page=page, at=at, forces=forces):
        task_queue.enqueue(DELIVER, at=at)


def send_notices(*, carrier: Carrier, by: Actor, now: Callable[[], datetime]) -> int:
    """Returns how many."""
    due = DeskNotice.objects.filter(next_at__lte=now()).order_by("next_at", "pk")
    sent = sum(_send(pk, carrier, at=now()) for pk in list(due.values_list("pk", flat=True)))
    if sent:
        audit.record(AuditKind.DESK_TOLD, by=by, at=now(), notices=sent)
    return sent


def _send(pk: int, carrier: Carrier, *, at: datetime) -> int:
    claimed = DeskNotice.objects.filter(pk=pk, next_at__lte=at)
    if not claimed.update(next_at=at + BEGUN_FOR):
        return 0
    notice = DeskNotice.objects.select_related("text", "wish", "user").get(pk=pk)
    if _is_dealt_with(notice) or not notice.user.is_active:
        return _end(notice, State.DROPPED, at=at)
    if not notice.user.email:
        return _end(notice, State.NO_ADDRESS, at=at)
    subject, body = letters.subject_and_body(notice, is_simulated=access_selectors.is_simulated())
    letter = Letter(reference=f"desk-{notice.pk}", to=notice.user.email, subject=subject, body=body)
    try:
        carrier.send(letter)
    except (NotTakenError, UncertainEndError):
        if at - notice.made_at >= GIVEN_UP_AFTER:
            return _end(notice, State.FAILED, at=at)
        delays = dict(enumerate(TRIED_AGAIN_AFTER))
        wait = delays.get(notice.attempts, THEN_AGAIN_AFTER)
        DeskNotice.objects.filter(pk=notice.pk).update(
            next_at=at + wait, attempts=notice.attempts + 1
        )
        return 0
    _end(notice, State.SENT if carrier.delivers else State.KEPT, at=at)
    return 1


def _is_dealt_with(notice: DeskNotice) -> bool:
    if notice.wish is not None:
        return notice.wish.state != FollowUp.WishState.OPEN or notice.wish.unreadable_at is None
    if notice.text is None:
        return True
    is_over = notice.text.state != WrittenText.TextState.WAITING
    if notice.reason == Reason.UNREADABLE:
        return is_over or notice.text.unreadable_at is None
    needs_two = DangerNotice.objects.filter(text=notice.text, state=ASKED).exists()
    is_with_another = notice.text.held_by_id not in {None, notice.user_id} and not needs_two
    return is_over or (notice.reason == Reason.ARRIVED and is_with_another)


def _end(notice: DeskNotice, state: DeskNotice.NoticeState, *, at: datetime) -> int:
    DeskNotice.objects.filter(pk=notice.pk).update(
        state=state, next_at=None, ended_at=at, attempts=notice.attempts + 1
    )
    return 0


# So that one bad row stops no page and no task.
@transaction.atomic
def set_text_aside(*, text: WrittenText, by: Actor, at: datetime) -> None:
    """A second call changes nothing."""
    if WrittenText.objects.filter(pk=text.pk, unreadable_at=None).update(unreadable_at=at):
        _record(text, by=by, at=at)


@transaction.atomic
def set_wish_aside(*, wish: FollowUp, by: Actor, at: datetime) -> None:
    """A second call changes nothing."""
    if FollowUp.objects.filter(pk=wish.pk, unreadable_at=None).update(unreadable_at=at):
        _record(wish, by=by, at=at)


def _record(row: WrittenText | FollowUp, *, by: Actor, at: datetime) -> None:
    row.unreadable_at = at
    audit.record(AuditKind.SET_ASIDE_UNREADABLE, target=row, by=by, at=at)
    tell_unreadable(row=row, by=by, at=at)
