"""Writes what becomes of a text that is let lie: carried further when its clock has run out, and
handed back where its reader is gone. Done by the worker."""

from datetime import datetime, timedelta

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background.apart import RowsApart, rows_apart
from responses.models import DangerNotice, WrittenText
from responses.triage.actions.reading import ClosedError
from responses.triage.actions.sorting import KnownRotas
from responses.triage.risk.reading import STAFFED_TIME, TriageClock
from responses.triage.rota import due_after
from responses.triage.selectors import desks, texts

State = WrittenText.TextState


def see_to_texts(*, by: Actor, at: datetime) -> int:
    """What nobody can see to any more goes back to the queue, and what waits too long further.
    Returns how many texts that were. One that fails keeps no other from it; its fault is raised in
    the end."""
    with rows_apart() as apart:
        done = _hand_back_texts(apart, by=by, at=at)
        return done + _escalate_texts(apart, by=by, at=at)


def _hand_back_texts(apart: RowsApart, *, by: Actor, at: datetime) -> int:
    """Texts whose holder may read them no more are held by nobody."""
    return apart.each(_hand_back, texts.held_in_vain(), by=by, at=at)


@transaction.atomic
def _hand_back(text_id: int, *, by: Actor, at: datetime) -> int:
    """Looked at again under the lock: somebody else may have taken it meanwhile."""
    text = WrittenText.objects.select_for_update(of=("self",)).get(pk=text_id)
    if not texts.held_in_vain(pk=text_id):
        return 0
    before, text.held_by = text.held_by_id, None
    text.save(update_fields=["held_by"])
    audit.record(AuditKind.TEXT_HANDED_BACK, target=text, by=by, at=at, held_by=before)
    return 1


def _escalate_texts(apart: RowsApart, *, by: Actor, at: datetime) -> int:
    """What waits although its clock has run out goes first to the force's lead, and after as long
    again to the national desk."""
    late = texts.overdue(at).values_list("pk", flat=True)
    return apart.each(_escalate, late, by=by, at=at)


@transaction.atomic
def _escalate(text_id: int, *, by: Actor, at: datetime) -> int:
    text = WrittenText.objects.select_for_update(of=("self",)).get(pk=text_id)
    if text.state != State.WAITING or text.due_at > at:
        return 0
    step = desks.TO_THE_NATION if _second_due(text, at=at) <= at else 1
    if step <= text.escalated:
        return 0
    text.escalated = step
    text.save(update_fields=["escalated"])
    audit.record(AuditKind.TEXT_ESCALATED, target=text, by=by, at=at, step=step)
    return 1


class NoNationalReaderError(Exception):
    """The national desk has no reader, so a text about police can't go there."""


@transaction.atomic
def escalate(*, text: WrittenText, is_about_police: bool, by: Actor, at: datetime) -> None:
    """A reader passes the text to the national desk before its clock runs out. A text about police
    leaves the force's desk. Raise ClosedError, NoNationalReaderError."""
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


def _second_due(text: WrittenText, *, at: datetime) -> datetime:
    """When as much time again has gone by as the clock allowed."""
    again = STAFFED_TIME.get(TriageClock(text.clock), timedelta(days=1))
    if text.clock == TriageClock.WORKING_DAY:
        return text.due_at + again
    return due_after(again, rota=KnownRotas(at).of(text), at=text.due_at)
