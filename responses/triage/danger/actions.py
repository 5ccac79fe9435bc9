from datetime import datetime

from django.db import transaction
from django.db.models import F

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from access.background.error_reports import try_each_row
from access.models import Force
from access.viewer import Viewer
from access.webhooks import events
from access.webhooks.events import WebhookEvent
from responses.models import (
    DangerNotice,
    DangerOpening,
    DangerReview,
    PoliceMatterRoute,
    ReceivingUnit,
    WrittenText,
)
from responses.triage.actions import notices
from responses.triage.danger import rules, selectors
from responses.triage.danger.rules import NoticePhase
from responses.triage.selectors import desks
from responses.vault.sealed import danger_details
from responses.vault.sealed.danger_details import DangerDetails

State = DangerNotice.NoticeState
RING_TASK = "responses.tasks.ring_receiving_unit"
FIRST_ROUND, SECOND_ROUND = 1, 2


class DangerError(Exception):
    """The press changes nothing."""


class TextClosedError(DangerError):
    """Another reader closed the text."""


class NoDangerError(DangerError):
    pass


class NationalDeskOnlyError(DangerError):
    pass


class SecondReaderError(DangerError):
    pass


class SentBeforeError(DangerError):
    pass


class NotOpenError(DangerError):
    """The unit confirmed, its ten minutes haven't passed, or the reader's own hour is over."""


class NotReadError(DangerError):
    pass


class NotAllowedError(DangerError):
    pass


@transaction.atomic
def send(
    *,
    text: WrittenText,
    reason: str,
    is_about_police: bool,
    viewer: Viewer,
    by: Actor,
    at: datetime,
) -> DangerNotice:
    """The case key and the safe-contact record, sealed. Raises a DangerError."""
    held, notice = _locked(text)
    declared = is_about_police or (notice is not None and notice.is_police_matter)
    is_police = selectors.is_police_matter(held, is_declared=declared)
    if is_police and not viewer.is_national:
        raise NationalDeskOnlyError
    if is_police and not held.is_national:
        held.is_national = True
        held.save(update_fields=["is_national"])
    needs_two = held.category in rules.NEEDS_TWO
    if notice is not None and needs_two and notice.asked_by_id == by.person_id:
        raise SecondReaderError
    if notice is None:
        notice = _ask(held, reason, is_police=is_police, by=by, at=at)
        if needs_two:
            notices.call_second_reader(text=held, by=by, at=at)
            return notice
    elif notice.asked_by_id != by.person_id:
        notice.second_by_id, notice.second_reason = by.person_id, reason
    _send(notice, held, is_police=is_police, by=by, at=at)
    return notice


def _locked(text: WrittenText) -> tuple[WrittenText, DangerNotice | None]:
    """With its notice if one was asked for. Raises a DangerError if none may be sent."""
    held = WrittenText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    if held.state != WrittenText.TextState.WAITING:
        raise TextClosedError
    if held.category not in rules.SENDABLE:
        raise NoDangerError
    notice = DangerNotice.objects.select_for_update(of=("self",)).filter(text=held).first()
    if notice is not None and notice.state != State.ASKED:
        raise SentBeforeError
    return held, notice


def _ask(
    text: WrittenText, reason: str, *, is_police: bool, by: Actor, at: datetime
) -> DangerNotice:
    notice = DangerNotice.objects.create(
        text=text,
        case=selectors.case_of(text),
        desk_force=_desk_force(text, is_police=is_police),
        is_police_matter=is_police,
        category=text.category,
        rules_category=text.rules_category,
        asked_by_id=by.person_id,
        asked_at=at,
        reason=reason,
    )
    _record(AuditKind.DANGER_ASKED, notice, by=by, at=at, category=text.category)
    return notice


def _desk_force(text: WrittenText, *, is_police: bool) -> Force | None:
    is_nations = is_police or desks.desk_of_row(text) == desks.NATIONAL
    return None if is_nations else text.force


def _send(
    notice: DangerNotice, text: WrittenText, *, is_police: bool, by: Actor, at: datetime
) -> None:
    to = selectors.destination(text, is_police=is_police, case_id=notice.case_id)
    is_received = to is not None and to.has_people
    notice.state, notice.sent_at, notice.category = State.SENT, at, text.category
    notice.is_police_matter = is_police
    notice.desk_force = _desk_force(text, is_police=is_police)
    notice.confirm_by_at = at + rules.CONFIRM_WITHIN if is_received else at
    if to is not None and is_received:
        notice.receiver_id, notice.unit = to.force_code, to.unit
    notice.save()
    danger_details.seal(notice.case, notice_id=notice.pk, at=at)
    if text.held_by_id is None:
        text.held_by_id = by.user_id
        text.save(update_fields=["held_by"])
    _record(
        AuditKind.DANGER_SENT, notice, by=by, at=at, category=notice.category,
        receiver=notice.receiver_id or "", unit=notice.unit, is_police_matter=is_police,
    )  # fmt: skip
    _ring(notice, FIRST_ROUND, at=at)


def _ring(notice: DangerNotice, turn: int, *, at: datetime) -> None:
    if notice.receiver_id is None or selectors.is_with_own_police(notice):
        return
    kind = WebhookEvent.DANGER_SENT if turn == FIRST_ROUND else WebhookEvent.DANGER_UNCONFIRMED
    page = ("responses:danger-notice", notice.pk)
    events.happened(kind, number=notice.pk, page=page, at=at, forces=[notice.receiver_id])
    setting = selectors.unit_setting(notice.receiver_id, notice.unit)
    for place in range(len(setting.emails) if setting else 0):
        task_queue.enqueue(RING_TASK, notice.pk, turn, place, at=at)


def count_mail(*, notice_id: int) -> None:
    DangerNotice.objects.filter(pk=notice_id).update(mails_taken=F("mails_taken") + 1)


def record_list_read(*, rows: int, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.DANGER_LIST_READ, by=by, at=at, rows=rows)


@transaction.atomic
def open_as_unit(*, notice: DangerNotice, by: Actor, at: datetime) -> DangerDetails | None:
    """Open a received notice."""
    DangerNotice.objects.filter(pk=notice.pk, opened_at=None).update(opened_at=at)
    _record_at_unit(AuditKind.DANGER_OPENED, notice, by=by, at=at)
    return danger_details.open_details(notice.pk)


@transaction.atomic
def confirm(*, notice: DangerNotice, by: Actor, at: datetime) -> None:
    """Ends readers' access. Raises NotReadError, or SentBeforeError if a colleague confirmed
    first."""
    held = DangerNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if held.state == State.CONFIRMED:
        raise SentBeforeError
    if held.opened_at is None:
        raise NotReadError
    held.state, held.confirmed_by_id, held.confirmed_at = State.CONFIRMED, by.user_id, at
    held.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    held.openings.filter(until__gt=at).update(until=at)
    _record_at_unit(AuditKind.DANGER_CONFIRMED, held, by=by, at=at)


@transaction.atomic
def open_as_reader(*, notice: DangerNotice, reason: str, by: Actor, at: datetime) -> None:
    """For an hour, because the unit hasn't confirmed. Raises NotOpenError."""
    held = (
        DangerNotice.objects.select_for_update(of=("self",)).select_related("text").get(
            pk=notice.pk
        )
    )  # fmt: skip
    is_due = selectors.reader_phase_of(held, at=at) is NoticePhase.UNCONFIRMED
    is_waiting = held.text.state == WrittenText.TextState.WAITING
    if not is_due or not is_waiting or held.openings.filter(user=by.user_id).exists():
        raise NotOpenError
    DangerOpening.objects.create(
        notice=held,
        user_id=by.person_id,
        reason=reason,
        opened_at=at,
        until=at + rules.OPEN_FOR,
    )
    if not danger_details.has_details(held.pk):
        danger_details.seal(held.case, notice_id=held.pk, at=at)
    _record(AuditKind.DANGER_OPENED_BY_READER, held, by=by, at=at)


@transaction.atomic
def read_as_reader(*, notice: DangerNotice, by: Actor, at: datetime) -> DangerDetails | None:
    """Raises NotOpenError."""
    opening = DangerOpening.objects.filter(notice=notice.pk, user=by.user_id).first()
    if opening is None or not opening.opened_at <= at < opening.until:
        raise NotOpenError
    _record(AuditKind.DANGER_READ, notice, by=by, at=at)
    return danger_details.open_details(notice.pk)


def note_unconfirmed(*, by: Actor, at: datetime) -> int:
    """Escalate what no unit confirmed in time, and ring again. Returns how many."""
    with try_each_row() as apart:
        return apart.each(_note_unconfirmed, selectors.unconfirmed(at), by=by, at=at)


@transaction.atomic
def _note_unconfirmed(notice_id: int, *, by: Actor, at: datetime) -> int:
    text = WrittenText.objects.select_for_update(of=("self",)).get(danger_notice=notice_id)
    notice = DangerNotice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    is_late = selectors.phase_of(notice, at=at) is NoticePhase.UNCONFIRMED
    if not is_late or notice.unconfirmed_at is not None:
        return 0
    notice.unconfirmed_at = at
    notice.save(update_fields=["unconfirmed_at"])
    is_waiting = text.state == WrittenText.TextState.WAITING
    if is_waiting and text.escalated < desks.TO_THE_NATION:
        text.escalated = desks.TO_THE_NATION
        text.save(update_fields=["escalated"])
        audit.record(AuditKind.TEXT_ESCALATED, target=text, by=by, at=at, step=desks.TO_THE_NATION)
    if is_waiting:
        notices.tell_nation(text=text, by=by, at=at)
    _record(AuditKind.DANGER_UNCONFIRMED, notice, by=by, at=at)
    _ring(notice, SECOND_ROUND, at=at)
    return 1


@transaction.atomic
def review(
    *, notice: DangerNotice, side: str, verdict: str, note: str, by: Actor, at: datetime
) -> None:
    """Raises NotAllowedError for a person who took part, or a review that exists."""
    held = DangerNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    before = held.reviews.filter(side=side).first()
    is_done = before is not None and not held.openings.filter(opened_at__gt=before.at).exists()
    if is_done or by.user_id is None or selectors.takes_part(held, by.user_id):
        raise NotAllowedError
    if before is not None:
        before.delete()
    DangerReview.objects.create(
        notice=held, side=side, user_id=by.user_id, verdict=verdict, note=note, at=at
    )
    _record(AuditKind.DANGER_REVIEWED, held, by=by, at=at, side=side, verdict=verdict)


@transaction.atomic
def set_unit(
    *, force: Force, unit: str, phone: str, emails: list[str], by: Actor, at: datetime
) -> None:
    ReceivingUnit.objects.update_or_create(
        force=force,
        unit=unit,
        defaults={"phone": phone, "emails": emails, "set_by": by.name, "set_at": at},
    )
    audit.record(
        AuditKind.RECEIVING_UNIT_SET, by=by, at=at, force=force.code, unit=unit,
        emails=len(emails),
    )  # fmt: skip


@transaction.atomic
def set_police_route(
    *, force: Force, to_force: Force, to_unit: str, by: Actor, at: datetime
) -> None:
    PoliceMatterRoute.objects.update_or_create(
        force=force,
        defaults={"to_force": to_force, "to_unit": to_unit, "set_by": by.name, "set_at": at},
    )
    audit.record(
        AuditKind.POLICE_ROUTE_SET, by=by, at=at, force=force.code, to=to_force.code, unit=to_unit
    )


def _record(
    kind: AuditKind, notice: DangerNotice, *, by: Actor, at: datetime, **details: str | bool
) -> None:
    audit.record(kind, target=notice, by=by, at=at, force=notice.desk_force_id or "", **details)


def _record_at_unit(kind: AuditKind, notice: DangerNotice, *, by: Actor, at: datetime) -> None:
    audit.record(kind, target=notice, by=by, at=at, force=notice.receiver_id or "")
