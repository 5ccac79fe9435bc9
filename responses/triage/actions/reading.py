from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import User
from responses.models import DeskAction, ReadingBar, ReadingConfirmation, Response, WrittenText
from responses.triage.actions import notices
from responses.triage.danger import selectors as danger
from responses.triage.outcomes import NOTHING_DONE, TextOutcome
from responses.triage.risk.reading import OF_LIFE, OF_RISK, USUAL_CLOCK, RiskCategory
from responses.triage.rota import due_at
from responses.triage.rule_recall import READ_TWICE_OF
from responses.triage.selectors import desks, rotas, texts
from responses.vault.encryption import UnreadableError
from responses.vault.sealed import withdrawn_answers, written_texts
from responses.vault.sealed.written_texts import OwnWords

State = WrittenText.TextState
NOTHING_TO_FIND = frozenset({RiskCategory.NONE, RiskCategory.COMPLAINT})


class ClosedError(Exception):
    """Someone else closed the text meanwhile."""


class TakenError(Exception):
    pass


class RiskLeftError(Exception):
    pass


class DismissedAloneError(Exception):
    pass


class NoActionRecordedError(Exception):
    pass


class NoticeWaitsError(Exception):
    pass


class NotDrawnError(Exception):
    """Or read twice already, its words are gone, or this reader judged it first."""


def record_queue_read(*, rows: int, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.TEXT_QUEUE_READ, by=by, at=at, rows=rows)


@transaction.atomic
def read(*, text: WrittenText, by: Actor, at: datetime) -> OwnWords | None:
    """Each reading is recorded (SAF-15)."""
    try:
        words = texts.words_of(text)
    except UnreadableError:
        notices.set_text_aside(text=text, by=by, at=at)
        return None
    WrittenText.objects.filter(pk=text.pk, first_read_at=None).update(first_read_at=at)
    if text.unreadable_at is not None:
        WrittenText.objects.filter(pk=text.pk).update(unreadable_at=None)
    audit.record(AuditKind.TEXT_READ, target=text, by=by, at=at)
    return words


@transaction.atomic
def take(
    *, text: WrittenText, by: Actor, at: datetime, instead_of: int | None = None
) -> None:  # fmt: skip
    """If it is still with `instead_of`. Raises ClosedError, and TakenError if another reader took
    it: two readers would both ring."""
    held = _open(text)
    if held.held_by_id not in {instead_of, by.user_id}:
        raise TakenError
    held.held_by_id = by.user_id
    held.save(update_fields=["held_by"])
    notices.drop_for_taker(text=held, by=by, at=at)
    audit.record(AuditKind.TEXT_TAKEN, target=held, by=by, at=at)


@transaction.atomic
def hand_over(*, text: WrittenText, to: User, by: Actor, at: datetime) -> None:
    """Raises ClosedError."""
    held = _open(text)
    held.held_by = to
    held.save(update_fields=["held_by"])
    audit.record(AuditKind.TEXT_HANDED_OVER, target=held, by=by, at=at, to=to.pk)
    notices.tell_again(text=held, people={to.pk}, by=by, at=at)


@transaction.atomic
def record_action(*, text: WrittenText, kind: str, by: Actor, at: datetime) -> None:
    """As a code. Raises ClosedError."""
    held = _open(text)
    DeskAction.objects.create(text=held, kind=kind, user_id=by.person_id, at=at)
    audit.record(AuditKind.TEXT_ACTION_RECORDED, target=held, by=by, at=at, action=kind)


@transaction.atomic
def judge(*, text: WrittenText, category: RiskCategory, by: Actor, at: datetime) -> None:
    """The type of concern, and by when someone must act, counted from sending. Raises
    ClosedError."""
    held = _open(text)
    before, held.category = held.category, category
    is_first_to_lower = category not in OF_RISK and (before in OF_RISK or not before)
    if category in OF_RISK:
        held.lowered_by = None
    elif is_first_to_lower:
        held.lowered_by_id = by.user_id
    if category in OF_RISK or held.lowered_by_id != by.user_id:
        held.clock = USUAL_CLOCK[category]
        rota = rotas.rota_of(desks.desk_of_row(held), at=at)
        held.due_at = due_at(held.clock, rota=rota, sent_at=held.sent_at)
    held.sorted_at = held.sorted_at or at
    held.save(update_fields=["category", "clock", "due_at", "sorted_at", "lowered_by"])
    audit.record(
        AuditKind.TEXT_JUDGED, target=held, by=by, at=at, before=before, after=category.value
    )


@transaction.atomic
def close(*, text: WrittenText, outcome: TextOutcome, told: str, by: Actor, at: datetime) -> None:
    """Raises ClosedError, RiskLeftError, DismissedAloneError, NoActionRecordedError,
    NoticeWaitsError."""
    held = _open(text)
    notice = danger.notice_of(held)
    if notice is not None and not danger.is_settled(notice):
        raise NoticeWaitsError
    if outcome in NOTHING_DONE and (held.category in OF_RISK or not held.category):
        raise RiskLeftError
    if _lacks_action(held) and notice is None:
        raise NoActionRecordedError
    if outcome in NOTHING_DONE and by.user_id is not None and held.lowered_by_id == by.user_id:
        raise DismissedAloneError
    held.state = State.CLOSED
    held.outcome, held.told = outcome, told
    held.closed_at, held.closed_by, held.held_by_id = at, by.name, by.user_id
    if held.category not in OF_RISK and held.second_at is None:
        held.is_drawn = _is_drawn(held)
    held.save(
        update_fields=[
            "state", "outcome", "told", "closed_at", "closed_by", "held_by", "is_drawn"
        ]
    )  # fmt: skip
    audit.record(
        AuditKind.TEXT_CLOSED, target=held, by=by, at=at, outcome=outcome.value, told=told,
        category=held.category,
    )  # fmt: skip
    is_withdrawn = Response.objects.filter(pk=held.response_id, withdrawn_at__isnull=False)
    if is_withdrawn.exists() and withdrawn_answers.sealed_at(held.response_id) is None:
        written_texts.forget([held.response_id])


@transaction.atomic
def read_twice(*, text: WrittenText, category: RiskCategory, by: Actor, at: datetime) -> None:
    """A second reader's category of a text closed without danger. Raises NotDrawnError."""
    held = WrittenText.objects.select_for_update().get(pk=text.pk)
    is_due = held.state == State.CLOSED and held.is_drawn and held.second_at is None
    is_first = by.user_id in {held.held_by_id, held.lowered_by_id}
    if not is_due or is_first or not texts.words_of(held):
        raise NotDrawnError
    is_missed = category not in {held.category, *NOTHING_TO_FIND}
    held.second_category, held.second_at = category, at
    held.save(update_fields=["second_category", "second_at"])
    audit.record(
        AuditKind.TEXT_READ_TWICE, target=held, by=by, at=at, before=held.category,
        after=category.value,
    )  # fmt: skip
    if category in OF_RISK or is_missed:
        held.state, held.closed_at = State.WAITING, None
        held.closed_by = held.outcome = held.told = ""
        held.held_by = held.lowered_by = None
        held.category, held.clock, held.escalated = category, USUAL_CLOCK[category], 0
        rota = rotas.rota_of(desks.desk_of_row(held), at=at)
        held.due_at = due_at(USUAL_CLOCK[category], rota=rota, sent_at=at)
        held.overdue_at = None
        held.save()
        if texts.is_urgent(held):
            notices.tell_of_arrival(text=held, by=by, at=at)


def _lacks_action(held: WrittenText) -> bool:
    is_for_life = held.category in OF_LIFE
    return is_for_life and not DeskAction.objects.filter(text=held).exists()


def _is_drawn(text: WrittenText) -> bool:
    drawn = salted_hmac("responses.triage.read_twice", str(text.pk)).digest()
    return int.from_bytes(drawn[:8]) % READ_TWICE_OF == 0


def _open(text: WrittenText) -> WrittenText:
    held = WrittenText.objects.select_for_update().get(pk=text.pk)
    if held.state != State.WAITING:
        raise ClosedError
    return held


@transaction.atomic
def confirm(*, response_ids: Collection[int], by: Actor, at: datetime) -> None:
    """Raises ValueError unless a member of staff does it."""
    if by.user_id is None:
        message = "Only a member of staff can confirm that they did not work on a case."
        raise ValueError(message)
    known = ReadingConfirmation.objects.filter(user=by.user_id, response__in=response_ids)
    new = sorted(set(response_ids) - set(known.values_list("response_id", flat=True)))
    ReadingConfirmation.objects.bulk_create(
        [ReadingConfirmation(response_id=each, user_id=by.user_id, said_at=at) for each in new],
        ignore_conflicts=True,
    )
    if new:
        audit.record(AuditKind.READING_CONFIRMED, by=by, at=at, texts=len(new))


# Staff who know someone in a case read nothing written about it (SAF-13).
@transaction.atomic
def declare(*, response_id: int, by: Actor, at: datetime) -> None:
    """A second call changes nothing. Raises ValueError for non-staff actors."""
    if by.user_id is None:
        message = "Who knows somebody in a case is said by people."
        raise ValueError(message)
    _, is_new = ReadingBar.objects.get_or_create(
        response_id=response_id, user_id=by.user_id, defaults={"said_at": at}
    )
    if is_new:
        audit.record(AuditKind.READING_BARRED, by=by, at=at)
