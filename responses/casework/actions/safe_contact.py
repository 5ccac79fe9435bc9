"""Writes how a victim may safely be contacted."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.case_files.case import NumberSafe
from responses.eligibility.rules import WAITS_FOR_SAFE_CONTACT, Decision
from responses.models import Case, StageEvent
from responses.vault import safe_contact
from responses.vault.safe_contact import SafeContactAgreement


class NothingToConfirmError(LookupError):
    """The vault holds neither a number nor an address for the case."""


@transaction.atomic
def record_found(*, case: Case | None, force_code: str, by: Actor, at: datetime) -> None:
    """Record that somebody asked for a case by its key. Who has a key knows whose case it is, so
    every request is recorded, also one with a key that no case has (SAF-15)."""
    audit.record(AuditKind.CASE_FOUND, target=case or "", by=by, at=at, force=force_code)


@transaction.atomic
def confirm_safe_contact(
    *, case: Case, agreed: SafeContactAgreement, by: Actor, at: datetime
) -> bool:
    """Store what was agreed with the victim, and have the events that waited for it decided again.
    Returns False where the record says that the number is not safe and this is the first person
    to say otherwise: the record then stays until a second person says the same within a week.

    Raises NothingToConfirmError."""
    today = localdate(at)
    Case.objects.select_for_update().get(pk=case.pk)
    record = safe_contact.read(case.pk)
    if record is None:
        raise NothingToConfirmError
    is_override = record.number_safe == NumberSafe.NO and agreed.is_number_safe
    is_seconded = record.is_override_waiting(today) and record.override_asked_by_id != by.user_id
    if is_override and not is_seconded and by.user_id is not None:
        safe_contact.ask_override(case.pk, user_id=by.user_id, on=today)
        audit.record(AuditKind.SAFE_CONTACT_OVERRIDE_ASKED, target=case, by=by, at=at)
        return False
    safe_contact.write(case.pk, agreed, by=by.name, user_id=by.user_id, on=today)
    _make_pending(case, at=at)
    audit.record(
        AuditKind.SAFE_CONTACT_CONFIRMED,
        target=case,
        by=by,
        at=at,
        is_number_safe=agreed.is_number_safe,
        is_word_new=bool(agreed.word_hash),
        is_override=is_override,
    )
    return True


def _make_pending(case: Case, *, at: datetime) -> None:
    StageEvent.objects.filter(
        case=case, decision__in=WAITS_FOR_SAFE_CONTACT, invitation__isnull=True
    ).update(decision=Decision.PENDING, decided_at=at)
