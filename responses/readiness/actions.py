from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.approval.decisions import RequestDecidedError, approve_request, request_approval
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.models import DutySignature
from responses.readiness import selectors
from responses.readiness.duties import OF_AN_ORGANISATION, OF_ONE_VERSION, ReadinessDuty


class SignatureWaitsError(Exception):
    pass


class OrganisationMissingError(Exception):
    pass


class FutureDutyError(Exception):
    pass


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
    """For the questions asked now, if the duty is about them. Raises FutureDutyError,
    SignatureWaitsError, NotAPersonError, OrganisationMissingError."""
    if duty in OF_AN_ORGANISATION and not organisation:
        raise OrganisationMissingError
    if done_on > localdate(at):
        raise FutureDutyError
    version = selectors.version_asked(localdate(at)) if duty in OF_ONE_VERSION else ""
    waiting = DutySignature.objects.filter(duty=duty, version=version, **DutySignature.WAITING)
    if waiting.exists():
        raise SignatureWaitsError
    return request_approval(
        DutySignature, AuditKind.DUTY_SIGNED, by=by, at=at,
        duty=duty, version=version, done_on=done_on, done_by=done_by, document=document,
        organisation=organisation,
    )  # fmt: skip


def confirm_signature(*, pk: int, by: Actor, at: datetime) -> None:
    """Raises ApprovalError."""
    approve_request(DutySignature(pk=pk), AuditKind.DUTY_CONFIRMED, by=by, at=at)


@transaction.atomic
def take_back(*, pk: int, by: Actor, at: datetime) -> None:
    """Then real people are not asked. Raises RequestDecidedError."""
    rows = DutySignature.objects.select_for_update().filter(pk=pk, taken_back_at__isnull=True)
    if (signature := rows.first()) is None:
        raise RequestDecidedError
    signature.taken_back_at, signature.taken_back_by = at, by.name
    signature.save(update_fields=["taken_back_at", "taken_back_by"])
    audit.record(
        AuditKind.DUTY_TAKEN_BACK, target=signature, by=by, at=at, **signature.audit_details()
    )
    holding.note_stop(
        EntryKind.DUTY_TAKEN_BACK, at=at, signature=pk, signed_at=signature.signed_at.isoformat()
    )


@transaction.atomic
def take_back_again(*, pk: int, signed_at: datetime, by: Actor, at: datetime) -> bool:
    stands = DutySignature.objects.filter(pk=pk, signed_at=signed_at, taken_back_at=None)
    if not stands.exists():
        return False
    take_back(pk=pk, by=by, at=at)
    return True
