"""Agreements by which a force reads words from sensitive cases itself."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import Force
from responses.models import ReadingAgreement

State = ReadingAgreement.AgreementState


class AgreementWaitsError(Exception):
    pass


class AgreementDecidedError(Exception):
    pass


class OwnAgreementError(Exception):
    pass


@dataclass(frozen=True)
class SignedAgreement:
    service: str
    service_signatory: str
    force_signatory: str
    first_on: date
    last_on: date


@transaction.atomic
def enter(*, force: Force, signed: SignedAgreement, by: Actor, at: datetime) -> ReadingAgreement:
    """Raises AgreementWaitsError."""
    try:
        with transaction.atomic():
            made = ReadingAgreement.objects.create(
                force=force,
                service=signed.service,
                service_signatory=signed.service_signatory,
                force_signatory=signed.force_signatory,
                first_on=signed.first_on,
                last_on=signed.last_on,
                asked_at=at,
                asked_by_id=by.person_id,
            )
    except IntegrityError as error:
        raise AgreementWaitsError from error
    audit.record(AuditKind.READING_AGREEMENT_ASKED, target=made, by=by, at=at)
    return made


@transaction.atomic
def approve(*, agreement: ReadingAgreement, by: Actor, at: datetime) -> None:
    """Raises OwnAgreementError, AgreementDecidedError."""
    held = _locked(agreement, State.WAITING)
    if held.asked_by_id == by.user_id:
        raise OwnAgreementError
    _decide(held, State.APPROVED, by=by, at=at)
    audit.record(AuditKind.READING_AGREEMENT_APPROVED, target=held, by=by, at=at)


@transaction.atomic
def refuse(*, agreement: ReadingAgreement, by: Actor, at: datetime) -> None:
    """Raises AgreementDecidedError."""
    held = _locked(agreement, State.WAITING)
    _decide(held, State.REFUSED, by=by, at=at)
    _note_end(held, at=at)
    audit.record(AuditKind.READING_AGREEMENT_REFUSED, target=held, by=by, at=at)


@transaction.atomic
def end(*, agreement: ReadingAgreement, by: Actor, at: datetime) -> None:
    """The national team reads again at once. Raises AgreementDecidedError."""
    held = _locked(agreement, State.APPROVED)
    held.state, held.ended_at, held.ended_by_id = State.ENDED, at, by.person_id
    held.save(update_fields=["state", "ended_at", "ended_by"])
    _note_end(held, at=at)
    audit.record(AuditKind.READING_AGREEMENT_ENDED, target=held, by=by, at=at)


@transaction.atomic
def end_again(*, pk: int, by: Actor, at: datetime) -> bool:
    """For a restored database. Returns whether it did."""
    held = ReadingAgreement.objects.select_for_update().filter(pk=pk).first()
    if held is None or held.state not in {State.APPROVED, State.WAITING}:
        return False
    if held.state == State.WAITING:
        held.state, held.decided_at = State.REFUSED, at
        held.decided_by_id = by.user_id or held.asked_by_id
    else:
        held.state, held.ended_at = State.ENDED, at
        held.ended_by_id = by.user_id or held.decided_by_id
    held.save()
    audit.record(AuditKind.READING_AGREEMENT_ENDED, target=held, by=by, at=at)
    return True


def _note_end(agreement: ReadingAgreement, *, at: datetime) -> None:
    holding.note_stop(EntryKind.READING_AGREEMENT_ENDED, at=at, agreement=agreement.pk)


def _locked(agreement: ReadingAgreement, state: State) -> ReadingAgreement:
    held = ReadingAgreement.objects.select_for_update().get(pk=agreement.pk)
    if held.state != state:
        raise AgreementDecidedError
    return held


def _decide(held: ReadingAgreement, state: State, *, by: Actor, at: datetime) -> None:
    held.state, held.decided_at, held.decided_by_id = state, at, by.person_id
    held.save(update_fields=["state", "decided_at", "decided_by"])
