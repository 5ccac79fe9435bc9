"""Writes signatures of what only people can do. Signing opens the asking of real people, so it
takes two; taking back takes one."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.models import DutySignature
from responses.readiness import selectors
from responses.readiness.duties import OF_AN_ORGANISATION, OF_ONE_VERSION, ReadinessDuty


class SignatureChangedError(Exception):
    """It does not wait any more: somebody was faster, or another waits already."""


class OwnSignatureError(Exception):
    """Whoever signed does not confirm it."""


class SystemSignatureError(Exception):
    """Only people sign."""


class OrganisationMissingError(Exception):
    """The duty is signed by a person of an organisation."""


class FutureDutyError(Exception):
    """It was not done yet on that day."""


@transaction.atomic
def sign_duty(
    *,
    duty: ReadinessDuty,
    done_on: date,
    done_by: str,
    document: str,
    organisation: str = "",
    by: Actor,
    at: datetime,
) -> DutySignature:
    """Sign that a duty was done, of the version of the questions that is asked now where it is of
    one. It counts when a second person confirms it.

    Raises FutureDutyError, SignatureChangedError where one of it waits already, and
    OrganisationMissingError where the duty asks for an organisation."""
    if duty in OF_AN_ORGANISATION and not organisation:
        raise OrganisationMissingError
    if done_on > localdate(at):
        raise FutureDutyError
    version = selectors.version_asked(localdate(at)) if duty in OF_ONE_VERSION else ""
    if _waiting(duty, version).exists():
        raise SignatureChangedError
    signature = DutySignature.objects.create(
        duty=duty, version=version, done_on=done_on, done_by=done_by, document=document,
        organisation=organisation,
        signed_at=at, signed_by=by.name, signed_by_id=_person(by),
    )  # fmt: skip
    _record(AuditKind.DUTY_SIGNED, signature, by=by, at=at)
    return signature


@transaction.atomic
def confirm_signature(*, pk: int, by: Actor, at: datetime) -> None:
    """Raises SignatureChangedError, OwnSignatureError."""
    signature = _locked(pk)
    if signature.confirmed_at is not None:
        raise SignatureChangedError
    if signature.signed_by_id == _person(by):
        raise OwnSignatureError
    signature.confirmed_at, signature.confirmed_by = at, by.name
    signature.confirmed_by_id = by.user_id
    signature.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_by_id"])
    _record(AuditKind.DUTY_CONFIRMED, signature, by=by, at=at)


@transaction.atomic
def take_back(*, pk: int, by: Actor, at: datetime) -> None:
    """Take a signature back: from now on it does not stand, and real people are not asked. Raises
    SignatureChangedError."""
    signature = _locked(pk)
    signature.taken_back_at, signature.taken_back_by = at, by.name
    signature.save(update_fields=["taken_back_at", "taken_back_by"])
    _record(AuditKind.DUTY_TAKEN_BACK, signature, by=by, at=at)
    holding.note_stop(
        EntryKind.DUTY_TAKEN_BACK, at=at, signature=pk, signed_at=signature.signed_at.isoformat()
    )


@transaction.atomic
def take_back_again(*, pk: int, signed_at: datetime, by: Actor, at: datetime) -> bool:
    """Take back what had been taken back at `at`, and stands again in a restored database. Returns
    whether it stood there."""
    stands = DutySignature.objects.filter(pk=pk, signed_at=signed_at, taken_back_at=None)
    if not stands.exists():
        return False
    take_back(pk=pk, by=by, at=at)
    return True


def _waiting(duty: ReadinessDuty, version: str) -> QuerySet[DutySignature]:
    return DutySignature.objects.filter(
        duty=duty, version=version, confirmed_at__isnull=True, taken_back_at__isnull=True
    )


def _locked(pk: int) -> DutySignature:
    rows = DutySignature.objects.select_for_update().filter(pk=pk, taken_back_at__isnull=True)
    if (signature := rows.first()) is None:
        raise SignatureChangedError
    return signature


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise SystemSignatureError
    return by.user_id


def _record(kind: AuditKind, signature: DutySignature, *, by: Actor, at: datetime) -> None:
    audit.record(
        kind,
        target=signature,
        by=by,
        at=at,
        duty=signature.duty,
        version=signature.version,
        done_on=signature.done_on.isoformat(),
    )
