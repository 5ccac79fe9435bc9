from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background.error_reports import RowsApart, try_each_row
from responses.models import DangerNotice, WrittenText
from responses.triage.actions import notices
from responses.triage.actions.reading import ClosedError
from responses.triage.actions.sorting import KnownRotas
from responses.triage.risk.reading import TriageClock
from responses.triage.rota import again_due_at
from responses.triage.selectors import desks, duty, texts

State = WrittenText.TextState


def see_to_texts(*, by: Actor, at: datetime) -> int:
    """Requeue texts whose reader has left, escalate overdue ones, notify readers who come on duty.
    Returns how many texts changed."""
    with try_each_row() as apart:
        done = apart.each(_hand_back, texts.held_in_vain(), by=by, at=at)
        done += _escalate_texts(apart, by=by, at=at)
        notices.tell_newcomers(by=by, at=at)
        return done


@transaction.atomic
def _hand_back(text_id: int, *, by: Actor, at: datetime) -> int:
    """Looked at again under the lock: someone else may have taken it."""
    text = WrittenText.objects.select_for_update(of=("self",)).get(pk=text_id)
    if not texts.held_in_vain(pk=text_id):
        return 0
    before, text.held_by = text.held_by_id, None
    text.save(update_fields=["held_by"])
    audit.record(AuditKind.TEXT_HANDED_BACK, target=text, by=by, at=at, held_by=before)
    others = duty.notified_readers(text) - {before}
    notices.tell_again(text=text, people=others, by=by, at=at)
    return 1


def _escalate_texts(apart: RowsApart, *, by: Actor, at: datetime) -> int:
    late = texts.overdue(at).values_list("pk", flat=True)
    return apart.each(_escalate, late, by=by, at=at)


@transaction.atomic
def _escalate(text_id: int, *, by: Actor, at: datetime) -> int:
    text = WrittenText.objects.select_for_update(of=("self",)).get(pk=text_id)
    if text.state != State.WAITING or text.due_at > at:
        return 0
    is_first = text.overdue_at is None
    if is_first:
        text.overdue_at = at
        text.escalated = max(text.escalated, 1)
        text.save(update_fields=["overdue_at", "escalated"])
        audit.record(AuditKind.TEXT_ESCALATED, target=text, by=by, at=at, step=1)
        notices.tell_leads(text=text, by=by, at=at)
    is_nations = _is_for_the_nation(text, at=at) and notices.pass_to_nation(text=text, by=by, at=at)
    if is_nations or (is_first and duty.is_at_nation(text)):
        notices.tell_nation(text=text, by=by, at=at)
    return int(is_first or is_nations)


class NoNationalReaderError(Exception):
    pass


@transaction.atomic
def escalate(*, text: WrittenText, is_about_police: bool, by: Actor, at: datetime) -> None:
    """Before its time runs out. Raises ClosedError, NoNationalReaderError."""
    held = WrittenText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    if held.state != State.WAITING:
        raise ClosedError
    if not desks.readers_of(desks.NATIONAL):
        raise NoNationalReaderError
    held.escalated = desks.TO_THE_NATION
    if is_about_police:
        held.is_national, held.held_by = True, None
        DangerNotice.objects.filter(text=held).update(is_police_matter=True, desk_force=None)
    held.save(update_fields=["escalated", "is_national", "held_by"])
    audit.record(
        AuditKind.TEXT_ESCALATED, target=held, by=by, at=at, step=desks.TO_THE_NATION,
        is_about_police=is_about_police,
    )  # fmt: skip
    notices.tell_nation(text=held, by=by, at=at)


def _is_for_the_nation(text: WrittenText, *, at: datetime) -> bool:
    clock = TriageClock(text.clock)
    if clock is TriageClock.HALF_HOUR:
        return True
    return again_due_at(clock, rota=KnownRotas(at).rota_for_text(text), due=text.due_at) <= at
